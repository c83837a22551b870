// The rules of distribution, one story each. Floor::settle() proves after every step that no free
// agent and no caller whom he may serve are left side by side.

#include "domain/acd/tests/floor.h"

namespace filo::acd {
namespace {

using State = AgentState;

TEST(Dispatch, CallGoesToTheAgentWhoIsFreeForTheLongestTime) {
  Floor f;
  f.add_queue("billing");
  f.add_agent("anna", {"billing"});
  f.add_agent("bob", {"billing"});
  f.open();
  ASSERT_TRUE(f.call(1, "billing"));
  EXPECT_EQ(f.rings(1), "anna");
  EXPECT_EQ(f.last_offer().ring_timeout, 20s);
  EXPECT_EQ(f.last_offer().why.text(),
            "call: priority 0, waited 0.0 s, 1 waiting; agent: longest_idle, idle 2.0 s, one of 2 "
            "free; offer 1");
  ASSERT_TRUE(f.call(2, "billing"));
  EXPECT_EQ(f.rings(2), "bob");
}

TEST(Dispatch, MostSkilledAgentFirstWhenTheQueueSaysSo) {
  Floor f;
  auto& q = f.add_queue("tech");
  q.strategy = Strategy::most_skilled;
  q.skills = {{f.skill("linux"), 2}};
  f.add_agent("junior", {"tech"}).skills = {{f.skill("linux"), 2}};
  f.add_agent("senior", {"tech"}).skills = {{f.skill("linux"), 5}};
  f.open();
  ASSERT_TRUE(f.call(1, "tech"));
  EXPECT_EQ(f.rings(1), "senior");
}

TEST(Dispatch, RoundRobinGoesOnWithWhoWasOfferedLeastRecently) {
  Floor f;
  auto& q = f.add_queue("sales");
  q.strategy = Strategy::round_robin;
  q.wrap_up = 0s;
  for (const char* name : {"anna", "bob", "carl"}) f.add_agent(name, {"sales"});
  f.open();
  std::string order;
  for (int i = 1; i <= 6; ++i) {
    ASSERT_TRUE(f.call(i, "sales"));
    const std::string who = f.rings(i);
    order += who[0];
    f.answer(who);
    f.wait(1s);
    f.done(who);
  }
  EXPECT_EQ(order, "abcabc");
}

TEST(Dispatch, AgentWithoutTheSkillOrTheLevelIsNeverAsked) {
  Floor f;
  f.add_queue("tech").skills = {{f.skill("linux"), 3}};
  f.add_agent("weak", {"tech"}).skills = {{f.skill("linux"), 2}};
  f.add_agent("none", {"tech"});
  f.add_agent("outsider", {}).skills = {{f.skill("linux"), 5}};
  f.open();
  ASSERT_TRUE(f.call(1, "tech"));
  EXPECT_EQ(f.rings(1), "");
  f.add_agent("able", {"tech"}).skills = {{f.skill("linux"), 3}};
  f.reload();
  f.ready("able");
  EXPECT_EQ(f.rings(1), "able");
}

TEST(Dispatch, CallsOwnSkillsComeOnTopOfTheQueues) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk"}).skills = {{f.skill("french"), 4}};
  f.open();
  ASSERT_TRUE(f.call({.call = CallId{1},
                      .queue = f.queue("desk"),
                      .priority = 0,
                      .skills = {{f.skill("french"), 4}},
                      .enqueued_at = f.now,
                      .preferred = {}}));
  EXPECT_EQ(f.rings(1), "bob");
  ASSERT_TRUE(f.call({.call = CallId{2},
                      .queue = f.queue("desk"),
                      .priority = 0,
                      .skills = {{f.skill("french"), 5}},
                      .enqueued_at = f.now,
                      .preferred = {}}));
  EXPECT_EQ(f.rings(2), "");
}

TEST(Dispatch, HigherPriorityThenLongerWaitIsServedFirst) {
  Floor f;
  f.add_queue("desk").wrap_up = 0s;
  f.add_queue("gold").priority = 5;
  f.centre.queues.back().wrap_up = 0s;
  f.add_agent("anna", {"desk", "gold"});
  f.reload();
  ASSERT_TRUE(f.call(1, "desk"));
  f.wait(1s);
  ASSERT_TRUE(f.call(2, "desk"));
  ASSERT_TRUE(f.call(3, "desk", 7));
  ASSERT_TRUE(f.call(4, "gold", 1));
  f.ready("anna");
  std::string order;
  for (int i = 0; i < 4; ++i) {
    order += f.view("anna").call.str();
    f.answer("anna");
    f.done("anna");
  }
  EXPECT_EQ(order, "3412");
}

TEST(Dispatch, PreferredAgentGetsTheCallWhenFreeAndNobodyWaitsForHim) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk"});
  f.open();
  const Waiting wants_bob{.call = CallId{1},
                          .queue = f.queue("desk"),
                          .priority = 0,
                          .skills = {},
                          .enqueued_at = f.now,
                          .preferred = f.agent("bob")};
  ASSERT_TRUE(f.call(wants_bob));
  EXPECT_EQ(f.rings(1), "bob");
  EXPECT_TRUE(f.last_offer().why.preferred);
  Waiting again = wants_bob;
  again.call = CallId{2};
  ASSERT_TRUE(f.call(again));
  EXPECT_EQ(f.rings(2), "anna");
}

TEST(Dispatch, OffersToSeveralAgentsRunSideBySide) {
  Floor f;
  f.add_queue("desk");
  for (int i = 0; i < 5; ++i) f.add_agent("agent" + std::to_string(i), {"desk"});
  f.open();
  for (int i = 1; i <= 7; ++i) ASSERT_TRUE(f.call(i, "desk"));
  EXPECT_EQ(f.offers(), 5u);
  for (int i = 1; i <= 5; ++i) EXPECT_NE(f.rings(i), "") << i;
}

TEST(Offer, RingTimeoutPassesTheCallOnAndKeepsItsPlace) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("asleep", {"desk"});
  f.add_agent("awake", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  EXPECT_EQ(f.rings(1), "asleep");
  const MonoTime joined = f.now;
  f.wait(20s);
  EXPECT_EQ(f.rings(1), "awake");
  ASSERT_EQ(f.all<OfferTimedOut>().size(), 1u);
  EXPECT_EQ(f.view("asleep").unanswered, 1u);
  EXPECT_EQ(f.last_offer().why.waited, 20s);
  EXPECT_EQ(f.last_offer().why.attempt, 2u);
  EXPECT_EQ(f.acd.queue(f.queue("desk"), f.now)->waiting.front().enqueued_at, joined);
}

TEST(Offer, RefusingAgentSeesTheSameCallAgainOnlyAfterOthersAndAPause) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.refuse("anna");
  EXPECT_EQ(f.rings(1), "bob");
  f.refuse("bob");
  EXPECT_EQ(f.rings(1), "") << "both refused a moment ago";
  f.wait(8s);
  EXPECT_EQ(f.rings(1), "anna");
  f.refuse("anna");
  EXPECT_EQ(f.rings(1), "bob");
}

TEST(Offer, NextCallGoesToTheAgentWhoRefusedAnother) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.refuse("anna");
  ASSERT_TRUE(f.call(2, "desk"));
  EXPECT_EQ(f.rings(2), "anna");
}

TEST(Offer, AnswerAfterItsEndIsAConflict) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  const OfferId offer = f.offer_of("anna");
  f.hang_up(1);
  const Status late = f.acd.offer_answered(offer, f.now);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Errc::conflict);
  const Status late_no = f.acd.offer_declined(offer, OfferRefusal::declined, f.now);
  ASSERT_FALSE(late_no);
  EXPECT_EQ(late_no.error().code, Errc::conflict);
  EXPECT_EQ(f.state("anna"), State::ready);
}

TEST(Offer, CallerWhoLeavesCostsTheAgentNeitherAMarkNorHisIdleTime) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.wait(5s);
  f.hang_up(1);
  EXPECT_EQ(f.view("anna").unanswered, 0u);
  ASSERT_TRUE(f.call(2, "desk"));
  EXPECT_EQ(f.rings(2), "anna");
}

TEST(Offer, PauseWhileRingingMovesTheCallerOn) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.pause("anna");
  EXPECT_EQ(f.rings(1), "bob");
  EXPECT_EQ(f.state("anna"), State::paused);
  ASSERT_EQ(f.all<OfferWithdrawn>().size(), 1u);
  EXPECT_EQ(f.all<OfferWithdrawn>()[0].reason, OfferWithdrawn::Reason::agent_left);
}

TEST(WrapUp, LastsAsTheQueueSaysAndThenTheNextCallComes) {
  Floor f;
  f.add_queue("desk").wrap_up = 30s;
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.answer("anna");
  ASSERT_TRUE(f.call(2, "desk"));
  f.wait(60s);
  f.done("anna");
  EXPECT_EQ(f.state("anna"), State::wrap_up);
  EXPECT_EQ(f.view("anna").wrap_up_until, f.now + 30s);
  EXPECT_EQ(f.view("anna").call, CallId{1});
  f.wait(29s);
  EXPECT_EQ(f.rings(2), "");
  f.wait(1s);
  EXPECT_EQ(f.rings(2), "anna");
  const auto ended = f.all<WrapUpEnded>();
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].call, CallId{1});
  EXPECT_EQ(ended[0].cause, WrapUpEnded::Cause::elapsed);
}

TEST(WrapUp, AgentMayEndItExtendItOrPauseAfterIt) {
  Floor f;
  f.add_queue("desk").wrap_up = 30s;
  f.add_agent("anna", {"desk"});
  f.open();
  EXPECT_EQ(f.acd.end_wrap_up(f.agent("anna"), f.now).error().code, Errc::conflict);
  EXPECT_EQ(f.acd.extend_wrap_up(f.agent("anna"), 1s, f.now).error().code, Errc::conflict);
  ASSERT_TRUE(f.call(1, "desk"));
  f.answer("anna");
  f.done("anna");
  ASSERT_TRUE(f.acd.end_wrap_up(f.agent("anna"), f.now));
  f.settle();
  EXPECT_EQ(f.state("anna"), State::ready);

  ASSERT_TRUE(f.call(2, "desk"));
  f.answer("anna");
  f.done("anna");
  ASSERT_TRUE(f.acd.extend_wrap_up(f.agent("anna"), 30s, f.now));
  f.pause("anna");
  EXPECT_EQ(f.state("anna"), State::wrap_up);
  f.wait(59s);
  EXPECT_EQ(f.state("anna"), State::wrap_up);
  f.wait(1s);
  EXPECT_EQ(f.state("anna"), State::paused);
}

TEST(WrapUp, GoingOfflineEndsIt) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.answer("anna");
  f.done("anna");
  f.offline("anna");
  EXPECT_EQ(f.state("anna"), State::offline);
  EXPECT_EQ(f.all<WrapUpEnded>().at(0).cause, WrapUpEnded::Cause::went_offline);
}

TEST(WrapUp, OwnCallInBetweenStopsItsClock) {
  Floor f;
  f.add_queue("desk").wrap_up = 30s;
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.answer("anna");
  f.done("anna");
  f.wait(10s);
  f.busy("anna", true);
  f.wait(300s);
  EXPECT_EQ(f.state("anna"), State::busy);
  f.busy("anna", false);
  EXPECT_EQ(f.view("anna").wrap_up_until, f.now + 20s);
}

TEST(Overflow, CallerLeavesWhenItsLongestWaitIsOver) {
  Floor f;
  auto& q = f.add_queue("desk");
  q.wait_max = 60s;
  q.overflow = {.kind = Overflow::Kind::number, .queue = {}, .number = "+39055123"};
  f.reload();
  ASSERT_TRUE(f.call(1, "desk"));
  f.wait(59s);
  EXPECT_TRUE(f.acd.is_waiting(CallId{1}));
  f.wait(1s);
  const auto left = f.all<CallOverflowed>();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].reason, OverflowReason::wait_max);
  EXPECT_EQ(left[0].target.number, "+39055123");
  EXPECT_FALSE(f.acd.is_waiting(CallId{1}));
}

TEST(Overflow, RingingOfferIsAllowedToEndFirst) {
  Floor f;
  f.add_queue("desk").wait_max = 30s;
  f.add_agent("anna", {"desk"});
  f.reload();
  ASSERT_TRUE(f.call(1, "desk"));
  ASSERT_TRUE(f.call(2, "desk"));
  f.wait(20s);
  f.ready("anna");  // rings for 1
  f.wait(10s);
  EXPECT_EQ(f.all<CallOverflowed>().size(), 1u) << "only 2 left";
  f.refuse("anna");
  EXPECT_EQ(f.all<CallOverflowed>().size(), 2u);
}

TEST(Overflow, FullQueueRefusesAndClosedQueueFlowsOut) {
  Floor f;
  f.add_queue("desk").waiting_max = 2;
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));  // rings
  ASSERT_TRUE(f.call(2, "desk"));
  EXPECT_EQ(f.call(3, "desk").error().code, Errc::limit);
  EXPECT_EQ(f.call(2, "desk").error().code, Errc::conflict);
  EXPECT_EQ(f.call(4, "nowhere").error().code, Errc::not_found);
  ASSERT_TRUE(f.acd.close_queue(f.queue("desk"), f.now));
  f.settle();
  ASSERT_EQ(f.all<CallOverflowed>().size(), 1u);
  EXPECT_EQ(f.all<CallOverflowed>()[0].call, CallId{2});
  EXPECT_EQ(f.all<CallOverflowed>()[0].reason, OverflowReason::closed);
  EXPECT_EQ(f.call(5, "desk").error().code, Errc::unavailable);
  f.answer("anna");
  EXPECT_EQ(f.state("anna"), State::busy);
  ASSERT_TRUE(f.acd.open_queue(f.queue("desk"), f.now));
  EXPECT_TRUE(f.call(6, "desk"));
}

TEST(Overflow, NobodyOnDutyForTooLongSendsEveryoneOn) {
  Floor f;
  f.add_queue("desk").no_agents_after = 10s;
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  f.answer("anna");
  ASSERT_TRUE(f.call(2, "desk"));
  f.wait(100s);
  EXPECT_TRUE(f.acd.is_waiting(CallId{2})) << "anna is busy, but on duty";
  f.done("anna");
  f.offline("anna");
  f.wait(5s);
  ASSERT_TRUE(f.call(3, "desk"));
  f.wait(5s);
  EXPECT_FALSE(f.acd.is_waiting(CallId{2}));
  EXPECT_TRUE(f.acd.is_waiting(CallId{3})) << "has not waited 10 s yet";
  f.wait(4s);
  EXPECT_TRUE(f.acd.is_waiting(CallId{3}));
  f.wait(1s);
  EXPECT_FALSE(f.acd.is_waiting(CallId{3}));
  ASSERT_TRUE(f.call(4, "desk"));
  f.wait(5s);
  f.ready("anna");
  EXPECT_EQ(f.rings(4), "anna");
}

TEST(Overflow, PlaceIsKeptInTheNextQueueAndItsOwnWaitStartsAnew) {
  Floor f;
  auto& first = f.add_queue("first");
  first.wait_max = 60s;
  f.add_queue("second").wait_max = 60s;
  f.add_agent("anna", {"second"});
  f.reload();
  ASSERT_TRUE(f.call(1, "first"));
  f.wait(30s);
  ASSERT_TRUE(f.call(2, "second"));
  f.wait(30s);
  const auto left = f.all<CallOverflowed>();
  ASSERT_EQ(left.size(), 1u);
  ASSERT_TRUE(f.call({.call = CallId{1},
                      .queue = f.queue("second"),
                      .priority = 0,
                      .skills = {},
                      .enqueued_at = left[0].enqueued_at,
                      .preferred = {}}));
  EXPECT_TRUE(f.acd.is_waiting(CallId{1}));
  f.ready("anna");
  EXPECT_EQ(f.rings(1), "anna") << "waits for a longer time than 2";
}

TEST(Reload, UnknownNamesAreSaidSo) {
  Floor f;
  f.reload();
  EXPECT_EQ(f.acd.set_presence(AgentId{9}, Presence::ready, {}, f.now).error().code,
            Errc::not_found);
  EXPECT_EQ(f.acd.set_reachable(AgentId{9}, true, f.now).error().code, Errc::not_found);
  EXPECT_EQ(f.acd.contact_ended(AgentId{9}, f.now).error().code, Errc::not_found);
  EXPECT_EQ(f.acd.release_agent(AgentId{9}, f.now).error().code, Errc::not_found);
  EXPECT_EQ(f.acd.close_queue(QueueId{9}, f.now).error().code, Errc::not_found);
  EXPECT_FALSE(f.acd.remove(CallId{9}, f.now));
  f.add_agent("anna", {});
  f.reload();
  EXPECT_EQ(f.acd.contact_ended(f.agent("anna"), f.now).error().code, Errc::conflict);
}

TEST(Reload, TooManyQueuesChangeNothing) {
  Floor f;
  f.add_queue("desk");
  f.reload();
  Centre huge;
  huge.queues.resize(limits::kQueues + 1);
  EXPECT_EQ(f.acd.set_centre(huge, f.now).error().code, Errc::limit);
  EXPECT_TRUE(f.call(1, "desk"));
}

TEST(Reload, CallersOfARemovedQueueFlowOutAndTheirRingingStops) {
  Floor f;
  f.add_queue("desk").overflow = {
      .kind = Overflow::Kind::queue, .queue = QueueId{77}, .number = ""};
  f.add_agent("anna", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  ASSERT_TRUE(f.call(2, "desk"));
  f.centre.queues.clear();
  f.reload();
  EXPECT_EQ(f.all<OfferWithdrawn>().at(0).reason, OfferWithdrawn::Reason::reconfigured);
  ASSERT_EQ(f.all<CallOverflowed>().size(), 2u);
  EXPECT_EQ(f.all<CallOverflowed>()[0].target.queue, QueueId{77});
  EXPECT_EQ(f.state("anna"), State::ready);
  EXPECT_EQ(f.acd.waiting(), 0u);
}

TEST(Reload, RemovedAgentEndsHisCallInPeaceAndGetsNoOther) {
  Floor f;
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.add_agent("bob", {"desk"});
  f.open();
  ASSERT_TRUE(f.call(1, "desk"));
  ASSERT_TRUE(f.call(2, "desk"));
  f.answer("anna");
  const auto kept = f.centre;
  f.centre.agents.clear();
  f.reload();
  f.centre = kept;  // only so that names resolve
  EXPECT_EQ(f.state("anna"), State::busy);
  EXPECT_EQ(f.acd.waiting(), 1u) << "bob's offer was taken back, the caller stays";
  f.done("anna");
  f.wait(60s);
  EXPECT_EQ(f.state("anna"), State::offline);
}

TEST(Dispatcher, AnAgentNobodyHasSeenYetIsOfflineSinceTheCentreOpened) {
  Floor f;
  f.wait(90s);  // the clock of the machine began long before
  f.add_queue("desk");
  f.add_agent("anna", {"desk"});
  f.reload();
  const MonoTime opened = f.now;
  f.wait(10s);
  EXPECT_EQ(f.acd.agents()[0].state_since, opened);
  EXPECT_EQ(f.acd.agents()[0].presence_since, opened);
}

}  // namespace
}  // namespace filo::acd
