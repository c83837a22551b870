// Calls that agents dial, on their phones or at the desk: to a colleague, or by a trunk to a number
// outside.
//
// The dialler stands in agent_side from the first moment and counts as busy to the end, so that no
// queue rings him. Whoever is called rings in remote. The dialler's phone makes its own ringing
// tone from our 180, the desk one from CallView::ringing_back; sound that the network sends before
// the answer (its own tone, "this number does not exist") goes to him instead. His phone is
// answered when the other end answers. What goes outside needs the agent's right
// (domain/calls/dialling.h).

#include <utility>

#include "app/live/call_director.h"
#include "base/log.h"
#include "base/metrics.h"

namespace filo::app {

namespace {

Counter c_dialled{"filo_dialled_total", "Calls that agents dialled, colleagues included"};
Counter c_refused{"filo_dialled_refused_total", "Numbers that agents dialled and might not call"};

// The details are what a phone that dialled gets as its reason phrase.
const Error kNotAllowed{Errc::forbidden, "Not Allowed To Call Outside", "/number",
                        "call.not_allowed"};
const Error kNotANumber{Errc::invalid, "No Such Number", "/number", "call.not_a_number"};
const Error kNoRoute{Errc::conflict, "No Trunk Or No Free Line", "", "call.no_route"};
const Error kSelfBusy{Errc::conflict, "In Another Call", "", "call.agent_busy"};
const Error kColleagueBusy{Errc::conflict, "Busy Here", "/number", "call.colleague_busy"};
const Error kColleagueAway{Errc::conflict, "Temporarily Unavailable", "/number",
                           "call.colleague_away"};
const Error kDialOnPhone{Errc::conflict, "dial on the phone", "", "call.dial_on_phone"};
const Error kNoSound{Errc::conflict, "the browser has no sound yet", "", "phone.no_sound"};

int status_of(const Error& refusal) {
  if (refusal.key == kNotAllowed.key) return 403;
  if (refusal.key == kNotANumber.key) return 404;
  if (refusal.key == kColleagueAway.key) return 480;
  if (refusal.key == kNoRoute.key) return 503;
  return 486;
}

}  // namespace

/// In any call or offer: one agent, one call.
bool CallDirector::is_engaged(AgentId agent) const {
  return engaged_.contains(agent) || agent_calls_.contains(agent);
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

// --- who dials -----------------------------------------------------------------------------------

void CallDirector::incoming_from_phone(const sip::IncomingCall& e) {
  const LiveAgent* from = centre_->agent_by_sip_user(e.auth_user);
  if (!from) return ports_.sip.refuse(e.leg, 403, {}, {}, now());
  if (e.sdp.empty()) return ports_.sip.refuse(e.leg, 488, {}, {}, now());
  pump();  // a queue's offer of this instant goes before
  const std::string& number = e.invite->request_uri().user;
  const Result<Way> way = way_to(*from, number);
  if (!way) {
    FILO_LOG_INFO("calls", "not dialled agent={} number={} why={}", from->id.str(),
                  log_masked(number), way.error().key);
    return ports_.sip.refuse(e.leg, status_of(way.error()), way.error().detail, {}, now());
  }
  LiveCall& call = start_dialled(*from, *way, {});
  own_leg(call, SideOf::agent, e.leg);
  if (open_dialler(call, e)) ring_dialled(call, *way);
}

Result<CallId> CallDirector::dial(AgentId agent, const Dial& wish) {
  const LiveAgent* from = centre_->agent(agent);
  if (!from) return Error{Errc::not_found, "this user is no agent", "", "live.no_agent"};
  if (from->kind == PhoneKind::sip) return kDialOnPhone;
  pump();
  const auto browser = browsers_.find(agent);
  if (browser == browsers_.end() || !browser->second.up) return kNoSound;
  if (calls_.size() >= limits::kCalls) return kNoRoute;
  const Result<Way> way = way_to(*from, wish.number);
  if (!way) return way.error();
  LiveCall& call = start_dialled(*from, *way, wish);
  const CallId id = call.id;
  own_media(call, SideOf::agent, browser->second.media);
  ring_dialled(call, *way);
  pump();
  return find(id) ? Result<CallId>{id} : Result<CallId>{kNoRoute};
}

// --- where it leads ------------------------------------------------------------------------------

Result<CallDirector::Way> CallDirector::way_to(const LiveAgent& from,
                                               const std::string& number) const {
  if (is_engaged(from.id)) return from.extension == number ? kColleagueBusy : kSelfBusy;
  const Result<Way> outside = way_outside(from, number);
  const bool is_emergency = outside && outside->is_emergency;
  const LiveAgent* to = centre_->agent_by_extension(from.tenant, number);
  if (to && !is_emergency) return way_to_colleague(from, *to);
  if (!outside && outside.error().key == kNotAllowed.key) c_refused.add();
  return outside;
}

Result<CallDirector::Way> CallDirector::way_to_colleague(const LiveAgent& from,
                                                         const LiveAgent& to) const {
  if (from.id == to.id || is_engaged(to.id)) return kColleagueBusy;
  if (!is_reachable(to)) return kColleagueAway;
  Way way{.colleague = &to, .dnis = to.extension, .shown = from.extension};
  if (to.kind == PhoneKind::browser) return way;
  way.target = reach(to);
  if (!way.target) return kColleagueAway;
  return way;
}

/// The first trunk of the house with a free line whose country lets the agent dial the number. It
/// is read once, by the first trunk that can: where one is full, another's country must not make it
/// somebody else's number.
Result<CallDirector::Carrier> CallDirector::carrier_of(const LiveAgent& from,
                                                       std::string number) const {
  std::optional<Carrier> full;
  bool has_trunk = false, barred = false;
  for (const LiveTrunk& trunk : centre_->trunks) {
    if (trunk.tenant != from.tenant) continue;
    has_trunk = true;
    const calls::Dialled dialled = calls::dialled(number, from.calls_out, trunk.country);
    if (dialled.verdict == calls::Verdict::not_a_number) continue;
    number = dialled.number;
    barred = barred || dialled.verdict == calls::Verdict::not_allowed;
    if (dialled.verdict == calls::Verdict::not_allowed) continue;
    if (trunk_lines_.in_use(trunk.id) < trunk.calls_max) return Carrier{&trunk, dialled};
    if (!full) full = Carrier{&trunk, dialled};
  }
  // What the network sold keeps nobody from calling for help: let the network say no.
  if (full && full->dialled.is_emergency) return *full;
  if (full || !has_trunk) return kNoRoute;
  return barred ? kNotAllowed : kNotANumber;
}

Result<CallDirector::Way> CallDirector::way_outside(const LiveAgent& from,
                                                    const std::string& number) const {
  const Result<Carrier> carrier = carrier_of(from, number);
  if (!carrier) return carrier.error();
  const auto& [trunk, dialled] = *carrier;
  const LiveNumber* ours = centre_->first_number(from.tenant);
  Way way{.target = reach(*trunk, dialled.number),
          .dnis = dialled.number,
          .shown = !trunk->shown.empty() ? trunk->shown
                   : ours                ? ours->e164
                                         : from.extension,
          .is_emergency = dialled.is_emergency};
  if (!way.target) return kNoRoute;
  return way;
}

// --- ringing -------------------------------------------------------------------------------------

LiveCall& CallDirector::start_dialled(const LiveAgent& from, const Way& way, const Dial& wish) {
  auto owned = std::make_unique<LiveCall>();
  LiveCall& call = *owned;
  call.id = ids_.next<CallId>(now().utc);
  call.tenant = from.tenant;
  call.direction = CallDirection::out;
  call.started = call.state_since = now();
  call.state = CallState::ringing;
  call.ani = way.shown;
  call.dnis = way.dnis;
  call.language = from.language;
  call.from = call.agent = from.id;
  call.customer = wish.customer;
  call.ticket = wish.ticket;
  calls_.emplace(call.id, std::move(owned));
  c_dialled.add();
  agent_calls_[from.id] = call.id;
  failed_dials_.erase(from.id);
  fact(call, calls::CallStarted{.call = call.id,
                                .at = call.started,
                                .direction = calls::Direction::out,
                                .ani = call.ani,
                                .dnis = call.dnis,
                                .service = {},
                                .language = call.language,
                                .agent = from.id});
  if (call.customer) fact(call, calls::CustomerKnown{call.id, now(), call.customer->id});
  if (call.ticket) fact(call, calls::TicketLinked{call.id, now(), call.ticket});
  FILO_LOG_INFO("calls", "dialled call={} agent={} dnis={}", call.id.str(), from.id.str(),
                log_masked(call.dnis));
  if (way.colleague) call.to = way.colleague->id;
  set_engaged(call, true);
  return call;
}

/// The dialling phone's sound, and the answer that it gets later.
bool CallDirector::open_dialler(LiveCall& call, const sip::IncomingCall& e) {
  CallSide& side = call.agent_side;
  side.source_ip = e.flow.remote.ip_str();
  side.sdp_session = static_cast<std::uint64_t>(call.id.raw());
  const Result<MediaLegId> opened = ports_.media.open(side.source_ip);
  if (!opened) return dial_failed(call, 503), false;
  own_media(call, SideOf::agent, *opened);
  const auto answer = sdp::answer(e.sdp, local_audio(side, {"PCMA", "PCMU"}));
  if (!answer) {
    const int status = answer.error().code == Errc::conflict ? 488 : 400;
    legs_.erase(side.leg);
    ports_.sip.refuse(std::exchange(side.leg, {}), status, {}, {}, now());
    return finish(call, "no_common_codec"), false;
  }
  side.codec = answer->audio.codec;
  side.late = CallSide::Late{answer->text, remote_media(answer->audio, side)};
  RemoteMedia remote = side.late->remote;
  remote.receive = false;
  ports_.media.set_remote(side.media, remote);
  return true;
}

void CallDirector::ring_dialled(LiveCall& call, const Way& way) {
  ports_.push.board_changed(call.tenant);
  if (way.colleague && !way.target) {
    ring_browser(call, *way.colleague, kInternalRing);
    call.rings = true;
    if (call.agent_side.leg) ports_.sip.ring(call.agent_side.leg, 180, {}, now());
    return;
  }
  const LiveTrunk* trunk = way.target->trunk;
  const std::size_t lines = trunk && !way.is_emergency ? trunk->calls_max : SIZE_MAX;
  if (trunk) call.line_out = trunk_lines_.take(trunk->id, lines);
  const LiveAgent* from = way.colleague ? centre_->agent(call.from) : nullptr;
  const std::string display = from ? from->name : std::string{};  // outside: the number says it
  const Duration patience = trunk ? kOutsideRing : kInternalRing;
  if (!ring(call, SideOf::remote, *way.target, call.id.raw() + 1, call.ani, display, patience))
    return dial_failed(call, 503);
  if (!way.colleague) lookup_caller(call);
}

void CallDirector::dialled_rings(LiveCall& call, const sip::LegRinging& e) {
  if (!e.sdp.empty() && hear_early(call, e.sdp)) return;
  if (e.status != 180 || call.remote.early) return;
  call.rings = true;
  if (call.agent_side.leg) ports_.sip.ring(call.agent_side.leg, 180, {}, now());
  ports_.push.agent_changed(call.tenant, call.from);
}

/// Sound before the answer; also of another branch of the network, whose sound then takes over.
bool CallDirector::hear_early(LiveCall& call, const std::string& sdp) {
  CallSide& side = call.remote;
  const auto chosen = sdp::accept_answer(side.offer_sdp, sdp);
  if (!chosen) return false;
  const bool first = !side.early;
  side.early = remote_media(*chosen, side);
  RemoteMedia remote = *side.early;
  remote.receive = false;  // many networks send none before the answer
  ports_.media.set_remote(side.media, remote);
  if (!first) return true;
  call.rings = false;
  CallSide& dialler = call.agent_side;
  if (dialler.media) ports_.media.bridge(side.media, dialler.media);
  if (dialler.late) ports_.sip.ring(dialler.leg, 183, dialler.late->sdp, now());
  ports_.push.agent_changed(call.tenant, call.from);
  return true;
}

// --- the outcome ---------------------------------------------------------------------------------

/// The phone that was called is answered. Without SDP when its sound was agreed on before.
void CallDirector::dialled_answered(LiveCall& call, const std::string& sdp) {
  CallSide& side = call.remote;
  const auto chosen = sdp::accept_answer(side.offer_sdp, sdp);
  const bool agreed = sdp.empty() && side.early;
  if (!chosen && !agreed) return dial_failed(call, 488);
  if (chosen) side.codec = chosen->codec;
  ports_.media.set_remote(side.media, chosen ? remote_media(*chosen, side) : *side.early);
  dialled_taken(call);
}

void CallDirector::dialled_taken(LiveCall& call) {
  call.offer = {};
  call.rings = false;
  call.remote.connected = true;
  if (call.to) agent_calls_[call.to] = call.id;
  connect(call);
  if (call.to) ports_.push.agent_changed(call.tenant, call.to);
}

void CallDirector::dialled_ended(LiveCall& call, SideOf side, const sip::LegEnded& e) {
  if (side == SideOf::agent) return finish(call, "cancelled");
  // Not even ringing, and no word why: nobody is there to route it.
  const bool reached = call.rings || call.remote.early;
  const bool silent = e.kind == sip::EndKind::timeout && !reached;
  dial_failed(call, silent ? 503 : e.status);
}

/// Nobody took it: the network's word goes back to who dialled.
void CallDirector::dial_failed(LiveCall& call, int status) {
  const calls::DialEnd end = calls::dial_end(status);
  CallSide& dialler = call.agent_side;
  if (dialler.leg) {
    legs_.erase(dialler.leg);
    ports_.sip.refuse(std::exchange(dialler.leg, {}), end.status, {}, {}, now());
  }
  failed_dials_[call.from] = {call.id, call.dnis, end.cause};
  finish(call, end.cause);
}

}  // namespace filo::app
