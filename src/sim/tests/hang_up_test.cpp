// Hang-up from any side in any state, and what crosses on the way: each story ends with no call, no
// leg, no transaction and no port. Orders of messages are swept millisecond by millisecond.

#include "sim/tests/switch.h"

namespace filo::sim {
namespace {

bool is(std::string_view bytes, std::string_view method) {
  return bytes.starts_with(method) && bytes.substr(method.size()).starts_with(" ");
}

/// Caller and agent talk.
struct Talk : Switch {
  Phone& anna = world.add_agent("anna", {queue});
  Phone& caller = call();
  Talk() {
    world.run_for(10s);
    EXPECT_EQ(anna.line(), Line::talking);
  }
  AgentId agent() const { return world.agent_id("anna"); }
  CallId call_id() { return world.director().my_state(agent())->call->id; }
};

/// A caller, and an agent's phone that rings and is not answered.
struct Ring : Switch {
  Phone& anna = world.add_agent("anna", {queue});
  Phone* caller = nullptr;
  explicit Ring(Phone::Manners manners = {.reaction = Reaction::ignore}) {
    anna.set_manners(manners);
    world.run_for(1s);
    caller = &call();
    world.run_for(6s);
    EXPECT_EQ(anna.line(), Line::ringing);
  }
};

/// An agent's phone of which nothing arrives any more, not even 100.
struct Mute : Switch {
  Phone& anna = world.add_agent("anna", {queue});
  Mute() {
    world.run_for(1s);
    world.network().set_filter([ip = anna.ip()](const sip::Flow& flow, std::string_view) {
      return flow.local.ip_str() != ip;
    });
  }
};

/// Runs `story` in a fresh world for each delay from `from` to `to` in steps of a millisecond.
template <class Story>
void sweep(std::chrono::milliseconds from, std::chrono::milliseconds to, Story story) {
  for (auto at = from; at <= to; at += 1ms) {
    story(at);
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << "at " << at.count() << " ms";
      return;
    }
  }
}

// --- ringing -----------------------------------------------------------------------------------

TEST(HangUp, CallerLeavesBeforeThePhoneSays180) {
  Ring s({.reaction = Reaction::ignore, .rings = false});
  s.caller->hang_up();
  s.world.run_for(1s);
  EXPECT_EQ(s.anna.line(), Line::idle);
  EXPECT_EQ(s.record().outcome, calls::Outcome::abandoned);
  s.expect_clean("before 180");
}

TEST(HangUp, CallerLeavesWhileThePhoneAnswersNothingAtAll) {
  Mute s;  // no CANCEL may go out before a provisional answer (RFC 3261 §9.1)
  Phone& caller = s.call();
  s.world.run_for(6s);
  caller.hang_up();
  s.world.run_for(1s);
  EXPECT_EQ(s.world.director().calls(), 0u);
  s.expect_clean("nothing at all");
}

TEST(Ringing, ADeadPhoneCostsTheCallerSecondsAndNotTheRingingTime) {
  Mute s;
  Phone& caller = s.call();
  s.world.run_for(3s);
  Phone& luca = s.world.add_agent("luca", {s.queue});
  s.world.run_for(9s);
  EXPECT_EQ(luca.line(), Line::talking);
  EXPECT_EQ(caller.line(), Line::talking);
  caller.hang_up();
  s.world.network().set_filter({});
  s.world.run_for(1min);  // until it has answered the ping
  s.expect_clean("a dead phone");
}

TEST(HangUp, CallerLeavesAfter180) {
  Ring s;
  s.caller->hang_up();
  s.world.run_for(1s);
  EXPECT_EQ(s.anna.line(), Line::idle);
  s.expect_clean("after 180");
}

TEST(HangUp, TheAgentsAnswerCrossesTheCallersEnd) {
  int answered = 0, abandoned = 0;
  sweep(3'980ms, 4'030ms, [&](std::chrono::milliseconds at) {
    Switch s;
    Phone& anna = s.world.add_agent("anna", {s.queue});
    s.world.run_for(1s);
    Phone& caller = s.call();
    s.world.run_for(at);  // the prompt takes 2 s, the phone answers 2 s later
    caller.hang_up();
    s.world.run_for(1s);
    EXPECT_EQ(anna.line(), Line::idle);
    EXPECT_EQ(caller.line(), Line::idle);
    (s.record().outcome == calls::Outcome::answered ? answered : abandoned)++;
    s.expect_clean("answer and end cross");
  });
  EXPECT_GT(answered, 0) << "the sweep covers both sides of the crossing";
  EXPECT_GT(abandoned, 0);
}

TEST(HangUp, TheAgentsRefusalCrossesTheCallersEnd) {
  sweep(3'990ms, 4'020ms, [](std::chrono::milliseconds at) {
    Switch s;
    Phone& anna = s.world.add_agent("anna", {s.queue});
    anna.set_manners({.reaction = Reaction::refuse});
    s.world.run_for(1s);
    Phone& caller = s.call();
    s.world.run_for(at);
    caller.hang_up();
    s.expect_clean("refusal and end cross");
  });
}

TEST(HangUp, TheCallersCancelCrossesOur200) {
  sweep(0ms, 25ms, [](std::chrono::milliseconds at) {
    Switch s;
    Phone& caller = s.call();
    s.world.run_for(at);
    caller.hang_up();
    s.world.run_for(1s);
    EXPECT_EQ(caller.line(), Line::idle);
    EXPECT_EQ(s.world.director().calls(), 0u);
    s.expect_clean("CANCEL and 200 cross");
  });
}

TEST(HangUp, OurCancelCrossesThePhones200) {
  // The offer runs out in the very moment in which the phone answers.
  sweep(14'975ms, 15'010ms, [](std::chrono::milliseconds at) {
    Switch s;
    Phone& anna = s.world.add_agent("anna", {s.queue});
    anna.set_manners({.after = at});
    s.world.run_for(1s);
    Phone& caller = s.call();
    s.world.run_for(20s);
    const bool talks = anna.line() == Line::talking;
    EXPECT_EQ(caller.line(), Line::talking) << "the caller is kept, with the agent or in the queue";
    EXPECT_TRUE(talks || anna.line() == Line::idle);
    caller.hang_up();
    s.expect_clean("our CANCEL and the phone's 200 cross");
  });
}

// --- talking -----------------------------------------------------------------------------------

TEST(HangUp, ByesCross) {
  sweep(0ms, 12ms, [](std::chrono::milliseconds at) {
    Talk t;
    t.caller.hang_up();
    t.world.run_for(at);
    t.anna.hang_up();
    t.world.run_for(1s);
    EXPECT_EQ(t.anna.line(), Line::idle);
    EXPECT_EQ(t.caller.line(), Line::idle);
    t.expect_clean("BYEs cross");
  });
}

TEST(HangUp, TheAgentsDeskAndHisPhoneHangUpAtOnce) {
  Talk t;
  t.anna.hang_up();
  ASSERT_TRUE(t.world.director().hang_up(t.agent(), t.call_id()));
  t.expect_clean("desk and phone");
  EXPECT_EQ(t.record().outcome, calls::Outcome::answered);
}

TEST(HangUp, TheCallersAckIsLost) {
  Switch s;
  s.world.network().set_filter(
      [](const sip::Flow&, std::string_view bytes) { return !is(bytes, "ACK"); });
  Phone& caller = s.call();
  s.world.run_for(40s);
  EXPECT_EQ(caller.line(), Line::idle) << "our BYE after 64*T1";
  EXPECT_EQ(s.record().cause, "timeout");
  s.expect_clean("ACK lost");
}

TEST(HangUp, OurAckToThePhoneIsLostForAWhile) {
  Switch s;
  int lost = 0;
  s.world.network().set_filter([&](const sip::Flow& flow, std::string_view bytes) {
    return !is(bytes, "ACK") || flow.local.ip_str() != "10.0.0.1" || ++lost > 3;
  });
  Phone& anna = s.world.add_agent("anna", {s.queue});
  Phone& caller = s.call();
  s.world.run_for(15s);
  EXPECT_EQ(anna.line(), Line::talking) << "each copy of the 200 is acknowledged again";
  EXPECT_GT(lost, 3);
  caller.hang_up();
  s.expect_clean("our ACK lost");
}

TEST(HangUp, OffersFromBothSidesAtOnceAreBothAnswered) {
  Talk t;
  t.anna.hold(true);
  t.caller.hold(true);
  t.world.run_for(1s);
  EXPECT_EQ(t.anna.reoffer_status(), 200);
  EXPECT_EQ(t.caller.reoffer_status(), 200);
  t.caller.hang_up();
  t.expect_clean("offers at once");
}

TEST(HangUp, AnOfferOfOursAndOneOfThePhonesCross) {
  // Glare: each side gets 491, waits its time and tries again (RFC 3261 §14.1).
  Talk t;
  const Moment now = t.world.loop().clock().moment();
  const auto leg = t.world.director().find_call(t.call_id())->agent_side.leg;
  t.anna.hold(true);
  t.world.server_sip().reinvite(leg, "v=0\r\no=- 1 9 IN IP4 10.0.0.1\r\ns=-\r\nt=0 0\r\n", now);
  t.world.run_for(10s);
  EXPECT_EQ(t.anna.reoffer_status(), 200);
  EXPECT_TRUE(t.world.director().find_call(t.call_id())->held);
  t.anna.hang_up();
  t.expect_clean("glare");
}

// --- held --------------------------------------------------------------------------------------

enum class Who { caller, phone, desk };

void ends_while_held(bool by_phone, Who who) {
  Talk t;
  if (by_phone) {
    t.anna.hold(true);
  } else {
    ASSERT_TRUE(t.world.director().hold(t.agent(), t.call_id()));
  }
  t.world.run_for(5s);
  EXPECT_EQ(t.world.media().heard(t.leg_to(t.caller)), std::vector<std::string>{"music"});
  if (who == Who::caller) t.caller.hang_up();
  if (who == Who::phone) t.anna.hang_up();
  if (who == Who::desk) {
    ASSERT_TRUE(t.world.director().hang_up(t.agent(), t.call_id()));
  }
  t.world.run_for(1s);
  EXPECT_EQ(t.anna.line(), Line::idle);
  EXPECT_EQ(t.caller.line(), Line::idle);
  Duration held{0};
  for (const calls::Segment& segment : t.record().segments)
    if (segment.kind == calls::SegmentKind::hold) held += segment.duration;
  EXPECT_NEAR(static_cast<double>(held.count()), 5e6, 5e4);
  t.expect_clean("held");
}

TEST(HangUp, WhileHeldFromAnySide) {
  for (const bool by_phone : {true, false})
    for (const Who who : {Who::caller, Who::phone, Who::desk}) ends_while_held(by_phone, who);
}

TEST(HangUp, ACallerWhoHoldsAndLeaves) {
  Talk t;
  t.caller.hold(true);
  t.world.run_for(2s);
  EXPECT_EQ(t.caller.reoffer_status(), 200);
  t.caller.hang_up();
  t.expect_clean("caller holds");
}

TEST(HangUp, HoldAndEndCross) {
  sweep(0ms, 12ms, [](std::chrono::milliseconds at) {
    Talk t;
    t.anna.hold(true);
    t.world.run_for(at);
    t.caller.hang_up();
    t.expect_clean("hold and end cross");
    EXPECT_EQ(t.anna.line(), Line::idle);
  });
}

// --- phones and sound that go away -------------------------------------------------------------

TEST(HangUp, APhoneThatUnregistersWhileItRingsLosesTheOfferOnly) {
  Ring s;
  Phone& bea = s.world.add_agent("bea", {s.queue});
  s.world.run_for(1s);
  s.anna.unregister();
  s.world.run_for(8s);
  EXPECT_EQ(s.anna.line(), Line::idle);
  EXPECT_EQ(bea.line(), Line::talking) << "the caller goes to the next at once";
  s.caller->hang_up();
  s.expect_clean("unregisters while it rings");
}

TEST(HangUp, APhoneThatUnregistersWhileItTalksGoesOnTalking) {
  Talk t;
  t.anna.unregister();
  t.world.run_for(5s);
  EXPECT_EQ(t.anna.line(), Line::talking);
  EXPECT_EQ(t.caller.line(), Line::talking);
  t.anna.hang_up();
  t.world.run_for(20s);
  EXPECT_FALSE(t.world.director().dispatcher().agent(t.agent())->reachable);
  t.expect_clean("unregisters while it talks");
}

TEST(HangUp, SilenceEndsACallInEveryState) {
  for (const auto at : {1s, 5s, 8s, 12s}) {  // the prompt, waiting, ringing, talking
    Switch s;
    s.world.run_for(1s);
    Phone& caller = s.call();
    s.world.run_for(at >= 8s ? 6s : at);
    if (at >= 8s) {
      s.world.add_agent("anna", {s.queue}).set_manners({.after = 4s});
      s.world.run_for(at - 6s);
    }
    s.world.media().go_silent(s.leg_to(caller));
    s.world.run_for(2s);
    EXPECT_EQ(caller.line(), Line::idle) << at.count();
    EXPECT_EQ(s.record().cause, "no_media") << at.count();
    s.expect_clean("silence");
  }
}

TEST(HangUp, SilenceOfAHeldAgentEndsTheCall) {
  Talk t;
  ASSERT_TRUE(t.world.director().hold(t.agent(), t.call_id()));
  t.world.media().go_silent(t.leg_to(t.anna));
  t.world.run_for(2s);
  EXPECT_EQ(t.caller.line(), Line::idle);
  t.expect_clean("silence while held");
}

TEST(HangUp, BothPhonesLosePowerInMidCall) {
  Talk t;
  t.caller.die();
  t.anna.die();
  t.world.run_for(1min);
  t.world.media().go_silent(app::MediaLegId{1});
  t.expect_clean("power off");
}

}  // namespace
}  // namespace filo::sim
