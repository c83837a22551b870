// What callers are told: never a rising number, and near the truth.

#include <cmath>

#include "base/prng.h"
#include "domain/acd/tests/floor.h"
#include "domain/acd/wait_estimator.h"

namespace filo::acd {
namespace {

TEST(Estimate, FreeAgentsMeanNoWait) {
  WaitEstimator e{240s};
  EXPECT_EQ(e.estimate(2, 2, 5, MonoTime{}).likely, 0s);
  EXPECT_GT(e.estimate(3, 2, 5, MonoTime{}).likely, 0s);
}

TEST(Estimate, BeforeAnythingWasSeenItIsHandlingTimeOverAgents) {
  WaitEstimator e{240s};
  const auto wait = e.estimate(4, 0, 8, MonoTime{});
  EXPECT_EQ(wait.likely, 120s);
  EXPECT_EQ(wait.low, 60s);
  EXPECT_EQ(wait.high, 180s);
}

TEST(Estimate, LearnsFromWhatCallersReallyWaited) {
  WaitEstimator e{240s};
  MonoTime now{1h};
  e.set_waiting(5, now);
  for (int i = 0; i < 40; ++i) {
    now += 10s;
    e.left(now);
  }
  const auto wait = e.estimate(6, 0, 1, now);
  EXPECT_NEAR(static_cast<double>(wait.likely.count()), 60e6, 12e6);
  EXPECT_EQ(e.estimate(6, 0, 1, now + 2h).likely, 1440s) << "old exits are forgotten";
}

TEST(Estimate, IdleHoursDoNotSlowThePrediction) {
  WaitEstimator e{20s};
  MonoTime now{1h};
  for (int i = 0; i < 20; ++i) {
    e.set_waiting(1, now);
    now += 20s;
    e.left(now);
    e.set_waiting(0, now);
    now += 60s;
  }
  EXPECT_NEAR(static_cast<double>(e.estimate(1, 0, 1, now).likely.count()), 20e6, 3e6);
}

TEST(Announce, NumbersNeverRiseForTheSameCaller) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk"});
  f.open();
  for (int i = 1; i <= 8; ++i) ASSERT_TRUE(f.call(i, "desk"));
  const auto first = f.acd.announce(CallId{8}, f.now);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->position, 8u);
  f.wait(5s);
  for (int i = 20; i < 25; ++i) ASSERT_TRUE(f.call(i, "desk", /*priority=*/5));
  f.offline("bob");
  const auto second = f.acd.announce(CallId{8}, f.now);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->position, 8u) << "others went before him, but he is not told";
  EXPECT_LE(second->likely, first->likely);
  EXPECT_LE(second->high, first->high);
  f.offline("anna");
  EXPECT_FALSE(f.acd.announce(CallId{8}, f.now)) << "nobody can tell";
  EXPECT_FALSE(f.acd.announce(CallId{99}, f.now));
}

// A queue with Poisson arrivals and exponential handling times: the announced wait must be near
// what callers then really wait. Half of the errors below 40 % of the mean wait is a fair forecast
// of a random process; a constant guess or the last wait does worse.
TEST(Announce, ForecastIsNearTheTruthInASimulatedHour) {
  Prng random(7);
  Floor f(Settings{.handling_prior = 60s});
  f.add_queue("desk").wrap_up = 0s;
  for (int i = 0; i < 10; ++i) f.add_agent("a" + std::to_string(i), {"desk"});
  f.open();
  const auto exponential = [&](double mean_s) {
    const double u = (static_cast<double>(random.below(1'000'000)) + 1) / 1'000'001;
    return Duration{static_cast<Duration::rep>(-std::log(u) * mean_s * 1e6)};
  };
  struct Told {
    MonoTime at;
    Duration likely;
  };
  std::map<CallId, Told> told;
  std::multimap<MonoTime, std::string> ends;
  std::vector<double> errors, waits;
  MonoTime next_call = f.now;
  const MonoTime end = f.now + 1h;
  for (std::int64_t id = 1; f.now < end;) {
    while (next_call <= f.now) {
      ASSERT_TRUE(f.call(id, "desk"));
      if (const auto e = f.acd.announce(CallId{id}, f.now); e && f.rings(id).empty())
        told[CallId{id}] = {f.now, e->likely};
      ++id;
      next_call += exponential(id < 200 ? 5.6 : 6.2);  // a rush, then just bearable
    }
    while (!ends.empty() && ends.begin()->first <= f.now) {
      f.done(ends.begin()->second);
      ends.erase(ends.begin());
    }
    for (const AgentRules& a : f.centre.agents) {
      if (f.state(a.name) != AgentState::offered) continue;
      if (auto t = told.find(f.view(a.name).call); t != told.end()) {
        const double real = static_cast<double>((f.now - t->second.at).count());
        waits.push_back(real);
        errors.push_back(std::abs(static_cast<double>(t->second.likely.count()) - real));
        told.erase(t);
      }
      f.answer(a.name);
      ends.emplace(f.now + exponential(60), a.name);
    }
    f.wait(250ms);
  }
  ASSERT_GT(errors.size(), 100u);
  std::sort(errors.begin(), errors.end());
  double mean = 0;
  for (double w : waits) mean += w / static_cast<double>(waits.size());
  EXPECT_LT(errors[errors.size() / 2], 0.4 * mean);
}

}  // namespace
}  // namespace filo::acd
