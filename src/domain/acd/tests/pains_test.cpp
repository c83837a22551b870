// What users of other systems suffer from, as tests. Numbers are those of the reference list of
// pains; each test says the rule that keeps it from happening here.

#include "domain/acd/tests/floor.h"

namespace filo::acd {
namespace {

using State = AgentState;

TEST(Pain, P01_AgentIsNeverStuckWhenBothHangUpInOneInstant) {
  Floor f;
  f.add_queue("desk").wrap_up = 5s;
  f.add_agent("anna", {"desk"});
  f.open();
  for (int order = 0; order < 2; ++order) {
    ASSERT_TRUE(f.call(1, "desk"));
    const OfferId offer = f.offer_of("anna");
    if (order == 0) {
      f.acd.remove(CallId{1}, f.now);
      EXPECT_FALSE(f.acd.offer_answered(offer, f.now));
    } else {
      EXPECT_TRUE(f.acd.offer_answered(offer, f.now));
      EXPECT_FALSE(f.acd.remove(CallId{1}, f.now));
      EXPECT_TRUE(f.acd.contact_ended(f.agent("anna"), f.now));
      EXPECT_FALSE(f.acd.contact_ended(f.agent("anna"), f.now));
    }
    f.settle();
    EXPECT_EQ(f.state("anna"), order == 0 ? State::ready : State::wrap_up);
    f.wait(5s);
    EXPECT_EQ(f.state("anna"), State::ready);
  }
}

TEST(Pain, P02_WatchdogSeesAPairThatIsNotJoinedAndTheNextAdvanceHealsIt) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.acd.enqueue({.call = CallId{1},
                             .queue = f.queue("desk"),
                             .priority = 0,
                             .skills = {},
                             .enqueued_at = f.now,
                             .preferred = {}},
                            f.now));
  const auto stuck = f.acd.find_unserved(f.now);  // the loop stands still
  ASSERT_TRUE(stuck);
  EXPECT_EQ(stuck->call, CallId{1});
  EXPECT_EQ(stuck->agent, f.agent("anna"));
  f.settle();
  EXPECT_EQ(f.rings(1), "anna");
}

TEST(Pain, P03_FiftyAgentsRingTogetherAndNobodyStaysReserved) {
  Floor f;
  f.add_queue("desk").wrap_up = 0s;
  for (int i = 0; i < 50; ++i) f.add_agent("a" + std::to_string(i), {"desk"});
  f.open();
  for (int i = 1; i <= 50; ++i) ASSERT_TRUE(f.call(i, "desk"));
  std::vector<OfferId> answered;
  for (int i = 0; i < 10; ++i) answered.push_back(f.offer_of("a" + std::to_string(i)));
  for (OfferId offer : answered) {
    ASSERT_TRUE(f.acd.offer_answered(offer, f.now));
    EXPECT_FALSE(f.acd.offer_answered(offer, f.now)) << "one offer, one answer";
  }
  for (int i = 1; i <= 50; ++i) f.acd.remove(CallId{i}, f.now);
  f.settle();
  for (int i = 10; i < 50; ++i) EXPECT_EQ(f.state("a" + std::to_string(i)), State::ready);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(f.state("a" + std::to_string(i)), State::busy);
}

TEST(Pain, P04_CallerWhoLeavesStopsTheRingingAtOnceAndIsNotChargedToTheAgent) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.hang_up(1);
  ASSERT_EQ(f.all<OfferWithdrawn>().size(), 1u);
  EXPECT_EQ(f.all<OfferWithdrawn>()[0].reason, OfferWithdrawn::Reason::caller_left);
  EXPECT_EQ(f.state("anna"), State::ready);
  EXPECT_EQ(f.view("anna").unanswered, 0u);
}

TEST(Pain, P04b_SupervisorFreesAStuckAgentInEveryState) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  const auto release = [&] {
    ASSERT_TRUE(f.acd.release_agent(f.agent("anna"), f.now));
    f.settle();
    f.wait(10s);
  };
  ASSERT_TRUE(f.call(1, "desk"));
  f.answer("anna");
  release();
  EXPECT_EQ(f.state("anna"), State::ready);
  f.busy("anna", true);
  release();
  EXPECT_EQ(f.state("anna"), State::ready);
  ASSERT_TRUE(f.call(2, "desk"));
  f.answer("anna");
  f.done("anna");
  release();
  EXPECT_EQ(f.all<WrapUpEnded>().back().cause, WrapUpEnded::Cause::released);
  ASSERT_TRUE(f.call(3, "desk"));
  release();
  EXPECT_EQ(f.all<OfferWithdrawn>().back().reason, OfferWithdrawn::Reason::released);
  EXPECT_TRUE(f.acd.is_waiting(CallId{3}));
}

TEST(Pain, P05_WrapUpHoldsForEveryQueueOfTheAgent) {
  Floor f;
  for (const char* q : {"q1", "q2", "q3"}) f.add_queue(q).wrap_up = 30s;
  f.add_agent("anna", {"q1", "q2", "q3"});
  f.open();
  ASSERT_TRUE(f.call(1, "q1"));
  f.answer("anna");
  f.done("anna");
  ASSERT_TRUE(f.call(2, "q2"));
  ASSERT_TRUE(f.call(3, "q3"));
  f.wait(30s - 1us);
  EXPECT_EQ(f.offers(), 1u);
  f.wait(1us);
  EXPECT_EQ(f.offers(), 2u);
}

TEST(Pain, P06_P23_ReloadTouchesNoStateNoPlaceAndNoWrapUp) {
  Floor f;
  f.add_queue("desk").wrap_up = 30s;
  f.add_queue("other");
  for (const char* a : {"talks", "wraps", "rings", "rests"}) f.add_agent(a, {"desk", "other"});
  f.open();
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(f.call(i, "desk"));
  f.answer("talks");
  f.answer("wraps");
  f.done("wraps");
  f.pause("rests", 4);
  ASSERT_TRUE(f.call(4, "desk"));
  ASSERT_TRUE(f.call(5, "desk"));
  const auto before = f.acd.agents();
  const auto queue_before = f.acd.queue(f.queue("desk"), f.now)->waiting;

  f.wait(3s);
  auto& q = f.centre.queues[0];
  q.strategy = Strategy::round_robin;
  q.priority = 9;
  q.ring_timeout = 5s;
  q.wrap_up = 1s;
  q.wait_max = 1s;
  q.waiting_max = 1;
  q.no_agents_after = 1s;
  q.overflow = {.kind = Overflow::Kind::number, .queue = {}, .number = "1"};
  f.reload();
  f.wait(5s);

  const auto after = f.acd.agents();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].state, before[i].state) << i;
    EXPECT_EQ(after[i].state_since, before[i].state_since) << i;
    EXPECT_EQ(after[i].wrap_up_until, before[i].wrap_up_until) << i;
    EXPECT_EQ(after[i].presence, before[i].presence) << i;
    EXPECT_EQ(after[i].pause_reason, before[i].pause_reason) << i;
    EXPECT_EQ(after[i].offer, before[i].offer) << i;
  }
  const auto queue_after = f.acd.queue(f.queue("desk"), f.now)->waiting;
  ASSERT_EQ(queue_after.size(), queue_before.size());
  for (std::size_t i = 0; i < queue_after.size(); ++i) {
    EXPECT_EQ(queue_after[i].call, queue_before[i].call);
    EXPECT_EQ(queue_after[i].enqueued_at, queue_before[i].enqueued_at);
  }
  EXPECT_TRUE(f.all<CallOverflowed>().empty());
  EXPECT_TRUE(f.all<OfferWithdrawn>().empty());
}

TEST(Pain, P07_WrapUpBeginsWhenTheLastConversationEnds) {
  Floor f;
  f.add_queue("desk").wrap_up = 30s;
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.answer("anna");
  f.busy("anna", true);  // consults a colleague, hands the caller over
  f.done("anna");
  EXPECT_EQ(f.state("anna"), State::busy);
  f.wait(40s);
  EXPECT_EQ(f.state("anna"), State::busy);
  f.busy("anna", false);
  EXPECT_EQ(f.state("anna"), State::wrap_up);
  EXPECT_EQ(f.view("anna").wrap_up_until, f.now + 30s);
}

TEST(Pain, P08_EachAgentsWrapUpEndsAtItsOwnTime) {
  Floor f;
  f.add_queue("desk").wrap_up = 30s;
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk"});
  f.open();
  for (int i = 1; i <= 4; ++i) ASSERT_TRUE(f.call(i, "desk"));
  f.answer("anna");
  f.answer("bob");
  f.done("anna");
  f.wait(10s);
  f.done("bob");
  f.wait(20s);
  EXPECT_EQ(f.rings(3), "anna");
  EXPECT_EQ(f.state("bob"), State::wrap_up);
  f.wait(10s);
  EXPECT_EQ(f.rings(4), "bob");
}

TEST(Pain, P09_UnpluggedPhoneGetsNoOfferAndPluggingItInBringsTheAgentBack) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  f.plug("anna", false);
  EXPECT_EQ(f.state("anna"), State::offline);
  EXPECT_EQ(f.view("anna").presence, Presence::ready) << "the screen shows why";
  EXPECT_FALSE(f.view("anna").reachable);
  ASSERT_TRUE(f.call(1, "desk"));
  EXPECT_EQ(f.rings(1), "");
  f.plug("anna", true);
  EXPECT_EQ(f.rings(1), "anna");
  f.plug("anna", false);
  EXPECT_EQ(f.rings(1), "");
  EXPECT_TRUE(f.acd.is_waiting(CallId{1}));
  f.plug("anna", true);
  EXPECT_EQ(f.rings(1), "anna") << "a lost phone is no refusal";
}

TEST(Pain, P12_PauseIsAnIntervalWithItsReason) {
  Floor f;
  f.add_agent("anna", {});
  f.open();
  for (std::int64_t reason : {3, 4, 5}) {
    f.pause("anna", reason);
    EXPECT_EQ(f.view("anna").pause_reason.id, PauseReasonId{reason});
    EXPECT_EQ(f.view("anna").presence_since, f.now);
    f.wait(60s);
    f.ready("anna");
    EXPECT_EQ(f.view("anna").pause_reason, PauseReason{});
    f.wait(60s);
  }
}

TEST(Pain, P14_CallerJoiningAtTheHeadStopsNobody) {
  Floor f;
  f.add_queue("desk");
  f.add_queue("vip").priority = 10;
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk", "vip"});
  f.reload();
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(f.call(i, "desk"));
  ASSERT_TRUE(f.call(9, "vip"));  // anna cannot serve the head
  f.ready("anna");
  EXPECT_EQ(f.rings(1), "anna");
  f.ready("bob");
  EXPECT_EQ(f.rings(9), "bob");
}

TEST(Pain, P16_FailedBridgePutsTheCallerBackAtHisPlace) {
  Floor f;
  f.add_queue("desk").wrap_up = 0s;
  f.add_agent("anna", {"desk"});
  f.open();
  const MonoTime joined = f.now;
  ASSERT_TRUE(f.call(1, "desk"));
  f.wait(3s);
  ASSERT_TRUE(f.call(2, "desk"));
  f.answer("anna");
  f.wait(2s);  // she drops before she hears the caller
  ASSERT_TRUE(f.acd.contact_ended(f.agent("anna"), f.now));
  ASSERT_TRUE(f.call({.call = CallId{1},
                      .queue = f.queue("desk"),
                      .priority = 0,
                      .skills = {},
                      .enqueued_at = joined,
                      .preferred = {}}));
  EXPECT_EQ(f.rings(1), "anna") << "before caller 2";
}

TEST(Pain, P16_RefusalsMakeNoStormOfRinging) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  const MonoTime end = f.now + 60s;
  while (f.now < end) {
    if (f.state("anna") == State::offered) f.refuse("anna");
    f.wait(100ms);
  }
  EXPECT_LE(f.offers(), 9u);
  EXPECT_GE(f.offers(), 7u);
}

TEST(Pain, P17_NoAnswerOfAnAgentReachesTheCaller) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  for (OfferRefusal kind :
       {OfferRefusal::declined, OfferRefusal::no_answer, OfferRefusal::phone_failed}) {
    f.refuse("anna", kind);
    EXPECT_TRUE(f.acd.is_waiting(CallId{1}));
    f.wait(8s);
    EXPECT_EQ(f.rings(1), "anna");
  }
  EXPECT_TRUE(f.all<CallOverflowed>().empty());
}

TEST(Pain, P27_ThreeUnansweredOffersPauseForAWhileAndNotForEver) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.wait(20s + 8s + 20s + 8s);
  EXPECT_EQ(f.view("anna").unanswered, 2u);
  f.wait(20s);
  EXPECT_EQ(f.state("anna"), State::paused);
  EXPECT_TRUE(f.view("anna").pause_reason.automatic);
  EXPECT_EQ(f.view("anna").auto_pause_until, f.now + 300s);
  ASSERT_EQ(f.all<AgentAutoPaused>().size(), 1u);
  EXPECT_EQ(f.all<AgentAutoPaused>()[0].unanswered, 3u);
  f.wait(300s);
  EXPECT_EQ(f.all<AgentAutoResumed>().size(), 1u);
  EXPECT_EQ(f.rings(1), "anna");
}

TEST(Pain, P27_AgentWhoComesBackEarlierIsNotPausedAgain) {
  Floor f(Settings{.unanswered_max = 1});
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.refuse("anna", OfferRefusal::phone_failed);
  EXPECT_EQ(f.state("anna"), State::paused);
  f.ready("anna");
  f.wait(10s);
  f.answer("anna");
  f.pause("anna", 2);
  f.wait(400s);
  EXPECT_TRUE(f.all<AgentAutoResumed>().empty()) << "his own pause does not end by our timer";
  EXPECT_EQ(f.view("anna").presence, Presence::paused);
}

}  // namespace
}  // namespace filo::acd
