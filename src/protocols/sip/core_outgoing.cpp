// INVITE as client: what comes back, CANCEL, forks, digest (RFC 3261 §9.1, §13.2, §22).

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "protocols/sip/core_impl.h"

namespace filo::sip {

namespace {

std::string user_of(std::string_view uri) {
  const auto parsed = Uri::parse(uri);
  return parsed ? parsed->user : std::string{};
}

std::string our_uri(const std::string& user, const std::string& host) {
  Uri uri;
  uri.scheme_text = "sip";
  uri.user = user;
  uri.host = host;
  return uri.str();
}

}  // namespace

LegId Core::Impl::do_invite(Invite request) {
  request.request_uri = request_uri_of(request.request_uri);  // of a Contact, where all may stand
  Leg& leg = *new_leg();
  leg.outgoing = true;
  leg.phase = Leg::Phase::calling;
  Dialog& dialog = leg.dialog;
  dialog.flow = request.flow;
  dialog.call_id = new_tag() + new_tag();
  dialog.local_tag = new_tag();
  dialog.local = name_addr(request.from_display, our_uri(request.from_user, host(request.flow)));
  dialog.remote = '<' + (request.to_uri.empty() ? request.request_uri : request.to_uri) + '>';
  dialog.target = request.request_uri;
  dialog.contact = contact_for(request.flow, request.from_user);
  leg.invite = std::move(request);
  index_leg(leg, nullptr);
  const Duration silence = leg.invite.first_response_max;
  const Duration patience = silence > Duration{} ? silence : leg.invite.answer_timeout_max;
  if (patience > Duration{}) leg.patience = start(patience, kPatience, leg.index);
  if (legs_live > config.legs_max) {
    const LegId id = leg.id;
    end_leg(leg, EndKind::rejected, 503, "too many legs");
    return id;
  }
  send_first_invite(leg);
  return leg.id;
}

void Core::Impl::send_first_invite(Leg& leg) {
  leg.invite_branch = new_branch(user_of(leg.dialog.target));
  leg.invite_seq = ++leg.dialog.local_seq;
  leg.provisional_seen = leg.cancel_sent = false;
  MessageWriter out = leg.dialog.request(Method::invite, leg.invite_seq, leg.invite_branch,
                                         leg.invite.max_forwards);
  dialog_headers(leg, out);
  out.header(HeaderId::supported, "").header(HeaderId::user_agent, config.user_agent);
  authorize(leg, out, Method::invite);
  for (const ExtraHeader& h : leg.invite.headers) out.header(h.name, h.value);
  out.body(kSdpType, leg.invite.sdp);
  leg.invite_txn = txns.open_client(Method::invite, leg.invite_branch, out.finish(),
                                    leg.dialog.flow, {TxnOwner::Kind::leg, leg.id.raw()}, now.mono);
}

/// Only after a 1xx: before it, the CANCEL could overtake the INVITE (§9.1).
void Core::Impl::send_cancel(Leg& leg) {
  if (leg.cancel_sent || !txns.open(leg.invite_txn)) return;
  leg.cancel_sent = true;
  std::string bytes =
      leg.dialog.request(Method::cancel, leg.invite_seq, leg.invite_branch).finish();
  txns.open_client(Method::cancel, leg.invite_branch, std::move(bytes), leg.dialog.flow, {},
                   now.mono);
  txns.limit_wait(leg.invite_txn, now.mono);
}

void Core::Impl::patience_over(Leg& leg) {
  if (leg.phase == Leg::Phase::offered) {  // keep the proxies on the way from giving up
    txns.repeat(leg.request_txn);
    leg.patience = start(kProvisionalEvery, kPatience, leg.index);
    return;
  }
  if (leg.phase != Leg::Phase::calling) return;
  tell_ended(leg, EndKind::timeout, 408, "no answer");
  leg.cancel_wanted = true;
  if (leg.provisional_seen) send_cancel(leg);
}

/// The target lives: from here on only its answer is awaited.
void Core::Impl::first_response(Leg& leg) {
  if (leg.invite.first_response_max <= Duration{}) return;
  wheel.cancel(leg.patience);
  if (leg.invite.answer_timeout_max > Duration{})
    leg.patience = start(leg.invite.answer_timeout_max, kPatience, leg.index);
}

void Core::Impl::on_invite_response(Leg& leg, const Message& response) {
  const int status = response.status();
  if (status / 100 == 2 && response.cseq().number == leg.ack_seq) {  // again, or a fork
    if (response.to().tag == leg.dialog.remote_tag) {
      output.send(leg.dialog.flow, leg.ack_bytes);
    } else {
      end_fork(leg, response);
    }
    return;
  }
  const bool initial = leg.phase == Leg::Phase::calling || leg.cancel_wanted;
  if (!initial) return on_reinvite_response(leg, response);
  if (status < 200) {
    if (!std::exchange(leg.provisional_seen, true)) first_response(leg);
    if (leg.cancel_wanted) return send_cancel(leg);
    if (status > 100) emit(LegRinging{.leg = leg.id, .status = status, .sdp = sdp_of(response)});
    return;
  }
  if (status < 300) return on_invite_ok(leg, response);
  if (!leg.cancel_wanted && (status == 401 || status == 407) &&
      retry_with_digest(leg, response, Method::invite))
    return send_first_invite(leg);
  end_leg(leg, EndKind::rejected, status, std::string{response.reason()});
}

void Core::Impl::on_invite_ok(Leg& leg, const Message& response) {
  wheel.cancel(leg.patience);
  leg.dialog.adopt_response(response);
  acknowledge(leg, response);
  if (leg.cancel_wanted) {  // the 200 crossed our CANCEL, or our decision to send one
    leg.cancel_wanted = false;
    return send_bye(leg, "cancelled");
  }
  leg.phase = Leg::Phase::established;
  emit(LegAnswered{.leg = leg.id, .sdp = sdp_of(response)});
}

/// The ACK for a 2xx is a request of its own; kept to answer each copy of the 2xx (§13.2.2.4).
void Core::Impl::acknowledge(Leg& leg, const Message& response) {
  leg.ack_seq = response.cseq().number;
  MessageWriter ack = leg.dialog.request(Method::ack, leg.ack_seq, new_branch({}));
  authorize(leg, ack, Method::ack);
  leg.ack_bytes = ack.finish();
  output.send(leg.dialog.flow, leg.ack_bytes);
}

/// Another branch of a fork has answered too: we take one call only (§13.2.2.4).
void Core::Impl::end_fork(const Leg& leg, const Message& response) {
  Dialog other = leg.dialog;
  other.adopt_response(response);
  other.local_seq = leg.ack_seq;
  output.send(other.flow, other.request(Method::ack, leg.ack_seq, new_branch({})).finish());
  std::vector<std::string>& known = legs[leg.index].fork_tags;
  if (std::find(known.begin(), known.end(), other.remote_tag) != known.end()) return;
  if (known.size() < kForksMax) known.push_back(other.remote_tag);
  const std::string branch = new_branch({});
  txns.open_client(Method::bye, branch, other.next_request(Method::bye, branch).finish(),
                   other.flow, {}, now.mono);
}

/// A 2xx for a leg that has ended meanwhile: its BYE is on the way or done, only the ACK is owed.
void Core::Impl::ack_orphan(const Message& response) {
  if (response.status() / 100 != 2) return;
  Dialog dialog;
  dialog.flow = arrived;
  dialog.call_id = response.call_id();
  dialog.local = without_tag(response.header(HeaderId::from));
  dialog.local_tag = response.from().tag;
  dialog.remote = without_tag(response.header(HeaderId::to));
  dialog.target = request_uri_of(response.to().uri_text);  // when it lacks the Contact it owes us
  dialog.adopt_response(response);
  const std::uint32_t seq = response.cseq().number;
  output.send(dialog.flow, dialog.request(Method::ack, seq, new_branch({})).finish());
}

}  // namespace filo::sip
