// The MUSTs of RFC 3261 for what strangers send: one raw request, the right answer or silence.

#include "protocols/sip/tests/core_harness.h"

namespace filo::sip::test {
namespace {

std::string header_of(World& world, HeaderId id) {
  const MessagePtr last = world.raw_last();
  return last ? std::string{last->header(id)} : std::string{};
}

std::string tag_of(World& world) {
  const MessagePtr last = world.raw_last();
  return last ? std::string{last->to().tag} : std::string{};
}

TEST(CoreMust, InviteIsAnsweredWith100AtOnce) {
  World world;
  world.inject(Raw{.body = kOffer}.str());
  EXPECT_EQ(world.raw_status(), 100);
  EXPECT_EQ(world.a.all<IncomingCall>().size(), 1U);
}

TEST(CoreMust, ARetransmittedInviteMakesOneCallAndRepeatsTheAnswer) {
  World world;
  world.inject(Raw{}.str());
  world.a.core.ring(world.a.last<IncomingCall>().leg, 180, {}, world.a.now());
  world.inject(Raw{}.str());
  EXPECT_EQ(world.raw_status(), 180);
  EXPECT_EQ(world.a.all<IncomingCall>().size(), 1U);
}

TEST(CoreMust, OptionsIsAnsweredWithAllowSupportedAndAccept) {
  World world;
  world.inject(Raw{.method = "OPTIONS"}.str());
  EXPECT_EQ(world.raw_status(), 200);
  const MessagePtr ok = world.raw_last();
  EXPECT_NE(ok->header(HeaderId::allow).find("INVITE"), std::string_view::npos);
  EXPECT_EQ(ok->header(HeaderId::accept), "application/sdp");
  EXPECT_TRUE(ok->has(HeaderId::supported));
  EXPECT_EQ(world.a.core.transactions(), 0U) << "stateless: a flood of OPTIONS costs no memory";
}

struct Refusal {
  const char* name;
  Raw request;
  int status;
  HeaderId header;
  const char* value;
};

TEST(CoreMust, EachFaultGetsItsStatusAndHeader) {
  const HeaderId none = HeaderId::other;
  const Refusal table[] = {
      {"8.2.1 unknown method", {.method = "FROB"}, 501, HeaderId::allow, "INVITE"},
      {"8.2.1 known but not allowed", {.method = "SUBSCRIBE"}, 405, HeaderId::allow, "INVITE"},
      {"8.2.2.1 scheme", {.uri = "gopher:x"}, 416, none, ""},
      {"16.3 hops", {.max_forwards = "0"}, 483, none, ""},
      {"8.2.2.3 100rel", {.extra = "Require: 100rel\r\n"}, 420, HeaderId::unsupported, "100rel"},
      {"8.2.3 type", {.body = "x", .type = "text/plain"}, 415, HeaderId::accept, "application/sdp"},
      {"8.2.3 coding",
       {.extra = "Content-Encoding: gzip\r\n", .body = "x"},
       415,
       HeaderId::accept,
       "application/sdp"},
      {"RFC 4475 3.3.15 no SDP wanted",
       {.extra = "Accept: text/nobodyKnowsThis\r\n"},
       406,
       none,
       ""},
      {"12.2.2 no dialog", {.method = "BYE", .to_tag = "nobody"}, 481, none, ""},
      {"12.2.2 no dialog, INVITE", {.to_tag = "nobody"}, 481, none, ""},
      {"15.1.2 BYE without tag", {.method = "BYE"}, 481, none, ""},
      {"9.2 nothing to cancel", {.method = "CANCEL"}, 481, none, ""},
      {"RFC 3311 UPDATE outside", {.method = "UPDATE"}, 481, none, ""},
  };
  for (const Refusal& row : table) {
    SCOPED_TRACE(row.name);
    World world;
    world.inject(row.request.str());
    EXPECT_EQ(world.raw_status(), row.status);
    if (row.header != HeaderId::other) {
      EXPECT_NE(header_of(world, row.header).find(row.value), std::string::npos);
    }
    EXPECT_TRUE(world.a.events.empty());
    EXPECT_EQ(world.a.core.legs(), 0U);
    world.expect_quiet();
  }
}

TEST(CoreMust, AnAckOrAnUnknownResponseIsNeverAnswered) {
  World world;
  world.inject(Raw{.method = "ACK"}.str());
  EXPECT_TRUE(world.raw_received.empty());
  world.inject(
      "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;"
      "tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n");
  EXPECT_TRUE(world.raw_received.empty());
  world.inject("garbage\r\n\r\n");
  EXPECT_TRUE(world.raw_received.empty());
}

TEST(CoreMust, AMergedRequestIsRefusedWith482) {
  World world;
  world.inject(Raw{}.str());
  world.inject(Raw{.branch = "z9hG4bKother"}.str());
  EXPECT_EQ(world.raw_status(), 482);
  EXPECT_EQ(world.a.all<IncomingCall>().size(), 1U);
}

TEST(CoreMust, ARequestThatComesBackWithOurOwnViaIsALoop) {
  World world;
  world.a.call(world.raw);
  world.run_for(milliseconds{10});
  const auto invite = Message::parse(world.a.sent.front()).value();
  world.inject(Raw{.uri = "sip:800100200@192.0.2.1",
                   .extra = "Via: " + std::string{invite->top_via().text} + "\r\n"}
                   .str());
  EXPECT_EQ(world.raw_status(), 482);
  world.inject(Raw{.uri = "sip:other@192.0.2.1",
                   .branch = "z9hG4bKspiral",
                   .extra = "Via: " + std::string{invite->top_via().text} + "\r\n",
                   .call_id = "spiral"}
                   .str());
  EXPECT_EQ(world.raw_status(), 100) << "another number is a spiral, not a loop";
}

TEST(CoreMust, CancelIsAnswered200AndTheInvite487) {
  World world;
  world.inject(Raw{}.str());
  world.inject(Raw{.method = "CANCEL"}.str());
  ASSERT_EQ(world.raw_received.size(), 2U);
  EXPECT_TRUE(world.raw_received[0].starts_with("SIP/2.0 200"));
  EXPECT_TRUE(world.raw_received[1].starts_with("SIP/2.0 487"));
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::cancelled);
  const std::string tag = tag_of(world);
  world.inject(Raw{.method = "ACK", .to_tag = tag}.str());
  world.run_for(seconds{20});
  EXPECT_TRUE(world.raw_received.empty()) << "after the ACK the 487 is not repeated";
  world.expect_quiet();
}

TEST(CoreMust, CancelAfterTheFinalAnswerChangesNothing) {
  World world;
  world.inject(Raw{.body = kOffer}.str());
  world.a.core.answer(world.a.last<IncomingCall>().leg, kAnswer, world.a.now());
  world.inject(Raw{.method = "CANCEL"}.str());
  EXPECT_TRUE(std::any_of(world.raw_received.begin(), world.raw_received.end(), [](auto& bytes) {
    return bytes.starts_with("SIP/2.0 200") && bytes.find("1 CANCEL") != std::string::npos;
  }));
  EXPECT_TRUE(world.a.all<LegEnded>().empty());
}

TEST(CoreMust, OverloadRefusesNewCallsAndKeepsOldOnes) {
  World world;
  answer_calls(world.a);
  world.inject(Raw{.body = kOffer}.str());
  const std::string tag = tag_of(world);
  world.a.core.set_overloaded(true);
  world.inject(Raw{.branch = "z9hG4bK2", .call_id = "second"}.str());
  EXPECT_EQ(world.raw_status(), 503);
  EXPECT_FALSE(header_of(world, HeaderId::retry_after).empty());
  EXPECT_EQ(world.a.core.legs(), 1U);
  world.inject(Raw{.method = "BYE", .branch = "z9hG4bK3", .to_tag = tag, .cseq = 2}.str());
  EXPECT_EQ(world.raw_status(), 200);
  world.a.core.set_overloaded(false);
  world.inject(Raw{.branch = "z9hG4bK4", .call_id = "third"}.str());
  EXPECT_EQ(world.a.all<IncomingCall>().size(), 2U);
}

TEST(CoreMust, TooManyLegsAre503) {
  CoreConfig config;
  config.legs_max = 2;
  World world{1, {}, config};
  for (int i = 0; i < 3; ++i) {
    const std::string n = std::to_string(i);
    world.inject(Raw{.branch = "z9hG4bK" + n, .call_id = "call" + n}.str());
  }
  EXPECT_EQ(world.raw_status(), 503);
  EXPECT_EQ(world.a.core.legs(), 2U);
}

TEST(CoreMust, ARefusalIsRepeatedUntilAckAtMost64T1) {
  World world;
  world.inject(Raw{}.str());
  world.a.core.refuse(world.a.last<IncomingCall>().leg, 486, "", {}, world.a.now());
  world.raw_received.clear();
  world.run_for(seconds{40});
  EXPECT_EQ(world.raw_received.size(), 11U) << "timers G and H";
  EXPECT_EQ(world.a.core.transactions(), 0U);
}

TEST(CoreMust, WithoutRportTheResponseGoesToTheViaPortOfTheSource) {
  World world;
  std::string text = Raw{.method = "OPTIONS"}.str();
  text.replace(text.find(";rport"), 6, "");
  std::vector<Flow> replies;
  world.wire.set_tap([&](const Flow& flow, std::string_view) { replies.push_back(flow); });
  Flow flow = world.a.flow_to(endpoint("192.0.2.9", 40'000));
  world.a.core.datagram(flow, text, world.a.now());
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].remote, endpoint("192.0.2.9", 5070));
}

/// A confirmed dialog with the raw peer; returns our tag.
std::string established(World& world) {
  answer_calls(world.a);
  world.inject(Raw{.body = kOffer}.str());
  const std::string tag = tag_of(world);
  world.inject(Raw{.method = "ACK", .branch = "z9hG4bKack", .to_tag = tag}.str());
  return tag;
}

TEST(CoreDialogMust, ALowerCSeqIs500) {
  World world;
  const std::string tag = established(world);
  world.inject(Raw{.method = "INFO", .branch = "z9hG4bKi1", .to_tag = tag, .cseq = 9}.str());
  EXPECT_EQ(world.raw_status(), 200);
  world.inject(Raw{.method = "INFO", .branch = "z9hG4bKi2", .to_tag = tag, .cseq = 8}.str());
  EXPECT_EQ(world.raw_status(), 500);
}

TEST(CoreDialogMust, AForeignCallIdOrFromTagIs481) {
  World world;
  const std::string tag = established(world);
  world.inject(
      Raw{.method = "BYE", .branch = "z9hG4bKf", .to_tag = tag, .cseq = 2, .call_id = "no"}.str());
  EXPECT_EQ(world.raw_status(), 481);
  world.inject(Raw{.method = "BYE",
                   .branch = "z9hG4bKg",
                   .to_tag = tag,
                   .cseq = 2,
                   .from = "<sip:raw@192.0.2.9>;tag=forged"}
                   .str());
  EXPECT_EQ(world.raw_status(), 481);
  EXPECT_TRUE(world.a.all<LegEnded>().empty());
}

TEST(CoreDialogMust, ASecondOfferWhileOneIsOpenIs500WithRetryAfter) {
  World world;
  const std::string tag = established(world);
  world.inject(Raw{.branch = "z9hG4bKr1", .to_tag = tag, .cseq = 2, .body = kOffer}.str());
  world.inject(Raw{.branch = "z9hG4bKr2", .to_tag = tag, .cseq = 3, .body = kOffer}.str());
  EXPECT_EQ(world.raw_status(), 500);
  EXPECT_FALSE(header_of(world, HeaderId::retry_after).empty());
  EXPECT_EQ(world.a.all<LegReoffered>().size(), 1U);
}

TEST(CoreDialogMust, AnOfferThatCrossesOursIs491) {
  World world;
  const std::string tag = established(world);
  world.a.core.reinvite(world.a.last<IncomingCall>().leg, kOffer, world.a.now());
  world.inject(Raw{.branch = "z9hG4bKr1", .to_tag = tag, .cseq = 2, .body = kOffer}.str());
  EXPECT_TRUE(std::any_of(world.raw_received.begin(), world.raw_received.end(),
                          [](auto& bytes) { return bytes.starts_with("SIP/2.0 491"); }));
}

TEST(CoreDialogMust, UpdateWithAnOfferIsAReofferAndWithoutOneARefresh) {
  World world;
  const std::string tag = established(world);
  world.inject(Raw{.method = "UPDATE", .branch = "z9hG4bKu1", .to_tag = tag, .cseq = 2}.str());
  EXPECT_EQ(world.raw_status(), 200);
  EXPECT_TRUE(world.a.all<LegReoffered>().empty());
  world.inject(
      Raw{.method = "UPDATE", .branch = "z9hG4bKu2", .to_tag = tag, .cseq = 3, .body = kOffer}
          .str());
  world.a.core.accept_reoffer(world.a.last<LegReoffered>().leg, kAnswer, world.a.now());
  world.run_for(milliseconds{10});
  EXPECT_EQ(world.raw_status(), 200);
  EXPECT_EQ(world.raw_last()->body(), kAnswer);
}

TEST(CoreMust, TheSdpOfABodyOfSeveralPartsIsTheOffer) {
  World world;
  world.inject(Raw{.body = "--b\r\nContent-Type: application/isup\r\n\r\nx\r\n--b\r\nContent-Type: "
                           "application/sdp\r\n\r\n" +
                           std::string(kOffer) + "\r\n--b--\r\n",
                   .type = "multipart/mixed;boundary=b"}
                   .str());
  EXPECT_EQ(world.a.last<IncomingCall>().sdp, kOffer);
}

TEST(CoreDialogMust, InfoGivesDigitsAndForeignBodiesAre415) {
  World world;
  const std::string tag = established(world);
  const struct {
    const char* body;
    const char* type;
    char digit;
  } table[] = {{"Signal=5\r\nDuration=160\r\n", "application/dtmf-relay", '5'},
               {"Signal= *\r\n", "application/dtmf-relay", '*'},
               {"Signal=11\r\n", "application/dtmf-relay", '#'},
               {"7", "application/dtmf", '7'},
               {"Signal=x\r\n", "application/dtmf-relay", 0}};
  int cseq = 2;
  for (const auto& row : table) {
    const std::size_t before = world.a.all<LegDigit>().size();
    world.inject(Raw{.method = "INFO",
                     .branch = "z9hG4bKd" + std::to_string(cseq),
                     .to_tag = tag,
                     .cseq = cseq,
                     .body = row.body,
                     .type = row.type}
                     .str());
    ++cseq;
    EXPECT_EQ(world.raw_status(), 200);
    EXPECT_EQ(world.a.all<LegDigit>().size(), before + (row.digit != 0 ? 1 : 0)) << row.body;
    if (row.digit != 0) {
      EXPECT_EQ(world.a.last<LegDigit>().digit, row.digit);
    }
  }
  world.inject(Raw{.method = "INFO",
                   .branch = "z9hG4bKx",
                   .to_tag = tag,
                   .cseq = cseq,
                   .body = "<x/>",
                   .type = "application/media_control+xml"}
                   .str());
  EXPECT_EQ(world.raw_status(), 415);
}

TEST(CoreDialogMust, ByeWhileTheirReinviteIsOpenEndsThatWith487) {
  World world;
  const std::string tag = established(world);
  world.inject(Raw{.branch = "z9hG4bKr1", .to_tag = tag, .cseq = 2, .body = kOffer}.str());
  world.inject(Raw{.method = "BYE", .branch = "z9hG4bKb", .to_tag = tag, .cseq = 3}.str());
  ASSERT_EQ(world.raw_received.size(), 2U);
  EXPECT_TRUE(world.raw_received[0].starts_with("SIP/2.0 200"));
  EXPECT_TRUE(world.raw_received[1].starts_with("SIP/2.0 487"));
  EXPECT_EQ(world.a.all<LegEnded>().size(), 1U);
  EXPECT_EQ(world.a.core.legs(), 0U);
}

TEST(CoreDialogMust, RequestsGoByTheRouteSetInReverseOrder) {
  World world;
  answer_calls(world.a);
  world.inject(Raw{.extra = "Record-Route: <sip:p2;lr>, <sip:p1;lr>\r\n", .body = kOffer}.str());
  EXPECT_EQ(header_of(world, HeaderId::record_route), "<sip:p2;lr>, <sip:p1;lr>");
  const std::string tag = tag_of(world);
  world.inject(Raw{.method = "ACK", .branch = "z9hG4bKack", .to_tag = tag}.str());
  world.a.core.hang_up(world.a.last<IncomingCall>().leg, "", world.a.now());
  const auto bye = Message::parse(world.a.sent.back()).value();
  EXPECT_EQ(bye->request_uri_text(), "sip:raw@192.0.2.9:5070");
  EXPECT_EQ(bye->list(HeaderId::route),
            (std::vector<std::string_view>{"<sip:p2;lr>", "<sip:p1;lr>"}));
}

TEST(CoreMust, Rfc2543PeersWithoutMagicCookieAreMatchedByTheOldRule) {
  World world;
  world.inject(Raw{.branch = "old"}.str());
  world.inject(Raw{.branch = "old"}.str());
  EXPECT_EQ(world.a.all<IncomingCall>().size(), 1U);
  world.a.core.refuse(world.a.last<IncomingCall>().leg, 486, "", {}, world.a.now());
  world.run_for(milliseconds{10});
  world.inject(Raw{.method = "ACK", .branch = "old", .to_tag = tag_of(world)}.str());
  world.run_for(seconds{10});
  EXPECT_TRUE(world.raw_received.empty()) << "the ACK stopped the 486";
}

// RFC 4475 §3.2.1: two callers with the empty branch are two calls.
TEST(CoreMust, TheCookieAloneIsNoBranch) {
  World world;
  world.inject(Raw{.branch = "z9hG4bK", .call_id = "one"}.str());
  world.inject(Raw{.branch = "z9hG4bK", .call_id = "two"}.str());
  EXPECT_EQ(world.a.all<IncomingCall>().size(), 2U);
}

}  // namespace
}  // namespace filo::sip::test
