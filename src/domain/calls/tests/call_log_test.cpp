// From facts to the record. Each test tells a call; `Story` keeps the clock.

#include "domain/calls/call_log.h"

#include <gtest/gtest.h>

#include "base/prng.h"
#include "domain/calls/call_book.h"

namespace filo::calls {
namespace {

using namespace std::chrono_literals;

const CallId kCall{1};
const AgentId kAnna{11}, kBob{12};
const QueueId kDesk{21}, kTech{22};

class Story {
 public:
  explicit Story(Direction direction = Direction::in)
      : log(TenantId{9},
            {.call = kCall,
             .at = clock.moment(),
             .direction = direction,
             .ani = "+39055123",
             .dnis = "800100200",
             .service = "help",
             .language = "it"}) {}
  template <class E>
  Story& tell(E e) {
    e.call = kCall;
    e.at = clock.moment();
    log.apply(e);
    return *this;
  }
  Story& wait(Duration by) {
    clock.advance(by);
    return *this;
  }
  Story& offer(AgentId agent, QueueId queue = kDesk) {
    OfferMade made;
    made.offer = OfferId{++offer_};
    made.agent = agent;
    made.queue = queue;
    agent_ = agent;
    return tell(made);
  }
  Story& offer_ended(OfferEnd how) {
    OfferEnded ended;
    ended.offer = OfferId{offer_};
    ended.agent = agent_;
    ended.how = how;
    return tell(ended);
  }
  Story& answered(AgentId agent, QueueId queue = kDesk) {
    CallAnswered e;
    e.agent = agent;
    e.queue = queue;
    return tell(e);
  }
  Story& queued(QueueId queue) {
    CallQueued e;
    e.queue = queue;
    return tell(e);
  }
  Story& in_flow() {
    FlowEntered e;
    e.flow = FlowId{5};
    return tell(e);
  }
  Story& ended(EndedBy by = EndedBy::caller, std::string cause = "hang_up") {
    CallEnded e;
    e.by = by;
    e.cause = std::move(cause);
    return tell(e);
  }
  template <class E>
  Story& by(AgentId agent) {
    E e;
    e.agent = agent;
    return tell(e);
  }
  const CallRecord& record() const { return log.record(); }
  /// "ivr 3 queue 10 ring 5 ..." in seconds.
  std::string segments() const {
    std::string text;
    for (const Segment& s : record().segments)
      text += std::string(text.empty() ? "" : " ") + to_string(s.kind) + " " +
              std::to_string(s.duration / 1s);
    return text;
  }

  ManualClock clock;
  CallLog log;

 private:
  std::int64_t offer_ = 0;
  AgentId agent_;
};

TEST(CallLog, AnsweredCallHasAllItsSegmentsAndTheirTimes) {
  Story s;
  const Instant start = s.clock.now();
  s.in_flow().wait(3s).queued(kDesk).wait(10s).offer(kAnna).wait(5s);
  s.offer_ended(OfferEnd::answered).answered(kAnna).wait(60s);
  s.by<CallHeld>(kAnna).wait(20s).by<CallResumed>(kAnna).wait(40s);
  s.ended();
  EXPECT_TRUE(s.log.ended());
  EXPECT_FALSE(s.log.complete()) << "the wrap-up runs";
  s.wait(30s).by<WrapUpEnded>(kAnna);
  EXPECT_TRUE(s.log.complete());
  EXPECT_EQ(s.segments(), "ivr 3 queue 10 ring 5 talk 60 hold 20 talk 40 wrap_up 30");
  const CallRecord& r = s.record();
  EXPECT_EQ(r.outcome, Outcome::answered);
  EXPECT_EQ(r.agent, kAnna);
  EXPECT_EQ(r.queue, kDesk);
  EXPECT_EQ(r.answered_at, start + 18s);
  EXPECT_EQ(r.ended_at, start + 138s);
  EXPECT_EQ(caller_time(r), 138s);
  ASSERT_EQ(visits_of(r).size(), 1u);
  EXPECT_EQ(visits_of(r)[0].waited, 15s);
  EXPECT_EQ(visits_of(r)[0].agent, kAnna);
  EXPECT_EQ(s.log.ignored(), 0u);
}

TEST(CallLog, ReofferedCallKeepsEachRingWithItsAgent) {
  Story s;
  s.in_flow().queued(kDesk).offer(kAnna).wait(20s).offer_ended(OfferEnd::no_answer);
  s.offer(kBob).wait(4s).offer_ended(OfferEnd::answered).answered(kBob).wait(1s).ended();
  EXPECT_EQ(s.segments(), "ring 20 ring 4 talk 1 wrap_up 0");
  EXPECT_EQ(s.record().segments[0].end, SegmentEnd::no_answer);
  EXPECT_EQ(s.record().segments[0].agent, kAnna);
  EXPECT_EQ(s.record().segments[1].end, SegmentEnd::answered);
  ASSERT_EQ(visits_of(s.record()).size(), 1u);
  EXPECT_EQ(visits_of(s.record())[0].waited, 24s);
}

TEST(CallLog, CallerWhoLeavesWhileItRingsIsAbandoned) {
  Story s;
  s.in_flow().queued(kDesk).wait(7s).offer(kAnna).wait(2s).ended();
  EXPECT_EQ(s.record().outcome, Outcome::abandoned);
  EXPECT_EQ(s.segments(), "queue 7 ring 2");
  EXPECT_EQ(visits_of(s.record()).at(0).end, QueueVisit::End::abandoned);
  s.offer_ended(OfferEnd::withdrawn);
  EXPECT_EQ(s.segments(), "queue 7 ring 2") << "late facts change nothing";
  EXPECT_TRUE(s.log.complete());
}

TEST(CallLog, FlowOutToAnotherQueueGivesTwoVisits) {
  Story s;
  s.in_flow().queued(kDesk).wait(60s);
  CallFlowedOut out;
  out.queue = kDesk;
  s.tell(out).queued(kTech).wait(5s).offer(kBob, kTech).wait(1s);
  s.offer_ended(OfferEnd::answered).answered(kBob, kTech).wait(9s).ended();
  const auto visits = visits_of(s.record());
  ASSERT_EQ(visits.size(), 2u);
  EXPECT_EQ(visits[0].end, QueueVisit::End::flow_out);
  EXPECT_EQ(visits[0].waited, 60s);
  EXPECT_EQ(visits[1].end, QueueVisit::End::answered);
  EXPECT_EQ(visits[1].waited, 6s);
  EXPECT_EQ(s.record().outcome, Outcome::answered);
}

TEST(CallLog, FlowOutToANumberOutsideIsFlowOutHoweverLongItLasts) {
  Story s;
  s.in_flow().queued(kDesk).wait(60s);
  CallFlowedOut out;
  out.queue = kDesk;
  out.reason = FlowOut::no_agents;
  TransferStarted transfer;
  transfer.number = "+39066";
  s.tell(out).tell(transfer).wait(5s).answered({}, {}).wait(90s).ended();
  EXPECT_EQ(s.record().outcome, Outcome::flow_out);
  EXPECT_EQ(s.record().cause, "no_agents");
  EXPECT_EQ(s.record().transferred_to, "+39066");
  EXPECT_EQ(s.segments(), "queue 60 ring 5 talk 90");
  EXPECT_EQ(visits_of(s.record()).size(), 1u);
}

TEST(CallLog, CallThatNeverReachedAQueueEndsInTheFlowOrFailed) {
  Story flow;
  flow.in_flow().wait(8s).ended();
  EXPECT_EQ(flow.record().outcome, Outcome::ivr);
  Story nothing;
  nothing.ended(EndedBy::server, "no_number");
  EXPECT_EQ(nothing.record().outcome, Outcome::failed);
  EXPECT_EQ(nothing.record().cause, "no_number");
}

TEST(CallLog, OutgoingCallIsAnsweredOrFailed) {
  Story yes(Direction::out);
  yes.wait(6s).answered(kAnna, {}).wait(30s).ended(EndedBy::agent);
  EXPECT_EQ(yes.record().outcome, Outcome::answered);
  EXPECT_EQ(yes.segments(), "ring 6 talk 30");
  EXPECT_TRUE(yes.log.complete()) << "no queue, no wrap-up";
  EXPECT_TRUE(visits_of(yes.record()).empty());
  Story no(Direction::out);
  no.wait(30s).ended(EndedBy::server, "busy");
  EXPECT_EQ(no.record().outcome, Outcome::failed);
}

TEST(CallLog, CallHandedToAnotherQueueCountsBothAgents) {
  Story s;
  s.in_flow().queued(kDesk).offer(kAnna).offer_ended(OfferEnd::answered).answered(kAnna).wait(30s);
  s.by<AgentLeft>(kAnna).queued(kTech).wait(4s).offer(kBob, kTech);
  s.wait(1s).answered(kBob, kTech).wait(50s).by<WrapUpEnded>(kAnna).wait(1s).ended();
  EXPECT_EQ(s.segments(), "ring 0 talk 30 wrap_up 55 queue 4 ring 1 talk 51 wrap_up 0");
  EXPECT_EQ(caller_time(s.record()), 86s);
  EXPECT_EQ(visits_of(s.record()).size(), 2u);
}

// Pain P10: segments of each participant add up to wall time.
TEST(CallLog, WallClockSetBackInMidCallBendsNothing) {
  Story s;
  s.in_flow().wait(10s);
  s.clock.jump_wall(-3600s);
  s.queued(kDesk).wait(10s).offer(kAnna).answered(kAnna).wait(10s).ended();
  EXPECT_EQ(caller_time(s.record()), 30s);
  EXPECT_EQ(*s.record().ended_at - s.record().started_at, 30s);
}

TEST(CallLog, FirstAnnouncedWaitIsKeptForComparison) {
  Story s;
  s.in_flow().queued(kDesk).wait(5s);
  WaitAnnounced told;
  told.likely = 90s;
  s.tell(told).wait(30s);
  told.likely = 40s;
  s.tell(told);
  EXPECT_EQ(s.record().announced_wait, 90s);
  EXPECT_EQ(s.record().announced_after, 5s);
}

TEST(CallLog, FactsThatDoNotFitAreIgnoredAndCounted) {
  Story s;
  s.by<CallHeld>(kAnna).by<CallResumed>(kAnna).by<WrapUpEnded>(kAnna).by<AgentLeft>(kAnna);
  s.offer(kAnna).offer_ended(OfferEnd::declined);
  EXPECT_EQ(s.log.ignored(), 6u);
  s.in_flow().queued(kDesk).answered(kAnna).answered(kBob);
  EXPECT_EQ(s.record().agent, kAnna);
  EXPECT_EQ(s.log.ignored(), 7u);
  s.ended().ended();
  EXPECT_EQ(s.log.ignored(), 8u);
}

TEST(CallLog, AnyOrderOfFactsAddsUpAndHasOneOutcome) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Prng random(seed);
    Story s(random.chance(0.1) ? Direction::out : Direction::in);
    const auto agent = [&] { return random.chance(0.5) ? kAnna : kBob; };
    for (int i = 0; i < 60; ++i) {
      s.wait(std::chrono::milliseconds{random.below(3'000)});
      CallFlowedOut out;
      out.queue = random.chance(0.5) ? kDesk : kTech;
      switch (random.below(12)) {
        case 0:
          s.in_flow();
          break;
        case 1:
        case 2:
          s.queued(random.chance(0.5) ? kDesk : kTech);
          break;
        case 3:
        case 4:
          s.offer(agent());
          break;
        case 5:
          s.offer_ended(static_cast<OfferEnd>(random.below(5)));
          break;
        case 6:
          s.answered(agent(), random.chance(0.7) ? kDesk : QueueId{});
          break;
        case 7:
          s.by<CallHeld>(agent());
          break;
        case 8:
          s.by<CallResumed>(agent());
          break;
        case 9:
          s.tell(out);
          break;
        case 10:
          s.by<AgentLeft>(agent());
          break;
        case 11:
          s.by<WrapUpEnded>(agent());
          break;
      }
      EXPECT_EQ(caller_time(s.record()), s.clock.moment().mono - MonoTime{1h});
      EXPECT_FALSE(s.record().outcome);
    }
    s.ended();
    const CallRecord& r = s.record();
    ASSERT_TRUE(r.outcome && r.ended_at);
    EXPECT_EQ(caller_time(r), *r.ended_at - r.started_at);
    Instant at = r.started_at;
    for (const Segment& segment : r.segments) {
      if (segment.kind == SegmentKind::wrap_up) continue;
      EXPECT_EQ(segment.started_at, at) << "no gap, no overlap";
      EXPECT_FALSE(segment.open);
      at += segment.duration;
    }
    for (const QueueVisit& visit : visits_of(r))
      EXPECT_NE(visit.end, QueueVisit::End::waiting) << "every visit of an ended call has its end";
  }
}

// The ticket of an answered call is stored apart from its record; a crash may leave only the
// ticket.
TEST(CallLog, AnAnswerThatOnlyTheTicketKnowsIsPutBackIntoTheRecord) {
  Story waits;
  waits.in_flow().wait(5s).queued(kDesk).wait(10s);
  CallRecord cut = waits.record();
  recall_answer(cut, {TicketId{9}, kAnna, cut.started_at + 16s});
  ASSERT_TRUE(close_interrupted(cut, cut.started_at + 15s)) << "the sign of life is older";
  EXPECT_EQ(cut.ticket, TicketId{9});
  EXPECT_EQ(cut.agent, kAnna);
  EXPECT_EQ(cut.outcome, Outcome::answered);
  EXPECT_EQ(cut.cause, "server_restart");
  EXPECT_EQ(visits_of(cut).at(0).end, QueueVisit::End::answered);
  EXPECT_EQ(visits_of(cut).at(0).waited, 11s);
  EXPECT_EQ(*cut.ended_at - cut.started_at, 16s);

  Story talks;
  talks.in_flow().queued(kDesk).answered(kAnna).wait(60s);
  CallRecord known = talks.record();
  const std::size_t parts = known.segments.size();
  recall_answer(known, {TicketId{9}, kAnna, known.started_at});
  EXPECT_EQ(known.segments.size(), parts) << "the record tells its answer itself";
}

TEST(CallLog, ATicketThatNobodyTookIsNoAnswer) {
  Story waits;
  waits.in_flow().wait(5s).queued(kDesk).wait(10s);
  CallRecord cut = waits.record();
  recall_answer(cut, {TicketId{9}, {}, cut.started_at + 6s});
  ASSERT_TRUE(close_interrupted(cut, cut.started_at + 15s));
  EXPECT_EQ(cut.ticket, TicketId{9});
  EXPECT_EQ(cut.outcome, Outcome::abandoned);
  EXPECT_EQ(visits_of(cut).at(0).waited, 10s);
}

TEST(CallLog, CallsCutOffByACrashEndAtTheLastSignOfLife) {
  Story waits;
  waits.in_flow().wait(5s).queued(kDesk).wait(10s);
  CallRecord cut = waits.record();
  ASSERT_TRUE(close_interrupted(cut, cut.started_at + 25s));
  EXPECT_EQ(cut.outcome, Outcome::abandoned);
  EXPECT_EQ(cut.cause, "server_restart");
  EXPECT_EQ(*cut.ended_at - cut.started_at, 25s);
  EXPECT_EQ(visits_of(cut).at(0).waited, 20s);
  EXPECT_FALSE(close_interrupted(cut, cut.started_at + 99s)) << "once";

  Story talks;
  talks.in_flow().queued(kDesk).answered(kAnna).wait(60s).tell(CustomerKnown{});
  CallRecord spoken = talks.record();
  ASSERT_TRUE(close_interrupted(spoken, spoken.started_at + 30s)) << "the sign of life is older";
  EXPECT_EQ(spoken.outcome, Outcome::answered);
  EXPECT_EQ(caller_time(spoken), 60s);

  talks.ended();  // the wrap-up still runs
  CallRecord wraps = talks.record();
  ASSERT_TRUE(close_interrupted(wraps, *wraps.ended_at + 9s));
  EXPECT_EQ(wraps.segments.back().duration, 9s);
  EXPECT_EQ(wraps.cause, "hang_up");
}

TEST(CallBook, HandsOutRecordsAndForgetsCompleteCalls) {
  CallBook book;
  ManualClock clock;
  EXPECT_EQ(book.apply(TenantId{1}, FlowEntered{.call = kCall, .at = clock.moment(), .flow = {}}),
            nullptr);
  EXPECT_EQ(book.ignored(), 1u);
  CallStarted started;
  started.call = kCall;
  started.at = clock.moment();
  ASSERT_NE(book.apply(TenantId{1}, started), nullptr);
  EXPECT_EQ(book.find(kCall)->tenant, TenantId{1});
  clock.advance(3s);
  const CallRecord* last = book.apply(TenantId{1}, CallEnded{.call = kCall, .at = clock.moment()});
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(last->outcome, Outcome::failed);
  EXPECT_EQ(book.find(kCall), nullptr);
  EXPECT_EQ(book.size(), 0u);
}

TEST(Words, GoBothWays) {
  for (int i = 0; i < 5; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(parse_outcome(to_string(outcome)), outcome);
  }
  EXPECT_EQ(parse_segment_kind("wrap_up"), SegmentKind::wrap_up);
  EXPECT_EQ(parse_segment_end("ended"), SegmentEnd::ended);
  EXPECT_FALSE(parse_outcome("lost"));
}

TEST(CallLog, ACallIsTheAgentsWhileHeSpeaksOrWrapsItUp) {
  const AgentId anna{91}, bob{92};
  const auto with = [](SegmentKind kind, AgentId agent, bool open) {
    CallRecord call;
    call.segments = {{.kind = kind, .agent = agent, .queue = {}, .open = open}};
    return call;
  };
  for (const auto kind : {SegmentKind::talk, SegmentKind::hold, SegmentKind::wrap_up}) {
    EXPECT_TRUE(works_on(with(kind, anna, true), anna));
    EXPECT_FALSE(works_on(with(kind, anna, true), bob));
    EXPECT_FALSE(works_on(with(kind, anna, false), anna)) << "that is over";
    EXPECT_FALSE(works_on(with(kind, {}, true), {})) << "nobody is not everybody";
  }
  EXPECT_FALSE(works_on(with(SegmentKind::ring, anna, true), anna)) << "he has not answered";
}

}  // namespace
}  // namespace filo::calls
