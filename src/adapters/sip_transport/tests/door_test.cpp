// What the door lets through to the parser.

#include "adapters/sip_transport/door.h"

#include <gtest/gtest.h>

namespace filo {
namespace {

constexpr MonoTime kStart{std::chrono::hours{1}};
constexpr std::string_view kOptions = "OPTIONS sip:1 SIP/2.0\r\nUser-Agent: phone\r\n\r\n";
constexpr std::string_view kScan = "OPTIONS sip:1 SIP/2.0\r\nUser-Agent: friendly-scanner\r\n\r\n";

TEST(Door, AScannerIsDroppedAndItsAddressBanned) {
  Door door({}, nullptr);
  const auto source = *sip::Endpoint::parse("198.51.100.7", 5060);
  EXPECT_TRUE(door.admit(source, kOptions, kStart));
  EXPECT_FALSE(door.admit(source, kScan, kStart));
  EXPECT_FALSE(door.admit(source, kOptions, kStart)) << "banned";
}

// UDP sources can be forged: who pretends to be the trunk gets no answer and does it no harm.
TEST(Door, AScannerAtTheTrunksAddressIsDroppedButTheTrunkIsHeard) {
  Door door({}, [](const sip::Endpoint&) { return true; });
  const auto trunk = *sip::Endpoint::parse("192.0.2.1", 5060);
  EXPECT_FALSE(door.admit(trunk, kScan, kStart));
  EXPECT_TRUE(door.admit(trunk, kOptions, kStart));
}

}  // namespace
}  // namespace filo
