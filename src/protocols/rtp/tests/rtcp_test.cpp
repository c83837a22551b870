#include "protocols/rtp/rtcp.h"

#include <gtest/gtest.h>

namespace filo::rtp {
namespace {

using Buffer = std::array<std::uint8_t, kReportBytesMax>;

Report sample() {
  Report report;
  report.ssrc = 0x11223344;
  report.sender = SenderInfo{0x0102030405060708, 160, 7, 1'120};
  report.blocks[0] = {0xaabbccdd, 25, -3, 70'000, 12, 0x01020304, 65'536};
  report.block_count = 1;
  report.cname = "9f1c@filodiretto";
  report.bye = true;
  return report;
}

TEST(Rtcp, SenderReportIsReadAsItWasWritten) {
  Buffer buffer{};
  const std::size_t size = write_report(sample(), buffer);
  EXPECT_EQ(size % 4, 0u);
  const auto got = parse_report({buffer.data(), size});
  ASSERT_TRUE(got);
  EXPECT_EQ(got->ssrc, sample().ssrc);
  EXPECT_EQ(got->sender, sample().sender);
  ASSERT_EQ(got->block_count, 1u);
  EXPECT_EQ(got->blocks[0], sample().blocks[0]);
  EXPECT_EQ(got->cname, "9f1c@filodiretto");
  EXPECT_TRUE(got->bye);
}

TEST(Rtcp, ReceiverReportHasNoSenderInfo) {
  Report report = sample();
  report.sender.reset();
  report.bye = false;
  Buffer buffer{};
  const auto got = parse_report({buffer.data(), write_report(report, buffer)});
  ASSERT_TRUE(got);
  EXPECT_FALSE(got->sender);
  EXPECT_FALSE(got->bye);
}

TEST(Rtcp, EveryTruncationIsRefusedOrHarmless) {
  Buffer buffer{};
  const std::size_t size = write_report(sample(), buffer);
  for (std::size_t cut = 0; cut < size; ++cut) {
    const auto got = parse_report({buffer.data(), cut});
    if (got) {
      EXPECT_EQ(got->ssrc, sample().ssrc) << cut;
    }
  }
  EXPECT_FALSE(parse_report({buffer.data(), size - 1}));
}

TEST(Rtcp, MustBeginWithAReport) {
  const std::uint8_t bye[] = {0x81, 203, 0, 1, 1, 2, 3, 4};
  EXPECT_FALSE(parse_report(bye));
}

TEST(Rtcp, BlocksBeyondTheBoundAreSkipped) {
  std::array<std::uint8_t, 8 + 31 * 24> bytes{};
  bytes[0] = 0x80 | 31;
  bytes[1] = 201;
  put16(&bytes[2], static_cast<std::uint16_t>(bytes.size() / 4 - 1));
  const auto got = parse_report(bytes);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->block_count, Report::kBlocksMax);
}

// The example of RFC 3550 figure 2: the round trip is 6.125 s.
TEST(Rtcp, RoundTripFollowsTheExampleOfTheRfc) {
  ReportBlock block;
  block.last_sr = 0xb7052000;                                 // 46853.125 s
  block.delay_since_last_sr = 0x00054000;                     // 5.25 s
  const std::uint64_t now = std::uint64_t{0xb7108000} << 16;  // 46864.500 s
  ASSERT_TRUE(round_trip(block, now));
  EXPECT_EQ(*round_trip(block, now), 0x00062000u);
}

TEST(Rtcp, RoundTripOfNonsenseIsUnknown) {
  ReportBlock block;
  EXPECT_FALSE(round_trip(block, 1));
  block.last_sr = 0x20000;
  EXPECT_FALSE(round_trip(block, std::uint64_t{0x10000} << 16)) << "an SR from the future";
}

}  // namespace
}  // namespace filo::rtp
