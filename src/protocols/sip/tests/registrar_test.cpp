// The rules of bindings alone: order, bounds, '*' (RFC 3261 §10.3).

#include "protocols/sip/registrar.h"

#include <gtest/gtest.h>

namespace filo::sip {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr MonoTime kStart{std::chrono::hours{1}};

MessagePtr request(const std::string& headers, int cseq = 1, const std::string& call_id = "c") {
  const std::string text =
      "REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:anna@x>;tag=1\r\n"
      "To: <sip:anna@x>\r\nCall-ID: " +
      call_id + "\r\nCSeq: " + std::to_string(cseq) + " REGISTER\r\n" + headers +
      "Content-Length: 0\r\n\r\n";
  return Message::parse(text).value();
}

struct RegistrarTest : testing::Test {
  Registrar registrar{{.expires_min = seconds{60}, .expires_max = seconds{3'600}}};
  Flow flow;
  int put(const std::string& headers,
          int cseq = 1,
          MonoTime now = kStart,
          const std::string& call_id = "c") {
    return registrar.apply("anna", *request(headers, cseq, call_id), flow, now).status;
  }
};

TEST_F(RegistrarTest, SeveralContactsStandAndTheNewestAnswers) {
  EXPECT_EQ(put("Contact: <sip:a@h1>\r\nExpires: 100\r\n", 1), 200);
  EXPECT_EQ(put("Contact: <sip:a@h2>;expires=200\r\n", 1, kStart, "other"), 200);
  EXPECT_EQ(registrar.newest("anna", kStart)->contact, "sip:a@h2");
  EXPECT_EQ(registrar.contacts("anna", kStart).size(), 2U);
  EXPECT_EQ(put("Contact: <sip:a@h1>\r\n", 2), 200);
  EXPECT_EQ(registrar.newest("anna", kStart)->contact, "sip:a@h1");
}

TEST_F(RegistrarTest, ARequestWithoutContactOnlyAsks) {
  EXPECT_EQ(put(""), 200);
  EXPECT_EQ(registrar.users(), 0U);
}

TEST_F(RegistrarTest, AnOldCSeqOfTheSameCallIdIsRefusedAndChangesNothing) {
  EXPECT_EQ(put("Contact: <sip:a@h1>\r\n", 5), 200);
  EXPECT_EQ(put("Contact: <sip:a@h1>;expires=0\r\n", 5), 500);
  EXPECT_EQ(put("Contact: *\r\nExpires: 0\r\n", 4), 500);
  EXPECT_NE(registrar.newest("anna", kStart), nullptr);
}

TEST_F(RegistrarTest, TheStarNeedsExpiresZeroAndNoCompany) {
  EXPECT_EQ(put("Contact: <sip:a@h1>\r\n", 1), 200);
  EXPECT_EQ(put("Contact: *\r\n", 2), 400);
  EXPECT_EQ(put("Contact: *\r\nExpires: 60\r\n", 2), 400);
  EXPECT_EQ(put("Contact: *, <sip:a@h2>\r\nExpires: 0\r\n", 2), 400);
  EXPECT_NE(registrar.newest("anna", kStart), nullptr);
  EXPECT_EQ(put("Contact: *\r\nExpires: 0\r\n", 3), 200);
  EXPECT_EQ(registrar.newest("anna", kStart), nullptr);
}

TEST_F(RegistrarTest, ExpiryIsBounded) {
  EXPECT_EQ(put("Contact: <sip:a@h1>;expires=59\r\n", 1), 423);
  EXPECT_EQ(put("Contact: <sip:a@h1>;expires=99999999999\r\n", 1), 200);
  EXPECT_EQ(registrar.newest("anna", kStart)->expires, kStart + seconds{3'600});
  EXPECT_EQ(put("Contact: <sip:a@h1>;expires=soon\r\n", 2), 200) << "malformed is the default";
}

TEST_F(RegistrarTest, WhatExpiredIsForgottenAndToldOnce) {
  EXPECT_EQ(put("Contact: <sip:a@h1>;expires=60\r\n", 1), 200);
  EXPECT_EQ(put("Contact: <sip:a@h2>;expires=120\r\n", 2), 200);
  EXPECT_TRUE(registrar.expire(kStart + seconds{61}).empty()) << "one contact is left";
  EXPECT_EQ(registrar.expire(kStart + seconds{121}), std::vector<std::string>{"anna"});
  EXPECT_TRUE(registrar.expire(kStart + minutes{10}).empty());
}

TEST_F(RegistrarTest, WhatIsSavedComesBackForTheTimeThatRemains) {
  flow.remote = *Endpoint::parse("192.0.2.7", 61'000);
  EXPECT_EQ(put("Contact: <sip:a@h1>;expires=600\r\nUser-Agent: Phone\r\n", 3), 200);
  EXPECT_EQ(put("Contact: <sip:a@h2>;expires=100\r\n", 4), 200);
  ManualClock clock;
  const Instant then = clock.now();
  const auto saved = registrar.saved("anna", {then, kStart});
  ASSERT_EQ(saved.size(), 2U);

  // Another life: its monotonic clock began anew, 200 s of the world's time have passed.
  Registrar later{{.expires_min = seconds{60}, .expires_max = seconds{3'600}}};
  constexpr MonoTime kBoot{seconds{5}};
  const Moment now{then + seconds{200}, kBoot};
  EXPECT_TRUE(later.restore(saved[0], now));
  EXPECT_FALSE(later.restore(saved[1], now)) << "ran out while nobody was there";
  const Registrar::Entry* back = later.newest("anna", kBoot);
  ASSERT_NE(back, nullptr);
  EXPECT_EQ(back->contact, "sip:a@h1");
  EXPECT_EQ(back->expires, kBoot + seconds{400});
  EXPECT_EQ(back->flow, flow) << "the way through its NAT";
  EXPECT_EQ(back->user_agent, "Phone");
  EXPECT_EQ(later.apply("anna", *request("Contact: <sip:a@h1>\r\n", 3), flow, kBoot).status, 500)
      << "an old REGISTER cannot be played again";
  EXPECT_EQ(later.apply("anna", *request("Contact: <sip:a@h1>\r\n", 4), flow, kBoot).status, 200);
}

TEST_F(RegistrarTest, AClockThatWasWrongGrantsNoMoreThanTheMost) {
  const Moment now{from_micros(1'790'000'000'000'000), kStart};
  SavedBinding odd;
  odd.user = "anna";
  odd.contact = "sip:a@h1";
  odd.expires = now.utc + minutes{6'000};
  EXPECT_TRUE(registrar.restore(odd, now));
  EXPECT_EQ(registrar.newest("anna", kStart)->expires, kStart + seconds{3'600});
  EXPECT_FALSE(registrar.restore(odd, now)) << "who is there already is kept";
}

TEST_F(RegistrarTest, APhoneBehindNatComesBackSooner) {
  Registrar natted{
      {.expires_min = seconds{60}, .expires_max = seconds{3'600}, .expires_nat = seconds{120}}};
  flow.remote = *Endpoint::parse("192.0.2.7", 5'060);
  const auto granted = [&](const char* contact, const char* user) {
    const auto asked = request(std::string{"Contact: <"} + contact + ">;expires=3600\r\n");
    EXPECT_EQ(natted.apply(user, *asked, flow, kStart).status, 200);
    return natted.newest(user, kStart)->expires - kStart;
  };
  EXPECT_EQ(granted("sip:a@192.0.2.7:5060", "here"), seconds{3'600});
  EXPECT_EQ(granted("sip:a@10.0.0.4:5060", "inside"), seconds{120});
  flow.transport = Transport::tcp;
  EXPECT_EQ(granted("sip:a@10.0.0.4:5060", "stream"), seconds{3'600})
      << "a connection holds itself";
}

TEST_F(RegistrarTest, TheOldestContactGivesWayToTheSixth) {
  for (int i = 1; i <= 6; ++i)
    EXPECT_EQ(put("Contact: <sip:a@h" + std::to_string(i) + ">\r\n", i), 200);
  const auto contacts = registrar.contacts("anna", kStart);
  ASSERT_EQ(contacts.size(), Registrar::kContactsPerUser);
  EXPECT_EQ(contacts.front(), "<sip:a@h2>;expires=3600");
}

}  // namespace
}  // namespace filo::sip
