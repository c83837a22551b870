// advance(): what is due, then callers to agents.

#include <algorithm>
#include <queue>
#include <tuple>

#include "domain/acd/dispatcher_impl.h"

namespace filo::acd {

std::vector<Decision> Dispatcher::advance(MonoTime now) {
  while (auto entry = impl_->agenda.take(now)) impl_->fire(*entry, now);
  impl_->match(now);
  return std::exchange(impl_->out, {});
}

void Dispatcher::Impl::fire(const Agenda::Entry& entry, MonoTime now) {
  switch (entry.kind) {
    case Due::offer_ends:
      return refused(OfferId{entry.id}, OfferRefusal::no_answer, now);
    case Due::wrap_up_ends: {
      Agent& agent = *find_agent(AgentId{entry.id});
      stop_wrap_up(agent, WrapUpEnded::Cause::elapsed);
      return refresh(agent, now);
    }
    case Due::auto_pause_ends:
      if (Agent* agent = find_agent(AgentId{entry.id})) fire_auto_pause(*agent, now);
      return;
    case Due::retry:
      if (callers.contains(CallId{entry.id})) fresh_calls.push_back(CallId{entry.id});
      return;
    case Due::wait_max:
      return fire_wait_max(CallId{entry.id}, now);
    case Due::no_agents:
      if (Queue* queue = find_queue(QueueId{entry.id})) fire_no_agents(*queue, now);
      return;
  }
}

void Dispatcher::Impl::fire_wait_max(CallId call, MonoTime now) {
  Caller& caller = callers.at(call);
  caller.wait_ends.reset();
  if (caller.offer)
    caller.leaving = OverflowReason::wait_max;
  else
    overflow(call, OverflowReason::wait_max, now);
}

void Dispatcher::Impl::fire_no_agents(Queue& queue, MonoTime now) {
  queue.no_agents_due.reset();
  if (!queue.deserted_since || !queue.rules.no_agents_after) return;
  const Duration after = *queue.rules.no_agents_after;
  std::optional<MonoTime> next;
  for (const Key& key : std::set<Key>(queue.order)) {
    const MonoTime due = std::max(callers.at(key.call).entered_at, *queue.deserted_since) + after;
    if (due <= now)
      overflow(key.call, OverflowReason::no_agents, now);
    else
      next = next ? std::min(*next, due) : due;
  }
  if (!next) return;
  queue.no_agents_due = next;
  agenda.add(*next, Due::no_agents, queue.rules.id.raw());
}

void Dispatcher::Impl::fire_auto_pause(Agent& agent, MonoTime now) {
  agent.auto_pause_until.reset();
  out.push_back(AgentAutoResumed{agent.rules.id});
  set_presence(agent, Presence::ready, {}, now);
}

namespace {

/// The next caller to look at in one line.
struct Cursor {
  Key key;
  Line* line = nullptr;
  bool whole_line = false;  // go on with those behind
};
struct LaterServed {
  bool operator()(const Cursor& a, const Cursor& b) const { return a.key > b.key; }
};

}  // namespace

// After the last match no ready agent could serve any waiting caller, so a new pair has an agent
// who became ready or a caller who became offerable since. Callers are taken in order of service
// over all lines that may hold such a pair.
void Dispatcher::Impl::match(MonoTime now) {
  std::priority_queue<Cursor, std::vector<Cursor>, LaterServed> next;
  ++matches;
  std::erase_if(fresh_agents, [&](std::size_t i) { return !ready.test(i); });
  const auto serves = [&](const Line& line) {
    return std::any_of(fresh_agents.begin(), fresh_agents.end(),
                       [&](std::size_t i) { return line.eligible.test(i); });
  };
  if (!fresh_agents.empty())
    for (const auto& [id, line] : lines) {
      if (!serves(*line)) continue;
      line->walked = matches;
      next.push({*line->calls.begin(), line.get(), true});
    }
  for (CallId call : fresh_calls) {
    const auto it = callers.find(call);
    if (it == callers.end() || it->second.offer) continue;
    const Caller& caller = it->second;
    if (caller.line->walked != matches) next.push({caller.key, caller.line, false});
  }
  fresh_agents.clear();
  fresh_calls.clear();

  while (!next.empty()) {
    const Cursor at = next.top();
    next.pop();
    Caller& caller = callers.at(at.key.call);
    if (caller.offer) continue;  // was noted twice; his line may be gone
    Line& line = *at.line;
    if (!line.eligible.intersects(ready)) continue;
    if (at.whole_line)
      if (auto after = line.calls.upper_bound(at.key); after != line.calls.end())
        next.push({*after, &line, true});
    Why why;
    if (auto agent = choose(caller, why, now)) offer(caller, *agent, why, now);
  }
}

// The free agent who gets this caller: who did not refuse it before those who did, the agent asked
// for, then the queue's strategy; the id breaks ties.
std::optional<std::size_t> Dispatcher::Impl::choose(const Caller& caller,
                                                    Why& why,
                                                    MonoTime now) const {
  const Queue& queue = *find_queue(caller.waiting.queue);
  const Strategy strategy = queue.rules.strategy;
  using Rank = std::tuple<unsigned, bool, std::int64_t, MonoTime, AgentId>;
  std::optional<std::size_t> best;
  Rank best_rank;
  const auto skill_sum = [&](const Agent& agent) {
    int sum = 0;
    for (const SkillNeed& need : queue.rules.skills) sum += agent.level(need.skill);
    for (const SkillNeed& need : caller.waiting.skills) sum += agent.level(need.skill);
    return sum;
  };
  caller.line->eligible.for_each_common(ready, [&](std::size_t i) {
    const Agent& agent = agents[i];
    unsigned refusals = 0;
    for (const Refusal& r : caller.refusals)
      if (r.agent == agent.rules.id) {
        if (r.until > now) return;
        refusals = r.times;
      }
    ++why.free;
    std::int64_t by_strategy = 0;
    if (strategy == Strategy::most_skilled) by_strategy = -skill_sum(agent);
    if (strategy == Strategy::round_robin)
      if (auto last = queue.last_offer.find(agent.rules.id); last != queue.last_offer.end())
        by_strategy = static_cast<std::int64_t>(last->second);
    const bool not_asked_for = agent.rules.id != caller.waiting.preferred;
    const Rank rank{refusals, not_asked_for, by_strategy, agent.idle_since, agent.rules.id};
    if (best && !(rank < best_rank)) return;
    best = i;
    best_rank = rank;
  });
  if (!best) return best;
  const Agent& agent = agents[*best];
  why.priority = -caller.key.negative_priority;
  why.waited = now - caller.waiting.enqueued_at;
  why.waiting = queue.order.size();
  why.strategy = strategy;
  why.preferred = agent.rules.id == caller.waiting.preferred;
  why.idle = now - agent.idle_since;
  why.skill_sum = skill_sum(agent);
  why.attempt = caller.attempts + 1;
  return best;
}

void Dispatcher::Impl::offer(Caller& caller, std::size_t i, const Why& why, MonoTime now) {
  Agent& agent = agents[i];
  Queue& queue = *find_queue(caller.waiting.queue);
  const OfferId id{next_offer++};
  const MonoTime ends = now + queue.rules.ring_timeout;
  leave_line(caller);
  caller.offer = agent.offer = id;
  caller.offered_to = agent.rules.id;
  ++caller.attempts;
  queue.last_offer[agent.rules.id] = static_cast<std::uint64_t>(id.raw());
  offers[id] = {caller.waiting.call, agent.rules.id, queue.rules.id, ends};
  agenda.add(ends, Due::offer_ends, id.raw());
  out.push_back(OfferMade{.offer = id,
                          .call = caller.waiting.call,
                          .agent = agent.rules.id,
                          .queue = queue.rules.id,
                          .ring_timeout = queue.rules.ring_timeout,
                          .expires_at = ends,
                          .why = why});
  refresh(agent, now);
}

}  // namespace filo::acd
