#include "protocols/rtp/out_stream.h"

#include <gtest/gtest.h>

namespace filo::rtp {
namespace {

using namespace std::chrono_literals;

const MonoTime kStart{1h};

Header source(std::uint32_t ssrc, unsigned number) {
  return {false, 8, static_cast<std::uint16_t>(number), number * kFrameSamples, ssrc};
}

TEST(OutStream, RelayKeepsTheGapsOfTheSource) {
  OutStream out(99, 500, 7'000);
  const auto a = out.relay(source(1, 10), 0, kStart);
  const auto c = out.relay(source(1, 12), 0, kStart + 40ms);
  const auto b = out.relay(source(1, 11), 0, kStart + 41ms);
  ASSERT_TRUE(a && b && c);
  EXPECT_EQ(a->ssrc, 99u);
  EXPECT_EQ(a->payload_type, 0);
  EXPECT_TRUE(a->marker);
  EXPECT_EQ(a->sequence, 500);
  EXPECT_EQ(b->sequence, 501);
  EXPECT_EQ(c->sequence, 502);
  EXPECT_EQ(c->timestamp - a->timestamp, 2 * kFrameSamples);
  EXPECT_FALSE(c->marker);
}

TEST(OutStream, ChangeOfSourceGoesOnWithoutAJump) {
  OutStream out(99, 65'534, 0xffffff00);
  std::uint16_t sequence = out.own(8, kFrameSamples, kStart).sequence;
  std::uint32_t timestamp = 0xffffff00;
  for (int i = 1; i < 5; ++i) {
    const Header music = out.own(8, kFrameSamples, kStart + i * 20ms);
    EXPECT_EQ(music.sequence, static_cast<std::uint16_t>(++sequence));
    EXPECT_EQ(music.timestamp, timestamp += kFrameSamples);
  }
  out.restart();
  const auto talk = out.relay(source(7, 40'000), 8, kStart + 100ms);
  ASSERT_TRUE(talk);
  EXPECT_EQ(talk->sequence, static_cast<std::uint16_t>(++sequence));
  EXPECT_EQ(talk->timestamp, timestamp + kFrameSamples);
  EXPECT_TRUE(talk->marker);
}

TEST(OutStream, TimestampMovesOnThroughAPause) {
  OutStream out(99, 1, 1'000);
  out.own(8, kFrameSamples, kStart);
  out.restart();
  const auto after = out.relay(source(7, 1), 8, kStart + 2s);
  EXPECT_EQ(after->sequence, 2);
  EXPECT_EQ(after->timestamp, 1'000u + 16'000u);
}

TEST(OutStream, NewSsrcOfTheSourceIsHiddenFromTheListener) {
  OutStream out(99, 1, 0);
  const auto a = out.relay(source(7, 100), 8, kStart);
  const auto b = out.relay(source(8, 30'000), 8, kStart + 20ms);
  EXPECT_EQ(b->sequence, a->sequence + 1);
  EXPECT_EQ(b->timestamp - a->timestamp, kFrameSamples);
}

TEST(OutStream, LatePacketsFromBeforeTheChangeAreDropped) {
  OutStream out(99, 1, 0);
  out.own(8, kFrameSamples, kStart);
  out.restart();
  ASSERT_TRUE(out.relay(source(7, 100), 8, kStart + 20ms));
  EXPECT_FALSE(out.relay(source(7, 99), 8, kStart + 21ms)) << "its number belongs to the music";
}

TEST(OutStream, EventKeepsOneTimestampAndTakesNewNumbers) {
  OutStream out(99, 1, 0);
  out.own(8, kFrameSamples, kStart);
  const Header first = out.event(101, true, kStart + 20ms);
  const Header second = out.event(101, false, kStart + 40ms);
  EXPECT_EQ(first.timestamp, 160u);
  EXPECT_EQ(second.timestamp, first.timestamp);
  EXPECT_EQ(second.sequence, first.sequence + 1);
  out.restart();
  const Header after = out.own(8, kFrameSamples, kStart + 60ms);
  EXPECT_EQ(after.sequence, second.sequence + 1);
  EXPECT_EQ(after.timestamp, first.timestamp + 2 * kFrameSamples);
}

}  // namespace
}  // namespace filo::rtp
