// Inside a dialog: BYE, INFO, and offers both ways by re-INVITE and UPDATE (RFC 3261 §12.2, §14,
// §15; RFC 3311; RFC 6337 §4 for glare).

#include <algorithm>

#include "base/text.h"
#include "protocols/sip/core_impl.h"

namespace filo::sip {

namespace {

/// "Signal=5" of application/dtmf-relay or "5" of application/dtmf; 0 when it is no digit.
char digit_of(std::string_view body) {
  std::string_view text = trim(body);
  for (const std::string_view line : split(body, '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || !iequals(trim(line.substr(0, equals)), "signal"))
      continue;
    text = trim(line.substr(equals + 1));
    break;
  }
  constexpr std::string_view kByNumber = "0123456789*#ABCD";  // RFC 4733 §3.2
  if (text.size() == 2) {
    const auto number = parse_int<std::size_t>(text);
    return number && *number < kByNumber.size() ? kByNumber[*number] : '\0';
  }
  if (text.size() != 1) return '\0';
  const char c =
      text[0] >= 'a' && text[0] <= 'd' ? static_cast<char>(text[0] - 'a' + 'A') : text[0];
  return kByNumber.find(c) != std::string_view::npos ? c : '\0';
}

}  // namespace

void Core::Impl::on_dialog_request(const MessagePtr& request, const Flow& flow) {
  Leg* leg = leg_of_tag(request->to().tag);
  if (leg == nullptr || !leg->dialog.owns(*request)) return reply(*request, flow, 481);
  if (!leg->dialog.accept_seq(*request)) return reply(*request, flow, 500, "CSeq Out Of Order");
  const TxnOwner owner{TxnOwner::Kind::leg, leg->id.raw()};
  const TxnRef txn = txns.open_server(*request, flow, owner, now.mono);
  if (leg->ended_told) return on_closing_request(*leg, *request, flow, txn);
  switch (request->method()) {
    case Method::bye:
      return on_bye(*leg, *request, flow, txn);
    case Method::invite:
    case Method::update:
      return on_reoffer(*leg, request, flow, txn);
    case Method::info:
      return on_info(*leg, *request, flow, txn);
    case Method::options:
      return answer_in_dialog(*leg, *request, flow, txn, 200, {}, {{"Allow", std::string{kAllow}}});
    case Method::prack:  // nothing reliable is ever outstanding (RFC 3262 §3)
      return answer_in_dialog(*leg, *request, flow, txn, 481);
    case Method::register_:
    case Method::ack:
    case Method::cancel:
    case Method::refer:
    case Method::notify:
    case Method::subscribe:
    case Method::message:
    case Method::publish:
    case Method::unknown:
      return answer_in_dialog(*leg, *request, flow, txn, 405, {}, {{"Allow", std::string{kAllow}}});
  }
}

void Core::Impl::answer_in_dialog(Leg& leg,
                                  const Message& request,
                                  const Flow& flow,
                                  TxnRef txn,
                                  int status,
                                  std::string_view reason,
                                  const std::vector<ExtraHeader>& headers) {
  MessageWriter out = response(request, flow, status, reason, leg.dialog.local_tag);
  if (status / 100 == 2 && request.method() == Method::update) dialog_headers(leg, out);
  for (const ExtraHeader& h : headers) out.header(h.name, h.value);
  txns.respond(txn, status, out.finish(), now.mono);
}

/// The application is done with this leg; only BYE still means something.
void Core::Impl::on_closing_request(Leg& leg,
                                    const Message& request,
                                    const Flow& flow,
                                    TxnRef txn) {
  const bool bye = request.method() == Method::bye;
  answer_in_dialog(leg, request, flow, txn, bye ? 200 : 481);
  if (bye && leg.bye_after_ack) free_leg(leg);  // we waited for the ACK to send the same
}

void Core::Impl::on_bye(Leg& leg, const Message& request, const Flow& flow, TxnRef txn) {
  answer_in_dialog(leg, request, flow, txn, 200);
  refuse_request(leg, 487, {});
  end_leg(leg, EndKind::remote_bye, 200, std::string{request.header(HeaderId::reason)});
}

void Core::Impl::on_info(Leg& leg, const Message& request, const Flow& flow, TxnRef txn) {
  const std::string_view full = request.header(HeaderId::content_type);
  const std::string_view type = trim(full.substr(0, full.find(';')));
  const bool digits = iequals(type, "application/dtmf-relay") || iequals(type, "application/dtmf");
  if (!request.body().empty() && !digits) {
    return answer_in_dialog(leg, request, flow, txn, 415, {},
                            {{"Accept", "application/dtmf-relay, application/dtmf"}});
  }
  answer_in_dialog(leg, request, flow, txn, 200);
  const char digit = digits ? digit_of(request.body()) : '\0';
  if (digit != '\0') emit(LegDigit{.leg = leg.id, .digit = digit});
}

// --- their offer -------------------------------------------------------------------------------

void Core::Impl::on_reoffer(Leg& leg, const MessagePtr& request, const Flow& flow, TxnRef txn) {
  const bool update = request->method() == Method::update;
  if (body_is_foreign(*request)) {
    return answer_in_dialog(leg, *request, flow, txn, 415, {}, {{"Accept", std::string{kSdpType}}});
  }
  if (update && request->body().empty()) {
    leg.dialog.refresh_target(*request);
    leg.dialog.flow = flow;
    return answer_in_dialog(leg, *request, flow, txn, 200);
  }
  if (leg.request) {  // one of theirs is still open (§14.2, RFC 3311 §5.2)
    return answer_in_dialog(leg, *request, flow, txn, 500, {},
                            {{"Retry-After", std::to_string(random_below(11))}});
  }
  if (leg.phase != Leg::Phase::established || leg.ok_pending || txns.open(leg.invite_txn))
    return answer_in_dialog(leg, *request, flow, txn, 491);
  leg.dialog.refresh_target(*request);
  leg.dialog.flow = flow;
  leg.request = request;
  leg.request_txn = txn;
  leg.request_flow = flow;
  leg.initial_request = false;
  if (!update) {
    txns.respond(txn, 100, MessageWriter::response_to(*request, 100, {}, flow.remote).finish(),
                 now.mono);
  }
  emit(LegReoffered{.leg = leg.id, .sdp = sdp_of(*request)});
}

// --- our offer ---------------------------------------------------------------------------------

void Core::Impl::do_reinvite(Leg& leg, std::string_view sdp) {
  if (sdp.empty() || leg.phase == Leg::Phase::calling || leg.phase == Leg::Phase::offered) return;
  leg.offer = sdp;
  leg.offer_waiting = true;
  leg.glare_tries = 0;
  maybe_send_offer(leg);
}

bool Core::Impl::offer_is_free(const Leg& leg) const {
  return leg.phase == Leg::Phase::established && !leg.ok_pending && !leg.request && !leg.glare &&
         !txns.open(leg.invite_txn);
}

void Core::Impl::maybe_send_offer(Leg& leg) {
  if (leg.offer_waiting && offer_is_free(leg)) send_reinvite(leg);
}

void Core::Impl::send_reinvite(Leg& leg) {
  leg.offer_waiting = false;
  leg.invite_branch = new_branch({});
  leg.invite_seq = ++leg.dialog.local_seq;
  MessageWriter out = leg.dialog.request(Method::invite, leg.invite_seq, leg.invite_branch);
  dialog_headers(leg, out);
  out.header(HeaderId::supported, "").header(HeaderId::user_agent, config.user_agent);
  authorize(leg, out, Method::invite);
  out.body(kSdpType, leg.offer);
  leg.invite_txn = txns.open_client(Method::invite, leg.invite_branch, out.finish(),
                                    leg.dialog.flow, {TxnOwner::Kind::leg, leg.id.raw()}, now.mono);
}

void Core::Impl::on_reinvite_response(Leg& leg, const Message& response) {
  const int status = response.status();
  if (status < 200) return;
  if (status < 300) {
    if (response.cseq().number != leg.invite_seq) {  // a late copy of an older answer
      const std::uint32_t seq = response.cseq().number;
      output.send(leg.dialog.flow, leg.dialog.request(Method::ack, seq, new_branch({})).finish());
      return;
    }
    leg.dialog.refresh_target(response);
    acknowledge(leg, response);
    return finish_offer(leg, 200, sdp_of(response));
  }
  if (leg.phase == Leg::Phase::closing) return;
  if (status == 481 || status == 408) {  // the peer knows no such call any more (§12.2.1.2)
    tell_ended(leg, EndKind::timeout, status, std::string{response.reason()});
    return send_bye(leg, "dialog lost");
  }
  if ((status == 401 || status == 407) && retry_with_digest(leg, response, Method::invite))
    return send_reinvite(leg);
  if (retry_offer_later(leg, response)) return;
  finish_offer(leg, status, {});
}

/// Glare: the owner of the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, in steps of 10 ms (§14.1).
bool Core::Impl::retry_offer_later(Leg& leg, const Message& response) {
  Duration wait{};
  if (response.status() == 491) {
    const std::uint64_t steps = leg.outgoing ? 210 + random_below(191) : random_below(201);
    wait = std::chrono::milliseconds{10 * steps};
  } else if (response.status() == 500 && response.has(HeaderId::retry_after)) {
    const std::string_view text = response.header(HeaderId::retry_after);
    const auto seconds =
        parse_int<std::uint32_t>(text.substr(0, text.find_first_not_of("0123456789")));
    wait = std::chrono::seconds{std::min(seconds.value_or(10), 10U)};
  } else {
    return false;
  }
  if (++leg.glare_tries > kGlareTriesMax) return false;
  leg.offer_waiting = true;
  leg.glare = start(wait, kGlare, leg.index);
  return true;
}

void Core::Impl::finish_offer(Leg& leg, int status, std::string sdp) {
  if (leg.ended_told) return;
  leg.auth_tries = 0;
  emit(LegReofferDone{.leg = leg.id, .status = status, .sdp = std::move(sdp)});
  maybe_send_offer(leg);
}

// --- the end -----------------------------------------------------------------------------------

void Core::Impl::do_hang_up(Leg& leg, std::string_view reason) {
  switch (leg.phase) {
    case Leg::Phase::calling:
      tell_ended(leg, EndKind::local, 487, std::string{reason});
      wheel.cancel(leg.patience);
      leg.cancel_wanted = true;
      if (leg.provisional_seen) send_cancel(leg);
      return;
    case Leg::Phase::offered:
      refuse_request(leg, 480, {});
      return end_leg(leg, EndKind::local, 480, std::string{reason});
    case Leg::Phase::answered:  // a BYE may not overtake the ACK (§15)
      tell_ended(leg, EndKind::local, 200, std::string{reason});
      leg.bye_after_ack = true;
      return;
    case Leg::Phase::established:
      tell_ended(leg, EndKind::local, 200, std::string{reason});
      return send_bye(leg, reason);
    case Leg::Phase::closing:
      return;
  }
}

void Core::Impl::send_bye(Leg& leg, std::string_view reason) {
  stop_ok(leg);
  wheel.cancel(leg.patience);
  wheel.cancel(leg.glare);
  refuse_request(leg, 487, {});
  leg.phase = Leg::Phase::closing;
  leg.bye_after_ack = false;
  const std::string branch = new_branch({});
  MessageWriter out = leg.dialog.next_request(Method::bye, branch);
  authorize(leg, out, Method::bye);
  if (!reason.empty()) out.header(HeaderId::reason, "SIP;cause=200;text=" + quoted(reason));
  txns.open_client(Method::bye, branch, out.finish(), leg.dialog.flow,
                   {TxnOwner::Kind::leg, leg.id.raw()}, now.mono);
}

void Core::Impl::on_bye_response(Leg& leg, const Message& response) {
  const bool challenged = response.status() == 401 || response.status() == 407;
  if (challenged && retry_with_digest(leg, response, Method::bye)) return send_bye(leg, {});
  free_leg(leg);
}

}  // namespace filo::sip
