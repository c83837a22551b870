// Calls from one extension to another: two phones of ours bridged, with a record, without a queue.
//
// Both agents count as busy meanwhile, so that no queue rings a phone that is in use. The caller's
// phone makes its own ringing tone from our 180; it is answered when the other one answers. Numbers
// outside stay refused: a stolen phone password must not cost money.

#include "app/live/call_director.h"
#include "base/log.h"

namespace filo::app {

void CallDirector::incoming_from_phone(const sip::IncomingCall& e) {
  const LiveAgent* from = centre_->agent_by_sip_user(e.auth_user);
  const LiveAgent* to =
      from ? centre_->agent_by_extension(from->tenant, e.invite->request_uri().user) : nullptr;
  if (!to) return ports_.sip.refuse(e.leg, 403, "Outbound calls are not allowed", {}, now());
  if (e.sdp.empty()) return ports_.sip.refuse(e.leg, 488, {}, {}, now());
  if (from->id == to->id || is_engaged(from->id) || is_engaged(to->id))
    return ports_.sip.refuse(e.leg, 486, {}, {}, now());
  if (!is_reachable(*to) || (to->kind == PhoneKind::sip && !reach(*to)))
    return ports_.sip.refuse(e.leg, 480, {}, {}, now());
  call_internally(e, *from, *to);
}

/// In any call or offer: one phone, one call.
bool CallDirector::is_engaged(AgentId agent) const {
  return engaged_.contains(agent) || agent_calls_.contains(agent);
}

void CallDirector::call_internally(const sip::IncomingCall& e,
                                   const LiveAgent& from,
                                   const LiveAgent& to) {
  auto owned = std::make_unique<LiveCall>();
  LiveCall& call = *owned;
  call.id = ids_.next<CallId>(now().utc);
  call.tenant = from.tenant;
  call.direction = CallDirection::out;
  call.started = call.state_since = now();
  call.state = CallState::ringing;
  call.ani = from.extension;
  call.dnis = to.extension;
  call.language = from.language;
  call.from = from.id;
  call.to = to.id;
  call.transferring = true;
  calls_.emplace(call.id, std::move(owned));
  own_leg(call, SideOf::remote, e.leg);
  set_engaged(call, true);
  fact(call, calls::CallStarted{.call = call.id,
                                .at = call.started,
                                .direction = calls::Direction::out,
                                .ani = call.ani,
                                .dnis = call.dnis,
                                .service = {},
                                .language = call.language});
  FILO_LOG_INFO("calls", "internal call={} from={} to={}", call.id.str(), call.ani, call.dnis);
  if (!open_internal(call, e)) return;
  if (to.kind == PhoneKind::browser) {
    ring_browser(call, to, kInternalRing);
    ports_.sip.ring(e.leg, 180, {}, now());
    return;
  }
  const auto target = reach(to);
  if (!target || !ring(call, *target, call.id.raw() + 1, from.extension, from.name, kInternalRing))
    return internal_failed(call, 480);
  ports_.push.board_changed(call.tenant);
}

/// The caller's sound, and the answer that his phone gets later.
bool CallDirector::open_internal(LiveCall& call, const sip::IncomingCall& e) {
  CallSide& side = call.remote;
  side.source_ip = e.flow.remote.ip_str();
  side.sdp_session = static_cast<std::uint64_t>(call.id.raw());
  const Result<MediaLegId> opened = ports_.media.open(side.source_ip);
  if (!opened) return internal_failed(call, 503), false;
  own_media(call, SideOf::remote, *opened);
  const auto answer = sdp::answer(e.sdp, local_audio(side, {"PCMA", "PCMU"}));
  if (!answer)
    return internal_failed(call, answer.error().code == Errc::conflict ? 488 : 400), false;
  side.codec = answer->audio.codec;
  side.late = CallSide::Late{answer->text, remote_media(answer->audio, side)};
  RemoteMedia remote = side.late->remote;
  remote.receive = false;
  ports_.media.set_remote(side.media, remote);
  return true;
}

/// The dialled phone did not take it: its word goes back to who dialled.
void CallDirector::internal_failed(LiveCall& call, int status) {
  const bool told =
      status == 400 || status == 486 || status == 488 || status == 503 || status == 603;
  leave_extension(call);
  legs_.erase(call.remote.leg);
  ports_.sip.refuse(std::exchange(call.remote.leg, {}), told ? status : 480, {}, {}, now());
  finish(call, status == 486 || status == 603 ? "busy" : "no_answer");
}

/// The agents whose phones a call uses without a queue's knowing.
void CallDirector::set_engaged(LiveCall& call, bool engaged) {
  for (const AgentId agent : {call.from, call.to}) {
    if (!agent) continue;
    if (engaged)
      engaged_[agent] = call.id;
    else
      engaged_.erase(agent);
    const Status done = dispatcher_.set_busy(agent, engaged, now().mono);
    if (!done) FILO_LOG_DEBUG("acd", "agent is gone agent={}", agent.str());
    ports_.push.agent_changed(call.tenant, agent);
  }
}

}  // namespace filo::app
