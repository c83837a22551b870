#include "protocols/sip/transaction.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "protocols/sip/core.h"
#include "protocols/sip/writer.h"

namespace filo::sip {

namespace {

constexpr std::string_view kMagicCookie = "z9hG4bK";

void append(std::string& out, std::string_view part) {
  out += part;
  out += '\n';  // cannot stand inside a header value
}

}  // namespace

Flow reply_flow(const Message& request, const Flow& from) {
  Flow flow = from;
  if (is_stream(from.transport) || request.top_via().has_rport) return flow;
  flow.remote.port = request.top_via().port != 0 ? request.top_via().port : 5060;
  return flow;
}

std::string ack_for_refusal(const Message& invite, const Message& response) {
  MessageWriter ack = MessageWriter::request(Method::ack, invite.request_uri_text());
  ack.header(HeaderId::via, invite.top_via().text);
  for (const Header& h : invite.headers()) {
    if (h.id == HeaderId::route) ack.header(HeaderId::route, h.value);
  }
  ack.header(HeaderId::from, invite.header(HeaderId::from))
      .header(HeaderId::to, response.header(HeaderId::to))
      .header(HeaderId::call_id, invite.call_id())
      .header(HeaderId::cseq, std::to_string(invite.cseq().number) + " ACK")
      .header(HeaderId::max_forwards, std::uint64_t{70});
  return ack.finish();
}

Transactions::Transactions(
    TxnTimers timers, TimerWheel& wheel, SipOutput& output, TransactionUser& user, bool tcp)
    : timers_(timers), wheel_(wheel), output_(output), user_(user), size_rule_(tcp) {}

// --- the table ---------------------------------------------------------------------------------

Transactions::Txn* Transactions::find(TxnRef ref) {
  return const_cast<Txn*>(std::as_const(*this).find(ref));
}

const Transactions::Txn* Transactions::find(TxnRef ref) const {
  if (!ref || ref.index >= txns_.size()) return nullptr;
  const Txn& txn = txns_[ref.index];
  return txn.live && txn.generation == ref.generation ? &txn : nullptr;
}

std::uint32_t Transactions::make(
    std::string key, bool client, Method method, const Flow& flow, TxnOwner owner) {
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(txns_.size());
    txns_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Txn& txn = txns_[index];
  txn.live = true;
  txn.client = client;
  txn.method = method;
  txn.invite = method == Method::invite;
  txn.cancelled = txn.by_size = false;
  txn.state = TxnState::trying;
  txn.flow = flow;
  txn.owner = owner;
  txn.key = std::move(key);
  // Keys of clients carry our own random branch; those of servers were looked up just before.
  const bool fresh = (client ? clients_ : servers_).emplace(txn.key, index).second;
  FILO_CHECK(fresh);
  ++live_;
  return index;
}

void Transactions::end(std::uint32_t index) {
  Txn& txn = txns_[index];
  wheel_.cancel(txn.resend);
  wheel_.cancel(txn.deadline);
  (txn.client ? clients_ : servers_).erase(txn.key);
  txn.live = false;
  txn.bytes = {};
  if (++txn.generation == 0) txn.generation = 1;
  free_.push_back(index);
  --live_;
}

bool Transactions::alive(TxnRef ref) const {
  return find(ref) != nullptr;
}

bool Transactions::open(TxnRef ref) const {
  const Txn* txn = find(ref);
  return txn != nullptr && (txn->state == TxnState::trying || txn->state == TxnState::proceeding);
}

TxnState Transactions::state(TxnRef ref) const {
  const Txn* txn = find(ref);
  FILO_CHECK(txn != nullptr);
  return txn->state;
}

TxnOwner Transactions::owner(TxnRef ref) const {
  const Txn* txn = find(ref);
  return txn != nullptr ? txn->owner : TxnOwner{};
}

// --- timers ------------------------------------------------------------------------------------

void Transactions::set_resend(std::uint32_t index, Duration interval, MonoTime now) {
  Txn& txn = txns_[index];
  wheel_.cancel(txn.resend);
  txn.interval = interval;
  txn.resend = wheel_.start(now + interval, {.kind = kResendTimer, .subject = index});
}

void Transactions::set_deadline(std::uint32_t index, Duration wait, MonoTime now) {
  Txn& txn = txns_[index];
  wheel_.cancel(txn.deadline);
  txn.deadline = wheel_.start(now + wait, {.kind = kDeadlineTimer, .subject = index});
}

void Transactions::wait_then_end(std::uint32_t index, TxnState state, Duration wait, MonoTime now) {
  Txn& txn = txns_[index];
  wheel_.cancel(txn.resend);
  txn.state = state;
  if (wait == Duration{}) {
    end(index);
  } else {
    set_deadline(index, wait, now);
  }
}

void Transactions::fire(TimerPayload timer, MonoTime now) {
  if (timer.kind == kResendTimer) {
    resend(timer.subject, now);
  } else {
    expire(timer.subject);
  }
}

/// Timers A, E and G. INVITE requests double without end (B ends them), all else stops at T2.
void Transactions::resend(std::uint32_t index, MonoTime now) {
  Txn& txn = txns_[index];
  output_.send(txn.flow, txn.bytes);
  Duration next = txn.interval * 2;
  if (!(txn.client && txn.invite)) next = std::min(next, timers_.t2);
  if (txn.client && !txn.invite && txn.state == TxnState::proceeding) next = timers_.t2;
  set_resend(index, next, now);
}

/// Timers B and F end with a failure, all others silently.
void Transactions::expire(std::uint32_t index) {
  const Txn& txn = txns_[index];
  const bool unanswered = txn.state == TxnState::trying || txn.state == TxnState::proceeding;
  if (txn.client && unanswered) {
    fail(index, 408);
  } else {
    end(index);
  }
}

void Transactions::fail(std::uint32_t index, int status) {
  const Txn& txn = txns_[index];
  const TxnOwner owner = txn.owner;
  const Method method = txn.method;
  const TxnRef ref{index, txn.generation};
  end(index);
  user_.on_no_response(owner, ref, method, status);
}

// --- server ------------------------------------------------------------------------------------

/// RFC 3261 §17.2.3. The view is good until the next call.
std::string_view Transactions::server_key(const Message& request, Method method) const {
  const Via& via = request.top_via();
  scratch_.clear();
  // The cookie alone tells nobody apart (RFC 4475 §3.2.1): the old rule does.
  if (via.branch.starts_with(kMagicCookie) && via.branch.size() > kMagicCookie.size()) {
    append(scratch_, via.branch);
    append(scratch_, via.host);
    append(scratch_, std::to_string(via.port));
  } else {  // RFC 2543: the To tag is left out, since only the ACK has ours
    append(scratch_, request.call_id());
    append(scratch_, request.from().tag);
    append(scratch_, std::to_string(request.cseq().number));
    append(scratch_, request.request_uri_text());
    append(scratch_, via.text);
  }
  if (method == Method::unknown) {
    scratch_ += request.method_text();
  } else {
    scratch_ += to_string(method);
  }
  return scratch_;
}

bool Transactions::absorb(const Message& request, MonoTime now) {
  const bool ack = request.method() == Method::ack;
  const auto found = servers_.find(server_key(request, ack ? Method::invite : request.method()));
  if (found == servers_.end()) return false;
  const std::uint32_t index = found->second;
  Txn& txn = txns_[index];
  if (!ack) {
    if (!txn.bytes.empty()) output_.send(txn.flow, txn.bytes);
    return true;
  }
  if (txn.state == TxnState::accepted) return false;
  if (txn.state == TxnState::completed) {  // timer I
    txn.bytes = {};
    wait_then_end(index, TxnState::confirmed,
                  is_stream(txn.flow.transport) ? Duration{} : timers_.t4, now);
  }
  return true;
}

TxnRef Transactions::open_server(const Message& request,
                                 const Flow& flow,
                                 TxnOwner owner,
                                 MonoTime now) {
  std::string key{server_key(request, request.method())};
  const std::uint32_t index =
      make(std::move(key), false, request.method(), reply_flow(request, flow), owner);
  // RFC 4320: an answer to anything but INVITE is of no use after 64*T1.
  if (request.method() != Method::invite) set_deadline(index, timers_.give_up(), now);
  return {index, txns_[index].generation};
}

TxnRef Transactions::find_cancelled(const Message& cancel) const {
  const auto found = servers_.find(server_key(cancel, Method::invite));
  if (found == servers_.end()) return {};
  return {found->second, txns_[found->second].generation};
}

void Transactions::respond(TxnRef ref, int status, std::string bytes, MonoTime now) {
  if (!open(ref)) return;
  Txn& txn = *find(ref);
  output_.send(txn.flow, bytes);
  txn.bytes = std::move(bytes);
  if (status < 200) {
    txn.state = TxnState::proceeding;
    return;
  }
  const bool stream = is_stream(txn.flow.transport);
  if (!txn.invite) {  // timer J
    wait_then_end(ref.index, TxnState::completed, stream ? Duration{} : timers_.give_up(), now);
  } else if (status < 300) {  // timer L
    txn.bytes = {};
    wait_then_end(ref.index, TxnState::accepted, timers_.give_up(), now);
  } else {  // timers G and H
    wait_then_end(ref.index, TxnState::completed, timers_.give_up(), now);
    if (!stream) set_resend(ref.index, timers_.t1, now);
  }
}

void Transactions::repeat(TxnRef ref) {
  const Txn* txn = find(ref);
  if (txn != nullptr && txn->state == TxnState::proceeding) output_.send(txn->flow, txn->bytes);
}

// --- client ------------------------------------------------------------------------------------

TxnRef Transactions::open_client(Method method,
                                 std::string_view branch,
                                 std::string bytes,
                                 const Flow& flow,
                                 TxnOwner owner,
                                 MonoTime now) {
  std::string key{branch};
  key += '\n';
  key += to_string(method);
  const bool leaves = leaves_udp(method, branch, flow, bytes.size(), now);
  const std::uint32_t index = make(std::move(key), true, method, flow, owner);
  Txn& txn = txns_[index];
  txn.bytes = std::move(bytes);
  if (leaves) {
    txn.by_size = true;
    txn.flow.transport = Transport::tcp;
    set_via_transport(txn.bytes, Transport::tcp);
  }
  if (!is_stream(txn.flow.transport)) set_resend(index, timers_.t1, now);  // A, E
  set_deadline(index, timers_.give_up(), now);                             // B, F
  output_.send(txn.flow, txn.bytes);
  return {index, txn.generation};
}

bool Transactions::leaves_udp(Method method,
                              std::string_view branch,
                              const Flow& flow,
                              std::size_t bytes,
                              MonoTime now) const {
  if (method != Method::cancel) return size_rule_.wants_tcp(flow, bytes, now);
  const auto invite = clients_.find(std::string{branch} + "\nINVITE");
  return invite != clients_.end() && txns_[invite->second].by_size;
}

/// The peer takes no TCP: the same request, as if it had gone by UDP from the start.
void Transactions::go_back_to_udp(std::uint32_t index, MonoTime now) {
  Txn& txn = txns_[index];
  size_rule_.took_no_tcp(txn.flow.remote, now);
  txn.by_size = false;
  txn.flow.transport = Transport::udp;
  set_via_transport(txn.bytes, Transport::udp);
  set_resend(index, timers_.t1, now);
  set_deadline(index, timers_.give_up(), now);
  output_.send(txn.flow, txn.bytes);
}

bool Transactions::receive(const Message& response, MonoTime now) {
  scratch_.assign(response.top_via().branch);
  scratch_ += '\n';
  scratch_ += response.cseq().method_text;
  const auto found = clients_.find(scratch_);
  if (found == clients_.end()) return false;
  const std::uint32_t index = found->second;
  Txn& txn = txns_[index];
  const TxnRef ref{index, txn.generation};
  const bool waiting = txn.state == TxnState::trying || txn.state == TxnState::proceeding;
  if (response.status() >= 200) {
    client_final(index, response, now);
    return true;
  }
  if (!waiting) return true;  // a late provisional
  txn.state = TxnState::proceeding;
  if (txn.invite) {  // once ringing, only the application's patience counts
    wheel_.cancel(txn.resend);
    if (!txn.cancelled) wheel_.cancel(txn.deadline);
  }
  user_.on_response(txn.owner, ref, response);
  return true;
}

void Transactions::client_final(std::uint32_t index, const Message& response, MonoTime now) {
  Txn& txn = txns_[index];
  const TxnRef ref{index, txn.generation};
  const TxnOwner owner = txn.owner;
  const bool first = txn.state == TxnState::trying || txn.state == TxnState::proceeding;
  const bool stream = is_stream(txn.flow.transport);
  if (!txn.invite) {
    if (!first) return;
    txn.bytes = {};
    wait_then_end(index, TxnState::completed, stream ? Duration{} : timers_.t4, now);  // K
  } else if (response.status() < 300) {
    if (!first && txn.state != TxnState::accepted) return;
    if (first) {
      txn.bytes = {};
      wait_then_end(index, TxnState::accepted, timers_.give_up(), now);  // M
    }
  } else {
    if (txn.state == TxnState::accepted) return;
    if (!first) {
      output_.send(txn.flow, txn.bytes);  // the ACK again
      return;
    }
    const auto invite = Message::parse(txn.bytes);
    FILO_CHECK(invite.has_value());  // we wrote it
    txn.bytes = ack_for_refusal(*invite.value(), response);
    output_.send(txn.flow, txn.bytes);
    const Duration wait = std::max<Duration>(timers_.give_up(), std::chrono::seconds{32});
    wait_then_end(index, TxnState::completed, stream ? Duration{} : wait, now);  // D
  }
  user_.on_response(owner, ref, response);
}

void Transactions::limit_wait(TxnRef ref, MonoTime now) {
  if (!open(ref)) return;
  txns_[ref.index].cancelled = true;
  set_deadline(ref.index, timers_.give_up(), now);
}

void Transactions::flow_closed(const Flow& flow, MonoTime now) {
  // What was sent to a peer, on whichever connection there is, went down with this one.
  Flow any = flow;
  any.connection = 0;
  for (std::uint32_t index = 0; index < txns_.size(); ++index) {
    const Txn& txn = txns_[index];
    if (!txn.live || (txn.flow != flow && txn.flow != any)) continue;
    if (txn.by_size && txn.state == TxnState::trying) {
      go_back_to_udp(index, now);
    } else if (txn.client && open({index, txn.generation})) {
      fail(index, 503);
    } else if (!txn.client) {
      end(index);
    }
  }
}

}  // namespace filo::sip
