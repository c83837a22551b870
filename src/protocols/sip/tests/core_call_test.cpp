// Calls between two cores on a perfect wire: set-up, tear-down, CANCEL in every state, forks, time.

#include "protocols/sip/tests/core_harness.h"

namespace filo::sip::test {
namespace {

TEST(CoreCall, IsSetUpConfirmedAndEndedOnceOnBothSides) {
  World world;
  answer_calls(world.b);
  const LegId out = world.a.call(world.b.at);
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegRinging>().status, 180);
  EXPECT_EQ(world.a.last<LegAnswered>().sdp, kAnswer);
  EXPECT_EQ(world.b.last<IncomingCall>().sdp, kOffer);
  EXPECT_EQ(world.b.last<IncomingCall>().trunk, "trunk");
  EXPECT_EQ(world.b.all<LegConfirmed>().size(), 1U);
  world.a.core.hang_up(out, "done", world.a.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::local);
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::remote_bye);
  world.expect_quiet();
  EXPECT_EQ(world.a.all<LegEnded>().size(), 1U);
  EXPECT_EQ(world.b.all<LegEnded>().size(), 1U);
}

TEST(CoreCall, TheCalledSideMayHangUpToo) {
  World world;
  answer_calls(world.b);
  world.a.call(world.b.at);
  world.run_for(seconds{1});
  world.b.core.hang_up(world.b.last<IncomingCall>().leg, "bye", world.b.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::remote_bye);
  world.expect_quiet();
}

TEST(CoreCall, ARefusalReachesTheCallerWithItsStatus) {
  World world;
  world.b.behave = [&](const Event& event) {
    if (const auto* call = std::get_if<IncomingCall>(&event))
      world.b.core.refuse(call->leg, 486, "", {{"Retry-After", "9"}}, world.b.now());
  };
  world.a.call(world.b.at);
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::rejected);
  EXPECT_EQ(world.a.last<LegEnded>().status, 486);
  world.expect_quiet();
}

TEST(CoreCall, BothSidesHangingUpAtOnceEndCleanly) {
  World world;
  answer_calls(world.b);
  const LegId out = world.a.call(world.b.at);
  world.run_for(seconds{1});
  world.a.core.hang_up(out, "x", world.a.now());
  world.b.core.hang_up(world.b.last<IncomingCall>().leg, "x", world.b.now());
  world.expect_quiet();
  EXPECT_EQ(world.a.all<LegEnded>().size(), 1U);
  EXPECT_EQ(world.b.all<LegEnded>().size(), 1U);
}

TEST(CoreCancel, BeforeAnyProvisionalWaitsForOne) {
  World world;
  const LegId out = world.a.call(world.b.at);
  world.a.core.hang_up(out, "changed my mind", world.a.now());
  for (const std::string& bytes : world.a.sent) EXPECT_FALSE(bytes.starts_with("CANCEL"));
  world.run_for(seconds{1});
  EXPECT_TRUE(std::any_of(world.a.sent.begin(), world.a.sent.end(),
                          [](const std::string& bytes) { return bytes.starts_with("CANCEL"); }));
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::cancelled);
  world.expect_quiet();
}

TEST(CoreCancel, WhileRingingEndsBothSidesWith487) {
  World world;
  world.b.behave = [&](const Event& event) {
    if (const auto* call = std::get_if<IncomingCall>(&event))
      world.b.core.ring(call->leg, 180, {}, world.b.now());
  };
  const LegId out = world.a.call(world.b.at);
  world.run_for(seconds{5});
  world.a.core.hang_up(out, "", world.a.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::cancelled);
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::local);
  world.expect_quiet();
  EXPECT_EQ(world.a.all<LegEnded>().size(), 1U);
}

TEST(CoreCancel, CrossingThe200IsAcknowledgedAndEndedByBye) {
  World world{1, Faults{.loss = 0, .doubled = 0, .delay = milliseconds{50}, .jitter = {}}};
  world.b.behave = [&](const Event& event) {
    if (const auto* call = std::get_if<IncomingCall>(&event))
      world.b.core.ring(call->leg, 180, {}, world.b.now());
  };
  const LegId out = world.a.call(world.b.at);
  world.run_for(seconds{1});
  world.b.core.answer(world.b.last<IncomingCall>().leg, kAnswer, world.b.now());
  world.a.core.hang_up(out, "", world.a.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.all<LegConfirmed>().size(), 1U);
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::remote_bye);
  EXPECT_TRUE(world.a.all<LegAnswered>().empty()) << "the leg had ended for the application";
  world.expect_quiet();
}

TEST(CoreCall, NoAnswerInTimeIsCancelled) {
  World world;
  Invite invite;
  invite.answer_timeout_max = seconds{20};
  world.a.call(world.b.at, invite);
  world.run_for(seconds{21});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::timeout);
  EXPECT_EQ(world.a.last<LegEnded>().status, 408);
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::cancelled);
  world.expect_quiet();
}

TEST(CoreCall, ADeadPeerEndsTheLegAfterTimerB) {
  World world;
  world.a.call(endpoint("192.0.2.77"));
  world.run_for(seconds{31});
  EXPECT_TRUE(world.a.all<LegEnded>().empty());
  world.run_for(seconds{2});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::timeout);
  EXPECT_EQ(world.a.sent.size(), 7U) << "timer A: 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s";
  world.expect_quiet();
}

TEST(CoreCall, ATargetThatSaysNothingIsGivenUpEarlyWhenAsked) {
  World world;
  Invite invite;
  invite.first_response_max = seconds{5};
  world.a.call(endpoint("192.0.2.77"), invite);
  world.run_for(seconds{4});
  EXPECT_TRUE(world.a.all<LegEnded>().empty());
  world.run_for(seconds{2});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::timeout);
  world.expect_quiet();
}

TEST(CoreCall, AfterItsFirstWordATargetHasItsWholeTimeToAnswer) {
  World world;
  Invite invite;
  invite.first_response_max = seconds{5};
  invite.answer_timeout_max = seconds{20};
  world.a.call(world.b.at, invite);
  world.run_for(seconds{19});
  EXPECT_TRUE(world.a.all<LegEnded>().empty());
  world.run_for(seconds{2});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::timeout);
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::cancelled);
  world.expect_quiet();
}

TEST(CoreCall, WithoutAckThe200IsResentAndThenTheCallEndsByBye) {
  World world;
  answer_calls(world.b);
  world.wire.set_filter([](std::string_view bytes) { return !bytes.starts_with("ACK"); });
  world.a.call(world.b.at);
  world.run_for(seconds{33});
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::timeout);
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::remote_bye);
  const auto oks = std::count_if(world.b.sent.begin(), world.b.sent.end(), [](const auto& bytes) {
    return bytes.starts_with("SIP/2.0 200") && bytes.find("INVITE\r\n") != std::string::npos;
  });
  EXPECT_EQ(oks, 11) << "T1 doubling to T2: 0, 0.5, 1.5, 3.5, 7.5, 11.5, ... 31.5 s";
  world.wire.set_filter({});
  world.expect_quiet();
}

TEST(CoreCall, AByeBeforeTheAckWaitsForTheAck) {
  World world{1, Faults{.loss = 0, .doubled = 0, .delay = milliseconds{50}, .jitter = {}}};
  world.b.behave = [&](const Event& event) {
    if (const auto* call = std::get_if<IncomingCall>(&event)) {
      world.b.core.answer(call->leg, kAnswer, world.b.now());
      world.b.core.hang_up(call->leg, "", world.b.now());
    }
  };
  world.a.call(world.b.at);
  world.run_for(milliseconds{80});
  EXPECT_FALSE(world.b.sent.back().starts_with("BYE"));
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::remote_bye);
  world.expect_quiet();
}

TEST(CoreCall, ASecond2xxOfAForkIsAcknowledgedAndEnded) {
  World world;
  answer_calls(world.b);
  world.a.call(world.b.at);
  world.run_for(seconds{1});
  const auto ok = std::find_if(world.b.sent.begin(), world.b.sent.end(),
                               [](const auto& bytes) { return bytes.starts_with("SIP/2.0 200"); });
  ASSERT_NE(ok, world.b.sent.end());
  std::string other = *ok;
  const std::size_t tag = other.find(";tag=", other.find("To:"));
  other.replace(tag, 9, ";tag=fork");
  world.a.sent.clear();
  for (int copy = 0; copy < 2; ++copy)
    world.a.core.datagram(world.a.flow_to(world.b.at), other, world.a.now());
  ASSERT_EQ(world.a.sent.size(), 3U) << "ACK and BYE, then for the copy only the ACK";
  EXPECT_TRUE(world.a.sent[0].starts_with("ACK"));
  EXPECT_TRUE(world.a.sent[1].starts_with("BYE"));
  EXPECT_TRUE(world.a.sent[2].starts_with("ACK"));
  EXPECT_TRUE(world.a.all<LegEnded>().empty()) << "the first call goes on";
}

TEST(CoreCall, A2xxThatComesAfterTheEndIsAcknowledgedWhateverItsContactIs) {
  World world;
  world.wire.set_filter([](std::string_view) { return false; });
  world.a.call(world.b.at);
  world.run_for(seconds{140});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::timeout);
  const MessagePtr invite = *Message::parse(world.a.sent.front());
  for (const auto& [contact, target] : std::map<std::string, std::string>{
           {"", std::string{invite->to().uri_text}},
           {"<sip:them?no@192.0.2.9:5070;a=b?Subject=x&b=c>", "sip:them?no@192.0.2.9:5070;a=b"}}) {
    auto ok = MessageWriter::response_to(*invite, 200, "OK", world.b.at, "late");
    if (!contact.empty()) ok.header(HeaderId::contact, contact);
    world.a.sent.clear();
    world.a.core.datagram(world.a.flow_to(world.b.at), ok.finish(), world.a.now());
    ASSERT_EQ(world.a.sent.size(), 1U);
    const auto ack = Message::parse(world.a.sent[0]);
    ASSERT_TRUE(ack) << world.a.sent[0];
    EXPECT_EQ((*ack)->method(), Method::ack);
    EXPECT_EQ((*ack)->fault().status, 0) << (*ack)->fault().reason;
    EXPECT_EQ((*ack)->request_uri_text(), target);
  }
}

TEST(CoreCall, APhoneRegisteredWithHeaderPartsIsCalledWithoutThem) {
  World world;
  Invite to_contact;
  to_contact.request_uri = "sip:anna@192.0.2.2:5060?Subject=x";
  world.a.call(world.b.at, std::move(to_contact));
  const auto invite = Message::parse(world.a.sent.front());
  ASSERT_TRUE(invite);
  EXPECT_EQ((*invite)->request_uri_text(), "sip:anna@192.0.2.2:5060");
  EXPECT_EQ((*invite)->fault().status, 0);
}

TEST(CoreCall, EarlyMediaCarriesItsSdp) {
  World world;
  world.b.behave = [&](const Event& event) {
    if (const auto* call = std::get_if<IncomingCall>(&event))
      world.b.core.ring(call->leg, 183, kAnswer, world.b.now());
  };
  world.a.call(world.b.at);
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegRinging>().status, 183);
  EXPECT_EQ(world.a.last<LegRinging>().sdp, kAnswer);
}

TEST(CoreCall, AJumpOfTheWallClockChangesNothing) {
  World world;
  answer_calls(world.b);
  world.a.call(world.b.at);
  world.run_for(seconds{1});
  for (const int hours : {+1, -2}) {
    world.clock.jump_wall(std::chrono::hours{hours});
    world.run_for(seconds{1});
  }
  EXPECT_TRUE(world.a.all<LegEnded>().empty());
  EXPECT_EQ(world.a.core.legs(), 1U);
}

TEST(CoreCall, CommandsOnALegThatIsGoneDoNothing) {
  World world;
  const LegId gone{12345};
  world.a.core.hang_up(gone, "", world.a.now());
  world.a.core.answer(gone, kAnswer, world.a.now());
  world.a.core.reinvite(gone, kOffer, world.a.now());
  EXPECT_TRUE(world.a.sent.empty());
  EXPECT_TRUE(world.a.events.empty());
}

TEST(CoreCall, ACallTooManyEndsOnlyAfterItsLegIsKnown) {
  CoreConfig config;
  config.legs_max = 1;
  World world(1, {}, config);
  world.a.call(world.b.at);
  const std::size_t before = world.a.events.size();
  const LegId refused = world.a.call(world.b.at);
  EXPECT_EQ(world.a.events.size(), before) << "told before the caller has its name";
  world.run_for(milliseconds{1});
  EXPECT_EQ(world.a.last<LegEnded>().leg, refused);
  EXPECT_EQ(world.a.last<LegEnded>().status, 503);
}

TEST(CoreCall, AnUnansweredCallOnALostConnectionEnds) {
  World world;
  Invite invite;
  invite.flow = world.a.flow_to(world.b.at, Transport::tcp);
  invite.request_uri = "sip:1@192.0.2.2";
  invite.sdp = kOffer;
  world.a.core.invite(invite, world.a.now());
  world.run_for(seconds{1});
  world.a.core.flow_closed(invite.flow, world.a.now());
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::transport);
  world.b.core.flow_closed(world.b.flow_to(world.a.at, Transport::tcp), world.b.now());
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::transport);
  world.expect_quiet();
}

}  // namespace
}  // namespace filo::sip::test
