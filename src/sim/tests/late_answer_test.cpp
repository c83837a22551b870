// Flows that answer late: everything before the answer is early media, and nobody pays for it.

#include <gtest/gtest.h>

#include "sim/world.h"

namespace filo::sim {
namespace {

using namespace std::chrono_literals;
using Line = Phone::Line;

constexpr const char* kNumber = "+39800100200";
constexpr const char* kCaller = "+390551234567";

struct Late : testing::Test {
  World world{5};
  QueueId queue = world.add_queue("faults");
  void SetUp() override { world.add_number(kNumber, queue, true, ivr::Answer::late); }
  void TearDown() override {
    EXPECT_EQ(world.fault(), "");
    world.run_for(3min);
    EXPECT_EQ(world.leftovers(), "");
    EXPECT_EQ(world.ignored_facts(), 0u);
  }
  std::vector<std::string> heard(const Phone& phone) {
    return world.media().heard(world.media().leg_toward(phone.ip(), phone.rtp_port()));
  }
};

TEST_F(Late, PromptMenuDigitsAndMusicComeBeforeTheAnswer) {
  Phone& caller = world.call_in(kNumber, kCaller);
  world.run_for(1s);
  EXPECT_TRUE(caller.hears_early());
  EXPECT_EQ(heard(caller), std::vector<std::string>{"/speech/en/welcome"});
  world.run_for(4s);
  world.press(caller, '1');
  world.run_for(3s);
  EXPECT_EQ(heard(caller), std::vector<std::string>{"music"});
  EXPECT_EQ(caller.line(), Line::dialling) << "not answered yet";

  Phone& anna = world.add_agent("anna", {queue});
  world.run_for(5s);
  EXPECT_EQ(anna.line(), Line::talking);
  EXPECT_EQ(caller.line(), Line::talking) << "answered when the agent took it";
  EXPECT_EQ(world.media().peer(world.media().leg_toward(caller.ip(), caller.rtp_port())),
            world.media().leg_toward(anna.ip(), anna.rtp_port()));
  caller.hang_up();
}

TEST_F(Late, TheFirstWordIsSaidWithin40MsOfThe183) {
  MonoTime told{}, said{};
  world.network().set_filter([&](const sip::Flow&, std::string_view bytes) {
    if (bytes.starts_with("SIP/2.0 183") && told == MonoTime{}) told = world.loop().clock().mono();
    return true;
  });
  Phone& caller = world.call_in(kNumber, kCaller);
  for (int i = 0; i < 1'000 && said == MonoTime{}; ++i) {
    world.run_for(1ms);
    if (!heard(caller).empty()) said = world.loop().clock().mono();
  }
  ASSERT_NE(told, MonoTime{});
  ASSERT_NE(said, MonoTime{});
  EXPECT_LE(said - told, 40ms);
  caller.hang_up();
}

TEST_F(Late, WhoHangsUpBeforeTheAnswerNeverHadOne) {
  for (const auto after : {5ms, 500ms, 3'000ms, 9'000ms}) {
    Phone& caller = world.call_in(kNumber, kCaller);
    world.run_for(after);
    if (after > 5s) world.press(caller, '1');
    world.run_for(1s);
    caller.hang_up();
    world.run_for(1s);
    EXPECT_EQ(caller.line(), Line::idle);
    EXPECT_FALSE(caller.was_answered());
  }
}

TEST_F(Late, WhoIsSentAwayIsNeverAnswered) {
  world.add_farewell_number("+39800100900");
  Phone& caller = world.call_in("+39800100900", kCaller);
  world.run_for(10s);
  EXPECT_EQ(caller.line(), Line::idle);
  EXPECT_FALSE(caller.was_answered());
  EXPECT_EQ(caller.last_status(), 480);
}

TEST_F(Late, TheAgentsAnswerAndTheCallersCancelCross) {
  Phone& anna = world.add_agent("anna", {queue});
  for (auto at = 1'980ms; at <= 2'030ms; at += 2ms) {
    Phone& caller = world.call_in(kNumber, kCaller);
    world.run_for(5s);
    world.press(caller, '1');
    world.run_for(at);
    caller.hang_up();
    world.run_for(20s);  // and her time after the call
    EXPECT_EQ(caller.line(), Line::idle) << at.count();
    EXPECT_EQ(anna.line(), Line::idle) << at.count();
  }
}

TEST_F(Late, IsAnsweredBeforeTheNetworkGivesUp) {
  Phone& caller = world.call_in(kNumber, kCaller);
  world.run_for(5s);
  world.press(caller, '1');
  world.run_for(164s);
  EXPECT_EQ(caller.line(), Line::dialling);
  world.run_for(2s);
  EXPECT_EQ(caller.line(), Line::talking);
  EXPECT_EQ(heard(caller), std::vector<std::string>{"music"}) << "and waits on";
  caller.hang_up();
}

TEST_F(Late, ACallerWhoLosesPowerBeforeTheAnswerIsFoundOut) {
  Phone& caller = world.call_in(kNumber, kCaller);
  world.run_for(5s);
  world.press(caller, '1');
  world.run_for(1s);
  caller.die();
  world.run_for(4min);
  EXPECT_EQ(world.director().calls(), 0u) << "answered, and no ACK came";
}

TEST_F(Late, SilenceBeforeTheAnswerIsNoFaultAndAfterItIs) {
  Phone& caller = world.call_in(kNumber, kCaller);
  world.run_for(5s);
  const auto leg = world.media().leg_toward(caller.ip(), caller.rtp_port());
  world.media().go_silent(leg);
  world.run_for(1s);
  EXPECT_EQ(caller.line(), Line::dialling);
  world.press(caller, '1');
  world.add_agent("anna", {queue});
  world.run_for(5s);
  ASSERT_EQ(caller.line(), Line::talking);
  world.media().go_silent(leg);
  world.run_for(1s);
  EXPECT_EQ(caller.line(), Line::idle);
}

TEST(LateAnswer, AnOutsidePhoneThatTakesTheCallAnswersIt) {
  World world{6};
  const QueueId queue = world.add_queue("faults");
  world.add_number(kNumber, queue, false, ivr::Answer::late);
  Phone& outside = world.add_outside_phone();
  world.overflow_to(queue, "+390299887766", 10s);
  Phone& caller = world.call_in(kNumber, kCaller);
  world.run_for(13s);
  EXPECT_EQ(caller.line(), Line::dialling);
  world.run_for(5s);
  EXPECT_EQ(outside.line(), Line::talking);
  EXPECT_EQ(caller.line(), Line::talking);
  outside.hang_up();
  world.run_for(3min);
  EXPECT_EQ(world.fault() + world.leftovers(), "");
}

TEST(AfterARestart, ARegisteredPhoneRingsAtOnce) {
  World world{8};
  const QueueId queue = world.add_queue("faults");
  world.add_number(kNumber, queue);
  Phone& anna = world.add_agent("anna", {queue});
  world.run_for(10s);
  world.restart_server();
  Phone& caller = world.call_in(kNumber, kCaller);
  world.run_for(5s);
  EXPECT_EQ(anna.times_rung(), 1) << "it has not registered again yet";
  caller.hang_up();
  world.run_for(3min);
  EXPECT_EQ(world.fault() + world.leftovers(), "");
}

}  // namespace
}  // namespace filo::sim
