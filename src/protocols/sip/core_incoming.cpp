// INVITE as server: from the first 100 to the ACK of our 200 (RFC 3261 §13.3).

#include <algorithm>

#include "base/text.h"
#include "protocols/sip/core_impl.h"
#include "protocols/sip/multipart.h"

namespace filo::sip {

namespace {

/// Says who calls that our only answer is none that it could read (RFC 4475 §3.3.15)?
bool wants_no_sdp(const Message& invite) {
  if (!invite.has(HeaderId::accept)) return false;
  for (const std::string_view range : invite.list(HeaderId::accept)) {
    const std::string_view type = trim(range.substr(0, range.find(';')));
    if (iequals(type, kSdpType) || iequals(type, "application/*") || type == "*/*") return false;
  }
  return true;
}

}  // namespace

/// The body, or the part of it that is SDP.
std::optional<std::string_view> sdp_in(const Message& message) {
  const std::string_view type = message.header(HeaderId::content_type);
  if (message.body().empty()) return std::nullopt;
  if (iequals(bare_type(type), kSdpType)) return message.body();
  return find_part(type, message.body(), kSdpType);
}

bool has_sdp(const Message& message) {
  return sdp_in(message).has_value();
}

std::string sdp_of(const Message& message) {
  return std::string{sdp_in(message).value_or("")};
}

/// A body that we cannot read: 415 says what we can (§8.2.3).
bool body_is_foreign(const Message& message) {
  const std::string_view coding = message.header(HeaderId::content_encoding);
  if (!coding.empty() && !iequals(coding, "identity")) return true;
  return !message.body().empty() && !has_sdp(message);
}

void Core::Impl::on_new_invite(const MessagePtr& invite, const Flow& flow) {
  const std::string key = std::string{invite->call_id()} + '\n' + std::string{invite->from().tag};
  const auto twin = by_remote.find(key);
  if (twin != by_remote.end() && legs[twin->second].dialog.remote_seq == invite->cseq().number)
    return reply(*invite, flow, 482, "Request Merged");
  if (body_is_foreign(*invite)) {
    return reply(*invite, flow, 415, {},
                 {{"Accept", std::string{kSdpType}}, {"Accept-Encoding", "identity"}});
  }
  if (wants_no_sdp(*invite)) return reply(*invite, flow, 406);
  if (overloaded || legs_live >= config.legs_max || !output.may_take_call())
    return reply(*invite, flow, 503, {}, {{"Retry-After", std::to_string(5 + random_below(6))}});
  if (std::optional<std::string> trunk = directory.trusted_peer(flow))
    return open_incoming(invite, flow, std::move(*trunk), {});
  Checked checked = authenticate(*invite, flow);
  if (!checked.ok) return;
  if (invite->from().uri.user != checked.user) return reply(*invite, flow, 403);
  open_incoming(invite, flow, {}, std::move(checked.user));
}

void Core::Impl::open_incoming(const MessagePtr& invite,
                               const Flow& flow,
                               std::string trunk,
                               std::string user) {
  Leg& leg = *new_leg();
  leg.phase = Leg::Phase::offered;
  leg.dialog = Dialog::from_request(*invite, flow, new_tag());
  leg.dialog.contact = contact_for(flow, invite->to().uri.user);
  leg.request = invite;
  leg.request_flow = flow;
  leg.initial_request = true;
  leg.request_txn = txns.open_server(*invite, flow, {TxnOwner::Kind::leg, leg.id.raw()}, now.mono);
  index_leg(leg, invite.get());
  txns.respond(leg.request_txn, 100,
               MessageWriter::response_to(*invite, 100, {}, flow.remote).finish(), now.mono);
  emit(IncomingCall{.leg = leg.id,
                    .flow = flow,
                    .invite = invite,
                    .trunk = std::move(trunk),
                    .auth_user = std::move(user),
                    .sdp = sdp_of(*invite)});
}

void Core::Impl::dialog_headers(const Leg& leg, MessageWriter& out) const {
  out.header(HeaderId::contact, leg.dialog.contact).header(HeaderId::allow, kAllow);
}

void Core::Impl::do_ring(Leg& leg, int status, std::string_view sdp) {
  if (leg.phase != Leg::Phase::offered || status <= 100 || status >= 200) return;
  MessageWriter out = response(*leg.request, leg.request_flow, status, {}, leg.dialog.local_tag);
  dialog_headers(leg, out);
  out.body(kSdpType, sdp);
  txns.respond(leg.request_txn, status, out.finish(), now.mono);
  wheel.cancel(leg.patience);
  leg.patience = start(kProvisionalEvery, kPatience, leg.index);
}

void Core::Impl::do_answer(Leg& leg, std::string_view sdp) {
  if (leg.phase != Leg::Phase::offered) return;
  wheel.cancel(leg.patience);
  leg.phase = Leg::Phase::answered;
  send_ok(leg, sdp);
}

/// 200 to the request in hand. That of an INVITE is resent until its ACK, on streams too: a proxy
/// may have lost it (§13.3.1.4).
void Core::Impl::send_ok(Leg& leg, std::string_view sdp) {
  const MessagePtr request = std::move(leg.request);
  leg.request = nullptr;
  MessageWriter out = response(*request, leg.request_flow, 200, {}, leg.dialog.local_tag);
  dialog_headers(leg, out);
  out.header(HeaderId::supported, "").body(kSdpType, sdp);
  std::string bytes = out.finish();
  if (request->method() == Method::invite) {
    stop_ok(leg);
    leg.ok_bytes = bytes;
    leg.ok_flow = reply_flow(*request, leg.request_flow);
    leg.ok_seq = request->cseq().number;
    leg.ok_pending = true;
    leg.ok_interval = config.t1;
    leg.ok_resend = start(config.t1, kOkResend, leg.index);
    leg.ok_deadline = start(64 * config.t1, kOkDeadline, leg.index);
  }
  txns.respond(leg.request_txn, 200, std::move(bytes), now.mono);
}

void Core::Impl::ok_resend(Leg& leg) {
  output.send(leg.ok_flow, leg.ok_bytes);
  leg.ok_interval = std::min(leg.ok_interval * 2, config.t2);
  leg.ok_resend = start(leg.ok_interval, kOkResend, leg.index);
}

/// No ACK in 64*T1: the dialog is confirmed and must be ended with BYE.
void Core::Impl::ok_expired(Leg& leg) {
  stop_ok(leg);
  tell_ended(leg, EndKind::timeout, 408, "no ACK");
  send_bye(leg, "no ACK");
}

void Core::Impl::stop_ok(Leg& leg) {
  wheel.cancel(leg.ok_resend);
  wheel.cancel(leg.ok_deadline);
  leg.ok_pending = false;
  leg.ok_bytes = {};
}

void Core::Impl::on_ack(const Message& ack) {
  Leg* leg = leg_of_tag(ack.to().tag);
  if (leg == nullptr || !leg->dialog.owns(ack)) return;
  if (!leg->ok_pending || ack.cseq().number != leg->ok_seq) return;
  stop_ok(*leg);
  if (leg->bye_after_ack) return send_bye(*leg, "hung up");
  if (leg->ended_told) return;
  const bool first = leg->phase == Leg::Phase::answered;
  leg->phase = Leg::Phase::established;
  std::string sdp = sdp_of(ack);
  if (first || !sdp.empty()) emit(LegConfirmed{.leg = leg->id, .sdp = std::move(sdp)});
  maybe_send_offer(*leg);
}

void Core::Impl::refuse_request(Leg& leg,
                                int status,
                                std::string_view reason,
                                const std::vector<ExtraHeader>& headers) {
  if (!leg.request) return;
  const MessagePtr request = std::move(leg.request);
  leg.request = nullptr;
  answer_in_dialog(leg, *request, leg.request_flow, leg.request_txn, status, reason, headers);
}

}  // namespace filo::sip
