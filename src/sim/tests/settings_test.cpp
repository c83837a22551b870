// What the administrator decided of trunks, queues and agents holds for live calls; agents' phones
// that fall silent or are reached past the queues.

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/world.h"

namespace filo::sim {
namespace {

using namespace std::chrono_literals;
using Line = Phone::Line;

constexpr const char* kNumber = "+39800100200";

struct Settings : testing::Test {
  World world{5};
  QueueId queue = world.add_queue("faults");

  void SetUp() override { world.add_number(kNumber, queue); }
  void TearDown() override {
    EXPECT_EQ(world.fault(), "");
    world.run_for(3min);
    EXPECT_EQ(world.leftovers(), "");
  }
  void lines(std::size_t count) {
    world.change([count](app::LiveCentre& centre) { centre.trunks.front().calls_max = count; });
  }
  Phone& call() { return world.call_in(kNumber, "+390551234567"); }
};

TEST_F(Settings, WhoCallsWhileAllLinesAreInUseIsToldBusyAndTheNextMayTryAgain) {
  lines(2);
  Phone& first = call();
  Phone& second = call();
  world.run_for(5s);
  Phone& third = call();
  world.run_for(2s);
  EXPECT_EQ(third.last_status(), 486);
  EXPECT_EQ(first.line(), Line::talking) << "they are not touched";
  EXPECT_EQ(second.line(), Line::talking);
  first.hang_up();
  world.run_for(1s);
  Phone& fourth = call();
  world.run_for(5s);
  EXPECT_EQ(fourth.line(), Line::talking);
  second.hang_up();
  fourth.hang_up();
}

TEST_F(Settings, FewerLinesThanAreInUseEndNoCall) {
  Phone& caller = call();
  world.run_for(5s);
  lines(0);
  world.run_for(5s);
  EXPECT_EQ(caller.line(), Line::talking);
  caller.hang_up();
}

TEST_F(Settings, ACallSentOutsideNeedsALineToo) {
  Phone& outside = world.add_outside_phone();
  world.overflow_to(queue, "+390299887766", 5s);
  lines(1);
  Phone& caller = call();
  world.run_for(10s);
  EXPECT_EQ(outside.times_rung(), 0) << "the only line is the caller's";
  caller.hang_up();
  world.run_for(1min);
  lines(2);
  Phone& again = call();
  world.run_for(15s);
  EXPECT_EQ(outside.line(), Line::talking);
  again.hang_up();
}

TEST_F(Settings, AQueueThatTellsNoPlacesTellsOnlyTheWait) {
  world.change([&](app::LiveCentre& centre) { centre.queues.at(queue).announce_position = false; });
  Phone& caller = call();
  world.run_for(5s);
  const auto leg = world.media().leg_toward(caller.ip(), caller.rtp_port());
  Phone& anna = world.add_agent("anna", {queue});
  anna.set_manners({.reaction = Phone::Reaction::ignore});
  bool told = false;
  for (int i = 0; i < 600; ++i) {
    world.run_for(100ms);
    for (const std::string& sound : world.media().heard(leg)) {
      EXPECT_EQ(sound.find("in line"), std::string::npos) << sound;
      told = told || sound.find("estimated wait") != std::string::npos;
    }
  }
  EXPECT_TRUE(told);
  caller.hang_up();
}

TEST_F(Settings, WhoIsNoAgentAnyMoreIsOfflineAndRungNoMore) {
  Phone& anna = world.add_agent("anna", {queue});
  world.run_for(1s);
  const AgentId id = world.agent_id("anna");
  world.change([id](app::LiveCentre& centre) {
    centre.agents.erase(id);
    std::erase_if(centre.acd.agents, [id](const auto& rules) { return rules.id == id; });
  });
  const auto log = world.ledger().take_changes().presences;
  ASSERT_FALSE(log.empty());
  EXPECT_EQ(log.back().agent, id);
  EXPECT_EQ(log.back().presence, "offline");
  Phone& caller = call();
  world.run_for(10s);
  EXPECT_EQ(anna.times_rung(), 0);
  caller.hang_up();
}

TEST_F(Settings, ADialledNumberMayComeWithoutItsPlus) {
  Phone& caller = world.call_in("39800100200", "390551234567");
  world.run_for(5s);
  EXPECT_EQ(caller.line(), Line::talking);
  caller.hang_up();
  world.run_for(1s);
  EXPECT_EQ(world.records().begin()->second.ani, "+390551234567");
}

// --- phones of agents --------------------------------------------------------------------------

struct Phones : Settings {
  Phone& anna = world.add_agent("anna", {queue});
  Phone& bea = world.add_agent("bea", {queue});

  void SetUp() override {
    Settings::SetUp();
    world.run_for(1s);
  }
  acd::AgentView view(const char* name) {
    return *world.director().dispatcher().agent(world.agent_id(name));
  }
  /// Its cable is out; it stays registered.
  void deafen(const Phone& phone) {
    world.network().set_filter([ip = phone.ip()](const sip::Flow& flow, std::string_view) {
      return flow.remote.ip_str() != ip && flow.local.ip_str() != ip;
    });
  }
};

TEST_F(Phones, OneThatSaysNothingIsRungOnceAndAgainOnlyWhenItAnswersAPing) {
  deafen(anna);
  Phone& first = call();
  world.run_for(15s);
  EXPECT_EQ(bea.line(), Line::talking);
  EXPECT_FALSE(view("anna").reachable);
  Phone& second = call();
  world.run_for(1min);
  EXPECT_NE(second.line(), Line::idle) << "he waits";
  EXPECT_FALSE(view("anna").reachable);
  EXPECT_FALSE(view("anna").offer) << "nobody is offered to her meanwhile";
  world.network().set_filter({});
  world.run_for(45s);
  EXPECT_EQ(anna.line(), Line::talking);
  first.hang_up();
  second.hang_up();
}

TEST_F(Phones, OneThatRegistersAnewIsThereAtOnce) {
  deafen(anna);
  Phone& first = call();
  world.run_for(15s);
  ASSERT_FALSE(view("anna").reachable);
  world.network().set_filter({});
  anna.unregister();
  world.run_for(100ms);
  world.register_again(anna);
  world.run_for(1s);
  EXPECT_TRUE(view("anna").reachable);
  first.hang_up();
}

TEST_F(Phones, AnExtensionReachedByAFlowIsInUseForTheQueuesAndHasItsCallOnRecord) {
  world.add_transfer_number("+39800100900", "anna");
  Phone& caller = world.call_in("+39800100900", "+390551234567");
  world.run_for(5s);
  ASSERT_EQ(anna.line(), Line::talking);
  EXPECT_EQ(view("anna").state, acd::AgentState::busy);
  const auto mine = world.director().my_state(world.agent_id("anna"));
  ASSERT_TRUE(mine && mine->call) << "her screen shows who speaks";
  EXPECT_TRUE(mine->call->ticket_id) << "and his ticket";
  Phone& other = call();
  world.run_for(5s);
  EXPECT_EQ(bea.line(), Line::talking);
  EXPECT_EQ(anna.times_rung(), 1);
  caller.hang_up();
  world.run_for(1s);
  EXPECT_EQ(view("anna").state, acd::AgentState::ready);
  const calls::CallRecord record = world.records().begin()->second;
  EXPECT_EQ(record.outcome, calls::Outcome::answered);
  EXPECT_EQ(record.agent, world.agent_id("anna"));
  other.hang_up();
}

TEST_F(Phones, AnExtensionInUseIsBusyForAFlow) {
  world.add_transfer_number("+39800100900", "anna");
  world.dial(anna, "bea");
  world.run_for(5s);
  Phone& caller = world.call_in("+39800100900", "+390551234567");
  world.run_for(15s);
  EXPECT_EQ(anna.times_rung(), 0);
  EXPECT_EQ(caller.line(), Line::idle);
  EXPECT_EQ(world.records().rbegin()->second.cause, "busy");
  EXPECT_EQ(view("anna").state, acd::AgentState::busy) << "her own call goes on";
  anna.hang_up();
}

// --- extensions that are browsers --------------------------------------------------------------

struct Browser : Settings {
  AgentId carla = world.add_browser_agent("carla", {queue});

  void SetUp() override {
    Settings::SetUp();
    world.add_transfer_number("+39800100900", "carla");
    world.run_for(1s);
  }
  void TearDown() override {
    world.director().close_browser_phone(carla);
    Settings::TearDown();
  }
  app::MyState state() { return *world.director().my_state(carla); }
  Phone& call_extension() { return world.call_in("+39800100900", "+390551234567"); }
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
  EXPECT_EQ(world.records().begin()->second.agent, carla);
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
  EXPECT_EQ(world.director().dispatcher().agent(carla)->state, acd::AgentState::ready);
}

TEST_F(Browser, TheCallerMayGiveUpWhileItRings) {
  Phone& caller = call_extension();
  world.run_for(2s);
  caller.hang_up();
  world.run_for(1s);
  EXPECT_FALSE(state().offer);
  EXPECT_EQ(world.director().dispatcher().agent(carla)->state, acd::AgentState::ready);
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
