// Phones that give up on two challenges register without any setting; the others keep SHA-256.

#include "protocols/sip/challenge_choice.h"

#include "protocols/sip/tests/core_harness.h"

namespace filo::sip::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// A raw phone that registers without credentials and tells what it was challenged for.
struct Phone {
  World& world;
  std::string user_agent = "Stone Age Phone 1.0";
  std::string call_id = "raw-reg";
  int cseq = 0;

  std::vector<std::string> challenged(const std::string& extra = {}, bool again = false) {
    if (!again) ++cseq;
    Raw request{.method = "REGISTER", .uri = "sip:192.0.2.1", .cseq = cseq, .call_id = call_id};
    request.branch = "z9hG4bKraw" + std::to_string(cseq);
    request.extra = "User-Agent: " + user_agent + "\r\n" + extra;
    world.inject(request.str());
    std::vector<std::string> algorithms;
    if (world.raw_status() != 401) return {std::to_string(world.raw_status())};
    const auto answer = world.raw_last();  // the values below are views of it
    for (const std::string_view value : answer->list(HeaderId::www_authenticate)) {
      const std::size_t at = value.find("algorithm=");
      if (at != std::string_view::npos) algorithms.emplace_back(value.substr(at + 10));
    }
    return algorithms;
  }
};

const std::vector<std::string> kBoth = {"SHA-256", "MD5"};
const std::vector<std::string> kMd5 = {"MD5"};

struct Challenges : testing::Test {
  World world;
  Phone phone{world};
  void SetUp() override {
    world.a.trusts = {};
    world.a.add_user("raw", "secret");
  }
};

TEST_F(Challenges, WhoComesBackWithNothingGetsMd5Alone) {
  EXPECT_EQ(phone.challenged(), kBoth);
  world.run_for(seconds{45});  // as baresip 1.0.0 does: 30 to 60 s
  EXPECT_EQ(phone.challenged(), kMd5);
  world.run_for(hours{3});
  EXPECT_EQ(phone.challenged(), kMd5) << "and goes on to";
}

TEST_F(Challenges, ACopyOfTheSameRequestIsNotAComeBack) {
  EXPECT_EQ(phone.challenged(), kBoth);
  world.run_for(milliseconds{500});
  EXPECT_EQ(phone.challenged({}, true), kBoth) << "our 401 was lost on its way";
}

TEST_F(Challenges, AfterALongTimeAFirstRequestIsAFirstRequest) {
  EXPECT_EQ(phone.challenged(), kBoth);
  world.run_for(minutes{3});
  EXPECT_EQ(phone.challenged(), kBoth);
}

TEST_F(Challenges, APhoneKnownToStumbleRegistersAtItsFirstAttempt) {
  phone.user_agent = "baresip v1.0.0 (x86_64/linux)";
  EXPECT_EQ(phone.challenged(), kMd5);
}

TEST_F(Challenges, NewFirmwareMayShowWhatItCan) {
  phone.challenged();
  EXPECT_EQ(phone.challenged(), kMd5);
  phone.user_agent = "Stone Age Phone 2.0";
  EXPECT_EQ(phone.challenged(), kBoth);
}

TEST_F(Challenges, StrangersAndUsersAreTreatedAlike) {
  world.a.users.clear();
  EXPECT_EQ(phone.challenged(), kBoth);
  EXPECT_EQ(phone.challenged(), kMd5);
}

TEST_F(Challenges, AStaleNonceIsRenewedInTheAlgorithmOfTheCredentials) {
  // A phone that stumbles must not lose its registration when its nonce grows old.
  const std::string nonce(56, '0');
  const DigestInput in{.ha1 = world.a.users["raw"].ha1_md5,
                       .method = "REGISTER",
                       .uri = "sip:192.0.2.1",
                       .nonce = nonce,
                       .nc = "00000001",
                       .cnonce = "c",
                       .qop = "auth"};
  EXPECT_EQ(
      phone.challenged("Authorization: Digest username=\"raw\", realm=\"filodiretto\", nonce=\"" +
                       nonce + "\", uri=\"sip:192.0.2.1\", response=\"" +
                       digest_response(in, DigestAlgorithm::md5) +
                       "\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\"\r\n"),
      kMd5);
  EXPECT_NE(world.raw_received.back().find("stale=true"), std::string::npos);
}

TEST_F(Challenges, AClientOfOursUsesSha256AndIsForgottenWhenItHasShownSo) {
  world.a.add_user("anna", "secret");
  world.b.core.register_client({.flow = world.b.flow_to(world.a.at),
                                .server_uri = "sip:192.0.2.1",
                                .user = "anna",
                                .password = "secret",
                                .display = ""},
                               world.b.now());
  world.run_for(seconds{1});
  ASSERT_EQ(world.b.all<RegisteredAtServer>().size(), 1U);
  EXPECT_NE(world.b.sent.back().find("algorithm=SHA-256"), std::string::npos);
}

TEST(ChallengeChoice, SuccessWithSha256ForgetsThatItStumbled) {
  ChallengeChoice choice{7};
  MonoTime now{};
  const ChallengeChoice::Asker anna{"anna", endpoint("192.0.2.7"), "Phone"};
  EXPECT_FALSE(choice.only_md5(anna, "call", 1, now));
  EXPECT_TRUE(choice.only_md5(anna, "call", 2, now));
  choice.succeeded(anna, DigestAlgorithm::sha256, now);
  EXPECT_FALSE(choice.only_md5(anna, "call", 3, now));
  choice.succeeded(anna, DigestAlgorithm::md5, now);
  EXPECT_TRUE(choice.only_md5(anna, "other", 1, now)) << "who chose MD5 out of two gets MD5";
  now += hours{26};
  EXPECT_FALSE(choice.only_md5(anna, "other", 2, now));
}

TEST(ChallengeChoice, MemoryIsFixedAndAFloodOnlyForgets) {
  ChallengeChoice choice{7};
  MonoTime now{};
  const auto asker = [](const std::string& user) {
    return ChallengeChoice::Asker{user, endpoint("192.0.2.7"), "Phone"};
  };
  int wrong = 0;
  for (int i = 0; i < 100'000; ++i) {
    now += Duration{1};
    wrong += choice.only_md5(asker("user" + std::to_string(i)), "call", 1, now);
  }
  EXPECT_LE(wrong, 1) << "a collision only means MD5";
}

TEST(ChallengeChoice, KnowsWhichVersionsStumble) {
  EXPECT_TRUE(stumbles_over_two("baresip v0.6.5 (arm/linux)"));
  EXPECT_TRUE(stumbles_over_two("baresip v1.0.0 (x86_64/linux)"));
  EXPECT_TRUE(stumbles_over_two("baresip v3.11.0 (x86_64/Linux)"));
  EXPECT_FALSE(stumbles_over_two("baresip v3.12.0 (x86_64/Linux)"));
  EXPECT_FALSE(stumbles_over_two("baresip v4.0.0"));
  EXPECT_FALSE(stumbles_over_two("Linphone/5.1"));
  EXPECT_FALSE(stumbles_over_two(""));
}

}  // namespace
}  // namespace filo::sip::test
