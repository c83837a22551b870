// Flows that answer late: everything before the answer is early media, and nobody pays for it.

#include "sim/tests/switch.h"

namespace filo::sim {
namespace {

struct Late : Story {
  Late() : Story(11, /*menu=*/true, ivr::Answer::late) {}
};

TEST_F(Late, PromptMenuDigitsAndMusicComeBeforeTheAnswer) {
  Phone& caller = call();
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
  EXPECT_EQ(world.media().peer(leg_to(caller)), leg_to(anna));
  caller.hang_up();
}

TEST_F(Late, TheFirstWordIsSaidWithin40MsOfThe183) {
  MonoTime told{}, said{};
  world.network().set_filter([&](const sip::Flow&, std::string_view bytes) {
    if (bytes.starts_with("SIP/2.0 183") && told == MonoTime{}) told = world.loop().clock().mono();
    return true;
  });
  Phone& caller = call();
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
    Phone& caller = call();
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
    Phone& caller = call();
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
  Phone& caller = call();
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
  Phone& caller = call();
  world.run_for(5s);
  world.press(caller, '1');
  world.run_for(1s);
  caller.die();
  world.run_for(4min);
  EXPECT_EQ(world.director().calls(), 0u) << "answered, and no ACK came";
}

TEST_F(Late, SilenceBeforeTheAnswerIsNoFaultAndAfterItIs) {
  Phone& caller = call();
  world.run_for(5s);
  const auto leg = leg_to(caller);
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
  Switch s(6, /*menu=*/false, ivr::Answer::late);
  Phone& outside = s.world.add_outside_phone();
  s.world.overflow_to(s.queue, "+390299887766", 10s);
  Phone& caller = s.call();
  s.world.run_for(13s);
  EXPECT_EQ(caller.line(), Line::dialling);
  s.world.run_for(5s);
  EXPECT_EQ(outside.line(), Line::talking);
  EXPECT_EQ(caller.line(), Line::talking);
  outside.hang_up();
  s.expect_clean("at the end");
}

TEST(AfterARestart, ARegisteredPhoneRingsAtOnce) {
  Switch s;
  Phone& anna = s.world.add_agent("anna", {s.queue});
  s.world.run_for(10s);
  s.world.restart_server();
  Phone& caller = s.call();
  s.world.run_for(5s);
  EXPECT_EQ(anna.times_rung(), 1) << "it has not registered again yet";
  caller.hang_up();
  s.expect_clean("at the end");
}

}  // namespace
}  // namespace filo::sim
