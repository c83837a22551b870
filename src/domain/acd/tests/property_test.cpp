// Random days: a few agents and callers do anything at any time; after each step the promises of
// the dispatcher are checked against a plain model that is written from the documentation alone.

#include <set>

#include "base/prng.h"
#include "domain/acd/tests/floor.h"

namespace filo::acd {
namespace {

class RandomDay {
 public:
  explicit RandomDay(std::uint64_t seed) : random_(seed) {
    for (int q = 0; q < 4; ++q) {
      auto& rules = f_.add_queue("q" + std::to_string(q));
      rules.priority = static_cast<int>(random_.below(3));
      rules.strategy = static_cast<Strategy>(random_.below(3));
      rules.wrap_up = std::chrono::seconds{random_.below(3) * 10};
      rules.wait_max = std::chrono::seconds{random_.below(2) * 90};
      if (random_.chance(0.3)) rules.no_agents_after = 20s;
      if (random_.chance(0.5)) rules.skills = {{skill(), level()}};
    }
    for (int a = 0; a < 8; ++a) {
      auto& rules = f_.add_agent("a" + std::to_string(a), {});
      for (int q = 0; q < 4; ++q)
        if (random_.chance(0.6)) rules.queues.push_back(f_.queue("q" + std::to_string(q)));
      for (int s = 0; s < 3; ++s)
        if (random_.chance(0.7))
          rules.skills.push_back({f_.skill("s" + std::to_string(s)), level()});
    }
    f_.open();
    seen_ = f_.decisions.size();
  }

  void run(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFatalFailure(); ++i) {
      act();
      f_.settle();
      check();
    }
  }

 private:
  SkillId skill() { return f_.skill("s" + std::to_string(random_.below(3))); }
  int level() { return static_cast<int>(random_.below(5)) + 1; }
  std::string somebody() { return "a" + std::to_string(random_.below(8)); }

  void act() {
    const std::string name = somebody();
    const AgentId agent = f_.agent(name);
    const AgentView view = *f_.acd.agent(agent);
    switch (random_.below(12)) {
      case 0:
      case 1:
      case 2:
        return call();
      case 3:
        return leave();
      case 4:
      case 5:
        if (view.offer) {
          ASSERT_TRUE(f_.acd.offer_answered(view.offer, f_.now));
          waiting_.erase(view.call);
        }
        return;
      case 6:
        if (view.offer) {
          ASSERT_TRUE(f_.acd.offer_declined(view.offer, static_cast<OfferRefusal>(random_.below(3)),
                                            f_.now));
        }
        return;
      case 7:
        if (view.state == AgentState::busy) (void)f_.acd.contact_ended(agent, f_.now);
        return;
      case 8:
        (void)f_.acd.set_presence(
            agent, random_.chance(0.7) ? Presence::ready : static_cast<Presence>(random_.below(3)),
            {}, f_.now);
        return;
      case 9:
        (void)f_.acd.set_reachable(agent, random_.chance(0.8), f_.now);
        return;
      case 10:
        (void)f_.acd.set_busy(agent, random_.chance(0.2), f_.now);
        return;
      case 11:
        if (random_.chance(0.1)) (void)f_.acd.set_centre(f_.centre, f_.now);
        // Stop at the first deadline, so that each instant is checked by itself.
        f_.now += std::chrono::milliseconds{random_.below(15'000)};
        if (auto due = f_.acd.next_deadline(); due && *due < f_.now) f_.now = *due;
        return;
    }
  }

  void call() {
    Waiting w{.call = CallId{++last_call_},
              .queue = f_.queue("q" + std::to_string(random_.below(4))),
              .priority = static_cast<int>(random_.below(3)),
              .skills = {},
              .enqueued_at = f_.now - std::chrono::seconds{random_.below(3)},
              .preferred = random_.chance(0.2) ? f_.agent(somebody()) : AgentId{}};
    if (random_.chance(0.3)) w.skills.push_back({skill(), level()});
    ASSERT_TRUE(f_.acd.enqueue(w, f_.now));
    waiting_[w.call] = w;
  }

  void leave() {
    if (waiting_.empty()) return;
    auto it = waiting_.begin();
    std::advance(it, static_cast<long>(random_.below(waiting_.size())));
    EXPECT_TRUE(f_.acd.remove(it->first, f_.now));
    waiting_.erase(it);
  }

  const QueueRules& rules(QueueId id) const { return *f_.acd.rules_of(id); }
  auto score(const Waiting& w) const {
    return std::tuple(-(rules(w.queue).priority + w.priority), w.enqueued_at, w.call);
  }
  bool may_serve(AgentId id, const Waiting& w) const {
    const AgentRules* agent = nullptr;
    for (const auto& a : f_.centre.agents)
      if (a.id == id) agent = &a;
    const auto has = [&](const SkillNeed& need) {
      for (const auto& s : agent->skills)
        if (s.skill == need.skill) return s.level >= need.level_min;
      return false;
    };
    return std::count(agent->queues.begin(), agent->queues.end(), w.queue) > 0 &&
           std::all_of(rules(w.queue).skills.begin(), rules(w.queue).skills.end(), has) &&
           std::all_of(w.skills.begin(), w.skills.end(), has);
  }

  void check() {
    for (; seen_ < f_.decisions.size(); ++seen_) {
      const Decision& d = f_.decisions[seen_];
      if (const auto* out = std::get_if<CallOverflowed>(&d)) {
        EXPECT_EQ(waiting_.erase(out->call), 1u) << "leaves once";
      } else if (const auto* made = std::get_if<OfferMade>(&d)) {
        ASSERT_TRUE(waiting_.contains(made->call));
        EXPECT_TRUE(may_serve(made->agent, waiting_.at(made->call)));
        EXPECT_GT(made->expires_at, f_.now) << "a lease has an end";
        EXPECT_GT(made->why.free, 0u);
        check_order(*made);
      } else if (const auto* changed = std::get_if<AgentStateChanged>(&d)) {
        EXPECT_NE(changed->from, changed->to);
      }
    }
    check_offers();
  }

  // Who was passed over by this offer, though the agent could have served him and never refused
  // him, must not have a better score.
  void check_order(const OfferMade& made) {
    const Waiting& served = waiting_.at(made.call);
    for (const auto& [id, w] : waiting_) {
      if (id == made.call || !may_serve(made.agent, w)) continue;
      if (!(score(w) < score(served))) continue;
      const auto view = f_.acd.queue(w.queue, f_.now);
      for (const WaitingView& v : view->waiting)
        if (v.call == id && !v.offered_to) {
          EXPECT_TRUE(attempts_[id].contains(made.agent))
              << "call " << id.str() << " should have gone before " << made.call.str();
        }
    }
    attempts_[made.call].insert(made.agent);
  }

  void check_offers() {
    std::set<CallId> ringing;
    for (const AgentView& a : f_.acd.agents()) {
      if (!a.offer) continue;
      EXPECT_EQ(a.state, AgentState::offered);
      EXPECT_TRUE(a.reachable && a.presence == Presence::ready);
      EXPECT_TRUE(ringing.insert(a.call).second) << "one agent per call";
      EXPECT_TRUE(f_.acd.is_waiting(a.call));
    }
    EXPECT_EQ(f_.acd.waiting(), waiting_.size()) << "nobody is lost";
    for (const auto& [id, w] : waiting_) EXPECT_TRUE(f_.acd.is_waiting(id));
    if (auto due = f_.acd.next_deadline()) {
      EXPECT_GT(*due, f_.now);
    }
  }

  Prng random_;
  Floor f_;
  std::int64_t last_call_ = 0;
  std::map<CallId, Waiting> waiting_;
  std::map<CallId, std::set<AgentId>> attempts_;
  std::size_t seen_ = 0;
};

TEST(Property, PromisesHoldOnThreeHundredRandomDays) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomDay(seed).run(400);
    if (HasFailure()) return;
  }
}

TEST(Property, SameFactsGiveTheSameDecisions) {
  const auto run = [] {
    Prng random(5);
    Floor f;
    for (int q = 0; q < 3; ++q) f.add_queue("q" + std::to_string(q));
    for (int a = 0; a < 20; ++a)
      f.add_agent("a" + std::to_string(a), {"q" + std::to_string(a % 3), "q0"});
    f.open();
    for (int i = 1; i <= 200; ++i) {
      EXPECT_TRUE(f.call(i, "q" + std::to_string(random.below(3))));
      const std::string name = "a" + std::to_string(random.below(20));
      if (f.state(name) == AgentState::offered) f.answer(name);
      f.wait(std::chrono::milliseconds{random.below(4'000)});
    }
    std::string story;
    for (const OfferMade& o : f.all<OfferMade>())
      story += o.offer.str() + ":" + o.call.str() + ">" + o.agent.str() + " ";
    return story;
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace filo::acd
