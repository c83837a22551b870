// Agents call numbers outside, on their phones and from the desk.

#include "domain/calls/call_log.h"
#include "sim/tests/switch.h"

namespace filo::sim {
namespace {

using app::CallState;
using calls::CallsOut;
using calls::Outcome;
using calls::SegmentKind;

constexpr const char* kCustomer = "+390299887766";
constexpr const char* kAbroad = "+33123456789";

struct DialOut : Story {
  Phone& anna = world.add_agent("anna", {queue});
  AgentId bea = world.add_browser_agent("bea", {queue});
  Phone& customer = world.add_outside_phone();

  void SetUp() override {
    world.allow_calls_out("anna", CallsOut::national);
    world.allow_calls_out("bea", CallsOut::national);
    world.run_for(1s);
  }
  void TearDown() override {
    world.director().close_browser_phone(bea);
    Story::TearDown();
  }
  acd::AgentState state(AgentId agent) { return world.director().dispatcher().agent(agent)->state; }
  acd::AgentState state(const char* name) { return view(name).state; }
  app::MyState mine(AgentId agent) { return *world.director().my_state(agent); }
  app::MyState beas() { return mine(bea); }
  Result<CallId> desk_dials(const std::string& number) {
    return world.director().dial(bea, {.number = number});
  }
  /// Why the desk may not dial; empty when it may.
  std::string refusal(const std::string& number) {
    const auto dialled = desk_dials(number);
    return dialled ? "" : dialled.error().key;
  }
  bool has_sound(const Phone& phone) { return bool(world.media().peer(leg_to(phone))); }
  calls::CallRecord last_record() { return world.records().rbegin()->second; }
};

TEST_F(DialOut, APhoneCallsACustomerAndTheRecordTellsIt) {
  world.change([](app::LiveCentre& c) { c.trunks.front().shown = "+390551000000"; });
  world.dial(anna, "0299887766");
  world.run_for(1s);
  EXPECT_EQ(customer.line(), Line::ringing);
  EXPECT_EQ(customer.dialled(), kCustomer) << "E.164, whatever was dialled";
  EXPECT_EQ(customer.called_by(), "+390551000000");
  EXPECT_EQ(anna.last_progress(), 180);
  EXPECT_EQ(anna.line(), Line::dialling);
  EXPECT_EQ(state("anna"), acd::AgentState::busy);
  world.run_for(3s);
  EXPECT_EQ(anna.line(), Line::talking);
  EXPECT_EQ(world.media().peer(leg_to(anna)), leg_to(customer));
  world.run_for(10s);
  customer.hang_up();
  world.run_for(1s);
  EXPECT_EQ(anna.line(), Line::idle);
  EXPECT_EQ(state("anna"), acd::AgentState::ready) << "and no wrap-up";

  const calls::CallRecord record = last_record();
  EXPECT_EQ(record.direction, calls::Direction::out);
  EXPECT_EQ(record.ani, "+390551000000");
  EXPECT_EQ(record.dnis, kCustomer);
  EXPECT_EQ(record.agent, world.agent_id("anna"));
  EXPECT_EQ(record.customer, CustomerId{1}) << "found by the number";
  EXPECT_FALSE(record.ticket) << "no ticket by itself";
  EXPECT_EQ(record.outcome, Outcome::answered);
  EXPECT_EQ(record.cause, "called_hang_up");
  ASSERT_EQ(record.segments.size(), 2u);
  EXPECT_EQ(record.segments[0].kind, SegmentKind::ring);
  EXPECT_EQ(record.segments[1].kind, SegmentKind::talk);
  EXPECT_EQ(record.segments[1].agent, world.agent_id("anna"));
}

TEST_F(DialOut, ItCountsInTheAgentsHandlingTimeAndInNoQueue) {
  world.dial(anna, kCustomer);
  world.run_for(12s);
  anna.hang_up();
  world.run_for(1s);
  const auto me = world.ledger().agent(TenantId{1}, world.agent_id("anna"));
  EXPECT_EQ(me.answered, 0) << "nobody offered it to her";
  EXPECT_GT(me.handling_ms, 8'000);
  EXPECT_EQ(world.ledger().tenant(TenantId{1}).offered, 0);
  EXPECT_EQ(world.ledger().queue(TenantId{1}, queue).offered, 0);
}

TEST_F(DialOut, TheDeskCallsAboutATicketAndItsCallBarHasEveryButton) {
  const auto dialled =
      world.director().dial(bea, {.number = "02 9988 7766",
                                  .customer = app::CallerMatch{CustomerId{42}, "Carla", "ACME"},
                                  .ticket = TicketId{77}});
  ASSERT_TRUE(dialled.has_value());
  EXPECT_EQ(beas().call->state, CallState::ringing);
  EXPECT_EQ(beas().call->direction, app::CallDirection::out);
  EXPECT_EQ(beas().call->customer->name, "Carla");
  EXPECT_EQ(beas().call->ticket_id, TicketId{77});
  EXPECT_FALSE(beas().call->ringing_back) << "the network has not said so";
  world.run_for(1s);
  EXPECT_TRUE(beas().call->ringing_back);
  world.run_for(2s);
  ASSERT_EQ(beas().call->state, CallState::talking);
  EXPECT_FALSE(beas().call->ringing_back);
  EXPECT_TRUE(has_sound(customer));

  app::CallDirector& director = world.director();
  ASSERT_TRUE(director.hold(bea, *dialled).has_value());
  EXPECT_EQ(heard(customer), std::vector<std::string>{"music"});
  world.run_for(3s);
  ASSERT_TRUE(director.resume(bea, *dialled).has_value());
  EXPECT_TRUE(has_sound(customer));
  ASSERT_TRUE(director.mute(bea, *dialled, true).has_value());
  EXPECT_TRUE(beas().call->muted);
  ASSERT_TRUE(director.send_digits(bea, *dialled, "1#").has_value());
  world.run_for(5s);
  ASSERT_TRUE(director.hang_up(bea, *dialled).has_value());
  world.run_for(1s);
  EXPECT_EQ(customer.line(), Line::idle);
  EXPECT_FALSE(beas().call.has_value());
  EXPECT_FALSE(beas().failed_dial.has_value());
  const calls::CallRecord record = last_record();
  EXPECT_EQ(record.customer, CustomerId{42});
  EXPECT_EQ(record.ticket, TicketId{77});
  EXPECT_EQ(record.cause, "agent_hang_up");
  EXPECT_EQ(record.segments.size(), 4u) << "ring, talk, hold, talk";
}

TEST_F(DialOut, SoundBeforeTheAnswerReachesWhoDialled) {
  customer.set_manners({.after = 5s, .early = true});
  world.dial(anna, kCustomer);
  world.run_for(2s);
  EXPECT_TRUE(anna.hears_early());
  EXPECT_EQ(anna.last_progress(), 183);
  EXPECT_EQ(world.media().peer(leg_to(anna)), leg_to(customer));
  world.run_for(5s);
  EXPECT_EQ(anna.line(), Line::talking);
  EXPECT_EQ(world.media().peer(leg_to(anna)), leg_to(customer));
  anna.hang_up();
  world.run_for(1s);

  const auto dialled = desk_dials(kCustomer);
  world.run_for(2s);
  EXPECT_FALSE(beas().call->ringing_back) << "two tones at once";
  EXPECT_EQ(beas().call->state, CallState::ringing);
  EXPECT_TRUE(has_sound(customer));
  EXPECT_TRUE(world.director().hang_up(bea, *dialled).has_value());
}

TEST_F(DialOut, AFaultThatTheNetworkSpeaksIsHeardAndTold) {
  customer.set_manners(
      {.reaction = Reaction::refuse, .after = 4s, .refuse_with = 404, .early = true});
  world.dial(anna, kCustomer);
  world.run_for(2s);
  EXPECT_TRUE(has_sound(anna)) << "'the number you have dialled ...'";
  world.run_for(4s);
  EXPECT_EQ(anna.last_status(), 404);
  EXPECT_EQ(last_record().cause, "wrong_number");
}

TEST_F(DialOut, WhyNobodyAnsweredIsToldToThePhoneTheDeskAndTheRecord) {
  struct Case {
    int status;
    int told;
    const char* cause;
  };
  for (const Case& c :
       {Case{486, 486, "busy"}, Case{600, 600, "busy"}, Case{404, 404, "wrong_number"},
        Case{480, 480, "no_answer"}, Case{603, 603, "declined"}, Case{503, 503, "no_route"},
        Case{403, 503, "no_route"}}) {
    customer.set_manners({.reaction = Reaction::refuse, .after = 1s, .refuse_with = c.status});
    world.dial(anna, kCustomer);
    world.run_for(3s);
    EXPECT_EQ(anna.last_status(), c.told) << c.status;
    EXPECT_EQ(last_record().cause, c.cause) << c.status;
    EXPECT_EQ(last_record().outcome, Outcome::failed) << c.status;
    EXPECT_EQ(last_record().agent, world.agent_id("anna")) << "who dialled, answered or not";

    const auto dialled = desk_dials(kCustomer);
    ASSERT_TRUE(dialled.has_value());
    world.run_for(3s);
    ASSERT_TRUE(beas().failed_dial.has_value()) << c.status;
    EXPECT_EQ(beas().failed_dial->call_id, *dialled);
    EXPECT_EQ(beas().failed_dial->cause, c.cause);
    EXPECT_EQ(beas().failed_dial->number, kCustomer);
    EXPECT_FALSE(beas().call.has_value());
    EXPECT_EQ(state(bea), acd::AgentState::ready);
  }
}

TEST_F(DialOut, NobodyAnswersForAMinute) {
  customer.set_manners({.reaction = Reaction::ignore});
  world.dial(anna, kCustomer);
  world.run_for(62s);
  EXPECT_EQ(anna.last_status(), 480);
  EXPECT_EQ(customer.line(), Line::idle);
  EXPECT_EQ(last_record().cause, "no_answer");
}

TEST_F(DialOut, ANetworkThatSaysNothingIsNoRoute) {
  customer.die();
  world.dial(anna, kCustomer);
  world.run_for(10s);
  EXPECT_EQ(anna.last_status(), 503);
  EXPECT_EQ(last_record().cause, "no_route");
}

TEST_F(DialOut, WhoGivesUpWhileItRingsEndsTheRinging) {
  customer.set_manners({.reaction = Reaction::ignore});
  world.dial(anna, kCustomer);
  world.run_for(2s);
  anna.hang_up();
  world.run_for(1s);
  EXPECT_EQ(customer.line(), Line::idle);
  EXPECT_EQ(last_record().cause, "cancelled");
  EXPECT_EQ(last_record().ended_by, calls::EndedBy::agent);

  const auto dialled = desk_dials(kCustomer);
  world.run_for(2s);
  EXPECT_TRUE(world.director().hang_up(bea, *dialled).has_value());
  world.run_for(1s);
  EXPECT_EQ(customer.line(), Line::idle);
  EXPECT_EQ(last_record().cause, "cancelled");
  EXPECT_FALSE(beas().failed_dial.has_value()) << "he knows";
}

TEST_F(DialOut, TheRightToDialIsEachAgentsOwn) {
  world.dial(anna, kAbroad);
  world.run_for(1s);
  EXPECT_EQ(anna.last_status(), 403) << "national";
  EXPECT_EQ(refusal(kAbroad), "call.not_allowed");
  world.allow_calls_out("anna", CallsOut::international);
  world.dial(anna, kAbroad);
  world.run_for(1s);
  EXPECT_EQ(customer.dialled(), kAbroad);
  anna.hang_up();
  world.run_for(1s);
  world.allow_calls_out("anna", CallsOut::none);
  world.allow_calls_out("bea", CallsOut::none);
  world.dial(anna, kCustomer);
  world.run_for(1s);
  EXPECT_EQ(anna.last_status(), 403);
  EXPECT_EQ(refusal(kCustomer), "call.not_allowed");
  EXPECT_EQ(refusal("12"), "call.not_a_number");
  EXPECT_EQ(world.director().calls(), 0u);
}

TEST_F(DialOut, EmergencyNumbersAreEverybodysAndGoOutAsDialled) {
  world.allow_calls_out("anna", CallsOut::none);
  world.add_agent("118", {queue});  // an extension that nobody should have given
  world.run_for(1s);
  for (const char* number : {"112", "118"}) {
    world.dial(anna, number);
    world.run_for(4s);
    EXPECT_EQ(anna.line(), Line::talking) << number;
    EXPECT_EQ(customer.dialled(), number);
    EXPECT_EQ(last_record().dnis, number);
    anna.hang_up();
    world.run_for(1s);
  }
}

TEST_F(DialOut, AnOfferOfTheSameInstantGoesBeforeTheDial) {
  Phone& caller = call();
  while (!beas().offer && anna.line() == Line::idle) world.run_for(100ms);
  const bool is_anna = anna.line() == Line::ringing;
  const AgentId rung = is_anna ? world.agent_id("anna") : bea;
  if (is_anna) (void)world.director().set_presence(bea, app::Presence::paused, {}).has_value();
  const auto dialled = world.director().dial(rung, {.number = kCustomer});
  ASSERT_FALSE(dialled.has_value());
  EXPECT_EQ(dialled.error().key, is_anna ? "call.dial_on_phone" : "call.agent_busy");
  EXPECT_EQ(world.director().calls(), 1u) << "the caller is not touched";
  caller.hang_up();
}

TEST_F(DialOut, NoQueueRingsWhoDialsAndWhoTalksCannotDial) {
  customer.set_manners({.reaction = Reaction::ignore});
  anna.unregister();
  world.run_for(1s);
  ASSERT_TRUE(desk_dials(kCustomer).has_value());
  Phone& caller = call();
  world.run_for(10s);
  EXPECT_FALSE(beas().offer.has_value());
  EXPECT_EQ(refusal(kAbroad), "call.agent_busy") << "one agent, one call";
  EXPECT_TRUE(world.director().hang_up(bea, beas().call->id).has_value());
  world.run_for(1s);
  ASSERT_TRUE(beas().offer.has_value()) << "free for those who wait";
  ASSERT_TRUE(world.director().accept(bea, beas().offer->id).has_value());
  EXPECT_EQ(refusal(kCustomer), "call.agent_busy");
  EXPECT_EQ(beas().call->direction, app::CallDirection::in);
  world.run_for(1s);
  caller.hang_up();
}

TEST_F(DialOut, ATrunkCarriesNoMoreThanItsLines) {
  world.change([](app::LiveCentre& c) { c.trunks.front().calls_max = 1; });
  ASSERT_TRUE(desk_dials(kCustomer).has_value());
  world.dial(anna, kCustomer);
  world.run_for(1s);
  EXPECT_EQ(anna.last_status(), 503);
  Phone& caller = call();
  world.run_for(1s);
  EXPECT_EQ(caller.last_status(), 486) << "the other way as well";
  EXPECT_TRUE(world.director().hang_up(bea, beas().call->id).has_value());
  world.run_for(1s);
  world.dial(anna, kCustomer);
  world.run_for(4s);
  EXPECT_EQ(anna.line(), Line::talking) << "the line is free again";
  EXPECT_EQ(refusal(kCustomer), "call.no_route");
  const auto help = desk_dials("112");
  ASSERT_TRUE(help.has_value()) << "the network may say no, we do not";
  EXPECT_TRUE(world.director().hang_up(bea, *help).has_value());
  anna.hang_up();
  world.run_for(1s);
  world.change([](app::LiveCentre& c) { c.trunks.clear(); });
  EXPECT_EQ(refusal(kCustomer), "call.no_route");
}

TEST_F(DialOut, EachTrunkCarriesTheNumbersOfItsCountryAndNoneReadsThemAnew) {
  world.change([](app::LiveCentre& c) {
    app::LiveTrunk paris = c.trunks.front();
    paris.id = TrunkId{2};
    paris.country = "FR";
    paris.shown = "+33140200200";
    c.trunks.push_back(paris);
  });
  world.dial(anna, kAbroad);
  world.run_for(1s);
  EXPECT_EQ(customer.dialled(), kAbroad) << "national in Paris";
  EXPECT_EQ(customer.called_by(), "+33140200200");
  anna.hang_up();
  world.run_for(1s);
  world.change([](app::LiveCentre& c) { c.trunks.front().calls_max = 0; });
  EXPECT_EQ(refusal("0299887766"), "call.no_route") << "not +33 2 99 88 77 66";
  world.allow_calls_out("anna", CallsOut::international);
  world.dial(anna, "0299887766");
  world.run_for(1s);
  EXPECT_EQ(customer.dialled(), kCustomer) << "by the other trunk, as the first one read it";
  anna.hang_up();
}

TEST_F(DialOut, NoPortsIsToldAndLeavesNothing) {
  world.media().set_ports_left(1);
  world.dial(anna, kCustomer);
  world.run_for(1s);
  EXPECT_EQ(anna.last_status(), 503);
  world.media().set_ports_left(0);
  EXPECT_EQ(refusal(kCustomer), "call.no_route");
  EXPECT_EQ(world.director().calls(), 0u);
  EXPECT_EQ(state(bea), acd::AgentState::ready);
}

TEST_F(DialOut, ABrowserThatVanishesInMidCallHasTimeToComeBack) {
  const auto dialled = desk_dials(kCustomer);
  world.run_for(4s);
  ASSERT_EQ(beas().call->state, CallState::talking);
  world.director().close_browser_phone(bea);
  EXPECT_EQ(heard(customer), std::vector<std::string>{"music"});
  world.run_for(10s);
  ASSERT_TRUE(world.director().open_browser_phone(bea, "again").has_value());
  EXPECT_TRUE(has_sound(customer));
  world.run_for(40s);
  EXPECT_EQ(customer.line(), Line::talking);
  world.director().close_browser_phone(bea);
  world.run_for(31s);
  EXPECT_EQ(customer.line(), Line::idle);
  EXPECT_EQ(last_record().cause, "agent_lost");
}

TEST_F(DialOut, ABrowserThatVanishesWhileItRingsEndsTheCallAndAReloadDoesNot) {
  customer.set_manners({.after = 10s});
  ASSERT_TRUE(desk_dials(kCustomer).has_value());
  world.run_for(2s);
  ASSERT_TRUE(world.director().open_browser_phone(bea, "reloaded").has_value());
  world.run_for(10s);
  EXPECT_EQ(beas().call->state, CallState::talking);
  EXPECT_TRUE(has_sound(customer));
  EXPECT_TRUE(world.director().hang_up(bea, beas().call->id).has_value());
  world.run_for(1s);

  customer.set_manners({.reaction = Reaction::ignore});
  ASSERT_TRUE(desk_dials(kCustomer).has_value());
  world.run_for(2s);
  world.director().close_browser_phone(bea);
  world.run_for(1s);
  EXPECT_EQ(customer.line(), Line::idle);
  EXPECT_EQ(last_record().cause, "agent_lost");
}

TEST_F(DialOut, ADeskWithoutSoundAndADeskPhoneCannotDialFromTheScreen) {
  EXPECT_EQ(world.director().dial(world.agent_id("anna"), {.number = kCustomer}).error().key,
            "call.dial_on_phone");
  world.director().close_browser_phone(bea);
  EXPECT_EQ(refusal(kCustomer), "phone.no_sound");
}

TEST(DialOutAndRestart, ACallThatIsCutOffIsClosedAsAnswered) {
  Switch t;
  Phone& anna = t.world.add_agent("anna", {t.queue});
  t.world.allow_calls_out("anna", CallsOut::national);
  t.world.add_outside_phone();
  t.world.run_for(1s);
  t.world.dial(anna, kCustomer);
  t.world.run_for(8s);
  calls::CallRecord record = t.record();
  EXPECT_FALSE(record.outcome.has_value());
  t.world.restart_server();
  ASSERT_TRUE(calls::close_interrupted(record, record.started_at + 9s));
  EXPECT_EQ(record.outcome, Outcome::answered);
  EXPECT_EQ(record.cause, "server_restart");
  EXPECT_EQ(record.agent, t.world.agent_id("anna"));
  EXPECT_EQ(calls::caller_time(record), *record.ended_at - record.started_at);
  anna.hang_up();
  t.world.run_for(3min);
  EXPECT_EQ(t.world.fault() + t.world.leftovers(), "");
}

TEST_F(DialOut, ASupervisorFreesWhoIsStuckInADialledCall) {
  customer.set_manners({.reaction = Reaction::ignore});
  ASSERT_TRUE(desk_dials(kCustomer).has_value());
  world.run_for(1s);
  EXPECT_TRUE(world.director().release(bea).has_value());
  world.run_for(1s);
  EXPECT_EQ(customer.line(), Line::idle);
  EXPECT_EQ(state(bea), acd::AgentState::ready);
  EXPECT_EQ(last_record().cause, "released");
}

TEST_F(DialOut, ARightThatIsTakenAwayEndsNoCall) {
  world.dial(anna, kCustomer);
  world.run_for(4s);
  world.allow_calls_out("anna", CallsOut::none);
  world.run_for(5s);
  EXPECT_EQ(anna.line(), Line::talking);
  anna.hang_up();
}

TEST_F(DialOut, WrapUpWaitsWhileTheAgentCallsBack) {
  ASSERT_TRUE(world.director().set_presence(bea, app::Presence::offline, {}).has_value());
  Phone& caller = call();
  world.run_for(10s);
  ASSERT_EQ(anna.line(), Line::talking);
  caller.hang_up();
  world.run_for(1s);
  ASSERT_EQ(state("anna"), acd::AgentState::wrap_up);
  world.dial(anna, kCustomer);
  world.run_for(20s);
  EXPECT_EQ(state("anna"), acd::AgentState::busy);
  anna.hang_up();
  world.run_for(1s);
  EXPECT_EQ(state("anna"), acd::AgentState::wrap_up) << "what was left of it";
  world.run_for(5s);
  EXPECT_EQ(state("anna"), acd::AgentState::ready);
}

TEST_F(DialOut, HangUpInEveryStateAndFromBothSidesLeavesNothing) {
  hang_up_in_every_state(anna, customer, kCustomer, {"anna"},
                         [&](int tenth) { customer.set_manners({.early = tenth % 4 < 2}); });
}

// --- colleagues, from the desk -----------------------------------------------------------------

TEST_F(DialOut, TheDeskCallsAColleaguesPhoneAndBothSeeTheCall) {
  const auto dialled = desk_dials("anna");
  ASSERT_TRUE(dialled.has_value());
  world.run_for(1s);
  EXPECT_EQ(anna.line(), Line::ringing);
  EXPECT_EQ(anna.called_by(), "bea");
  EXPECT_TRUE(beas().call->ringing_back);
  world.run_for(2s);
  EXPECT_EQ(anna.line(), Line::talking);
  EXPECT_EQ(mine(world.agent_id("anna")).call->direction, app::CallDirection::in);
  EXPECT_EQ(beas().call->direction, app::CallDirection::out);
  EXPECT_TRUE(world.director().hold(bea, *dialled).has_value());
  EXPECT_EQ(heard(anna), std::vector<std::string>{"music"});
  EXPECT_TRUE(world.director().hang_up(world.agent_id("anna"), *dialled).has_value());
  world.run_for(1s);
  EXPECT_EQ(anna.line(), Line::idle);
  EXPECT_EQ(state(bea), acd::AgentState::ready);
  EXPECT_EQ(world.ledger().agent(TenantId{1}, bea).handling_ms, 0) << "in nobody's figures";
}

TEST_F(DialOut, TwoDesksTalkHoldAndMuteEachForThemselves) {
  const AgentId carla = world.add_browser_agent("carla", {queue});
  world.run_for(1s);
  app::CallDirector& director = world.director();
  const auto dialled = desk_dials("carla");
  ASSERT_TRUE(dialled.has_value());
  world.run_for(1s);
  ASSERT_TRUE(mine(carla).offer.has_value());
  EXPECT_FALSE(mine(carla).call.has_value());
  EXPECT_EQ(mine(carla).offer->ani, "bea");
  EXPECT_TRUE(beas().call->ringing_back);
  EXPECT_FALSE(beas().offer.has_value()) << "it is not for her who dialled";
  EXPECT_FALSE(director.accept(bea, mine(carla).offer->id).has_value());
  ASSERT_TRUE(director.accept(carla, mine(carla).offer->id).has_value());
  EXPECT_EQ(beas().call->state, CallState::talking);
  EXPECT_EQ(mine(carla).call->id, *dialled);
  ASSERT_TRUE(director.mute(carla, *dialled, true).has_value());
  EXPECT_TRUE(mine(carla).call->muted);
  EXPECT_FALSE(beas().call->muted);
  ASSERT_TRUE(director.hold(carla, *dialled).has_value());
  EXPECT_EQ(beas().call->state, CallState::held);
  ASSERT_TRUE(director.resume(bea, *dialled).has_value());
  EXPECT_EQ(mine(carla).call->state, CallState::talking);
  director.close_browser_phone(carla);
  world.run_for(5s);
  EXPECT_TRUE(beas().call.has_value()) << "she may come back";
  ASSERT_TRUE(director.open_browser_phone(carla, "again").has_value());
  director.close_browser_phone(bea);
  EXPECT_EQ(director.calls(), 1u);
  director.close_browser_phone(carla);
  EXPECT_EQ(director.calls(), 0u) << "nobody is left to wait for";
}

TEST_F(DialOut, AColleagueWhoDeclinesDoesNotAnswerOrIsBusyIsTold) {
  const AgentId carla = world.add_browser_agent("carla", {queue});
  world.run_for(1s);
  ASSERT_TRUE(desk_dials("carla").has_value());
  ASSERT_TRUE(world.director().decline(carla, mine(carla).offer->id).has_value());
  EXPECT_EQ(beas().failed_dial->cause, "busy");
  ASSERT_TRUE(desk_dials("carla").has_value());
  world.run_for(61s);
  EXPECT_EQ(beas().failed_dial->cause, "no_answer");
  EXPECT_FALSE(mine(carla).offer.has_value());
  world.dial(anna, kCustomer);
  world.run_for(1s);
  EXPECT_EQ(refusal("anna"), "call.colleague_busy");
  anna.hang_up();
  world.director().close_browser_phone(carla);
  EXPECT_EQ(refusal("carla"), "call.colleague_away");
}

}  // namespace
}  // namespace filo::sim
