#include "base/timeline.h"

#include <gtest/gtest.h>

#include "base/prng.h"

namespace filo {
namespace {

using namespace std::chrono_literals;

const Instant kNoon{1'790'000'000s};
Moment moment(Duration utc, Duration mono) {
  return {kNoon + utc, MonoTime{mono}};
}

TEST(Timeline, StartsAtTheWallTimeOfTheFirstStart) {
  const Timeline line{re_anchor(std::nullopt, moment(0s, 10s), "a")};
  EXPECT_EQ(to_micros(line.at(MonoTime{10s})), to_micros(kNoon));
  EXPECT_EQ(line.at(MonoTime{70s}) - line.at(MonoTime{10s}), 60s);
}

TEST(Timeline, RestartOfTheProcessLosesNothingEvenWhenTheWallClockJumps) {
  const Timeline before{re_anchor(std::nullopt, moment(0s, 10s), "a")};
  const Ticks opened = before.at(MonoTime{100s});
  const auto stored = before.anchor_at(moment(90s, 100s));
  // Down for 30 s, in which somebody set the clock two hours back.
  const Timeline after{re_anchor(stored, moment(120s - 2h, 130s), "a")};
  EXPECT_EQ(after.at(MonoTime{130s}) - opened, 30s);
}

TEST(Timeline, RebootIsBridgedByTheWallClock) {
  const Timeline before{re_anchor(std::nullopt, moment(0s, 500s), "a")};
  const auto stored = before.anchor_at(moment(100s, 600s));
  const Timeline after{re_anchor(stored, moment(220s, 15s), "b")};
  EXPECT_EQ(after.at(MonoTime{15s}) - before.at(MonoTime{600s}), 120s);
}

TEST(Timeline, RebootIntoAnEarlierWallTimeCountsNothingInsteadOfBackwards) {
  const Timeline before{re_anchor(std::nullopt, moment(0s, 500s), "a")};
  const auto stored = before.anchor_at(moment(100s, 600s));
  const Timeline after{re_anchor(stored, moment(-1h, 15s), "b")};
  EXPECT_EQ(after.at(MonoTime{15s}), before.at(MonoTime{600s}));
}

TEST(Timeline, JumpBeforeARebootDoesNotCountWhenTheAnchorIsFresh) {
  const Timeline before{re_anchor(std::nullopt, moment(0s, 500s), "a")};
  // The wall clock jumps by a day at mono 550; the anchor is refreshed at mono 560.
  const auto fresh = before.anchor_at(moment(60s + 24h, 560s));
  const Timeline after{re_anchor(fresh, moment(70s + 24h, 5s), "b")};
  EXPECT_EQ(after.at(MonoTime{5s}) - before.at(MonoTime{500s}), 70s);
}

TEST(Timeline, WithoutABootIdEveryStartIsAReboot) {
  const auto stored = re_anchor(std::nullopt, moment(0s, 500s), "");
  const Timeline after{re_anchor(stored, moment(40s, 900s), "")};
  EXPECT_EQ(to_micros(after.at(MonoTime{900s})), to_micros(kNoon + 40s));
}

TEST(Timeline, NeverRunsBackwardsOverAnyRowOfRestartsRebootsAndJumps) {
  Prng random{42};
  ManualClock clock;
  std::string boot = "0";
  std::optional<TimelineAnchor> saved;
  Ticks last{};
  Duration mono_base{};
  for (int step = 0; step < 5'000; ++step) {
    clock.advance(std::chrono::seconds(random.below(100)));
    if (random.chance(0.2)) clock.jump_wall(std::chrono::seconds(random.below(20'000)) - 10'000s);
    if (random.chance(0.1)) {
      boot = std::to_string(step);
      mono_base = clock.mono().time_since_epoch();
    }
    const Moment now{clock.now(), MonoTime{clock.mono().time_since_epoch() - mono_base}};
    const Timeline line{re_anchor(saved, now, boot)};
    EXPECT_GE(line.at(now.mono), last);
    last = line.at(now.mono);
    saved = line.anchor_at(now);
  }
}

TEST(Timeline, ThisMachineHasABootId) {
  EXPECT_EQ(system_boot_id(), system_boot_id());
  EXPECT_GT(system_boot_id().size(), 8U);
}

}  // namespace
}  // namespace filo
