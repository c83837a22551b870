// Requests too big for UDP go by TCP, and by UDP after all where there is no TCP (RFC 3261
// §18.1.1).

#include "protocols/sip/tests/core_harness.h"

namespace filo::sip::test {
namespace {

CoreConfig with_tcp() {
  CoreConfig config;
  config.tcp = true;
  return config;
}

struct Size : testing::Test {
  World world{1, {}, with_tcp()};
  /// How many copies of requests of this method went by this transport.
  int sent_by(const char* method, const char* transport) const {
    const std::string start = std::string{method} + ' ';
    const std::string via = std::string{"Via: SIP/2.0/"} + transport + ' ';
    return static_cast<int>(
        std::count_if(world.b.sent.begin(), world.b.sent.end(), [&](const std::string& bytes) {
          return bytes.starts_with(start) && bytes.find(via) != std::string::npos;
        }));
  }
  LegId call(std::size_t sdp_bytes) {
    Invite invite;
    invite.sdp = kOffer + std::string(sdp_bytes, 'x');
    return world.b.call(world.a.at, invite);
  }
  void refuse_tcp() {
    world.wire.set_filter([](std::string_view bytes) {
      return bytes.find("Via: SIP/2.0/TCP ") == std::string_view::npos;
    });
  }
  void connection_fails() {
    world.b.core.flow_closed(world.b.flow_to(world.a.at, Transport::tcp), world.b.now());
  }
};

TEST_F(Size, ABigInviteGoesByTcpAndItsCallLivesOn) {
  answer_calls(world.a);
  const LegId leg = call(1'300);
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<IncomingCall>().flow.transport, Transport::tcp);
  EXPECT_EQ(world.b.all<LegAnswered>().size(), 1U);
  EXPECT_EQ(sent_by("INVITE", "UDP"), 0);
  EXPECT_EQ(sent_by("INVITE", "TCP"), 1) << "and is not repeated there";
  world.b.core.hang_up(leg, "", world.b.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::remote_bye);
  EXPECT_EQ(sent_by("BYE", "UDP"), 1) << "a small request stays where it was";
  world.expect_quiet();
}

TEST_F(Size, ASmallInviteStaysOnUdp) {
  call(100);
  world.run_for(milliseconds{100});
  EXPECT_EQ(world.a.last<IncomingCall>().flow.transport, Transport::udp);
}

TEST_F(Size, WithoutATcpOfOursEverythingStaysOnUdp) {
  World small;
  Invite invite;
  invite.sdp = std::string(5'000, 'x');
  small.b.call(small.a.at, invite);
  small.run_for(milliseconds{100});
  EXPECT_EQ(small.a.last<IncomingCall>().flow.transport, Transport::udp);
}

TEST_F(Size, ACancelGoesTheWayOfItsInvite) {
  const LegId leg = call(1'300);
  world.run_for(milliseconds{100});
  world.b.core.hang_up(leg, "", world.b.now());
  world.run_for(seconds{1});
  EXPECT_EQ(sent_by("CANCEL", "TCP"), 1);
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::cancelled);
  world.expect_quiet();
}

TEST_F(Size, WhoTakesNoTcpGetsItByUdpAndIsNotAskedAgainForAnHour) {
  answer_calls(world.a);
  refuse_tcp();
  call(1'300);
  world.run_for(milliseconds{100});
  EXPECT_TRUE(world.a.events.empty());
  connection_fails();
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.all<LegAnswered>().size(), 1U);
  EXPECT_EQ(world.a.last<IncomingCall>().flow.transport, Transport::udp);

  call(1'300);
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.all<LegAnswered>().size(), 2U);
  EXPECT_EQ(sent_by("INVITE", "TCP"), 1) << "the first time only";

  world.run_for(std::chrono::hours{1});
  call(1'300);
  world.run_for(seconds{1});
  EXPECT_EQ(sent_by("INVITE", "TCP"), 2);
}

TEST_F(Size, AConnectionThatDiesAfterTheFirstAnswerEndsTheCall) {
  const LegId leg = call(1'300);
  world.run_for(milliseconds{100});
  ASSERT_FALSE(world.a.events.empty()) << "100 has come back";
  connection_fails();
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.last<LegEnded>().leg, leg);
  EXPECT_EQ(world.b.last<LegEnded>().kind, EndKind::transport);
}

TEST_F(Size, AnOfferInsideADialogFollowsTheRuleToo) {
  answer_calls(world.a);
  const LegId leg = call(100);
  world.run_for(seconds{1});
  world.b.core.reinvite(leg, kOffer + std::string(1'300, 'x'), world.b.now());
  world.run_for(milliseconds{100});
  world.a.core.accept_reoffer(world.a.last<LegReoffered>().leg, kAnswer, world.a.now());
  world.run_for(seconds{1});
  EXPECT_EQ(sent_by("INVITE", "TCP"), 1);
  EXPECT_EQ(world.b.last<LegReofferDone>().status, 200);
}

}  // namespace
}  // namespace filo::sip::test
