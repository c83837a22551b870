#include "app/live/call_director.h"

#include <algorithm>
#include <utility>

#include "base/clean_words.h"
#include "base/log.h"
#include "base/phone.h"

namespace filo::app {

namespace {

constexpr std::size_t kCallerBytes = 64;  ///< A number has 15 digits; a name may stand for it.

/// Who calls: the network's assertion counts from a trusted trunk only (RFC 3325 §8). Escapes of
/// the URI are undone here, so anything may stand in it.
std::string caller_of(const sip::Message& invite) {
  const std::string_view asserted = invite.header(sip::HeaderId::p_asserted_identity);
  if (!asserted.empty()) {
    const auto address = sip::parse_name_addr(asserted);
    if (address && !address->uri.user.empty()) return clean_words(address->uri.user, kCallerBytes);
  }
  return clean_words(invite.from().uri.user, kCallerBytes);
}

std::string e164_or_raw(const std::string& number, const std::string& country) {
  const auto known = to_e164(number, country);
  return known ? *known : number;
}

}  // namespace

CallDirector::CallDirector(Ports ports)
    : ports_(std::move(ports)),
      ids_(ports_.node),
      centre_(std::make_shared<LiveCentre>()),
      dispatcher_(ports_.acd, ids_.next_raw(ports_.loop.clock().now())),
      watch_(
          ports_.loop,
          ports_.sip,
          [this](AgentId id) -> std::optional<sip::Flow> {
            const LiveAgent* agent = centre_->agent(id);
            const auto target = agent ? reach(*agent) : std::nullopt;
            return target ? std::optional(target->flow) : std::nullopt;
          },
          [this](AgentId id) {
            set_reachable(id, true);
            pump();
          }) {}

CallDirector::~CallDirector() = default;

void CallDirector::set_centre(std::shared_ptr<const LiveCentre> centre) {
  if (centre_) sign_off_leavers(*centre);
  centre_ = std::move(centre);
  std::erase_if(failed_dials_, [&](const auto& each) { return !centre_->agent(each.first); });
  ports_.ledger.set_centre(*centre_);
  const Status taken = dispatcher_.set_centre(centre_->acd, now().mono);
  if (!taken) FILO_LOG_ERROR("calls", "configuration not taken: {}", taken.error().detail);
  for (const LiveNumber& number : centre_->numbers) {
    if (number.flow) ports_.prompts.prepare(*number.flow, number.language);
  }
  for (const auto& [id, agent] : centre_->agents) {
    set_reachable(id, is_reachable(agent));
  }
  pump();
}

bool CallDirector::is_reachable(const LiveAgent& agent) const {
  if (agent.kind == PhoneKind::browser) {
    const auto browser = browsers_.find(agent.id);
    return browser != browsers_.end() && browser->second.up;
  }
  if (watch_.is_lost(agent.id)) return false;
  return !agent.contact.empty() || ports_.sip.binding(agent.sip_user).has_value();
}

/// Who is no agent any more is offline from now on, in the log of presence too.
void CallDirector::sign_off_leavers(const LiveCentre& next) {
  for (const auto& [id, agent] : centre_->agents) {
    const auto state = dispatcher_.agent(id);
    if (next.agents.contains(id) || !state || state->presence == acd::Presence::offline) continue;
    const Status done = set_presence(id, Presence::offline, {});
    if (!done) FILO_LOG_WARN("acd", "agent={} not signed off: {}", id.str(), done.error().detail);
  }
}

// --- sip ---------------------------------------------------------------------------------------

void CallDirector::on_sip(const sip::Event& event) {
  std::visit([this](const auto& e) { handle(e); }, event);
  pump();
}

void CallDirector::handle(const sip::IncomingCall& e) {
  if (calls_.size() >= limits::kCalls) {
    ports_.sip.refuse(e.leg, 503, "Service Unavailable", {{"Retry-After", "5"}}, now());
    return;
  }
  const LiveTrunk* trunk = centre_->trunk(e.trunk);
  if (trunk) return incoming_from_trunk(e, *trunk);
  incoming_from_phone(e);
}

/// In national notation, or in the international one with or without its plus, as trunks have it.
const LiveNumber* CallDirector::dialled_number(const std::string& dialled,
                                               const std::string& country) const {
  const LiveNumber* number = centre_->number(e164_or_raw(dialled, country));
  return number ? number : centre_->number("+" + dialled);
}

void CallDirector::incoming_from_trunk(const sip::IncomingCall& e, const LiveTrunk& trunk) {
  const std::string& dialled = e.invite->request_uri().user;
  const LiveNumber* number = dialled_number(dialled, trunk.country);
  if (!number || number->tenant != trunk.tenant || !number->flow) {
    FILO_LOG_INFO("calls", "no such number dnis={} trunk={}", log_safe(dialled), trunk.name);
    ports_.sip.refuse(e.leg, 404, "Not Found", {}, now());
    return;
  }
  TrunkLines::Line line = trunk_lines_.take(trunk.id, trunk.calls_max);
  if (!line) {
    FILO_LOG_INFO("calls", "all lines in use trunk={} calls_max={}", trunk.name, trunk.calls_max);
    ports_.sip.refuse(e.leg, 486, "Busy Here", {}, now());
    return;
  }
  auto owned = std::make_unique<LiveCall>();
  LiveCall& call = *owned;
  call.id = ids_.next<CallId>(now().utc);
  call.tenant = number->tenant;
  call.line = std::move(line);
  call.started = call.state_since = now();
  call.dnis = number->e164;
  call.service = number->service;
  call.language = number->language;
  call.country = number->country;
  call.flow_id = number->flow_id;
  call.ani = e164_or_raw(caller_of(*e.invite), number->country);
  calls_.emplace(call.id, std::move(owned));
  own_leg(call, SideOf::remote, e.leg);
  fact(call, calls::CallStarted{.call = call.id,
                                .at = call.started,
                                .direction = calls::Direction::in,
                                .ani = call.ani,
                                .dnis = call.dnis,
                                .service = call.service,
                                .language = call.language});
  FILO_LOG_INFO("calls", "call started call={} ani={} dnis={}", call.id.str(), log_masked(call.ani),
                call.dnis);
  call.flow = std::make_unique<ivr::Session>(
      number->flow,
      ivr::CallFacts{
          .language = call.language, .service = call.service, .ani = call.ani, .dnis = call.dnis});
  call.answers_late = number->flow->answer == ivr::Answer::late;
  if (!open_caller(call, e)) return;
  lookup_caller(call);
  ports_.push.board_changed(call.tenant);
  if (call.remote.late) begin_flow(call);
}

void CallDirector::handle(const sip::LegRinging& e) {
  // A caller in a queue goes on hearing music; who dialled hears that it rings.
  SideOf side{};
  LiveCall* call = by_leg(e.leg, side);
  if (call && call->from && !call->answered) dialled_rings(*call, e);
}

void CallDirector::handle(const sip::LegAnswered& e) {
  SideOf side{};
  LiveCall* call = by_leg(e.leg, side);
  if (call && call->from && !call->answered) return dialled_answered(*call, e.sdp);
  if (!call || side != SideOf::agent) return;
  CallSide& phone = call->agent_side;
  const auto chosen = sdp::accept_answer(phone.offer_sdp, e.sdp);
  if (!chosen || (!call->offer && !call->transferring)) {
    // Its LegEnded tells the rest of the house.
    return ports_.sip.hang_up(e.leg, chosen ? "offer over" : "no common codec", now());
  }
  ports_.media.set_remote(phone.media, remote_media(*chosen, phone));
  call->transferring ? transfer_answered(*call) : agent_answered(*call);
}

void CallDirector::handle(const sip::LegConfirmed& e) {
  SideOf side{};
  LiveCall* call = by_leg(e.leg, side);
  if (!call || side != SideOf::remote || call->remote.connected) return;
  if (!e.sdp.empty()) {
    const auto chosen = sdp::accept_answer(call->remote.offer_sdp, e.sdp);
    if (!chosen) return finish(*call, "no_common_codec");
    call->remote.codec = chosen->codec;
    ports_.media.set_remote(call->remote.media, remote_media(*chosen, call->remote));
  }
  call->remote.connected = true;
  if (!call->answers_late) begin_flow(*call);
}

void CallDirector::handle(const sip::LegReoffered& e) {
  SideOf which{};
  LiveCall* call = by_leg(e.leg, which);
  if (!call) return;
  CallSide& side = side_of(*call, which);
  ++side.sdp_version;
  const auto answer = sdp::answer(e.sdp, local_audio(side, {"PCMA", "PCMU"}));
  if (!answer) {
    ports_.sip.refuse_reoffer(e.leg, answer.error().code == Errc::conflict ? 488 : 400, now());
    return;
  }
  ports_.media.set_remote(side.media, remote_media(answer->audio, side));
  ports_.sip.accept_reoffer(e.leg, answer->text, now());
  const bool holds = answer->audio.held();
  // A network that puts us on hold plays its own music.
  const bool between_colleagues = call->from && call->to;
  if ((which == SideOf::agent || between_colleagues) && holds != side.holding) {
    side.holding = holds;
    set_held(*call, holds, which);
  }
}

void CallDirector::handle(const sip::LegReofferDone& e) {
  FILO_LOG_DEBUG("calls", "reoffer done leg={} status={}", e.leg.str(), e.status);
}

void CallDirector::handle(const sip::LegDigit& e) {
  SideOf side{};
  LiveCall* call = by_leg(e.leg, side);
  if (call && side == SideOf::remote && call->flow) step_flow(*call, ivr::Digit{e.digit});
  if (call && call->from)
    ports_.media.send_digits(side_of(*call, other(side)).media, std::string(1, e.digit));
}

void CallDirector::handle(const sip::LegEnded& e) {
  SideOf side{};
  LiveCall* call = by_leg(e.leg, side);
  legs_.erase(e.leg);
  if (!call) return;
  side_of(*call, side).leg = {};
  if (call->from && !call->answered) return dialled_ended(*call, side, e);
  if (side == SideOf::remote) {
    return finish(*call, e.kind == sip::EndKind::timeout     ? "timeout"
                         : e.kind == sip::EndKind::transport ? "transport"
                         : call->from                        ? "called_hang_up"
                                                             : "hang_up");
  }
  if (call->transferring)
    return transfer_failed(*call, e.status == 486 ? "busy" : "transfer_failed");
  if (call->offer) {
    const AgentId agent = call->agent;
    const bool by_person = e.kind == sip::EndKind::rejected && (e.status == 486 || e.status == 603);
    const bool late = e.kind == sip::EndKind::rejected && (e.status == 408 || e.status == 480);
    refused(*call,
            by_person ? acd::OfferRefusal::declined
            : late    ? acd::OfferRefusal::no_answer
                      : acd::OfferRefusal::phone_failed,
            e.status);
    if (e.kind != sip::EndKind::timeout && e.kind != sip::EndKind::transport) return;
    watch_.lost(agent);
    return set_reachable(agent, false);
  }
  if (call->answered) finish(*call, "agent_hang_up");
}

void CallDirector::handle(const sip::Registered& e) {
  const LiveAgent* agent = centre_->agent_by_sip_user(e.user);
  if (!agent) return;
  watch_.forget(agent->id);
  set_reachable(agent->id, true);
}

void CallDirector::handle(const sip::Unregistered& e) {
  const LiveAgent* agent = centre_->agent_by_sip_user(e.user);
  if (!agent) return;
  FILO_LOG_INFO("calls", "phone lost agent={} expired={}", agent->id.str(), e.expired);
  set_reachable(agent->id, false);
}

// --- media -------------------------------------------------------------------------------------

void CallDirector::on_media(const MediaEvent& event) {
  SideOf side{};
  std::visit(overloaded{
                 [&](const DigitPressed& e) {
                   LiveCall* call = by_media(e.leg, side);
                   if (call && side == SideOf::remote && call->flow)
                     step_flow(*call, ivr::Digit{e.digit});
                 },
                 [&](const PlayEnded& e) {
                   LiveCall* call = by_media(e.leg, side);
                   if (call && side == SideOf::remote && e.id == call->play_id) play_ended(*call);
                 },
                 [&](const MediaSilent& e) {
                   LiveCall* call = by_media(e.leg, side);
                   if (!call) return;
                   FILO_LOG_INFO("calls", "no sound call={} side={}", call->id.str(),
                                 side == SideOf::remote ? "caller" : "agent");
                   finish(*call, "no_media");
                 },
                 [&](const WebLegUp& e) {
                   const auto found = browser_media_.find(e.leg);
                   if (found == browser_media_.end()) return;
                   browsers_[found->second].up = true;
                   set_reachable(found->second, true);
                 },
                 [&](const WebLegLost& e) {
                   const auto found = browser_media_.find(e.leg);
                   if (found != browser_media_.end()) browser_lost(found->second);
                 },
                 [&](const MediaStats& e) {
                   FILO_LOG_DEBUG("calls", "sound leg={} in={} out={} lost={} jitter_ms={:.1f}",
                                  e.leg.str(), e.packets_in, e.packets_out, e.lost, e.jitter_ms);
                 },
             },
             event);
  pump();
}

// --- lookup and plumbing -------------------------------------------------------------------------

LiveCall* CallDirector::find(CallId call) {
  const auto found = calls_.find(call);
  return found == calls_.end() ? nullptr : found->second.get();
}

const LiveCall* CallDirector::find_call(CallId call) const {
  const auto found = calls_.find(call);
  return found == calls_.end() ? nullptr : found->second.get();
}

LiveCall* CallDirector::by_leg(sip::LegId leg, SideOf& side) {
  const auto found = legs_.find(leg);
  if (found == legs_.end()) return nullptr;
  side = found->second.side;
  return find(found->second.call);
}

LiveCall* CallDirector::by_media(MediaLegId media, SideOf& side) {
  const auto found = media_.find(media);
  if (found == media_.end()) return nullptr;
  side = found->second.side;
  return find(found->second.call);
}

void CallDirector::own_leg(LiveCall& call, SideOf side, sip::LegId leg) {
  side_of(call, side).leg = leg;
  legs_[leg] = {call.id, side};
}

void CallDirector::own_media(LiveCall& call, SideOf side, MediaLegId media) {
  side_of(call, side).media = media;
  media_[media] = {call.id, side};
}

void CallDirector::set_reachable(AgentId agent, bool reachable) {
  if (!dispatcher_.set_reachable(agent, reachable, now().mono)) return;
  const LiveAgent* known = centre_->agent(agent);
  if (known) ports_.push.agent_changed(known->tenant, agent);
}

void CallDirector::fact(const LiveCall& call, calls::Event event) {
  ports_.ledger.append(call.tenant, event);
}

void CallDirector::set_state(LiveCall& call, CallState state) {
  if (call.state == state) return;
  call.state = state;
  call.state_since = now();
  if (call.agent) ports_.push.agent_changed(call.tenant, call.agent);
  ports_.push.board_changed(call.tenant);
}

std::string CallDirector::pick_music(const LiveCall& call) const {
  const LiveQueue* queue = centre_->queue(call.queue);
  const bool own = queue && !queue->music.empty() && !call.usual_music;
  return own ? queue->music : ports_.default_music;
}

sdp::LocalAudio CallDirector::local_audio(const CallSide& side,
                                          const std::vector<std::string>& codecs) const {
  const MediaAddress address = ports_.media.address(side.media);
  sdp::LocalAudio local;
  local.ip = address.ip;
  local.port = address.port;
  local.codecs = codecs;
  local.session_id = side.sdp_session;
  local.version = side.sdp_version;
  return local;
}

RemoteMedia CallDirector::remote_media(const sdp::AudioSelection& chosen, const CallSide& side) {
  RemoteMedia remote;
  remote.ip = chosen.ip;
  remote.port = chosen.port;
  remote.signalled_from = side.source_ip;
  remote.codec = chosen.codec == "PCMU" ? Codec::pcmu : Codec::pcma;
  remote.payload_type = chosen.payload_type;
  remote.dtmf_payload_type = chosen.dtmf_payload_type;
  remote.send = chosen.sendable && !chosen.held();
  remote.receive = sdp::sends(chosen.theirs);
  return remote;
}

}  // namespace filo::app
