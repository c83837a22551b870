// What waits for a peer: in order, bounded, whatever the peer reads.

#include "adapters/sip_transport/write_queue.h"

#include <gtest/gtest.h>

#include "base/prng.h"

namespace filo {
namespace {

TEST(WriteQueue, GivesTheBytesBackInOrderHoweverTheyGo) {
  WriteQueue queue(100);
  Prng prng(1);
  std::string in, out;
  for (int round = 0; round < 2'000; ++round) {
    const std::string piece(prng.below(60), static_cast<char>('a' + round % 26));
    if (queue.add(piece)) in += piece;
    const std::string_view part = queue.waiting().substr(0, prng.below(50));
    out += part;
    queue.wrote(part.size());
  }
  out += queue.waiting();
  EXPECT_EQ(out, in);
}

TEST(WriteQueue, RefusesWhatIsTooMuchAndTakesItLater) {
  WriteQueue queue(10);
  EXPECT_TRUE(queue.add("123456"));
  EXPECT_FALSE(queue.add("12345"));
  EXPECT_EQ(queue.waiting(), "123456");
  queue.wrote(1);
  EXPECT_TRUE(queue.add("12345"));
  EXPECT_EQ(queue.waiting(), "2345612345");
}

TEST(WriteQueue, APeerThatAlwaysLeavesALittleUnreadCostsNoMoreThanTheLimitTwice) {
  WriteQueue queue(1'000);
  ASSERT_TRUE(queue.add("xx"));
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_TRUE(queue.add("0123456789"));
    queue.wrote(10);
    ASSERT_LE(queue.held(), 2'000u);
  }
  EXPECT_EQ(queue.waiting().size(), 2u);
}

}  // namespace
}  // namespace filo
