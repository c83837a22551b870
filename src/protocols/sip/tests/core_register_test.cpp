// Registration with digest between two cores, who may call, expiry, and our own registration.

#include "protocols/sip/tests/core_harness.h"

namespace filo::sip::test {
namespace {

/// B registers at A as `user`; B's server is A.
ClientId register_b(World& world, const std::string& password, Duration expires = seconds{120}) {
  world.a.trusts = {};
  world.a.add_user("anna", "secret");
  return world.b.core.register_client({.flow = world.b.flow_to(world.a.at),
                                       .server_uri = "sip:192.0.2.1",
                                       .user = "anna",
                                       .password = password,
                                       .display = "",
                                       .expires = expires},
                                      world.b.now());
}

TEST(CoreRegister, WithTheRightPasswordGivesABindingByTheFlowItCameFrom) {
  World world;
  register_b(world, "secret");
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<Registered>().user, "anna");
  EXPECT_EQ(world.b.last<RegisteredAtServer>().expires, seconds{120});
  const auto binding = world.a.core.binding("anna");
  ASSERT_TRUE(binding);
  EXPECT_EQ(binding->flow.remote, world.b.at);
  EXPECT_EQ(binding->contact, "sip:anna@192.0.2.2:5060");
  EXPECT_TRUE(world.a.core.has_registration_from(endpoint("192.0.2.2", 9)));
  EXPECT_FALSE(world.a.core.has_registration_from(endpoint("192.0.2.3")));
}

TEST(CoreRegister, IsRenewedBeforeItExpires) {
  World world;
  register_b(world, "secret");
  world.run_for(std::chrono::minutes{20});
  EXPECT_TRUE(world.a.all<Unregistered>().empty());
  EXPECT_GE(world.a.all<Registered>().size(), 10U);
  EXPECT_TRUE(world.a.core.binding("anna"));
}

TEST(CoreRegister, ExpiresWhenThePhoneIsSilentAndTellsSoOnce) {
  World world;
  register_b(world, "secret");
  world.run_for(seconds{1});
  world.wire.set_filter([](std::string_view) { return false; });
  world.run_for(seconds{118});
  EXPECT_TRUE(world.a.core.binding("anna"));
  world.run_for(seconds{3});
  EXPECT_FALSE(world.a.core.binding("anna"));
  ASSERT_EQ(world.a.all<Unregistered>().size(), 1U);
  EXPECT_TRUE(world.a.last<Unregistered>().expired);
}

TEST(CoreRegister, IsGivenBackByExpiresZero) {
  World world;
  const ClientId client = register_b(world, "secret");
  world.run_for(seconds{1});
  world.b.core.unregister_client(client, world.b.now());
  world.run_for(seconds{1});
  EXPECT_FALSE(world.a.core.binding("anna"));
  EXPECT_FALSE(world.a.last<Unregistered>().expired);
  world.expect_quiet();
}

TEST(CoreRegister, AWrongPasswordAndAnUnknownUserLookAlike) {
  std::vector<std::string> answers[2];
  for (int round = 0; round < 2; ++round) {
    World world;
    register_b(world, "wrong");
    if (round == 1) world.a.users.clear();
    world.run_for(seconds{1});
    EXPECT_EQ(world.b.last<RegisterFailed>().status, 401);
    EXPECT_GE(world.a.auth_failures, 1);
    EXPECT_FALSE(world.a.core.binding("anna"));
    answers[round] = world.a.sent;
  }
  EXPECT_EQ(answers[0], answers[1]) << "byte for byte, with the same seed";
}

TEST(CoreRegister, TooShortIs423AndTheClientObeys) {
  World world;
  register_b(world, "secret", seconds{20});
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.last<RegisteredAtServer>().expires, seconds{60});
}

TEST(CoreRegister, SurvivesTwentyPercentLoss) {
  World world{
      5,
      Faults{.loss = 0.2, .doubled = 0.2, .delay = milliseconds{20}, .jitter = milliseconds{200}}};
  register_b(world, "secret");
  world.run_for(std::chrono::minutes{30});
  EXPECT_TRUE(world.a.core.binding("anna"));
  EXPECT_LE(world.a.all<Unregistered>().size(), 1U);
}

TEST(CoreRegister, SurvivesARestartOfTheServerWithTheTimeThatRemains) {
  World world;
  register_b(world, "secret", seconds{600});
  world.run_for(seconds{1});
  const auto saved = world.a.core.bindings("anna", world.a.now());
  ASSERT_EQ(saved.size(), 1U);

  Node reborn{world, endpoint("192.0.2.1"), 77};
  reborn.add_user("anna", "secret");
  world.clock.advance(seconds{100});
  reborn.core.restore(saved, reborn.now());
  EXPECT_EQ(reborn.last<Registered>().user, "anna");
  // Of the 600, 1 had passed when it was kept (less the way there) and 100 since.
  EXPECT_GT(reborn.last<Registered>().expires, seconds{499});
  EXPECT_LT(reborn.last<Registered>().expires, seconds{500});
  ASSERT_TRUE(reborn.core.binding("anna"));
  EXPECT_EQ(reborn.core.binding("anna")->flow.remote, world.b.at);
  EXPECT_TRUE(reborn.core.has_registration_from(world.b.at));
  world.clock.advance(seconds{501});
  reborn.core.advance(reborn.now());
  EXPECT_TRUE(reborn.last<Unregistered>().expired) << "and ends when it would have";
}

TEST(CoreRegister, ARestartBringsNoStreamsAndNoStrangersBack) {
  World world;
  register_b(world, "secret");
  world.run_for(seconds{1});
  auto saved = world.a.core.bindings("anna", world.a.now());
  ASSERT_EQ(saved.size(), 1U);
  Node reborn{world, endpoint("192.0.2.1"), 77};
  reborn.core.restore(saved, reborn.now());
  EXPECT_FALSE(reborn.core.binding("anna")) << "the user is no more";
  reborn.add_user("anna", "secret");
  saved[0].flow.transport = Transport::tcp;
  reborn.core.restore(saved, reborn.now());
  EXPECT_FALSE(reborn.core.binding("anna")) << "its connection died with the server";
  EXPECT_TRUE(reborn.events.empty());
}

TEST(CoreRegister, ALostConnectionUnregistersAtOnce) {
  World world;
  world.a.trusts = {};
  world.a.add_user("anna", "secret");
  const Flow flow = world.b.flow_to(world.a.at, Transport::tcp);
  world.b.core.register_client({.flow = flow,
                                .server_uri = "sip:192.0.2.1",
                                .user = "anna",
                                .password = "secret",
                                .display = ""},
                               world.b.now());
  world.run_for(seconds{1});
  ASSERT_TRUE(world.a.core.binding("anna"));
  world.a.core.flow_closed(world.a.core.binding("anna")->flow, world.a.now());
  EXPECT_FALSE(world.a.core.binding("anna"));
  EXPECT_TRUE(world.a.last<Unregistered>().expired);
}

TEST(CoreAuth, APhoneCallsWithItsPasswordAndOnlyAsItself) {
  World world;
  world.a.trusts = {};
  world.a.add_user("anna", "secret");
  Invite invite;
  invite.from_user = "anna";
  invite.auth_user = "anna";
  invite.auth_password = "secret";
  world.b.call(world.a.at, invite);
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<IncomingCall>().auth_user, "anna");
  EXPECT_EQ(world.a.last<IncomingCall>().trunk, "");

  invite.from_user = "boss";
  world.b.call(world.a.at, invite);
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.last<LegEnded>().status, 403);
  EXPECT_EQ(world.a.all<IncomingCall>().size(), 1U);
}

TEST(CoreAuth, AStrangerIsChallengedAndCostsNoMemory) {
  World world;
  world.a.trusts = {};
  world.b.call(world.a.at);
  world.run_for(milliseconds{50});
  EXPECT_EQ(world.b.last<LegEnded>().status, 401);
  EXPECT_TRUE(world.a.events.empty());
  EXPECT_EQ(world.a.core.legs(), 0U);
  EXPECT_EQ(world.a.core.transactions(), 0U);
}

TEST(CoreAuth, AWrongPasswordOfOursGivesUpAfterTheSecondChallenge) {
  World world;
  world.a.trusts = {};
  world.a.add_user("anna", "secret");
  Invite invite;
  invite.from_user = invite.auth_user = "anna";
  invite.auth_password = "wrong";
  world.b.call(world.a.at, invite);
  world.run_for(seconds{5});
  EXPECT_EQ(world.b.last<LegEnded>().status, 401);
  EXPECT_EQ(world.a.auth_failures, 1);
  world.expect_quiet();
}

TEST(CoreAuth, TheWholeCallOfAPhoneWorksBothWays) {
  World world;
  world.a.trusts = {};
  world.a.add_user("anna", "secret");
  answer_calls(world.a);
  Invite invite;
  invite.from_user = invite.auth_user = "anna";
  invite.auth_password = "secret";
  const LegId leg = world.b.call(world.a.at, invite);
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.all<LegAnswered>().size(), 1U);
  world.b.core.reinvite(leg, kOffer, world.b.now());
  world.run_for(seconds{1});
  world.a.core.accept_reoffer(world.a.last<LegReoffered>().leg, kAnswer, world.a.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.last<LegReofferDone>().status, 200);
  world.b.core.hang_up(leg, "", world.b.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::remote_bye);
  world.expect_quiet();
}

TEST(CorePing, TellsWhoIsAliveAndWhoIsNot) {
  World world;
  world.a.core.ping(world.a.flow_to(world.b.at), world.a.now());
  world.run_for(seconds{1});
  EXPECT_TRUE(world.a.last<Pinged>().alive);
  EXPECT_EQ(world.a.last<Pinged>().status, 200);
  world.a.core.ping(world.a.flow_to(endpoint("192.0.2.77")), world.a.now());
  world.run_for(seconds{33});
  EXPECT_FALSE(world.a.last<Pinged>().alive);
  EXPECT_EQ(world.a.all<Pinged>().size(), 2U);
  world.expect_quiet();
}

}  // namespace
}  // namespace filo::sip::test
