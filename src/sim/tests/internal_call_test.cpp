// Calls from one extension to another.

#include "sim/tests/switch.h"

namespace filo::sim {
namespace {

struct Internal : Story {
  Phone& anna = world.add_agent("anna", {queue});
  Phone& bea = world.add_agent("bea", {queue});

  void SetUp() override { world.run_for(1s); }
  acd::AgentState state(const char* name) { return view(name).state; }
};

TEST_F(Internal, TwoPhonesTalkAndTheRecordTellsIt) {
  world.dial(anna, "bea");
  world.run_for(1s);
  EXPECT_EQ(bea.line(), Line::ringing);
  EXPECT_EQ(anna.line(), Line::dialling);
  world.run_for(3s);
  EXPECT_EQ(bea.line(), Line::talking);
  EXPECT_EQ(anna.line(), Line::talking);
  EXPECT_EQ(world.media().peer(world.media().leg_toward(anna.ip(), anna.rtp_port())),
            world.media().leg_toward(bea.ip(), bea.rtp_port()));
  EXPECT_EQ(state("anna"), acd::AgentState::busy);
  EXPECT_EQ(state("bea"), acd::AgentState::busy);
  world.run_for(10s);
  bea.hang_up();
  world.run_for(1s);
  EXPECT_EQ(anna.line(), Line::idle);
  EXPECT_EQ(state("anna"), acd::AgentState::ready) << "and no wrap-up";
  EXPECT_EQ(state("bea"), acd::AgentState::ready);
  const calls::CallRecord record = world.records().begin()->second;
  EXPECT_EQ(record.direction, calls::Direction::out);
  EXPECT_EQ(record.ani, "anna");
  EXPECT_EQ(record.dnis, "bea");
  EXPECT_EQ(record.outcome, calls::Outcome::answered);
  EXPECT_EQ(record.segments.size(), 2u) << "ring, talk";
}

TEST_F(Internal, NoQueueRingsAPhoneInUse) {
  world.dial(anna, "bea");
  world.run_for(5s);
  Phone& caller = call();
  world.run_for(10s);
  EXPECT_EQ(anna.times_rung(), 0);
  EXPECT_EQ(bea.times_rung(), 1) << "by anna";
  anna.hang_up();
  world.run_for(5s);
  EXPECT_EQ(caller.line(), Line::talking);
  EXPECT_TRUE(anna.line() == Line::talking || bea.line() == Line::talking);
  caller.hang_up();
}

TEST_F(Internal, BusyAndAbsentAreTold) {
  bea.set_manners({.reaction = Reaction::refuse, .after = 500ms});
  world.dial(anna, "bea");
  world.run_for(2s);
  EXPECT_EQ(anna.last_status(), 486);
  EXPECT_EQ(state("anna"), acd::AgentState::ready);

  bea.set_manners({.reaction = Reaction::ignore});
  world.dial(anna, "bea");
  world.run_for(65s);
  EXPECT_EQ(anna.last_status(), 480) << "rang for a minute";
  EXPECT_EQ(bea.line(), Line::idle);

  bea.unregister();
  world.run_for(1s);
  world.dial(anna, "bea");
  world.run_for(1s);
  EXPECT_EQ(anna.last_status(), 480);
  world.dial(anna, "anna");
  world.run_for(1s);
  EXPECT_EQ(anna.last_status(), 486) << "oneself";
}

TEST_F(Internal, WhoTalksWithACallerIsBusy) {
  Phone& caller = call();
  world.run_for(10s);
  Phone& free = anna.line() == Line::talking ? bea : anna;
  world.dial(free, anna.line() == Line::talking ? "anna" : "bea");
  world.run_for(1s);
  EXPECT_EQ(free.last_status(), 486);
  caller.hang_up();
}

TEST_F(Internal, NumbersOutsideAreRefusedToWhoHasNoRight) {
  for (const char* number : {"+390299887766", "00390299887766"}) {
    world.dial(anna, number);
    world.run_for(1s);
    EXPECT_EQ(anna.last_status(), 403) << number;
  }
  world.dial(anna, "carla");
  world.run_for(1s);
  EXPECT_EQ(anna.last_status(), 404) << "nobody's";
}

TEST_F(Internal, HangUpInEveryStateAndFromBothSidesLeavesNothing) {
  hang_up_in_every_state(anna, bea, "bea", {"anna", "bea"});
}

TEST_F(Internal, HoldPlaysMusicAndEndsWithTheCall) {
  world.dial(anna, "bea");
  world.run_for(5s);
  bea.hold(true);
  world.run_for(2s);
  EXPECT_EQ(heard(anna), std::vector<std::string>{"music"});
  anna.hang_up();
}

}  // namespace
}  // namespace filo::sim
