#include "adapters/media/latch.h"

#include <gtest/gtest.h>

namespace filo::media {
namespace {

Address at(const std::string& ip, std::uint16_t port) {
  return *Address::parse(ip, port);
}

TEST(Latch, AcceptsNobodyBeforeThePeerIsKnown) {
  Latch latch;
  EXPECT_FALSE(latch.accept(at("192.0.2.1", 4'000)));
  EXPECT_FALSE(latch.remote());
}

TEST(Latch, FollowsThePortOfTheSignalledAddressOnlyAtFirst) {
  Latch latch;
  latch.arm(at("192.0.2.1", 4'000), {});
  EXPECT_EQ(latch.remote(), at("192.0.2.1", 4'000));
  EXPECT_TRUE(latch.accept(at("192.0.2.1", 4'002)));
  EXPECT_EQ(latch.remote(), at("192.0.2.1", 4'002));
  for (int i = 1; i < Latch::kOpenPackets; ++i) latch.accept(at("192.0.2.1", 4'002));
  EXPECT_FALSE(latch.accept(at("192.0.2.1", 4'004)));
  EXPECT_TRUE(latch.accept(at("192.0.2.1", 4'002)));
}

TEST(Latch, StrangersDoNotUseUpTheOpenTime) {
  Latch latch;
  latch.arm(at("10.0.0.5", 4'000), at("198.51.100.7", 5'060));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(latch.accept(at("203.0.113.9", 4'000)));
  EXPECT_TRUE(latch.accept(at("198.51.100.7", 61'000)));
  EXPECT_EQ(latch.remote(), at("198.51.100.7", 61'000));
}

TEST(Latch, ReinviteWithTheSameSdpReopensButKeepsSending) {
  Latch latch;
  latch.arm(at("10.0.0.5", 4'000), at("198.51.100.7", 5'060));
  for (int i = 0; i < Latch::kOpenPackets; ++i) latch.accept(at("198.51.100.7", 61'000));
  latch.arm(at("10.0.0.5", 4'000), at("198.51.100.7", 5'060));
  EXPECT_EQ(latch.remote(), at("198.51.100.7", 61'000));
  EXPECT_TRUE(latch.accept(at("198.51.100.7", 62'000))) << "its NAT gave it another port";
}

TEST(Latch, FamiliesAreNeverMixed) {
  Latch latch;
  latch.arm(at("2001:db8::1", 4'000), {});
  EXPECT_FALSE(latch.accept(at("192.0.2.1", 4'000)));
  EXPECT_TRUE(latch.accept(at("2001:db8::1", 4'000)));
}

TEST(Address, KnowsWhichNetworksAreLocal) {
  for (const char* ip : {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.9.9", "192.168.1.1",
                         "169.254.1.1", "::1", "fe80::1", "fd00::1"}) {
    EXPECT_TRUE(at(ip, 0).is_local()) << ip;
  }
  for (const char* ip : {"8.8.8.8", "172.32.0.1", "192.0.2.1", "2001:db8::1"}) {
    EXPECT_FALSE(at(ip, 0).is_local()) << ip;
  }
  EXPECT_FALSE(Address::parse("fe80::1%eth0", 1));
  EXPECT_FALSE(Address::parse("host.example", 1));
}

}  // namespace
}  // namespace filo::media
