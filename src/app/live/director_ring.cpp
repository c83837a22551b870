// Ringing phones: agents' phones for an offer, and phones outside for a transfer or a dialled call.

#include <fmt/format.h>

#include "app/live/call_director.h"
#include "base/endpoint.h"
#include "base/log.h"
#include "base/phone.h"
#include "domain/ivr/announcements.h"

namespace filo::app {

std::optional<CallDirector::Target> CallDirector::reach(const LiveAgent& agent) const {
  if (!agent.contact.empty()) {
    const auto flow = ports_.flow_to(agent.contact);
    if (!flow) return std::nullopt;
    return Target{*flow, agent.contact, agent.id};
  }
  const auto binding = ports_.sip.binding(agent.sip_user);
  if (!binding) return std::nullopt;
  return Target{binding->flow, binding->contact, agent.id};
}

/// An extension of the tenant with a SIP phone, else a number by the tenant's trunk.
std::optional<CallDirector::Target> CallDirector::reach(TenantId tenant,
                                                        const std::string& number) const {
  const LiveAgent* agent = centre_->agent_by_extension(tenant, number);
  if (agent) return agent->kind == PhoneKind::sip ? reach(*agent) : std::nullopt;
  const LiveTrunk* trunk = way_out(tenant);
  if (!trunk) return std::nullopt;
  const auto e164 = to_e164(number, trunk->country);
  return e164 ? reach(*trunk, *e164) : std::nullopt;
}

/// `number` as the network gets it.
std::optional<CallDirector::Target> CallDirector::reach(const LiveTrunk& trunk,
                                                        const std::string& number) const {
  const auto at = Endpoint::parse(trunk.host, trunk.port ? trunk.port : 5060);
  if (!at) return std::nullopt;
  const std::string uri = fmt::format("sip:{}@{};transport={}", number, at->str(), trunk.transport);
  const auto flow = ports_.flow_to(uri);
  if (!flow) return std::nullopt;
  return Target{*flow, uri, {}, &trunk};
}

/// The tenant's first trunk with a free line.
const LiveTrunk* CallDirector::way_out(TenantId tenant) const {
  for (const LiveTrunk& trunk : centre_->trunks) {
    if (trunk.tenant == tenant && trunk_lines_.in_use(trunk.id) < trunk.calls_max) return &trunk;
  }
  return nullptr;
}

bool CallDirector::ring(LiveCall& call,
                        SideOf where,
                        const Target& target,
                        std::int64_t session,
                        const std::string& from,
                        const std::string& display,
                        Duration patience) {
  CallSide& side = side_of(call, where);
  side = {};
  side.source_ip = target.flow.remote.ip_str();
  side.sdp_session = static_cast<std::uint64_t>(session);
  const Result<MediaLegId> opened = ports_.media.open(side.source_ip);
  if (!opened) return false;
  own_media(call, where, *opened);
  // The other side's codec first: then the same bytes pass from end to end.
  const bool is_mu = side_of(call, other(where)).codec == "PCMU";
  const std::vector<std::string> codecs{is_mu ? "PCMU" : "PCMA", is_mu ? "PCMA" : "PCMU"};
  side.offer_sdp = sdp::make_offer(local_audio(side, codecs));
  sip::Invite invite;
  invite.flow = target.flow;
  invite.request_uri = target.uri;
  invite.sdp = side.offer_sdp;
  invite.from_user = from;
  invite.from_display = display;
  invite.answer_timeout_max = patience;
  invite.first_response_max = kPhoneSilence;
  own_leg(call, where, ports_.sip.invite(std::move(invite), now()));
  return true;
}

bool CallDirector::ring_phone(LiveCall& call, const LiveAgent& agent) {
  const auto target = reach(agent);
  return target && ring(call, SideOf::agent, *target, call.offer.raw(), call.ani,
                        call.customer ? call.customer->name : call.service);
}

void CallDirector::transfer(LiveCall& call, const std::string& number) {
  const LiveAgent* agent = centre_->agent_by_extension(call.tenant, number);
  if (agent && agent->kind == PhoneKind::browser) return transfer_to_browser(call, *agent);
  const auto target = reach(call.tenant, number);
  FILO_LOG_INFO("calls", "transfer call={} to={} reachable={}", call.id.str(), log_masked(number),
                target.has_value());
  if (!target) return say_farewell(call, ivr::say_sorry(call.language), "no_route");
  const LiveTrunk* trunk = target->trunk;
  if (trunk) call.line_out = trunk_lines_.take(trunk->id, trunk->calls_max);
  if (target->agent && is_engaged(target->agent))
    return say_farewell(call, ivr::say_sorry(call.language), "busy");
  call.to = target->agent;
  set_engaged(call, true);
  fact(call, calls::TransferStarted{call.id, now(), number});
  call.transferring = true;
  set_state(call, CallState::ringing);
  play_music(call);
  // Outside phones see a number of ours: networks refuse calls that claim a stranger's.
  const std::string from = trunk && !trunk->shown.empty() ? trunk->shown : call.dnis;
  if (!ring(call, SideOf::agent, *target, call.id.raw() + 1, from, call.service))
    transfer_failed(call);
}

void CallDirector::transfer_to_browser(LiveCall& call, const LiveAgent& agent) {
  FILO_LOG_INFO("calls", "transfer call={} to={}", call.id.str(), agent.extension);
  if (!is_reachable(agent) || is_engaged(agent.id))
    return say_farewell(call, ivr::say_sorry(call.language),
                        is_reachable(agent) ? "busy" : "no_route");
  fact(call, calls::TransferStarted{call.id, now(), agent.extension});
  play_music(call);
  ring_browser(call, agent, kTransferRing);
}

/// A call for one person, past the queues: his desk shows it as it shows an offer.
void CallDirector::ring_browser(LiveCall& call, const LiveAgent& agent, Duration patience) {
  call.to = agent.id;
  if (!call.from) {
    call.transferring = true;
    call.agent = agent.id;
  }
  call.offer = ids_.next<OfferId>(now().utc);
  call.why.clear();
  call.offered = now();
  call.offer_expires = {now().utc + patience, now().mono + patience};
  agent_calls_[agent.id] = call.id;
  set_engaged(call, true);
  set_state(call, CallState::ringing);
  ports_.loop.cancel(call.timer);
  call.timer = ports_.loop.call_after(patience, [this, id = call.id] {
    LiveCall* found = find(id);
    if (!found) return;
    found->timer = TimerId::none;
    extension_refused(*found, 480);
    pump();
  });
}

/// The person does not take it, or his desk has gone.
void CallDirector::extension_refused(LiveCall& call, int status) {
  if (call.from) return dial_failed(call, status);
  transfer_failed(call, status == 486 ? "busy" : "no_answer");
}

/// Nothing of the extension that was rung stays with the call.
void CallDirector::leave_extension(LiveCall& call) {
  call.transferring = false;
  set_engaged(call, false);
  call.to = {};
  if (!call.offer) return;
  ports_.loop.cancel(call.timer);
  call.timer = TimerId::none;
  call.offer = {};
  const AgentId agent = std::exchange(call.agent, {});
  agent_calls_.erase(agent);
  ports_.push.agent_changed(call.tenant, agent);
}

/// An agent who is rung by his extension has the caller on his screen and a ticket, as from a
/// queue.
void CallDirector::transfer_answered(LiveCall& call) {
  call.transferring = false;
  call.offer = {};
  call.agent_side.connected = true;
  const LiveAgent* agent = centre_->agent(call.to);
  if (agent) {
    call.agent = call.to;
    agent_calls_[call.agent] = call.id;
  }
  connect(call);
}

void CallDirector::transfer_failed(LiveCall& call, const char* cause) {
  call.line_out.reset();
  leave_extension(call);
  CallSide side = std::exchange(call.agent_side, {});
  free_side(side);
  say_farewell(call, ivr::say_sorry(call.language), cause);
}

}  // namespace filo::app
