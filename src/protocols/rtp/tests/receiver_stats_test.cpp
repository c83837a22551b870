#include "protocols/rtp/receiver_stats.h"

#include <gtest/gtest.h>

namespace filo::rtp {
namespace {

using namespace std::chrono_literals;

struct Stream {
  ReceiverStats stats;
  MonoTime now{1h};
  std::uint32_t ssrc = 1;

  void packet(unsigned number, Duration late = 0us) {
    Header header;
    header.sequence = static_cast<std::uint16_t>(number);
    header.timestamp = number * kFrameSamples;
    header.ssrc = ssrc;
    stats.push(header, true, now + number * 20ms + late);
  }
};

TEST(ReceiverStats, LossIsWhatWasExpectedMinusWhatCame) {
  Stream stream;
  for (unsigned i = 0; i < 100; ++i) {
    if (i % 10 != 5) stream.packet(i);
  }
  EXPECT_EQ(stream.stats.expected(), 100u);
  EXPECT_EQ(stream.stats.lost(), 10u);
  const ReportBlock block = stream.stats.block(stream.now);
  EXPECT_EQ(block.lost, 10);
  EXPECT_EQ(block.fraction_lost, 25);  // 10 % of 256
  EXPECT_EQ(stream.stats.block(stream.now).fraction_lost, 0) << "nothing since the last report";
}

TEST(ReceiverStats, SequenceNumbersWrap) {
  Stream stream;
  for (unsigned i = 65'500; i < 65'600; ++i) stream.packet(i);
  EXPECT_EQ(stream.stats.lost(), 0u);
  EXPECT_EQ(stream.stats.block(stream.now).highest_sequence, 65'599u);
}

TEST(ReceiverStats, ReorderedPacketsAreNotLost) {
  Stream stream;
  for (const unsigned i : {0u, 2u, 1u, 3u, 5u, 4u}) stream.packet(i);
  EXPECT_EQ(stream.stats.lost(), 0u);
}

TEST(ReceiverStats, ANewSourceBeginsANewCountAndKeepsTheOldLosses) {
  Stream stream;
  stream.packet(0);
  stream.packet(3);
  stream.ssrc = 2;
  stream.packet(40'000);
  stream.packet(40'001);
  EXPECT_EQ(stream.stats.lost(), 2u);
  EXPECT_EQ(stream.stats.block(stream.now).lost, 0);
}

TEST(ReceiverStats, OneStrayNumberDoesNotMoveTheCount) {
  Stream stream;
  for (unsigned i = 0; i < 10; ++i) stream.packet(i);
  stream.packet(30'000);
  for (unsigned i = 10; i < 20; ++i) stream.packet(i);
  EXPECT_EQ(stream.stats.expected(), 20u);
}

TEST(ReceiverStats, SteadyStreamHasNoJitter) {
  Stream stream;
  for (unsigned i = 0; i < 50; ++i) stream.packet(i, 100ms);
  EXPECT_NEAR(stream.stats.jitter_ms(), 0.0, 0.2);
}

// Every other packet 10 ms late: |D| is 10 ms each time, and J converges to it.
TEST(ReceiverStats, JitterConvergesToTheMeanDeviation) {
  Stream stream;
  for (unsigned i = 0; i < 400; ++i) stream.packet(i, i % 2 == 0 ? 0us : Duration{10ms});
  EXPECT_NEAR(stream.stats.jitter_ms(), 10.0, 0.3);
}

TEST(ReceiverStats, BlockCarriesWhenTheLastSenderReportCame) {
  Stream stream;
  stream.packet(0);
  stream.stats.sender_report(0x0000aaaabbbb0000, stream.now);
  const ReportBlock block = stream.stats.block(stream.now + 1500ms);
  EXPECT_EQ(block.last_sr, 0xaaaabbbbu);
  EXPECT_EQ(block.delay_since_last_sr, 98'304u);
}

}  // namespace
}  // namespace filo::rtp
