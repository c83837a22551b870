// Configuration: replaced as a whole while callers wait and agents work.

#include <algorithm>

#include "domain/acd/dispatcher_impl.h"

namespace filo::acd {

void Dispatcher::Impl::set_centre(Centre centre, MonoTime now) {
  replace_queues(std::move(centre.queues), now);
  replace_agents(std::move(centre.agents), now);
  index_skills();
  index_queues();
  end_impossible_offers(now);
  rebuild_lines();
  for (auto& [id, queue] : queues) update_desertion(*queue, now);
}

// Agents keep their state by id. One who is gone but still speaks stays, unconfigured, until the
// next reload after his conversation.
void Dispatcher::Impl::replace_agents(std::vector<AgentRules> rules, MonoTime now) {
  std::vector<Agent> before = std::exchange(agents, {});
  auto index_before = std::exchange(agent_index, {});
  const auto keep = [&](Agent agent) {
    if (!agent_index.emplace(agent.rules.id, agents.size()).second) return;
    agents.push_back(std::move(agent));
  };
  for (AgentRules& r : rules) {
    std::sort(r.skills.begin(), r.skills.end());
    Agent agent;
    agent.state_since = agent.presence_since = now;
    if (auto known = index_before.find(r.id); known != index_before.end())
      agent = std::move(before[known->second]);
    agent.rules = std::move(r);
    agent.configured = true;
    keep(std::move(agent));
  }
  for (Agent& agent : before) {
    if (!agent.rules.id || agent_index.contains(agent.rules.id)) continue;
    if (!agent.contact && !agent.offer) {
      if (agent.wrap_up_until)
        agenda.cancel(*agent.wrap_up_until, Due::wrap_up_ends, agent.rules.id.raw());
      continue;
    }
    agent.configured = false;
    keep(std::move(agent));
  }
}

void Dispatcher::Impl::replace_queues(std::vector<QueueRules> rules, MonoTime now) {
  std::set<QueueId> kept;
  for (QueueRules& r : rules) {
    kept.insert(r.id);
    auto& queue = queues[r.id];
    if (queue)
      queue->rules = std::move(r);
    else
      queue = std::make_unique<Queue>(std::move(r), settings.handling_prior);
  }
  for (auto it = queues.begin(); it != queues.end();) {
    if (kept.contains(it->first)) {
      ++it;
      continue;
    }
    for (const Key& key : std::set<Key>(it->second->order)) {
      if (Caller& caller = callers.at(key.call); caller.offer)
        withdraw(caller.offer, OfferWithdrawn::Reason::reconfigured, now);
      if (callers.contains(key.call)) overflow(key.call, OverflowReason::closed, now);
    }
    if (it->second->no_agents_due)
      agenda.cancel(*it->second->no_agents_due, Due::no_agents, it->first.raw());
    it = queues.erase(it);
  }
}

void Dispatcher::Impl::index_skills() {
  skilled.clear();
  ready = on_duty = AgentSet(agents.size());
  fresh_agents.clear();
  for (std::size_t i = 0; i < agents.size(); ++i) {
    const Agent& agent = agents[i];
    for (const SkillLevel& has : agent.rules.skills)
      for (int level = 1; level <= std::min(has.level, 5); ++level)
        skilled.try_emplace({has.skill, level}, agents.size()).first->second.set(i);
    if (agent.state != AgentState::offline && agent.state != AgentState::paused) on_duty.set(i);
    if (agent.state != AgentState::ready || !agent.configured) continue;
    ready.set(i);
    fresh_agents.push_back(i);
  }
}

void Dispatcher::Impl::index_queues() {
  for (auto& [id, queue] : queues) {
    queue->eligible = AgentSet(agents.size());
    for (std::size_t i = 0; i < agents.size(); ++i) {
      const AgentRules& r = agents[i].rules;
      if (!agents[i].configured) continue;
      if (std::find(r.queues.begin(), r.queues.end(), id) != r.queues.end()) queue->eligible.set(i);
    }
    for (const SkillNeed& need : queue->rules.skills) {
      const auto who = skilled.find(need);
      queue->eligible.intersect(who == skilled.end() ? AgentSet(agents.size()) : who->second);
    }
  }
}

void Dispatcher::Impl::end_impossible_offers(MonoTime now) {
  std::vector<OfferId> gone;
  for (const auto& [id, offer] : offers) {
    const auto agent = agent_index.find(offer.agent);
    const Queue* queue = find_queue(offer.queue);
    if (agent == agent_index.end() || !agents[agent->second].configured || queue == nullptr ||
        !queue->eligible.test(agent->second))
      gone.push_back(id);
  }
  std::sort(gone.begin(), gone.end());
  for (OfferId id : gone) withdraw(id, OfferWithdrawn::Reason::reconfigured, now);
}

void Dispatcher::Impl::rebuild_lines() {
  for (auto& [id, queue] : queues) queue->order.clear();
  for (auto& [id, caller] : callers) caller.line = nullptr;
  lines.clear();
  fresh_calls.clear();
  for (auto& [id, caller] : callers) {
    Queue& queue = *find_queue(caller.waiting.queue);
    caller.key.negative_priority = -(queue.rules.priority + caller.waiting.priority);
    queue.order.insert(caller.key);
    if (caller.offer) continue;
    join_line(caller);
    fresh_calls.push_back(id);
  }
}

Line& Dispatcher::Impl::line_for(const Waiting& waiting) {
  auto& line = lines[{waiting.queue, waiting.skills}];
  if (line) return *line;
  line = std::make_unique<Line>(Line{waiting.queue, waiting.skills, {}, {}});
  line->eligible = find_queue(waiting.queue)->eligible;
  for (const SkillNeed& need : waiting.skills) {
    const auto who = skilled.find(need);
    line->eligible.intersect(who == skilled.end() ? AgentSet(agents.size()) : who->second);
  }
  return *line;
}

void Dispatcher::Impl::join_line(Caller& caller) {
  caller.line = &line_for(caller.waiting);
  caller.line->calls.insert(caller.key);
}

void Dispatcher::Impl::leave_line(Caller& caller) {
  if (caller.line == nullptr) return;
  caller.line->calls.erase(caller.key);
  if (caller.line->calls.empty()) lines.erase({caller.waiting.queue, caller.waiting.skills});
  caller.line = nullptr;
}

}  // namespace filo::acd
