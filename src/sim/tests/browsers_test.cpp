// Extensions that are browsers: a call for one is an offer, as those of the queues are.

#include "sim/tests/switch.h"

namespace filo::sim {
namespace {

struct Browser : Story {
  AgentId carla = world.add_browser_agent("carla", {queue});

  void SetUp() override {
    world.add_transfer_number("+39800100900", "carla");
    world.run_for(1s);
  }
  void TearDown() override {
    world.director().close_browser_phone(carla);
    Story::TearDown();
  }
  app::MyState state() { return *world.director().my_state(carla); }
  Phone& call_extension() { return world.call_in("+39800100900", kCaller); }
};

TEST_F(Browser, AFlowRingsItAsAnOfferAndTheCallIsHers) {
  Phone& caller = call_extension();
  world.run_for(2s);
  ASSERT_TRUE(state().offer);
  EXPECT_FALSE(state().offer->queue);
  Phone& queued = call();
  world.run_for(2s);
  EXPECT_EQ(state().offer->call_id, world.records().begin()->first) << "one call at a time";
  ASSERT_TRUE(world.director().accept(carla, state().offer->id));
  world.run_for(2s);
  EXPECT_EQ(caller.line(), Line::talking);
  ASSERT_TRUE(state().call && state().call->ticket_id);
  ASSERT_TRUE(world.director().hang_up(carla, state().call->id));
  world.run_for(1s);
  ASSERT_TRUE(state().offer) << "now who waited";
  EXPECT_TRUE(state().offer->queue);
  queued.hang_up();
  EXPECT_EQ(record().agent, carla);
}

TEST_F(Browser, DecliningItOrLettingItRingTellsTheCallerAndFreesHer) {
  Phone& first = call_extension();
  world.run_for(2s);
  ASSERT_TRUE(world.director().decline(carla, state().offer->id));
  EXPECT_FALSE(state().offer);
  world.run_for(10s);
  EXPECT_EQ(first.line(), Line::idle) << "after a sorry";
  Phone& second = call_extension();
  world.run_for(2s);
  EXPECT_TRUE(state().offer);
  world.run_for(40s);
  EXPECT_FALSE(state().offer);
  EXPECT_EQ(second.line(), Line::idle);
  EXPECT_EQ(view("carla").state, acd::AgentState::ready);
}

TEST_F(Browser, TheCallerMayGiveUpWhileItRings) {
  Phone& caller = call_extension();
  world.run_for(2s);
  caller.hang_up();
  world.run_for(1s);
  EXPECT_FALSE(state().offer);
  EXPECT_EQ(view("carla").state, acd::AgentState::ready);
}

TEST_F(Browser, AColleagueWithADeskPhoneReachesItAndIsTold) {
  Phone& anna = world.add_agent("anna", {queue});
  world.run_for(1s);
  world.dial(anna, "carla");
  world.run_for(2s);
  ASSERT_TRUE(state().offer);
  ASSERT_TRUE(world.director().accept(carla, state().offer->id));
  world.run_for(2s);
  EXPECT_EQ(anna.line(), Line::talking);
  ASSERT_TRUE(state().call);
  EXPECT_FALSE(state().call->ticket_id) << "colleagues are no customers";
  ASSERT_TRUE(world.director().hang_up(carla, state().call->id));
  world.run_for(1s);
  EXPECT_EQ(anna.line(), Line::idle);
  world.dial(anna, "carla");
  world.run_for(2s);
  ASSERT_TRUE(world.director().decline(carla, state().offer->id));
  world.run_for(1s);
  EXPECT_EQ(anna.line(), Line::idle);
  EXPECT_EQ(anna.last_status(), 486);
}

}  // namespace
}  // namespace filo::sim
