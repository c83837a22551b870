// Decision time of the dispatcher with 2,000 waiting callers, 1,000 agents and 50 skills: the
// target is p99 <= 1 ms. Each figure is one fact with its advance(); p50, p99 and the maximum are
// printed as counters in microseconds.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#include "base/prng.h"
#include "domain/acd/dispatcher.h"

namespace filo::acd {
namespace {

using namespace std::chrono_literals;

struct Hall {
  Prng random{42};
  Dispatcher acd;
  MonoTime now{1h};
  std::int64_t last_call = 0;

  Hall(int queues, int agents, int skills) {
    Centre centre;
    for (int q = 1; q <= queues; ++q) {
      QueueRules rules;
      rules.id = QueueId{q};
      rules.skills = {{SkillId{1 + q % skills}, 2}};
      rules.priority = q % 3;
      rules.strategy = static_cast<Strategy>(q % 3);
      rules.wrap_up = 0s;
      centre.queues.push_back(rules);
    }
    for (int a = 1; a <= agents; ++a) {
      AgentRules rules;
      rules.id = AgentId{a};
      for (int s = 1; s <= skills; ++s)
        if (random.chance(0.4))
          rules.skills.push_back({SkillId{s}, 1 + static_cast<int>(random.below(5))});
      for (int q = 1; q <= queues; ++q)
        if (random.chance(0.3)) rules.queues.push_back(QueueId{q});
      centre.agents.push_back(rules);
    }
    (void)acd.set_centre(centre, now);
    for (int a = 1; a <= agents; ++a) {
      (void)acd.set_reachable(AgentId{a}, true, now);
      (void)acd.set_presence(AgentId{a}, Presence::ready, {}, now);
    }
    acd.advance(now);
  }

  void call(int queues, int skills) {
    Waiting w;
    w.call = CallId{++last_call};
    w.queue = QueueId{1 + static_cast<std::int64_t>(random.below(static_cast<unsigned>(queues)))};
    w.priority = static_cast<int>(random.below(3));
    w.enqueued_at = now;
    for (int i = 0; i < 2; ++i)
      w.skills.push_back(
          {SkillId{1 + static_cast<std::int64_t>(random.below(static_cast<unsigned>(skills)))},
           1 + static_cast<int>(random.below(4))});
    (void)acd.enqueue(std::move(w), now);
  }
};

using WallClock = std::chrono::steady_clock;

class Percentiles {
 public:
  template <class F>
  void measure(F f) {
    const auto start = WallClock::now();
    f();
    samples_.push_back(std::chrono::duration<double, std::micro>(WallClock::now() - start).count());
  }
  void report(benchmark::State& state) {
    std::sort(samples_.begin(), samples_.end());
    const auto at = [&](double p) {
      return samples_[static_cast<std::size_t>(p * static_cast<double>(samples_.size() - 1))];
    };
    state.counters["p50_us"] = at(0.5);
    state.counters["p99_us"] = at(0.99);
    state.counters["max_us"] = samples_.back();
  }

 private:
  std::vector<double> samples_;
};

/// All agents busy, 2,000 callers with two skills of their own wait; an agent becomes free, gets a
/// call and is busy again, and a new caller joins.
void agent_free_next_offer(benchmark::State& state) {
  Hall hall(50, 1'000, 50);
  for (int i = 0; i < 6'000 && hall.acd.waiting() < 2'000; ++i) {
    hall.call(50, 50);
    for (const Decision& d : hall.acd.advance(hall.now))
      if (const auto* o = std::get_if<OfferMade>(&d))
        (void)hall.acd.offer_answered(o->offer, hall.now);
  }
  Percentiles times;
  for (auto _ : state) {
    hall.now += 10ms;
    const AgentId agent{1 + static_cast<std::int64_t>(hall.random.below(1'000))};
    OfferId made;
    times.measure([&] {
      (void)hall.acd.contact_ended(agent, hall.now);
      for (const Decision& d : hall.acd.advance(hall.now))
        if (const auto* o = std::get_if<OfferMade>(&d)) made = o->offer;
    });
    if (made) (void)hall.acd.offer_answered(made, hall.now);
    while (hall.acd.waiting() < 2'000) hall.call(50, 50);
    hall.acd.advance(hall.now);
  }
  state.counters["waiting"] = static_cast<double>(hall.acd.waiting());
  times.report(state);
}
BENCHMARK(agent_free_next_offer)->Unit(benchmark::kMicrosecond)->Iterations(20'000);

/// 1,000 agents are free; a caller joins and rings one of them, who answers and is free again.
void caller_joins_many_free(benchmark::State& state) {
  Hall hall(50, 1'000, 50);
  Percentiles times;
  for (auto _ : state) {
    hall.now += 10ms;
    OfferMade made;
    times.measure([&] {
      hall.call(50, 50);
      for (const Decision& d : hall.acd.advance(hall.now))
        if (const auto* o = std::get_if<OfferMade>(&d)) made = *o;
    });
    if (made.offer) {
      (void)hall.acd.offer_answered(made.offer, hall.now);
      (void)hall.acd.contact_ended(made.agent, hall.now);
    }
    (void)hall.acd.remove(CallId{hall.last_call}, hall.now);
    hall.acd.advance(hall.now);
  }
  times.report(state);
}
BENCHMARK(caller_joins_many_free)->Unit(benchmark::kMicrosecond)->Iterations(20'000);

/// An administrator saves a queue while 2,000 callers wait.
void reload(benchmark::State& state) {
  Hall hall(50, 1'000, 50);
  Centre centre;
  for (int q = 1; q <= 50; ++q) centre.queues.push_back(*hall.acd.rules_of(QueueId{q}));
  while (hall.acd.waiting() < 2'000) hall.call(50, 50);
  for (auto _ : state) {
    (void)hall.acd.set_centre(centre, hall.now);
    benchmark::DoNotOptimize(hall.acd.advance(hall.now));
  }
}
BENCHMARK(reload)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace filo::acd
