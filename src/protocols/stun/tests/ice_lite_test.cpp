#include "protocols/stun/ice_lite.h"

#include <gtest/gtest.h>

#include <vector>

namespace filo::stun {
namespace {

// RFC 5769 §2.1: the sample request, with its software, priority, role and user name.
constexpr std::array<std::uint8_t, 108> kSampleRequest = {
    0x00, 0x01, 0x00, 0x58, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86,
    0xfa, 0x87, 0xdf, 0xae, 0x80, 0x22, 0x00, 0x10, 0x53, 0x54, 0x55, 0x4e, 0x20, 0x74, 0x65, 0x73,
    0x74, 0x20, 0x63, 0x6c, 0x69, 0x65, 0x6e, 0x74, 0x00, 0x24, 0x00, 0x04, 0x6e, 0x00, 0x01, 0xff,
    0x80, 0x29, 0x00, 0x08, 0x93, 0x2f, 0xf9, 0xb1, 0x51, 0x26, 0x3b, 0x36, 0x00, 0x06, 0x00, 0x09,
    0x65, 0x76, 0x74, 0x6a, 0x3a, 0x68, 0x36, 0x76, 0x59, 0x20, 0x20, 0x20, 0x00, 0x08, 0x00, 0x14,
    0x9a, 0xea, 0xa7, 0x0c, 0xbf, 0xd8, 0xcb, 0x56, 0x78, 0x1e, 0xf2, 0xb5, 0xb2, 0xd3, 0xf2, 0x49,
    0xc1, 0xb5, 0x71, 0xa2, 0x80, 0x28, 0x00, 0x04, 0xe5, 0x7a, 0x3b, 0xcf};
constexpr std::string_view kSamplePassword = "VOkJxbRl1RmTxUk/WvJxBt";

const Endpoint kBrowser{false, {192, 0, 2, 1}, 32'853};

std::vector<std::uint8_t> check(std::string_view username,
                                std::string_view password,
                                Attribute role = kIceControlling,
                                bool strange = false) {
  Writer writer(kBindingRequest, {1, 2, 3});
  if (!username.empty()) writer.attribute(kUsername, username);
  writer.attribute(role, std::string_view("\0\0\0\0\0\0\0\1", 8));
  if (strange) writer.attribute(static_cast<Attribute>(0x0099), "??");
  writer.attribute(kUseCandidate, "");
  const Bytes bytes = writer.finish(password);
  return {bytes.begin(), bytes.end()};
}

struct Ice : testing::Test {
  IceLite ice{{"us", "our-secret-password-22", "them"}};
  std::uint16_t error_to(const std::vector<std::uint8_t>& request) {
    const auto outcome = ice.receive(request, kBrowser);
    EXPECT_FALSE(outcome.valid);
    const auto reply = parse(outcome.reply);
    return reply ? reply->error_code : std::uint16_t{0};
  }
};

TEST(StunMessage, ReadsTheSampleOfRfc5769) {
  const auto message = parse(kSampleRequest);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->username, "evtj:h6vY");
  EXPECT_TRUE(message->controlled);
  EXPECT_TRUE(message->has_fingerprint);
  EXPECT_EQ(message->unknown, 0);
  EXPECT_TRUE(integrity_is(kSampleRequest, *message, kSamplePassword));
  EXPECT_FALSE(integrity_is(kSampleRequest, *message, "VOkJxbRl1RmTxUk/WvJxBT"));
}

TEST(StunMessage, AnyChangedBitIsNoticed) {
  for (std::size_t i = 0; i < kSampleRequest.size(); ++i) {
    auto bytes = kSampleRequest;
    bytes[i] ^= 0x04;
    const auto message = parse(bytes);
    EXPECT_FALSE(message && message->has_fingerprint &&
                 integrity_is(bytes, *message, kSamplePassword))
        << i;
  }
}

TEST(StunMessage, EveryTruncationIsRefused) {
  for (std::size_t cut = 0; cut < kSampleRequest.size(); ++cut) {
    EXPECT_FALSE(parse(Bytes(kSampleRequest).first(cut))) << cut;
  }
}

TEST(StunMessage, MappedAddressSurvivesInBothFamilies) {
  Endpoint v6{true, {0x20, 0x01, 0x0d, 0xb8, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2}, 5'004};
  for (const Endpoint& endpoint : {kBrowser, v6}) {
    Writer writer(kBindingSuccess, {9, 9, 9});
    writer.xor_mapped_address(endpoint);
    const auto message = parse(writer.finish("pw"));
    ASSERT_TRUE(message && message->mapped);
    EXPECT_EQ(*message->mapped, endpoint);
  }
}

TEST_F(Ice, RightCheckIsAnsweredWithTheAddressItCameFrom) {
  const auto outcome = ice.receive(check("us:them", "our-secret-password-22"), kBrowser);
  EXPECT_TRUE(outcome.valid);
  EXPECT_TRUE(outcome.nominated);
  const auto reply = parse(outcome.reply);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->type, kBindingSuccess);
  EXPECT_EQ(reply->id, (TransactionId{1, 2, 3}));
  ASSERT_TRUE(reply->mapped);
  EXPECT_EQ(*reply->mapped, kBrowser);
  EXPECT_TRUE(reply->has_fingerprint);
  EXPECT_TRUE(integrity_is(outcome.reply, *reply, "our-secret-password-22"));
}

TEST_F(Ice, WrongPasswordOrNameIsUnauthenticated) {
  EXPECT_EQ(error_to(check("us:them", "guess")), 401);
  EXPECT_EQ(error_to(check("us:others", "our-secret-password-22")), 401);
  EXPECT_EQ(error_to(check("usthem", "our-secret-password-22")), 401);
}

TEST_F(Ice, CredentialsMustBeThere) {
  EXPECT_EQ(error_to(check("us:them", "")), 400);
  EXPECT_EQ(error_to(check("", "our-secret-password-22")), 400);
}

TEST_F(Ice, UnknownMandatoryAttributeIsNamed) {
  EXPECT_EQ(error_to(check("us:them", "our-secret-password-22", kIceControlling, true)), 420);
}

TEST_F(Ice, TwoControlledAgentsAreAConflict) {
  EXPECT_EQ(error_to(check("us:them", "our-secret-password-22", kIceControlled)), 487);
}

TEST_F(Ice, ResponsesAndIndicationsAreNeverAnswered) {
  for (const Type type : {kBindingIndication, kBindingSuccess, kBindingError}) {
    Writer writer(type, {});
    EXPECT_TRUE(ice.receive(writer.finish("our-secret-password-22"), kBrowser).reply.empty());
  }
}

}  // namespace
}  // namespace filo::stun
