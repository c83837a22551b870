// The day of a switchboard as stories: real signalling, flows, queues and records under virtual
// time.

#include "sim/tests/switch.h"

namespace filo::sim {
namespace {

struct Desk : Story {
  calls::CallRecord only_record() {
    EXPECT_EQ(world.records().size(), 1u);
    return record();
  }
};

TEST_F(Desk, ACallPassesTheFlowRingsAnAgentAndBothHearEachOther) {
  Phone& anna = world.add_agent("anna", {queue});
  world.run_for(1s);
  ASSERT_TRUE(anna.registered());
  Phone& caller = call();
  world.run_for(10s);
  EXPECT_EQ(anna.line(), Line::talking);
  EXPECT_EQ(caller.line(), Line::talking);
  const auto caller_leg = leg_to(caller);
  const auto agent_leg = leg_to(anna);
  EXPECT_EQ(world.media().peer(caller_leg), agent_leg);
  caller.hang_up();
  world.run_for(1s);
  EXPECT_EQ(anna.line(), Line::idle);
  const calls::CallRecord record = only_record();
  EXPECT_EQ(record.outcome, calls::Outcome::answered);
  EXPECT_EQ(record.agent, world.agent_id("anna"));
  EXPECT_EQ(calls::caller_time(record), *record.ended_at - record.started_at);
}

TEST_F(Desk, AWaitingCallerHearsMusicAndIsToldHisPlace) {
  Phone& caller = call();
  world.run_for(5s);
  const auto leg = leg_to(caller);
  EXPECT_EQ(world.media().heard(leg), std::vector<std::string>{"music"});
  Phone& anna = world.add_agent("anna", {queue});
  anna.set_manners({.reaction = Phone::Reaction::ignore});
  world.run_for(18s);
  EXPECT_NE(world.media().heard(leg), std::vector<std::string>{"music"}) << "the announcement";
  world.run_for(6s);
  EXPECT_EQ(world.media().heard(leg), std::vector<std::string>{"music"});
  caller.hang_up();
  world.run_for(1s);
  EXPECT_EQ(only_record().outcome, calls::Outcome::abandoned);
}

TEST_F(Desk, DigitsChooseInTheMenu) {
  world.add_number("+39800100300", queue, true);
  Phone& anna = world.add_agent("anna", {queue});
  Phone& caller = world.call_in("+39800100300", "+390551234567");
  world.run_for(5s);
  EXPECT_EQ(anna.times_rung(), 0);
  world.press(caller, '1');
  world.run_for(5s);
  EXPECT_EQ(anna.line(), Line::talking);
  anna.hang_up();
}

TEST_F(Desk, WhoHangsUpInTheMenuEndedInTheFlowAndWasInNoQueue) {
  world.add_number("+39800100300", queue, true);
  Phone& caller = world.call_in("+39800100300", "+390551234567");
  world.run_for(4s);
  caller.hang_up();
  world.run_for(1s);
  EXPECT_EQ(only_record().outcome, calls::Outcome::ivr);
  EXPECT_FALSE(only_record().queue);
}

TEST_F(Desk, ACallThatNobodyAnswersIsReofferedToTheNextAgent) {
  Phone& asleep = world.add_agent("asleep", {queue});
  asleep.set_manners({.reaction = Phone::Reaction::ignore});
  world.run_for(1s);
  Phone& awake = world.add_agent("awake", {queue});
  Phone& caller = call();
  world.run_for(30s);
  EXPECT_EQ(asleep.times_rung(), 1);
  EXPECT_EQ(asleep.line(), Line::idle) << "the phone stops ringing";
  EXPECT_EQ(awake.line(), Line::talking);
  caller.hang_up();
}

TEST_F(Desk, ARefusalIsNeverHeardByTheCaller) {
  for (const int status : {480, 486, 500, 503, 603}) {
    Phone& agent = world.add_agent("agent" + std::to_string(status), {queue});
    agent.set_manners({.reaction = Phone::Reaction::refuse, .after = 100ms, .refuse_with = status});
  }
  world.run_for(1s);
  Phone& caller = call();
  world.run_for(20s);
  EXPECT_EQ(caller.line(), Line::talking);
  Phone& kind = world.add_agent("kind", {queue});
  world.run_for(30s);
  EXPECT_EQ(kind.line(), Line::talking);
  caller.hang_up();
}

TEST_F(Desk, ACallerWhoHangsUpStopsTheAgentsPhoneInEverySubState) {
  for (int tenth = 0; tenth < 120; tenth += 3) {
    Phone& anna = world.add_agent("a" + std::to_string(tenth), {queue});
    Phone& caller = call();
    world.run_for(std::chrono::milliseconds{tenth * 100});
    caller.hang_up();
    world.run_for(2s);
    EXPECT_EQ(anna.line(), Line::idle) << "hung up after " << tenth * 100 << " ms";
    EXPECT_EQ(caller.line(), Line::idle);
    anna.die();
    (void)world.director().set_presence(world.agent_id("a" + std::to_string(tenth)),
                                        app::Presence::offline, {});
  }
}

TEST_F(Desk, MusicThatCannotBePlayedGivesWayToTheUsualOne) {
  world.change([&](app::LiveCentre& centre) { centre.queues[queue].music = "own"; });
  Phone& caller = call();
  world.run_for(5s);
  const auto leg = leg_to(caller);
  EXPECT_EQ(world.media().heard(leg), std::vector<std::string>{"own"});
  world.media().break_file("own");
  Phone& second = world.call_in(kNumber, "+390551234568");
  world.run_for(5s);
  const auto other = leg_to(second);
  EXPECT_EQ(world.media().heard(other), std::vector<std::string>{"music"});
  world.media().break_file("music");
  Phone& third = world.call_in(kNumber, "+390551234569");
  world.run_for(5s);
  EXPECT_EQ(third.line(), Line::talking) << "silence is better than an end";
  caller.hang_up();
  second.hang_up();
  third.hang_up();
  world.run_for(1s);
}

TEST_F(Desk, WhoPausesSaysWhyWhereTheCentreHasReasons) {
  world.add_agent("anna", {queue});
  const AgentId anna = world.agent_id("anna");
  auto& director = world.director();
  EXPECT_TRUE(director.choose_presence(anna, app::Presence::paused, {})) << "there are no reasons";
  const PauseReasonId lunch = world.add_pause_reason("lunch");
  const auto refused = [&](PauseReasonId reason) {
    const Status done = director.choose_presence(anna, app::Presence::paused, reason);
    return done ? std::string("not refused") : done.error().field + " " + done.error().key;
  };
  EXPECT_EQ(refused({}), "/pause_reason_id live.pause_reason_needed");
  EXPECT_EQ(refused(PauseReasonId{99}), "/pause_reason_id live.unknown_pause_reason");
  EXPECT_TRUE(director.choose_presence(anna, app::Presence::paused, lunch));
  EXPECT_EQ(director.my_state(anna)->pause_reason_id, lunch);
  EXPECT_TRUE(director.choose_presence(anna, app::Presence::ready, lunch));
  EXPECT_FALSE(director.my_state(anna)->pause_reason_id) << "only a pause has a reason";
}

TEST_F(Desk, AnAgentWhosePhoneIsGoneIsNotOfferedCalls) {
  Phone& anna = world.add_agent("anna", {queue});
  world.run_for(1s);
  anna.die();
  Phone& caller = call();
  world.run_for(10min);
  const auto state = world.director().dispatcher().agent(world.agent_id("anna"));
  ASSERT_TRUE(state.has_value());
  EXPECT_FALSE(state->reachable) << "the registration ran out";
  EXPECT_EQ(caller.line(), Line::talking) << "the caller waits on";
  caller.hang_up();
}

TEST_F(Desk, ANumberThatNobodyOwnsIsRefused) {
  Phone& caller = world.call_in("+39800999999", "+390551234567");
  world.run_for(2s);
  EXPECT_EQ(caller.last_status(), 404);
}

TEST_F(Desk, WithoutFreePortsACallIsRefusedAndOthersGoOn) {
  world.media().set_ports_left(1);
  Phone& first = call();
  world.run_for(1s);
  Phone& second = world.call_in(kNumber, "+390551234568");
  world.run_for(2s);
  EXPECT_EQ(first.line(), Line::talking);
  EXPECT_EQ(second.last_status(), 503);
  first.hang_up();
}

TEST_F(Desk, ASilentPhoneEndsTheCallAndFreesTheAgent) {
  Phone& anna = world.add_agent("anna", {queue});
  Phone& caller = call();
  world.run_for(10s);
  world.media().go_silent(leg_to(anna));
  world.run_for(1s);
  EXPECT_EQ(caller.line(), Line::idle);
  EXPECT_EQ(anna.line(), Line::idle);
  EXPECT_EQ(only_record().cause, "no_media");
}

TEST_F(Desk, HoldPlaysMusicAndResumeJoinsAgain) {
  Phone& anna = world.add_agent("anna", {queue});
  Phone& caller = call();
  world.run_for(10s);
  const AgentId id = world.agent_id("anna");
  const CallId call = world.director().my_state(id)->call->id;
  ASSERT_TRUE(world.director().hold(id, call));
  const auto leg = leg_to(caller);
  EXPECT_EQ(world.media().heard(leg), std::vector<std::string>{"music"});
  world.run_for(5s);
  ASSERT_TRUE(world.director().resume(id, call));
  EXPECT_EQ(world.media().peer(leg), leg_to(anna));
  ASSERT_TRUE(world.director().hang_up(id, call));
  world.run_for(1s);
  Duration held{0};
  for (const calls::Segment& s : only_record().segments)
    if (s.kind == calls::SegmentKind::hold) held += s.duration;
  EXPECT_EQ(held, 5s);
}

TEST_F(Desk, WrapUpKeepsTheAgentFreeOfCallsUntilItsEnd) {
  Phone& anna = world.add_agent("anna", {queue});
  Phone& first = call();
  world.run_for(10s);
  Phone& second = world.call_in(kNumber, "+390551234568");
  world.run_for(4s);
  first.hang_up();
  world.run_for(4500ms);
  EXPECT_EQ(anna.times_rung(), 1);
  world.run_for(4s);
  EXPECT_EQ(anna.times_rung(), 2);
  EXPECT_EQ(anna.line(), Line::talking);
  second.hang_up();
}

TEST_F(Desk, TheFirstWhoCameIsServedFirst) {
  std::vector<Phone*> callers;
  for (int i = 0; i < 5; ++i) {
    callers.push_back(&world.call_in(kNumber, "+39055123456" + std::to_string(i)));
    world.run_for(2s);
  }
  Phone& anna = world.add_agent("anna", {queue});
  anna.set_manners({.after = 500ms, .talk_max = 3s});
  for (Phone* caller : callers) {
    world.run_for(10s);
    EXPECT_EQ(caller->line(), Line::idle) << "served in order";
  }
}

TEST_F(Desk, WhoWaitsTooLongIsConnectedToTheNumberOutside) {
  Phone& outside = world.add_outside_phone();
  world.overflow_to(queue, "+390299887766", 10s);
  Phone& caller = call();
  world.run_for(20s);
  EXPECT_EQ(outside.line(), Line::talking);
  EXPECT_EQ(world.media().peer(leg_to(caller)), leg_to(outside));
  outside.hang_up();
  world.run_for(1s);
  EXPECT_EQ(caller.line(), Line::idle);
  EXPECT_EQ(only_record().outcome, calls::Outcome::flow_out);
}

TEST_F(Desk, AnOutsidePhoneThatRefusesLeavesTheCallerWithASorryAndAnEnd) {
  Phone& outside = world.add_outside_phone();
  outside.set_manners({.reaction = Phone::Reaction::refuse, .after = 1s});
  world.overflow_to(queue, "+390299887766", 5s);
  Phone& caller = call();
  world.run_for(20s);
  EXPECT_EQ(caller.line(), Line::idle);
  EXPECT_EQ(only_record().outcome, calls::Outcome::flow_out);
}

}  // namespace
}  // namespace filo::sim
