// Agents' phones that fall silent, or are reached past the queues.

#include "sim/tests/switch.h"

namespace filo::sim {
namespace {

struct Phones : Story {
  Phone& anna = world.add_agent("anna", {queue});
  Phone& bea = comes_later("bea");

  void SetUp() override { world.run_for(1s); }
  /// Anna has been idle for longer: she is rung first.
  Phone& comes_later(const char* name) {
    world.run_for(1s);
    return world.add_agent(name, {queue});
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
  Phone& caller = world.call_in("+39800100900", kCaller);
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
  EXPECT_EQ(record().outcome, calls::Outcome::answered);
  EXPECT_EQ(record().agent, world.agent_id("anna"));
  other.hang_up();
}

TEST_F(Phones, AnExtensionInUseIsBusyForAFlow) {
  world.add_transfer_number("+39800100900", "anna");
  world.dial(anna, "bea");
  world.run_for(5s);
  Phone& caller = world.call_in("+39800100900", kCaller);
  world.run_for(15s);
  EXPECT_EQ(anna.times_rung(), 0);
  EXPECT_EQ(caller.line(), Line::idle);
  EXPECT_EQ(world.records().rbegin()->second.cause, "busy");
  EXPECT_EQ(view("anna").state, acd::AgentState::busy) << "her own call goes on";
  anna.hang_up();
}

}  // namespace
}  // namespace filo::sim
