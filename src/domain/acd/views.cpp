// What screens, announcements and the watchdog ask.

#include <algorithm>

#include "domain/acd/dispatcher_impl.h"

namespace filo::acd {
namespace {

AgentView view_of(const Agent& agent, const std::unordered_map<OfferId, Offer>& offers) {
  CallId call = agent.wrap_up_call;
  if (agent.offer) call = offers.at(agent.offer).call;
  if (agent.contact) call = agent.contact->call;
  return {.id = agent.rules.id,
          .state = agent.state,
          .state_since = agent.state_since,
          .presence = agent.presence,
          .presence_since = agent.presence_since,
          .pause_reason = agent.pause_reason,
          .auto_pause_until = agent.auto_pause_until,
          .reachable = agent.reachable,
          .wrap_up_until = agent.wrap_up_until,
          .offer = agent.offer,
          .call = call,
          .unanswered = agent.unanswered};
}

}  // namespace

std::optional<AgentView> Dispatcher::agent(AgentId id) const {
  const Agent* agent = std::as_const(*impl_).find_agent(id);
  if (agent == nullptr) return std::nullopt;
  return view_of(*agent, impl_->offers);
}

std::vector<AgentView> Dispatcher::agents() const {
  std::vector<AgentView> views;
  views.reserve(impl_->agents.size());
  for (const Agent& agent : impl_->agents) views.push_back(view_of(agent, impl_->offers));
  return views;
}

std::optional<QueueView> Dispatcher::queue(QueueId id, MonoTime now) const {
  const Queue* queue = impl_->find_queue(id);
  if (queue == nullptr) return std::nullopt;
  QueueView view;
  view.id = id;
  view.waiting.reserve(queue->order.size());
  for (const Key& key : queue->order) {
    const Caller& caller = impl_->callers.at(key.call);
    view.waiting.push_back({.call = key.call,
                            .enqueued_at = key.enqueued_at,
                            .position = view.waiting.size() + 1,
                            .offered_to = caller.offered_to});
  }
  view.agents_ready = queue->eligible.count_common(impl_->ready);
  view.agents_on_duty = queue->eligible.count_common(impl_->on_duty);
  view.agents_busy = view.agents_on_duty - view.agents_ready;
  view.closed = queue->closed;
  if (view.agents_on_duty > 0)
    view.estimated_wait =
        queue->estimator
            .estimate(view.waiting.size() + 1, view.agents_ready, view.agents_on_duty, now)
            .likely;
  return view;
}

std::size_t Dispatcher::waiting() const {
  return impl_->callers.size();
}
std::size_t Dispatcher::waiting(QueueId id) const {
  const Queue* queue = impl_->find_queue(id);
  return queue == nullptr ? 0 : queue->order.size();
}
bool Dispatcher::is_waiting(CallId call) const {
  return impl_->callers.contains(call);
}
const Overflow* Dispatcher::overflow_of(QueueId id) const {
  const QueueRules* rules = rules_of(id);
  return rules == nullptr ? nullptr : &rules->overflow;
}
const QueueRules* Dispatcher::rules_of(QueueId id) const {
  const Queue* queue = impl_->find_queue(id);
  return queue == nullptr ? nullptr : &queue->rules;
}

std::optional<WaitEstimate> Dispatcher::announce(CallId call, MonoTime now) {
  const auto it = impl_->callers.find(call);
  if (it == impl_->callers.end()) return std::nullopt;
  Caller& caller = it->second;
  const Queue& queue = *impl_->find_queue(caller.waiting.queue);
  const std::size_t on_duty = queue.eligible.count_common(impl_->on_duty);
  if (on_duty == 0) return std::nullopt;
  const auto ahead = std::distance(queue.order.begin(), queue.order.find(caller.key));
  WaitEstimate estimate = queue.estimator.estimate(
      static_cast<std::size_t>(ahead) + 1, queue.eligible.count_common(impl_->ready), on_duty, now);
  if (caller.announced) {
    const WaitEstimate& before = *caller.announced;
    estimate.position = std::min(estimate.position, before.position);
    estimate.likely = std::min(estimate.likely, before.likely);
    estimate.low = std::min(estimate.low, before.low);
    estimate.high = std::min(estimate.high, before.high);
  }
  caller.announced = estimate;
  return estimate;
}

// Deliberately by another road than match(): every caller against every agent by his rules.
std::optional<Dispatcher::Unserved> Dispatcher::find_unserved(MonoTime now) const {
  std::vector<const Agent*> ready;
  for (const Agent& agent : impl_->agents) {
    if (agent.state == AgentState::ready && agent.configured) ready.push_back(&agent);
  }
  if (ready.empty()) return std::nullopt;
  for (const auto& [call, caller] : impl_->callers) {
    if (caller.offer) continue;
    const Queue& queue = *impl_->find_queue(caller.waiting.queue);
    for (const Agent* one : ready) {
      const Agent& agent = *one;
      const auto& queues = agent.rules.queues;
      if (std::find(queues.begin(), queues.end(), queue.rules.id) == queues.end()) continue;
      const auto has = [&](const SkillNeed& n) { return agent.level(n.skill) >= n.level_min; };
      if (!std::all_of(queue.rules.skills.begin(), queue.rules.skills.end(), has)) continue;
      if (!std::all_of(caller.waiting.skills.begin(), caller.waiting.skills.end(), has)) continue;
      const bool cooling =
          std::any_of(caller.refusals.begin(), caller.refusals.end(),
                      [&](const Refusal& r) { return r.agent == agent.rules.id && r.until > now; });
      if (!cooling) return Unserved{call, agent.rules.id};
    }
  }
  return std::nullopt;
}

}  // namespace filo::acd
