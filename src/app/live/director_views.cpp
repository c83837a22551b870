// What screens see of the live state: values made on the core thread.

#include <algorithm>

#include "app/live/call_director.h"

namespace filo::app {

namespace {

constexpr std::size_t kWaitingShown = 100;  // of one queue on the board; the count tells the rest

CustomerRef ref(const CallerMatch& match) {
  return {match.id, match.name, match.organisation};
}

std::optional<CustomerRef> ref(const std::optional<CallerMatch>& match) {
  if (!match) return std::nullopt;
  return ref(*match);
}

Presence presence_of(acd::Presence presence) {
  switch (presence) {
    case acd::Presence::offline:
      return Presence::offline;
    case acd::Presence::paused:
      return Presence::paused;
    case acd::Presence::ready:
      return Presence::ready;
  }
  return Presence::offline;
}

AgentState state_of(acd::AgentState state) {
  switch (state) {
    case acd::AgentState::offline:
      return AgentState::offline;
    case acd::AgentState::paused:
      return AgentState::paused;
    case acd::AgentState::ready:
      return AgentState::ready;
    case acd::AgentState::offered:
      return AgentState::offered;
    case acd::AgentState::busy:
      return AgentState::busy;
    case acd::AgentState::wrap_up:
      return AgentState::wrap_up;
  }
  return AgentState::offline;
}

std::int64_t millis(Duration d) {
  return d.count() / 1000;
}

}  // namespace

Instant CallDirector::to_utc(MonoTime t) const {
  const Moment at = now();
  return at.utc - (at.mono - t);
}

std::optional<QueueRef> CallDirector::queue_ref(QueueId queue) const {
  const LiveQueue* found = centre_->queue(queue);
  if (!found) return std::nullopt;
  return QueueRef{found->id, found->name};
}

/// As this agent sees it: a colleague who was called has an incoming call.
CallView CallDirector::view_for(const LiveCall& call, AgentId agent) const {
  CallView view = view_of(call);
  if (side_of_agent(call, agent) == SideOf::agent) return view;
  view.direction = CallDirection::in;
  view.muted = call.remote.muted;
  return view;
}

CallView CallDirector::view_of(const LiveCall& call) const {
  CallView view;
  view.id = call.id;
  view.direction = call.direction;
  view.ani = call.ani;
  view.dnis = call.dnis;
  view.service = call.service;
  view.queue = queue_ref(call.queue);
  view.customer = ref(call.customer);
  for (const CallerMatch& match : call.matches) view.candidates.push_back(ref(match));
  if (call.ticket) view.ticket_id = call.ticket;
  view.state = call.state;
  view.started_at = call.started.utc;
  view.state_since = call.state_since.utc;
  if (call.answered) view.answered_at = call.answered->utc;
  view.muted = call.agent_side.muted;
  view.ringing_back = call.rings && !call.answered;
  const LiveAgent* agent = centre_->agent(call.agent);
  if (agent) view.agent = AgentRef{agent->id, agent->name};
  return view;
}

OfferView CallDirector::offer_of(const LiveCall& call) const {
  OfferView view;
  view.id = call.offer;
  view.call_id = call.id;
  view.queue = queue_ref(call.queue);
  view.service = call.service;
  view.ani = call.ani;
  view.dnis = call.dnis;
  view.customer = ref(call.customer);
  for (const CallerMatch& match : call.matches) view.candidates.push_back(ref(match));
  view.offered_at = call.offered.utc;
  view.expires_at = call.offer_expires.utc;
  if (call.enqueued) view.waited_ms = millis(call.offered.mono - call.enqueued->mono);
  view.why = call.why;
  return view;
}

std::optional<MyState> CallDirector::my_state(AgentId id) const {
  const LiveAgent* agent = centre_->agent(id);
  const auto state = dispatcher_.agent(id);
  if (!agent || !state) return std::nullopt;
  MyState view;
  view.agent_id = id;
  view.presence = presence_of(state->presence);
  view.presence_since = to_utc(state->presence_since);
  if (state->pause_reason.id) view.pause_reason_id = state->pause_reason.id;
  if (state->auto_pause_until) view.auto_paused_until = to_utc(*state->auto_pause_until);
  view.phone.kind = agent->kind;
  view.phone.registered = state->reachable;
  view.state = state_of(state->state);
  view.state_since = to_utc(state->state_since);
  view.calls_out = agent->calls_out;
  const auto failed = failed_dials_.find(id);
  if (failed != failed_dials_.end()) view.failed_dial = failed->second;
  if (state->wrap_up_until) view.wrap_up_ends_at = to_utc(*state->wrap_up_until);
  const auto own = agent_calls_.find(id);
  const LiveCall* call = own == agent_calls_.end() ? nullptr : find_call(own->second);
  if (!call) return view;
  if (call->offer && id == offered_to(*call)) {
    view.offer = offer_of(*call);
  } else {
    view.call = view_for(*call, id);
  }
  return view;
}

AgentView CallDirector::view_of(const LiveAgent& agent) const {
  AgentView view;
  view.id = agent.id;
  view.name = agent.name;
  view.extension = agent.extension;
  const auto state = dispatcher_.agent(agent.id);
  if (state) {
    view.state = state_of(state->state);
    view.state_since = to_utc(state->state_since);
    view.presence = presence_of(state->presence);
    view.registered = state->reachable;
    view.auto_paused = state->auto_pause_until.has_value();
    const auto reason = centre_->pause_reasons.find(state->pause_reason.id);
    if (reason != centre_->pause_reasons.end()) view.pause_reason = reason->second.name;
  }
  const auto own = agent_calls_.find(agent.id);
  const LiveCall* call = own == agent_calls_.end() ? nullptr : find_call(own->second);
  if (call) view.call = view_for(*call, agent.id);
  view.queues = agent.queues;
  view.today = ports_.ledger.agent(agent.tenant, agent.id);
  return view;
}

QueueView CallDirector::view_of(const LiveQueue& queue) const {
  QueueView view;
  view.id = queue.id;
  view.name = queue.name;
  view.today = ports_.ledger.queue(queue.tenant, queue.id);
  const auto state = dispatcher_.queue(queue.id, now().mono);
  if (!state) return view;
  view.waiting_count = static_cast<std::int64_t>(state->waiting.size());
  view.agents_ready = static_cast<std::int64_t>(state->agents_ready);
  view.agents_busy = static_cast<std::int64_t>(state->agents_busy);
  if (state->estimated_wait) view.estimated_wait_ms = millis(*state->estimated_wait);
  for (const acd::WaitingView& waiting : state->waiting) {
    view.longest_wait_ms = std::max(view.longest_wait_ms, millis(now().mono - waiting.enqueued_at));
    if (view.waiting.size() >= kWaitingShown) continue;
    const LiveCall* call = find_call(waiting.call);
    if (!call) continue;
    view.waiting.push_back({call->id, call->ani, ref(call->customer), to_utc(waiting.enqueued_at),
                            static_cast<std::int64_t>(waiting.position)});
  }
  return view;
}

Board CallDirector::board(TenantId tenant) const {
  Board board;
  board.at = now().utc;
  for (const auto& [id, queue] : centre_->queues) {
    if (queue.tenant == tenant) board.queues.push_back(view_of(queue));
  }
  for (const auto& [id, agent] : centre_->agents) {
    if (agent.tenant == tenant) board.agents.push_back(view_of(agent));
  }
  for (const auto& [id, call] : calls_) {
    if (call->tenant == tenant) board.calls.push_back(view_of(*call));
  }
  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  std::sort(board.queues.begin(), board.queues.end(), by_name);
  std::sort(board.agents.begin(), board.agents.end(), by_name);
  std::sort(board.calls.begin(), board.calls.end(),
            [](const CallView& a, const CallView& b) { return a.id < b.id; });
  board.today = ports_.ledger.tenant(tenant);
  return board;
}

/// A call that somebody dialled has him, and somebody who rings or speaks.
void CallDirector::add_dialled_faults(const LiveCall& call, std::vector<std::string>& found) const {
  const std::string name = "dialled call " + call.id.str();
  const auto engaged = engaged_.find(call.from);
  if (engaged == engaged_.end() || engaged->second != call.id)
    found.push_back(name + " does not engage its agent");
  if (call.enqueued || call.queue) found.push_back(name + " is in a queue");
  const bool has_other = call.remote.leg || call.offer || call.to;
  if (!has_other) found.push_back(name + " rings nobody");
  if (!call.to && !call.line_out) found.push_back(name + " goes out without a line");
}

std::vector<std::string> CallDirector::faults() const {
  std::vector<std::string> found;
  for (const auto& [id, call] : calls_) {
    const bool waits = call->state == CallState::waiting || call->state == CallState::ringing;
    if (waits && !call->transferring && !call->from && call->hearing != Hearing::farewell &&
        !dispatcher_.is_waiting(id))
      found.push_back("call " + id.str() + " waits for nobody");
    if (call->offer && !call->agent) found.push_back("call " + id.str() + " is offered to nobody");
    if (call->answered && !call->from && !call->remote.leg)
      found.push_back("call " + id.str() + " has lost its caller");
    if (call->from) add_dialled_faults(*call, found);
  }
  for (const auto& [leg, ref] : legs_) {
    if (!calls_.contains(ref.call)) found.push_back("leg " + leg.str() + " belongs to no call");
  }
  for (const auto& [media, ref] : media_) {
    if (!calls_.contains(ref.call))
      found.push_back("media leg " + media.str() + " belongs to no call");
  }
  for (const auto& [agent, call] : engaged_) {
    if (!calls_.contains(call))
      found.push_back("agent " + agent.str() + " is engaged in a call that is gone");
  }
  for (const auto& [agent, call] : agent_calls_) {
    if (!calls_.contains(call))
      found.push_back("agent " + agent.str() + " is in a call that is gone");
  }
  if (const auto unserved = dispatcher_.find_unserved(now().mono))
    found.push_back("call " + unserved->call.str() + " waits although agent " +
                    unserved->agent.str() + " is free");
  return found;
}

}  // namespace filo::app
