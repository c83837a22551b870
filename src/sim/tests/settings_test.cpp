// What the administrator decided of trunks, queues and agents holds for live calls.

#include <algorithm>

#include "sim/tests/switch.h"

namespace filo::sim {
namespace {

struct Settings : Story {
  void lines(std::size_t count) {
    world.change([count](app::LiveCentre& centre) { centre.trunks.front().calls_max = count; });
  }
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
  const auto leg = leg_to(caller);
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

}  // namespace
}  // namespace filo::sim
