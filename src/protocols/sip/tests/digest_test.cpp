// Both sides of digest against the RFC's vectors, against each other and against cheats.
#include "protocols/sip/digest.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace filo::sip {
namespace {

using Outcome = DigestServer::Outcome;

const Endpoint kPhone = *Endpoint::parse("192.0.2.7", 5060);
const Endpoint kThief = *Endpoint::parse("192.0.2.8", 5060);
const Instant kNow = from_micros(1'790'000'000'000'000);

std::optional<SipDirectory::Credentials> lookup(std::string_view user) {
  if (user != "anna" && user != "md5only") return std::nullopt;
  SipDirectory::Credentials known;
  known.ha1_md5 = ha1(user, "pbx", "pw", DigestAlgorithm::md5);
  if (user != "md5only") known.ha1_sha256 = ha1(user, "pbx", "pw", DigestAlgorithm::sha256);
  return known;
}

struct Pair {
  DigestServer server{"pbx", "secret"};
  Digest phone;

  void challenge(bool only_md5 = false) {
    const auto values = server.challenge(kNow, kPhone, false, only_md5);
    ASSERT_TRUE(phone.learn({values.begin(), values.end()}, false));
  }
  std::string value(std::string_view password = "pw", std::string_view user = "anna") {
    return phone.authorization("REGISTER", "sip:pbx", user, password, "c0ffee");
  }
  Outcome verify(std::string_view text, Instant now = kNow, const Endpoint& source = kPhone) {
    return server.verify("REGISTER", "sip:pbx", {text}, lookup, now, source).outcome;
  }
};

// RFC 7616 §3.9.1
TEST(Digest, VectorsOfTheRfc) {
  DigestInput in;
  in.method = "GET";
  in.uri = "/dir/index.html";
  in.nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
  in.nc = "00000001";
  in.cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  in.qop = "auth";
  const auto response = [&](DigestAlgorithm algorithm) {
    const std::string secret = ha1("Mufasa", "http-auth@example.org", "Circle of Life", algorithm);
    in.ha1 = secret;
    return digest_response(in, algorithm);
  };
  EXPECT_EQ(response(DigestAlgorithm::md5), "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(response(DigestAlgorithm::sha256),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

// RFC 2069 as corrected by its erratum, the form without qop.
TEST(Digest, AnswersPeersWithoutQop) {
  Digest phone;
  ASSERT_TRUE(phone.learn(
      {R"(Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093")"}, true));
  EXPECT_TRUE(phone.proxy());
  const std::string value =
      phone.authorization("GET", "/dir/index.html", "Mufasa", "CircleOfLife", "x");
  EXPECT_NE(value.find(R"(response="1949323746fe6a43ef61f9606e7febea")"), value.npos) << value;
  EXPECT_EQ(value.find("qop"), value.npos);
}

TEST(Digest, TheStrongerAlgorithmIsOfferedFirstAndTaken) {
  Pair p;
  const auto values = p.server.challenge(kNow, kPhone);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_NE(values[0].find("algorithm=SHA-256"), std::string::npos);
  EXPECT_NE(values[1].find("algorithm=MD5"), std::string::npos);
  p.challenge();
  EXPECT_NE(p.value().find("algorithm=SHA-256"), std::string::npos);
  EXPECT_EQ(p.verify(p.value()), Outcome::ok);
  p.challenge(true);
  EXPECT_NE(p.value().find("algorithm=MD5"), std::string::npos);
  EXPECT_EQ(p.verify(p.value()), Outcome::ok);
  EXPECT_EQ(p.verify(p.value("pw", "md5only")), Outcome::ok);
}

TEST(Digest, WrongPasswordUserUriMethodAndAlgorithmAreWrong) {
  Pair p;
  p.challenge();
  EXPECT_EQ(p.verify(p.value("guess")), Outcome::wrong);
  EXPECT_EQ(p.verify(p.value("pw", "nobody")), Outcome::wrong);
  EXPECT_EQ(p.verify(p.value("pw", "md5only")), Outcome::wrong);  // has no SHA-256 secret
  const std::string good = p.value();
  EXPECT_EQ(p.server.verify("INVITE", "sip:pbx", {good}, lookup, kNow, kPhone).outcome,
            Outcome::wrong);
  EXPECT_EQ(p.server.verify("REGISTER", "sip:other", {good}, lookup, kNow, kPhone).outcome,
            Outcome::wrong);
  EXPECT_EQ(p.server.verify("REGISTER", "sip:pbx", {good}, lookup, kNow, kPhone).user, "anna");
}

TEST(Digest, NothingForOurRealmIsMissing) {
  Pair p;
  EXPECT_EQ(p.server.verify("REGISTER", "sip:pbx", {}, lookup, kNow, kPhone).outcome,
            Outcome::missing);
  EXPECT_EQ(p.verify("Basic YTpi"), Outcome::missing);
  EXPECT_EQ(p.verify("Digest"), Outcome::missing);
  EXPECT_EQ(p.verify(R"(Digest realm="else", username="anna")"), Outcome::missing);
  EXPECT_EQ(p.verify(R"(Digest realm="pbx", realm="pbx")"), Outcome::missing);
  EXPECT_EQ(p.verify(R"(Digest realm="pbx", username="anna")"), Outcome::wrong);
}

TEST(Digest, ForeignCredentialsBesideOursDoNotMatter) {
  Pair p;
  p.challenge();
  const std::string good = p.value();
  EXPECT_EQ(p.server
                .verify("REGISTER", "sip:pbx", {R"(Digest realm="carrier", nonce="x")", good},
                        lookup, kNow, kPhone)
                .outcome,
            Outcome::ok);
}

TEST(Digest, OldStolenAndForgedNoncesAreStale) {
  Pair p;
  p.challenge();
  EXPECT_EQ(p.verify(p.value(), kNow + std::chrono::minutes{6}), Outcome::stale);
  EXPECT_EQ(p.verify(p.value(), kNow - std::chrono::seconds{1}), Outcome::stale);
  EXPECT_EQ(p.verify(p.value(), kNow, kThief), Outcome::stale);
  ASSERT_TRUE(p.phone.learn({R"(Digest realm="pbx", nonce="made up", qop="auth")"}, false));
  EXPECT_EQ(p.verify(p.value()), Outcome::stale);
  std::string forged = p.server.challenge(kNow, kPhone)[0];
  forged[forged.find("nonce=\"") + 40] ^= 1;
  ASSERT_TRUE(p.phone.learn({forged}, false));
  EXPECT_EQ(p.verify(p.value()), Outcome::stale);
}

TEST(Digest, ACountServesOnceAndOvertakingIsAllowedWithinTheWindow) {
  Pair p;
  p.challenge();
  std::vector<std::string> values;
  for (int i = 0; i < 80; ++i) values.push_back(p.value());
  EXPECT_EQ(p.verify(values[0]), Outcome::ok);
  EXPECT_EQ(p.verify(values[0]), Outcome::stale);
  EXPECT_EQ(p.verify(values[2]), Outcome::ok);
  EXPECT_EQ(p.verify(values[1]), Outcome::ok);
  EXPECT_EQ(p.verify(values[1]), Outcome::stale);
  EXPECT_EQ(p.verify(values[79]), Outcome::ok);
  EXPECT_EQ(p.verify(values[16]), Outcome::ok);     // 63 behind
  EXPECT_EQ(p.verify(values[15]), Outcome::stale);  // 64 behind
}

TEST(Digest, TheTableOfNoncesIsBoundedAndForgettingNeverOpensReplay) {
  Pair p;
  p.challenge(true);
  const std::string first = p.value();
  EXPECT_EQ(p.verify(first), Outcome::ok);
  for (std::size_t i = 0; i < limits::kDigestNonces; ++i) {
    p.challenge(true);
    ASSERT_EQ(p.verify(p.value()), Outcome::ok);
  }
  EXPECT_EQ(p.server.nonces(), limits::kDigestNonces);
  EXPECT_EQ(p.verify(first), Outcome::stale);
}

TEST(Digest, AServerThatCameBackKnowsItsNonces) {
  Pair before, after;
  before.challenge();
  EXPECT_EQ(after.verify(before.value()), Outcome::ok);
  DigestServer other("pbx");
  EXPECT_EQ(other.verify("REGISTER", "sip:pbx", {before.value()}, lookup, kNow, kPhone).outcome,
            Outcome::stale);
}

TEST(Digest, NamesWithQuotesSurvive) {
  Digest phone;
  ASSERT_TRUE(phone.learn(
      {R"(Digest realm="a \"b\"", nonce="n\\1", opaque="", qop="auth-int,auth")"}, false));
  const std::string value = phone.authorization("M", "u", "an\"na\r\n", "p", "c");
  const auto fields = parse_digest(value);
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->username, R"(an\"na)");
  EXPECT_EQ(fields->realm, R"(a \"b\")");
  EXPECT_NE(fields->opaque.data(), nullptr);
  EXPECT_EQ(fields->nc, "00000001");
}

TEST(Digest, ChallengesThatCannotBeAnsweredAreLeftAlone) {
  Digest phone;
  for (const char* value : {"", "Basic realm=\"x\"", "Digest realm=\"x\"",
                            "Digest realm=\"x\", nonce=\"n\", algorithm=MD5-sess",
                            "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
                            "Digest realm=\"x, nonce=\"n\"", "Digest realm=\"x\" nonce=\"n\""}) {
    EXPECT_FALSE(phone.learn({value}, false)) << value;
    EXPECT_FALSE(phone.ready()) << value;
  }
  EXPECT_TRUE(phone.learn({R"(Digest realm="x", nonce="n", stale=TRUE)"}, false));
  EXPECT_TRUE(phone.stale());
}

}  // namespace
}  // namespace filo::sip
