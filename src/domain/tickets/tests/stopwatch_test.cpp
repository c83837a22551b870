#include "domain/tickets/stopwatch.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/prng.h"

namespace filo {
namespace {

using namespace std::chrono_literals;

Ticks at(Duration d) {
  return Ticks{1'000'000s + d};
}
Duration spent(const Stopwatch& watch, Level level) {
  return watch.by_level[static_cast<std::size_t>(level)];
}
Duration spent(const Stopwatch& watch, TicketStatus status) {
  return watch.by_state[static_cast<std::size_t>(status)];
}

TEST(Stopwatch, RunsFromTheOpeningOn) {
  const Stopwatch watch = start_stopwatch(TicketStatus::fresh, Level::first, at(0s));
  EXPECT_EQ(counted_to(watch, at(42s)).total(), 42s);
}

TEST(Stopwatch, ReadingItDoesNotDisturbIt) {
  const Stopwatch watch = start_stopwatch(TicketStatus::fresh, Level::first, at(0s));
  Stopwatch read_often = watch;
  for (int s = 1; s <= 60; ++s) read_often = counted_to(read_often, at(std::chrono::seconds{s}));
  EXPECT_EQ(read_often, counted_to(watch, at(60s)));
}

TEST(Stopwatch, StandsWhileSolvedAndGoesOnAfterReopening) {
  Stopwatch watch = start_stopwatch(TicketStatus::open, Level::first, at(0s));
  watch = move_on(watch, TicketStatus::solved, Level::first, at(100s));
  EXPECT_EQ(counted_to(watch, at(1'000s)).total(), 100s);
  watch = move_on(watch, TicketStatus::open, Level::second, at(1'000s));
  watch = counted_to(watch, at(1'030s));
  EXPECT_EQ(watch.total(), 130s);
  EXPECT_EQ(spent(watch, Level::first), 100s);
  EXPECT_EQ(spent(watch, Level::second), 30s);
  EXPECT_EQ(spent(watch, TicketStatus::solved), 900s);
}

TEST(Stopwatch, PendingDoesNotPauseIt) {
  Stopwatch watch = start_stopwatch(TicketStatus::open, Level::first, at(0s));
  watch = move_on(watch, TicketStatus::pending, Level::first, at(10s));
  EXPECT_EQ(counted_to(watch, at(25s)).total(), 25s);
  EXPECT_EQ(spent(counted_to(watch, at(25s)), TicketStatus::pending), 15s);
}

TEST(Stopwatch, TimeBeforeItsLastStepCountsNothing) {
  const Stopwatch watch = start_stopwatch(TicketStatus::open, Level::first, at(100s));
  EXPECT_EQ(counted_to(watch, at(40s)), watch);
}

TEST(Stopwatch, LevelsRunningStatesAndTotalAlwaysAgree) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Prng random{seed};
    Ticks now = at(0s);
    Stopwatch watch = start_stopwatch(TicketStatus::fresh, Level::first, now);
    Duration expected{}, all{};
    for (int step = 0; step < 60; ++step) {
      const Duration passed{static_cast<std::int64_t>(random.below(5'000'000'000))};
      if (watch.running()) expected += passed;
      if (watch.status != TicketStatus::closed) all += passed;
      now += passed;
      watch = move_on(watch, static_cast<TicketStatus>(random.below(kTicketStatuses)),
                      static_cast<Level>(random.below(kLevels)), now);
      ASSERT_EQ(watch.total(), expected) << "seed " << seed;
      Duration running{};
      for (std::size_t s = 0; s < kTicketStatuses; ++s) {
        if (is_running(static_cast<TicketStatus>(s))) running += watch.by_state[s];
      }
      ASSERT_EQ(running, expected) << "seed " << seed;
      ASSERT_EQ(std::accumulate(watch.by_state.begin(), watch.by_state.end(), Duration{}), all);
    }
  }
}

}  // namespace
}  // namespace filo
