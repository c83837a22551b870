#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/bounded_queue.h"
#include "base/epoll_loop.h"
#include "base/id.h"
#include "base/prng.h"
#include "base/result.h"
#include "base/text.h"
#include "base/virtual_loop.h"
#include "base/workers.h"

namespace filo {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(Result, CarriesAValueOrTheReason) {
  const Result<int> good = 7;
  const Result<int> bad = Error{Errc::not_found, "ticket 9"};
  EXPECT_EQ(good.value(), 7);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Errc::not_found);
  EXPECT_EQ(bad.value_or(3), 3);
}

TEST(IdMaker, NeverRepeatsAlsoWhenTheClockStepsBack) {
  IdMaker ids{3};
  std::set<std::int64_t> seen;
  Instant now{1'790'000'000s};
  for (int i = 0; i < 200'000; ++i) {
    if (i == 100'000) now -= 1h;
    EXPECT_TRUE(seen.insert(ids.next_raw(now)).second);
  }
}

TEST(IdMaker, TwoNodesNeverCollideInTheSameMillisecond) {
  IdMaker a{1}, b{2};
  const Instant now{1'790'000'000s};
  EXPECT_NE(a.next_raw(now), b.next_raw(now));
}

TEST(IdText, ReadsOnlyWholePositiveDecimals) {
  using TestId = Id<struct TestTag>;
  EXPECT_EQ(TestId::parse("42"), TestId{42});
  for (const char* wrong : {"", "0", "-1", "4x", " 4", "99999999999999999999"})
    EXPECT_EQ(TestId::parse(wrong), std::nullopt) << wrong;
}

TEST(TimeText, RoundTripsAndReadsOffsets) {
  const Instant t{1'790'000'000s + 123456us};
  EXPECT_EQ(parse_rfc3339(to_rfc3339(t)), t);
  EXPECT_EQ(parse_rfc3339("2026-11-22T15:00:00+01:00"), parse_rfc3339("2026-11-22T14:00:00Z"));
  for (const char* wrong :
       {"2026-02-30T00:00:00Z", "2026-11-22", "2026-11-22T24:00:00Z", "2026-11-22T14:00:00",
        "2026-11-22T14:00:00.Z", "9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+01:00"})
    EXPECT_EQ(parse_rfc3339(wrong), std::nullopt) << wrong;
}

TEST(VirtualLoop, FiresTimersInOrderAndTiesByStart) {
  ManualClock clock;
  VirtualLoop loop{clock};
  std::vector<int> order;
  loop.call_after(2s, [&] { order.push_back(3); });
  loop.call_after(1s, [&] { order.push_back(1); });
  loop.call_after(1s, [&] { order.push_back(2); });
  const TimerId never = loop.call_after(1500ms, [&] { order.push_back(9); });
  loop.cancel(never);
  loop.run_for(3s);
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(EpollLoop, RunsPostedTasksTimersAndStops) {
  EpollLoop loop;
  std::vector<int> order;
  loop.post([&] {
    order.push_back(1);
    loop.call_after(1ms, [&] {
      order.push_back(2);
      loop.stop();
    });
  });
  loop.run();
  EXPECT_THAT(order, ElementsAre(1, 2));
  EXPECT_FALSE(loop.post([] {}));
}

TEST(BoundedQueue, RefusesWhenFullAndDeliversAfterClose) {
  BoundedQueue<int> queue{2};
  EXPECT_TRUE(queue.push(1));
  EXPECT_TRUE(queue.push(2));
  EXPECT_FALSE(queue.push(3));
  queue.close();
  std::vector<int> out;
  EXPECT_TRUE(queue.wait_take(out, 10));
  EXPECT_THAT(out, ElementsAre(1, 2));
  EXPECT_FALSE(queue.wait_take(out, 10));
}

TEST(Workers, AnswersOnTheLoopThatAsked) {
  EpollLoop loop;
  Workers workers{2, 16};
  int answer = 0;
  workers.run([] { return 42; }, loop,
              [&](int value) {
                answer = value;
                loop.stop();
              });
  loop.run();
  EXPECT_EQ(answer, 42);
}

TEST(Text, NearestFindsATypoAndNothingFarAway) {
  EXPECT_EQ(nearest("listn", {"listen", "level"}), "listen");
  EXPECT_EQ(nearest("zzzzzzz", {"listen", "level"}), "");
}

TEST(Text, Base64RoundTripsAndRefusesStrangers) {
  EXPECT_EQ(base64("filo!"), "ZmlsbyE=");
  EXPECT_EQ(from_base64("ZmlsbyE="), "filo!");
  EXPECT_EQ(from_base64("Zml*"), std::nullopt);
}

TEST(Text, Utf8RefusesOverlongSurrogatesAndCutSequences) {
  EXPECT_TRUE(is_utf8("perché"));
  for (const char* wrong : {"\xc0\xaf", "\xed\xa0\x80", "\xe2\x82", "\xff"})
    EXPECT_FALSE(is_utf8(wrong));
  EXPECT_EQ(utf8_length("perché"), 6u);
  EXPECT_EQ(utf8_prefix("perché no", 6), "perché");
  EXPECT_EQ(utf8_prefix("perché", 7), "perché");
}

TEST(Prng, ReplaysFromItsSeed) {
  Prng a{7}, b{7};
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.below(1000), b.below(1000));
}

}  // namespace
}  // namespace filo
