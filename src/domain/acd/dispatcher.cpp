// Facts: they change the tables and note what becomes matchable; matching.cpp decides.

#include "domain/acd/dispatcher.h"

#include <algorithm>

#include "domain/acd/dispatcher_impl.h"

namespace filo::acd {
namespace {

Error no_agent(AgentId id) {
  return {Errc::not_found, "agent " + id.str(), {}, "acd.no_agent"};
}
Error no_queue(QueueId id) {
  return {Errc::not_found, "queue " + id.str(), {}, "acd.no_queue"};
}
Error conflict(const char* detail, const char* key) {
  return {Errc::conflict, detail, {}, key};
}

/// Sorted, one entry per skill with the highest level: equal needs make equal lines.
void normalise(std::vector<SkillNeed>& needs) {
  std::sort(needs.begin(), needs.end(), std::greater<>());
  needs.erase(std::unique(needs.begin(), needs.end(),
                          [](const auto& a, const auto& b) { return a.skill == b.skill; }),
              needs.end());
  std::reverse(needs.begin(), needs.end());
}

AgentState derive(const Agent& agent) {
  if (agent.contact || agent.busy) return AgentState::busy;
  if (agent.offer) return AgentState::offered;
  if (agent.wrap_up_until) return AgentState::wrap_up;
  if (agent.presence == Presence::offline || !agent.reachable || !agent.configured)
    return AgentState::offline;
  return agent.presence == Presence::paused ? AgentState::paused : AgentState::ready;
}

bool is_on_duty(AgentState state) {
  return state != AgentState::offline && state != AgentState::paused;
}

}  // namespace

int Agent::level(SkillId skill) const {
  const auto it = std::lower_bound(rules.skills.begin(), rules.skills.end(), SkillLevel{skill, 0});
  return it != rules.skills.end() && it->skill == skill ? it->level : 0;
}

// --- the door ---------------------------------------------------------------------------------

Dispatcher::Dispatcher(Settings settings, std::int64_t first_offer)
    : impl_(std::make_unique<Impl>()) {
  impl_->settings = settings;
  impl_->next_offer = first_offer;
}
Dispatcher::~Dispatcher() = default;

Status Dispatcher::set_centre(Centre centre, MonoTime now) {
  if (centre.queues.size() > limits::kQueues) return Error{Errc::limit, "too many queues"};
  if (centre.agents.size() > limits::kAgents) return Error{Errc::limit, "too many agents"};
  impl_->set_centre(std::move(centre), now);
  return {};
}

Status Dispatcher::set_presence(AgentId id, Presence presence, PauseReason reason, MonoTime now) {
  Agent* agent = impl_->find_agent(id);
  if (agent == nullptr) return no_agent(id);
  agent->unanswered = 0;  // he is there: the count of silence begins anew
  impl_->set_presence(*agent, presence, reason, now);
  return {};
}

Status Dispatcher::set_reachable(AgentId id, bool reachable, MonoTime now) {
  Agent* agent = impl_->find_agent(id);
  if (agent == nullptr) return no_agent(id);
  impl_->set_reachable(*agent, reachable, now);
  return {};
}

Status Dispatcher::set_busy(AgentId id, bool busy, MonoTime now) {
  Agent* agent = impl_->find_agent(id);
  if (agent == nullptr) return no_agent(id);
  impl_->set_busy(*agent, busy, now);
  return {};
}

Status Dispatcher::contact_ended(AgentId id, MonoTime now) {
  Agent* agent = impl_->find_agent(id);
  if (agent == nullptr) return no_agent(id);
  if (!agent->contact) return conflict("agent has no contact", "acd.no_contact");
  impl_->contact_ended(*agent, now);
  return {};
}

Status Dispatcher::end_wrap_up(AgentId id, MonoTime now) {
  Agent* agent = impl_->find_agent(id);
  if (agent == nullptr) return no_agent(id);
  if (agent->state != AgentState::wrap_up) return conflict("not in wrap-up", "acd.no_wrap_up");
  impl_->stop_wrap_up(*agent, WrapUpEnded::Cause::by_agent);
  impl_->refresh(*agent, now);
  return {};
}

Status Dispatcher::extend_wrap_up(AgentId id, Duration by, MonoTime) {
  Agent* agent = impl_->find_agent(id);
  if (agent == nullptr) return no_agent(id);
  if (!agent->wrap_up_until) return conflict("not in wrap-up", "acd.no_wrap_up");
  impl_->agenda.cancel(*agent->wrap_up_until, Due::wrap_up_ends, id.raw());
  *agent->wrap_up_until += by;
  impl_->agenda.add(*agent->wrap_up_until, Due::wrap_up_ends, id.raw());
  return {};
}

Status Dispatcher::release_agent(AgentId id, MonoTime now) {
  Agent* agent = impl_->find_agent(id);
  if (agent == nullptr) return no_agent(id);
  if (agent->offer) impl_->withdraw(agent->offer, OfferWithdrawn::Reason::released, now);
  agent->contact.reset();
  agent->busy = false;
  impl_->stop_wrap_up(*agent, WrapUpEnded::Cause::released);
  impl_->refresh(*agent, now);
  return {};
}

Status Dispatcher::enqueue(Waiting waiting, MonoTime now) {
  Queue* queue = impl_->find_queue(waiting.queue);
  if (queue == nullptr) return no_queue(waiting.queue);
  if (impl_->callers.contains(waiting.call)) return conflict("waits already", "acd.waits_already");
  if (queue->closed) return Error{Errc::unavailable, "queue is closed", {}, "acd.queue_closed"};
  if (queue->order.size() >= std::min(queue->rules.waiting_max, limits::kWaitingPerQueue))
    return Error{Errc::limit, "queue is full", {}, "acd.queue_full"};
  impl_->enqueue(*queue, std::move(waiting), now);
  return {};
}

bool Dispatcher::remove(CallId call, MonoTime now) {
  const auto it = impl_->callers.find(call);
  if (it == impl_->callers.end()) return false;
  const OfferId offer = it->second.offer;
  if (offer) {
    it->second.leaving.reset();
    impl_->withdraw(offer, OfferWithdrawn::Reason::caller_left, now);
  }
  impl_->erase_caller(call, now);
  return true;
}

Status Dispatcher::offer_answered(OfferId offer, MonoTime now) {
  if (!impl_->offers.contains(offer)) return conflict("the offer is over", "acd.offer_over");
  impl_->answered(offer, now);
  return {};
}

Status Dispatcher::offer_declined(OfferId offer, OfferRefusal kind, MonoTime now) {
  if (!impl_->offers.contains(offer)) return conflict("the offer is over", "acd.offer_over");
  impl_->refused(offer, kind, now);
  return {};
}

Status Dispatcher::close_queue(QueueId id, MonoTime now) {
  Queue* queue = impl_->find_queue(id);
  if (queue == nullptr) return no_queue(id);
  queue->closed = true;
  impl_->flow_out_all(*queue, OverflowReason::closed, now);
  return {};
}

Status Dispatcher::open_queue(QueueId id, MonoTime) {
  Queue* queue = impl_->find_queue(id);
  if (queue == nullptr) return no_queue(id);
  queue->closed = false;
  return {};
}

std::optional<MonoTime> Dispatcher::next_deadline() const {
  return impl_->agenda.next();
}

// --- agents -----------------------------------------------------------------------------------

Agent* Dispatcher::Impl::find_agent(AgentId id) {
  const auto it = agent_index.find(id);
  return it == agent_index.end() ? nullptr : &agents[it->second];
}
const Agent* Dispatcher::Impl::find_agent(AgentId id) const {
  const auto it = agent_index.find(id);
  return it == agent_index.end() ? nullptr : &agents[it->second];
}
Queue* Dispatcher::Impl::find_queue(QueueId id) const {
  const auto it = queues.find(id);
  return it == queues.end() ? nullptr : it->second.get();
}

// The only place where an agent's state changes.
void Dispatcher::Impl::refresh(Agent& agent, MonoTime now, bool keep_idle) {
  const AgentState from = agent.state;
  const AgentState to = derive(agent);
  if (from == to) return;
  const std::size_t i = agent_index.at(agent.rules.id);
  agent.state = to;
  agent.state_since = now;
  out.push_back(AgentStateChanged{agent.rules.id, from, to});
  if (to == AgentState::ready) {
    if (!keep_idle) agent.idle_since = now;
    ready.set(i);
    fresh_agents.push_back(i);
  } else {
    ready.reset(i);
  }
  if (is_on_duty(from) == is_on_duty(to)) return;
  if (is_on_duty(to))
    on_duty.set(i);
  else
    on_duty.reset(i);
  duty_changed(agent, now);
}

void Dispatcher::Impl::duty_changed(const Agent& agent, MonoTime now) {
  for (QueueId id : agent.rules.queues)
    if (Queue* queue = find_queue(id)) update_desertion(*queue, now);
}

void Dispatcher::Impl::update_desertion(Queue& queue, MonoTime now) {
  const bool deserted = !queue.eligible.intersects(on_duty);
  if (!deserted)
    queue.deserted_since.reset();
  else if (!queue.deserted_since)
    queue.deserted_since = now;
  if (queue.no_agents_due && (!deserted || !queue.rules.no_agents_after)) {
    agenda.cancel(*queue.no_agents_due, Due::no_agents, queue.rules.id.raw());
    queue.no_agents_due.reset();
  }
  if (!deserted || !queue.rules.no_agents_after || queue.no_agents_due || queue.order.empty())
    return;
  queue.no_agents_due = now + *queue.rules.no_agents_after;
  agenda.add(*queue.no_agents_due, Due::no_agents, queue.rules.id.raw());
}

void Dispatcher::Impl::set_presence(Agent& agent,
                                    Presence presence,
                                    PauseReason reason,
                                    MonoTime now) {
  if (presence != Presence::paused) reason = {};
  if (agent.auto_pause_until && !reason.automatic) {
    agenda.cancel(*agent.auto_pause_until, Due::auto_pause_ends, agent.rules.id.raw());
    agent.auto_pause_until.reset();
  }
  if (agent.presence == presence && agent.pause_reason == reason) return;
  agent.presence = presence;
  agent.pause_reason = reason;
  agent.presence_since = now;
  if (presence != Presence::ready && agent.offer)
    withdraw(agent.offer, OfferWithdrawn::Reason::agent_left, now);
  if (presence == Presence::offline) stop_wrap_up(agent, WrapUpEnded::Cause::went_offline);
  refresh(agent, now);
}

void Dispatcher::Impl::set_reachable(Agent& agent, bool reachable, MonoTime now) {
  if (agent.reachable == reachable) return;
  agent.reachable = reachable;
  if (!reachable && agent.offer) withdraw(agent.offer, OfferWithdrawn::Reason::agent_left, now);
  refresh(agent, now);
}

void Dispatcher::Impl::set_busy(Agent& agent, bool busy, MonoTime now) {
  if (agent.busy == busy) return;
  agent.busy = busy;
  if (busy && agent.offer) withdraw(agent.offer, OfferWithdrawn::Reason::agent_left, now);
  if (busy && agent.wrap_up_until) {
    agent.wrap_up_rest = std::max(*agent.wrap_up_until - now, Duration{0});
    agenda.cancel(*agent.wrap_up_until, Due::wrap_up_ends, agent.rules.id.raw());
    agent.wrap_up_until.reset();
  }
  if (!busy && !agent.contact && agent.wrap_up_rest)
    start_wrap_up(agent, *std::exchange(agent.wrap_up_rest, std::nullopt), now);
  refresh(agent, now);
}

void Dispatcher::Impl::contact_ended(Agent& agent, MonoTime now) {
  const Contact contact = *std::exchange(agent.contact, std::nullopt);
  agent.wrap_up_call = contact.call;
  if (Queue* queue = find_queue(contact.queue))
    queue->estimator.handled(now - contact.since + contact.wrap_up);
  if (agent.presence == Presence::offline)
    stop_wrap_up(agent, WrapUpEnded::Cause::went_offline);
  else if (agent.busy)
    agent.wrap_up_rest = contact.wrap_up;
  else
    start_wrap_up(agent, contact.wrap_up, now);
  refresh(agent, now);
}

void Dispatcher::Impl::start_wrap_up(Agent& agent, Duration length, MonoTime now) {
  agent.wrap_up_until = now + length;
  if (length <= Duration{0}) return stop_wrap_up(agent, WrapUpEnded::Cause::elapsed);
  agenda.add(*agent.wrap_up_until, Due::wrap_up_ends, agent.rules.id.raw());
}

void Dispatcher::Impl::stop_wrap_up(Agent& agent, WrapUpEnded::Cause cause) {
  if (agent.wrap_up_until)
    agenda.cancel(*agent.wrap_up_until, Due::wrap_up_ends, agent.rules.id.raw());
  agent.wrap_up_until.reset();
  agent.wrap_up_rest.reset();
  if (!agent.wrap_up_call || agent.contact) return;
  out.push_back(WrapUpEnded{agent.rules.id, std::exchange(agent.wrap_up_call, {}), cause});
}

// --- callers ----------------------------------------------------------------------------------

void Dispatcher::Impl::enqueue(Queue& queue, Waiting waiting, MonoTime now) {
  normalise(waiting.skills);
  waiting.enqueued_at = std::min(waiting.enqueued_at, now);
  const CallId id = waiting.call;
  Caller& caller = callers[id];
  caller.key = {-(queue.rules.priority + waiting.priority), waiting.enqueued_at, id};
  caller.waiting = std::move(waiting);
  caller.entered_at = now;
  if (queue.rules.wait_max > Duration{0}) {
    caller.wait_ends = now + queue.rules.wait_max;
    agenda.add(*caller.wait_ends, Due::wait_max, id.raw());
  }
  queue.order.insert(caller.key);
  queue.estimator.set_waiting(queue.order.size(), now);
  join_line(caller);
  fresh_calls.push_back(id);
  update_desertion(queue, now);
}

void Dispatcher::Impl::erase_caller(CallId call, MonoTime now) {
  Caller& caller = callers.at(call);
  Queue& queue = *find_queue(caller.waiting.queue);
  if (caller.wait_ends) agenda.cancel(*caller.wait_ends, Due::wait_max, call.raw());
  leave_line(caller);
  queue.order.erase(caller.key);
  queue.estimator.left(now);
  queue.estimator.set_waiting(queue.order.size(), now);
  callers.erase(call);
}

void Dispatcher::Impl::overflow(CallId call, OverflowReason reason, MonoTime now) {
  const Caller& caller = callers.at(call);
  const Queue& queue = *find_queue(caller.waiting.queue);
  out.push_back(CallOverflowed{call, queue.rules.id, reason, queue.rules.overflow,
                               caller.waiting.enqueued_at});
  erase_caller(call, now);
}

void Dispatcher::Impl::flow_out_all(Queue& queue, OverflowReason reason, MonoTime now) {
  for (const Key& key : std::set<Key>(queue.order)) {
    Caller& caller = callers.at(key.call);
    if (caller.offer)
      caller.leaving = reason;
    else
      overflow(key.call, reason, now);
  }
}

// --- offers -----------------------------------------------------------------------------------

// Ends the offer on both sides; the caller is not yet offerable again.
Offer Dispatcher::Impl::take_offer(OfferId id) {
  const Offer offer = offers.at(id);
  offers.erase(id);
  agenda.cancel(offer.expires_at, Due::offer_ends, id.raw());
  find_agent(offer.agent)->offer = {};
  Caller& caller = callers.at(offer.call);
  caller.offer = {};
  caller.offered_to = {};
  return offer;
}

void Dispatcher::Impl::offerable_again(Caller& caller, MonoTime now) {
  if (caller.leaving) return overflow(caller.waiting.call, *caller.leaving, now);
  join_line(caller);
  fresh_calls.push_back(caller.waiting.call);
}

void Dispatcher::Impl::withdraw(OfferId id, OfferWithdrawn::Reason reason, MonoTime now) {
  const Offer offer = take_offer(id);
  out.push_back(OfferWithdrawn{id, offer.call, offer.agent, offer.queue, reason});
  offerable_again(callers.at(offer.call), now);
  refresh(*find_agent(offer.agent), now, reason == OfferWithdrawn::Reason::caller_left);
}

void Dispatcher::Impl::answered(OfferId id, MonoTime now) {
  const Offer offer = take_offer(id);
  Agent& agent = *find_agent(offer.agent);
  agent.unanswered = 0;
  agent.contact = Contact{offer.call, offer.queue, now, find_queue(offer.queue)->rules.wrap_up};
  erase_caller(offer.call, now);
  refresh(agent, now);
}

void Dispatcher::Impl::refused(OfferId id, OfferRefusal kind, MonoTime now) {
  const Offer offer = take_offer(id);
  Agent& agent = *find_agent(offer.agent);
  Caller& caller = callers.at(offer.call);
  if (kind == OfferRefusal::no_answer && offer.expires_at <= now)
    out.push_back(OfferTimedOut{id, offer.call, offer.agent, offer.queue});
  auto refusal = std::find_if(caller.refusals.begin(), caller.refusals.end(),
                              [&](const auto& r) { return r.agent == offer.agent; });
  if (refusal == caller.refusals.end())
    refusal = caller.refusals.insert(refusal, Refusal{offer.agent, 0, {}});
  ++refusal->times;
  refusal->until = now + settings.retry_after;
  agenda.add(refusal->until, Due::retry, offer.call.raw());
  offerable_again(caller, now);
  charge(agent, kind, now);
  refresh(agent, now);
}

void Dispatcher::Impl::charge(Agent& agent, OfferRefusal kind, MonoTime now) {
  agent.unanswered = kind == OfferRefusal::declined ? 0 : agent.unanswered + 1;
  if (agent.unanswered < settings.unanswered_max) return;
  const MonoTime until = now + settings.auto_pause;
  out.push_back(AgentAutoPaused{agent.rules.id, agent.unanswered, until});
  agent.unanswered = 0;
  set_presence(agent, Presence::paused, {.id = {}, .automatic = true}, now);
  agent.auto_pause_until = until;
  agenda.add(until, Due::auto_pause_ends, agent.rules.id.raw());
}

}  // namespace filo::acd
