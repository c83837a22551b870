#include "server/overload.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace filo::server {
namespace {

using namespace std::chrono_literals;

/// A server that serves `capacity` calls a second, fed at a steady rate in virtual time: calls that
/// were taken wait in line, and messages wait as long as the line is.
struct Day {
  explicit Day(double cap) : overload(cap) {}

  /// Calls taken in the last second of `seconds` at `rate` calls/s.
  int run(double rate, double seconds) {
    int taken = 0;
    const int steps = static_cast<int>(seconds * 1'000);
    for (int i = 0; i < steps; ++i) {
      now += 1ms;
      backlog = std::max(0.0, backlog - capacity / 1'000);
      overload.waited(Duration{static_cast<std::int64_t>(backlog / capacity * 1e6)}, now);
      for (due += rate / 1'000; due >= 1; due -= 1) {
        const bool in = overload.admit(now);
        if (in) backlog += 1;
        if (in && i >= steps - 1'000) ++taken;
      }
    }
    return taken;
  }

  Overload overload;
  double capacity = 600, backlog = 0, due = 0;
  MonoTime now{1h};
};

TEST(Overload, TakesEveryCallWhileMessagesAreHandledAtOnce) {
  Day day(0);
  EXPECT_EQ(day.run(500, 5), 500);
  EXPECT_EQ(day.overload.refused(), 0u);
  EXPECT_FALSE(day.overload.is_limiting());
}

TEST(Overload, AtThreeTimesTheCapacityServesMostOfItAndTheLineStaysShort) {
  Day day(0);
  EXPECT_GE(day.run(1'800, 10), 480);  // 80 % of what it can
  EXPECT_TRUE(day.overload.is_limiting());
  EXPECT_LT(day.backlog / day.capacity, 0.25);
  EXPECT_GT(day.overload.refused(), 10'000u);
}

TEST(Overload, TakesEveryCallAgainWithinFiveSecondsAfterTheRush) {
  Day day(0);
  day.run(1'800, 10);
  day.run(300, 4);
  const auto refused = day.overload.refused();
  EXPECT_EQ(day.run(300, 1), 300);
  EXPECT_EQ(day.overload.refused(), refused);
  EXPECT_FALSE(day.overload.is_limiting());
}

TEST(Overload, TakesNoneWhileTheLineIsVeryLong) {
  Day day(0);
  day.backlog = 600;  // a second of work
  day.run(1, 0.3);
  EXPECT_FALSE(day.overload.admit(day.now));
}

TEST(Overload, TheFixedCapHoldsWithoutAnyLag) {
  Day day(50);
  const int taken = day.run(500, 3);
  EXPECT_GE(taken, 49);
  EXPECT_LE(taken, 51);
  EXPECT_FALSE(day.overload.is_limiting());
}

TEST(Overload, FindsTheNewCapacityWhenTheMachineGetsSlower) {
  Day day(0);
  day.run(1'800, 10);
  day.capacity = 300;
  EXPECT_GE(day.run(1'800, 10), 240);
  EXPECT_LT(day.backlog / day.capacity, 0.3);
}

}  // namespace
}  // namespace filo::server
