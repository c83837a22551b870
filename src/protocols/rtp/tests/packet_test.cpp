#include "protocols/rtp/packet.h"

#include <gtest/gtest.h>

#include <vector>

namespace filo::rtp {
namespace {

std::vector<std::uint8_t> datagram(const Header& header, std::vector<std::uint8_t> payload) {
  std::vector<std::uint8_t> bytes(kHeaderBytes);
  write_header(header, bytes);
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

TEST(RtpPacket, IsReadAsItWasWritten) {
  const Header header{true, 101, 0xfffe, 0x80000001, 0xdeadbeef};
  const auto bytes = datagram(header, {1, 2, 3});
  const auto packet = parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->header, header);
  ASSERT_EQ(packet->payload.size(), 3u);
  EXPECT_EQ(packet->payload[2], 3);
  EXPECT_EQ(packet->payload_offset, kHeaderBytes);
}

TEST(RtpPacket, SkipsContributorsAndExtension) {
  auto bytes = datagram({}, {});
  bytes[0] = 0x80 | 0x10 | 2;                                 // extension, two CSRC
  bytes.insert(bytes.end(), 8, 0xcc);                         // CSRC
  bytes.insert(bytes.end(), {0xbe, 0xde, 0, 1, 1, 2, 3, 4});  // one word of extension
  bytes.push_back(0x42);
  const auto packet = parse(bytes);
  ASSERT_TRUE(packet);
  ASSERT_EQ(packet->payload.size(), 1u);
  EXPECT_EQ(packet->payload[0], 0x42);
}

TEST(RtpPacket, PaddingIsCutOff) {
  auto bytes = datagram({}, {7, 8, 0, 0, 3});
  bytes[0] |= 0x20;
  ASSERT_TRUE(parse(bytes));
  EXPECT_EQ(parse(bytes)->payload.size(), 2u);
}

TEST(RtpPacket, WhatDoesNotFitIsRefused) {
  EXPECT_FALSE(parse({}));
  auto bytes = datagram({}, {});
  EXPECT_FALSE(parse(Bytes(bytes).first(11)));
  bytes[0] = 0x40;  // version 1
  EXPECT_FALSE(parse(bytes));
  bytes[0] = 0x8f;  // 15 CSRC that are not there
  EXPECT_FALSE(parse(bytes));
  bytes[0] = 0x90;  // an extension that is not there
  EXPECT_FALSE(parse(bytes));
  bytes[0] = 0xa0;  // padding of no length
  EXPECT_FALSE(parse(bytes));
  bytes.push_back(9);  // more padding than payload
  EXPECT_FALSE(parse(bytes));
}

TEST(RtpPacket, IsToldFromRtcpByTheSecondByte) {
  const std::uint8_t sr[] = {0x80, 200}, rtp_with_marker[] = {0x80, 0x80 | 8}, stun[] = {0, 1};
  EXPECT_TRUE(is_rtcp(sr));
  EXPECT_FALSE(is_rtcp(rtp_with_marker));
  EXPECT_TRUE(is_rtp_or_rtcp(rtp_with_marker));
  EXPECT_FALSE(is_rtp_or_rtcp(stun));
}

}  // namespace
}  // namespace filo::rtp
