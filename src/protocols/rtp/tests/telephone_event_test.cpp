#include "protocols/rtp/telephone_event.h"

#include <gtest/gtest.h>

#include <string>

namespace filo::rtp {
namespace {

struct Keypad {
  DigitReceiver receiver;
  std::string pressed, released;
  std::uint32_t last_duration = 0;

  void packet(std::uint32_t timestamp,
              char digit,
              std::uint16_t duration,
              bool end = false,
              bool marker = false) {
    std::uint8_t payload[4] = {*event_of(digit), static_cast<std::uint8_t>(end ? 0x8a : 0x0a)};
    put16(&payload[2], duration);
    Header header;
    header.timestamp = timestamp;
    header.marker = marker;
    const auto heard = receiver.push(header, payload);
    if (heard.pressed) pressed += *heard.pressed;
    if (heard.released) {
      released += *heard.released;
      last_duration = heard.duration;
    }
  }
};

TEST(TelephoneEvent, OneKeyIsOneDigitHoweverOftenItsPacketsRepeat) {
  Keypad keypad;
  keypad.packet(1'000, '5', 160, false, true);
  for (std::uint16_t d = 320; d <= 800; d = static_cast<std::uint16_t>(d + 160)) {
    keypad.packet(1'000, '5', d);
  }
  for (int i = 0; i < 3; ++i) keypad.packet(1'000, '5', 800, true);
  EXPECT_EQ(keypad.pressed, "5");
  EXPECT_EQ(keypad.released, "5");
  EXPECT_EQ(keypad.last_duration, 800u);
}

TEST(TelephoneEvent, SameKeyTwiceIsTwoDigits) {
  Keypad keypad;
  keypad.packet(1'000, '1', 800, true);
  keypad.packet(4'000, '1', 800, true);
  EXPECT_EQ(keypad.pressed, "11");
}

TEST(TelephoneEvent, LostEndIsMadeUpForByTheNextKey) {
  Keypad keypad;
  keypad.packet(1'000, '1', 160, false, true);
  keypad.packet(1'000, '1', 480);
  keypad.packet(9'000, '2', 160, false, true);
  EXPECT_EQ(keypad.pressed, "12");
  EXPECT_EQ(keypad.released, "1");
  EXPECT_EQ(keypad.last_duration, 480u);
}

TEST(TelephoneEvent, OnlyAnEndPacketArrivesAndStillCounts) {
  Keypad keypad;
  keypad.packet(1'000, '#', 800, true);
  EXPECT_EQ(keypad.pressed, "#");
  EXPECT_EQ(keypad.released, "#");
}

TEST(TelephoneEvent, LatePacketsOfAnOlderKeyAreIgnored) {
  Keypad keypad;
  keypad.packet(1'000, '1', 800, true);
  keypad.packet(5'000, '2', 800, true);
  keypad.packet(1'000, '1', 800, true);
  EXPECT_EQ(keypad.pressed, "12");
}

TEST(TelephoneEvent, SegmentsOfALongPressAreOneDigit) {
  Keypad keypad;
  keypad.packet(0, '9', 0xffff, false, true);
  keypad.packet(0xffff, '9', 1'600);
  keypad.packet(0xffff, '9', 3'200, true);
  EXPECT_EQ(keypad.pressed, "9");
  EXPECT_EQ(keypad.released, "9");
  EXPECT_EQ(keypad.last_duration, 0xffffu + 3'200u);
}

TEST(TelephoneEvent, OtherEventsAndShortPayloadsAreNoKeys) {
  DigitReceiver receiver;
  const std::uint8_t flash[] = {16, 0x0a, 0, 160}, short_one[] = {1, 2, 3};
  EXPECT_FALSE(receiver.push({}, flash).pressed);
  EXPECT_FALSE(receiver.push({}, short_one).pressed);
}

TEST(DigitSender, WhatItSendsIsHeard) {
  DigitSender sender;
  sender.add("1*a");
  DigitReceiver receiver;
  std::string heard;
  std::uint32_t timestamp = 0;
  int packets = 0, ticks = 0;
  for (; sender.busy() && ticks < 100; ++ticks) {
    const auto out = sender.tick();
    if (!out) continue;
    ++packets;
    if (out->first) timestamp = static_cast<std::uint32_t>(ticks) * kFrameSamples;
    Header header;
    header.timestamp = timestamp;
    header.marker = out->first;
    const auto digit = receiver.push(header, out->payload);
    if (digit.pressed) heard += *digit.pressed;
  }
  EXPECT_EQ(heard, "1*A");
  EXPECT_EQ(packets, 3 * 7) << "five of tone, the last one thrice";
  EXPECT_EQ(ticks, 3 * 11);
}

TEST(DigitSender, IsBounded) {
  DigitSender sender;
  sender.add(std::string(1'000, '1') + "x");
  int ticks = 0;
  while (sender.busy()) {
    sender.tick();
    ++ticks;
  }
  EXPECT_EQ(ticks, static_cast<int>(DigitSender::kWaitingMax) * 11);
}

}  // namespace
}  // namespace filo::rtp
