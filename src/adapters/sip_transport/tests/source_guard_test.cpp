// The policy at the door, in virtual time.

#include "adapters/sip_transport/source_guard.h"

#include <gtest/gtest.h>

namespace filo {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Verdict = SourceGuard::Verdict;

constexpr MonoTime kStart{std::chrono::hours{1}};

sip::Endpoint at(const char* ip) {
  return *sip::Endpoint::parse(ip, 5060);
}

SourceGuard::Policy small() {
  SourceGuard::Policy policy;
  policy.per_second = 10;
  policy.burst = 20;
  policy.failures_max = 3;
  return policy;
}

TEST(SourceGuard, ABurstPassesThenOnlyTheRate) {
  SourceGuard guard{small(), nullptr, 1};
  int passed = 0;
  for (int i = 0; i < 100; ++i) passed += guard.admit(at("192.0.2.1"), kStart) == Verdict::pass;
  EXPECT_EQ(passed, 20);
  EXPECT_EQ(guard.admit(at("192.0.2.1"), kStart), Verdict::flood);
  EXPECT_EQ(guard.admit(at("192.0.2.2"), kStart), Verdict::pass) << "others are not touched";
  passed = 0;
  for (int i = 0; i < 100; ++i)
    passed += guard.admit(at("192.0.2.1"), kStart + seconds{1}) == Verdict::pass;
  EXPECT_EQ(passed, 10);
}

TEST(SourceGuard, AnIpv6SourceIsItsSlash64) {
  SourceGuard guard{small(), nullptr, 1};
  for (int i = 0; i < 20; ++i) guard.admit(at("2001:db8:1:2::1"), kStart);
  EXPECT_EQ(guard.admit(at("2001:db8:1:2:ffff::9"), kStart), Verdict::flood);
  EXPECT_EQ(guard.admit(at("2001:db8:1:3::1"), kStart), Verdict::pass);
}

TEST(SourceGuard, TooManyFailuresBanAndEachBanIsLonger) {
  SourceGuard guard{small(), nullptr, 1};
  const sip::Endpoint bad = at("198.51.100.7");
  MonoTime now = kStart;
  for (int i = 0; i < 3; ++i) guard.note_failure(bad, now);
  EXPECT_EQ(guard.admit(bad, now), Verdict::banned);
  EXPECT_EQ(guard.admit(bad, now + seconds{59}), Verdict::banned);
  now += seconds{61};
  EXPECT_EQ(guard.admit(bad, now), Verdict::pass);
  for (int i = 0; i < 3; ++i) guard.note_failure(bad, now);
  EXPECT_EQ(guard.admit(bad, now + seconds{239}), Verdict::banned);
  EXPECT_EQ(guard.admit(bad, now + seconds{241}), Verdict::pass);
}

TEST(SourceGuard, FailuresFarApartDoNotBan) {
  SourceGuard guard{small(), nullptr, 1};
  for (int i = 0; i < 10; ++i) guard.note_failure(at("192.0.2.1"), kStart + i * minutes{2});
  EXPECT_FALSE(guard.is_banned(at("192.0.2.1"), kStart + minutes{18}));
}

TEST(SourceGuard, ATrustedSourceIsNeverBannedNorLimited) {
  int asked = 0;
  SourceGuard guard{small(),
                    [&](const sip::Endpoint&) {
                      ++asked;
                      return true;
                    },
                    1};
  for (int i = 0; i < 10; ++i) guard.note_failure(at("192.0.2.1"), kStart);
  EXPECT_FALSE(guard.note_scanner(at("192.0.2.1"), kStart));
  for (int i = 0; i < 1'000; ++i) ASSERT_EQ(guard.admit(at("192.0.2.1"), kStart), Verdict::pass);
  EXPECT_EQ(asked, 1) << "the costly question is asked once a second at most";
}

TEST(SourceGuard, ABannedSourceThatBecomesTrustedIsHeardWithinASecond) {
  bool trusted = false;
  SourceGuard guard{small(), [&](const sip::Endpoint&) { return trusted; }, 1};
  EXPECT_TRUE(guard.note_scanner(at("192.0.2.1"), kStart));
  EXPECT_EQ(guard.admit(at("192.0.2.1"), kStart), Verdict::banned);
  trusted = true;
  EXPECT_EQ(guard.admit(at("192.0.2.1"), kStart + seconds{1}), Verdict::pass);
}

TEST(SourceGuard, AFloodOfNewSourcesDoesNotForgetABan) {
  SourceGuard guard{small(), nullptr, 1};
  guard.note_scanner(at("192.0.2.1"), kStart);
  sip::Endpoint forged = at("10.0.0.0");
  for (int i = 0; i < 200'000; ++i) {
    forged.ip[1] = static_cast<std::uint8_t>(i >> 16);
    forged.ip[2] = static_cast<std::uint8_t>(i >> 8);
    forged.ip[3] = static_cast<std::uint8_t>(i);
    guard.admit(forged, kStart + Duration{i});
  }
  EXPECT_EQ(guard.admit(at("192.0.2.1"), kStart + seconds{1}), Verdict::banned);
}

TEST(LooksLikeSip, TellsMethodsAndStatusLinesFromTheRest) {
  for (const char* good : {"INVITE sip:a SIP/2.0\r\n", "SIP/2.0 200 OK\r\n", "FOO sip:a SIP/7.0",
                           "INVITE sip:a sip/2.0\r\n", "sip/2.0 200 OK\r\n", "invite sip:a SIP/2.0",
                           "\r\n\r\nINVITE sip:a SIP/2.0\r\n", "X sip:a SIP/2.0\r\n"})
    EXPECT_TRUE(looks_like_sip(good)) << good;
  for (const char* bad : {"", "GET / HTTP/1.1\r\n", "\x16\x03\x01", "SIP/2.0", "A b", "\r\n\r\n",
                          "IN(VITE sip:a SIP/2.0", " sip:a SIP/2.0"})
    EXPECT_FALSE(looks_like_sip(bad)) << bad;
}

// RFC 4475 §3.1.1.2: a method is a token, and a stranger's method is answered, not swallowed.
TEST(LooksLikeSip, TakesEveryMethodThatTheGrammarAllows) {
  EXPECT_TRUE(looks_like_sip("!odd-Method0123456789_*+`.%indeed'~ sip:a@b SIP/2.0\r\n"));
  EXPECT_TRUE(looks_like_sip("RE%47IST%45R sip:a@b SIP/2.0\r\n"));
}

TEST(LooksLikeScanner, ReadsTheUserAgentOnly) {
  EXPECT_TRUE(looks_like_scanner("OPTIONS sip:1 SIP/2.0\r\nUser-Agent: Friendly-Scanner\r\n"));
  EXPECT_TRUE(looks_like_scanner("OPTIONS sip:1 SIP/2.0\r\nUser-Agent: sipvicious"));
  EXPECT_FALSE(looks_like_scanner("OPTIONS sip:sipvicious@x SIP/2.0\r\nUser-Agent: baresip\r\n"));
  EXPECT_FALSE(looks_like_scanner("OPTIONS sip:1 SIP/2.0\r\n"));
  EXPECT_TRUE(looks_like_scanner("OPTIONS sip:1 SIP/2.0\r\nuser-agent : friendly-scanner\r\n"));
  EXPECT_TRUE(looks_like_scanner("OPTIONS sip:1 SIP/2.0\r\nUSER-AGENT:\r\n sipvicious\r\n"));
  EXPECT_TRUE(
      looks_like_scanner("OPTIONS sip:1 SIP/2.0\r\nSubject: a ser-Agent: x\r\n"
                         "User-Agent: sipcli/v1.8\r\n"));
  EXPECT_FALSE(looks_like_scanner("OPTIONS sip:1 SIP/2.0\r\nUser-Agent: x\r\nTo: sipvicious\r\n"));
}

}  // namespace
}  // namespace filo
