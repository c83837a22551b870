// The wheel against a plain sorted model, and its promises: order, no early and no late firing.

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/prng.h"
#include "protocols/sip/timer_wheel.h"

namespace filo::sip {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr MonoTime kStart{hours{1}};

std::vector<std::uint32_t> fired_until(TimerWheel& wheel, MonoTime when) {
  std::vector<std::uint32_t> fired;
  wheel.advance(when, [&](TimerPayload p) { fired.push_back(p.subject); });
  return fired;
}

TEST(Wheel, FiresNeverEarlyAndWithinOneTick) {
  TimerWheel wheel{kStart};
  wheel.start(kStart + milliseconds{501}, {.kind = 0, .subject = 7});
  EXPECT_TRUE(fired_until(wheel, kStart + milliseconds{500}).empty());
  EXPECT_EQ(fired_until(wheel, kStart + milliseconds{504}), std::vector<std::uint32_t>{7});
  EXPECT_EQ(wheel.size(), 0U);
}

TEST(Wheel, EqualDeadlinesFireInOrderOfStarting) {
  TimerWheel wheel{kStart};
  for (std::uint32_t i = 0; i < 100; ++i)
    wheel.start(kStart + seconds{1}, {.kind = 0, .subject = i});
  const auto fired = fired_until(wheel, kStart + seconds{2});
  ASSERT_EQ(fired.size(), 100U);
  EXPECT_TRUE(std::is_sorted(fired.begin(), fired.end()));
}

TEST(Wheel, AWaitOfManyTurnsFiresOnceAtItsTime) {
  TimerWheel wheel{kStart};
  wheel.start(kStart + hours{1}, {.kind = 0, .subject = 1});
  EXPECT_TRUE(fired_until(wheel, kStart + hours{1} - seconds{1}).empty());
  EXPECT_EQ(fired_until(wheel, kStart + hours{1}).size(), 1U);
}

TEST(Wheel, ALongSleepFiresEverythingThatWasDue) {
  TimerWheel wheel{kStart};
  for (std::uint32_t i = 0; i < 5'000; ++i)
    wheel.start(kStart + seconds{i}, {.kind = 0, .subject = i});
  EXPECT_EQ(fired_until(wheel, kStart + seconds{4'999}).size(), 5'000U);
}

TEST(Wheel, ACancelledTimerNeverFiresAndItsHandleIsHarmless) {
  TimerWheel wheel{kStart};
  TimerHandle first = wheel.start(kStart + seconds{1}, {.kind = 0, .subject = 1});
  TimerHandle copy = first;
  EXPECT_TRUE(wheel.cancel(first));
  wheel.start(kStart + seconds{1}, {.kind = 0, .subject = 2});  // takes the freed node
  EXPECT_FALSE(wheel.cancel(copy)) << "the old handle must not reach the new timer";
  EXPECT_EQ(fired_until(wheel, kStart + seconds{1}), std::vector<std::uint32_t>{2});
}

TEST(Wheel, ATimerMayCancelTheNextOneOfItsSlotAndStartOthers) {
  TimerWheel wheel{kStart};
  TimerHandle second;
  wheel.start(kStart + seconds{1}, {.kind = 0, .subject = 1});
  second = wheel.start(kStart + seconds{1}, {.kind = 0, .subject = 2});
  wheel.start(kStart + seconds{1}, {.kind = 0, .subject = 3});
  std::vector<std::uint32_t> fired;
  wheel.advance(kStart + seconds{3}, [&](TimerPayload p) {
    fired.push_back(p.subject);
    if (p.subject != 1) return;
    wheel.cancel(second);
    wheel.start(kStart + seconds{2}, {.kind = 0, .subject = 4});
  });
  EXPECT_EQ(fired, (std::vector<std::uint32_t>{1, 3, 4}));
}

TEST(Wheel, TheNextDeadlineIsNeverLaterThanTheNextTimer) {
  TimerWheel wheel{kStart};
  EXPECT_EQ(wheel.next_deadline(), MonoTime::max());
  wheel.start(kStart + milliseconds{500}, {});
  EXPECT_GE(wheel.next_deadline(), kStart + milliseconds{500});
  EXPECT_LE(wheel.next_deadline(), kStart + milliseconds{504});
}

TEST(Wheel, AMillionTimersMostlyCancelledFireLikeASortedList) {
  constexpr std::uint32_t kTimers = 1'000'000;
  TimerWheel wheel{kStart};
  Prng random{7};
  std::vector<TimerHandle> handles(kTimers);
  std::vector<MonoTime> due(kTimers);
  for (std::uint32_t i = 0; i < kTimers; ++i) {
    due[i] = kStart + Duration{static_cast<std::int64_t>(random.below(60'000'000))};
    handles[i] = wheel.start(due[i], {.kind = 0, .subject = i});
  }
  EXPECT_EQ(wheel.size(), kTimers);
  std::size_t kept = 0;
  for (std::uint32_t i = 0; i < kTimers; ++i) {
    if (random.chance(0.9)) {
      EXPECT_TRUE(wheel.cancel(handles[i]));
      due[i] = MonoTime::max();
    } else {
      ++kept;
    }
  }
  std::size_t fired = 0;
  for (MonoTime now = kStart; now <= kStart + seconds{61}; now += milliseconds{10}) {
    wheel.advance(now, [&](TimerPayload p) {
      ++fired;
      ASSERT_LE(due[p.subject], now);
      ASSERT_GT(due[p.subject] + milliseconds{14} + TimerWheel::kTick, now);
    });
  }
  EXPECT_EQ(fired, kept);
  EXPECT_EQ(wheel.size(), 0U);
}

}  // namespace
}  // namespace filo::sip
