// The definitions, with the worked example of the reference; and live figures against a recount.

#include <gtest/gtest.h>

#include "base/prng.h"
#include "domain/calls/call_book.h"
#include "domain/kpi/live_figures.h"

namespace filo::kpi {
namespace {

using namespace std::chrono_literals;
using namespace calls;

const AgentId kAnna{1}, kBob{2};
const QueueId kDesk{11}, kTech{12};
// What the queues promise: kTech a minute, kDesk what is usual.
Duration promise_of(QueueId queue) {
  return queue == kTech ? Duration{60s} : kAnswerWithin;
}

// 1000 answered, 860 of them within 20 s; 60 abandoned, 20 of them within 20 s.
TEST(Kpi, ServiceLevelIsVariantFour) {
  const Figures f{.offered = 1060,
                  .answered = 1000,
                  .answered_in_time = 860,
                  .abandoned = 60,
                  .abandoned_in_time = 20};
  EXPECT_NEAR(*f.service_level(), 0.827, 0.0005);
  EXPECT_TRUE(adds_up(f));
}

TEST(Kpi, RatiosAreNothingWhereNothingWasCounted) {
  const Figures none;
  EXPECT_FALSE(none.service_level());
  EXPECT_FALSE(none.speed_of_answer());
  EXPECT_FALSE(none.handling_time());
  EXPECT_FALSE(none.abandon_rate());
  EXPECT_FALSE(none.answer_rate());
  EXPECT_FALSE(none.time_to_take_charge());
  EXPECT_FALSE(none.time_to_resolve());
  EXPECT_FALSE(none.first_contact_resolution());
  EXPECT_FALSE(none.forecast_error_mean());
  const Figures all_early{.offered = 3, .abandoned = 3, .abandoned_in_time = 3};
  EXPECT_FALSE(all_early.service_level()) << "early abandons are not counted at all";
}

TEST(Kpi, MergingAddsSumsAndNeverAveragesAverages) {
  Figures a{.offered = 1, .answered = 1, .answered_wait = 10s};
  const Figures b{.offered = 3, .answered = 3, .answered_wait = 90s};
  a += b;
  EXPECT_EQ(a.speed_of_answer(), 25s);
  a -= b;
  EXPECT_EQ(a.speed_of_answer(), 10s);
}

CallRecord call_with(std::vector<Segment> segments) {
  CallRecord call;
  call.id = CallId{1};
  call.segments = std::move(segments);
  return call;
}
Segment segment(
    SegmentKind kind, Duration length, SegmentEnd end, AgentId agent = {}, QueueId queue = {}) {
  return {.kind = kind,
          .agent = agent,
          .queue = queue,
          .duration = length,
          .end = end,
          .answer_within = promise_of(queue)};
}

TEST(Kpi, CallThroughTwoQueuesCountsOncePerQueueAndOnceInTotal) {
  const auto call = call_with({segment(SegmentKind::ivr, 9s, SegmentEnd::continued),
                               segment(SegmentKind::queue, 30s, SegmentEnd::flow_out, {}, kDesk),
                               segment(SegmentKind::queue, 20s, SegmentEnd::continued, {}, kTech),
                               segment(SegmentKind::ring, 20s, SegmentEnd::no_answer, kAnna, kTech),
                               segment(SegmentKind::ring, 5s, SegmentEnd::answered, kBob, kTech),
                               segment(SegmentKind::talk, 60s, SegmentEnd::continued, kBob, kTech),
                               segment(SegmentKind::hold, 20s, SegmentEnd::continued, kBob, kTech),
                               segment(SegmentKind::talk, 10s, SegmentEnd::ended, kBob, kTech),
                               segment(SegmentKind::wrap_up, 30s, SegmentEnd::ended, kBob, kTech)});
  const Table t = count_call(call);
  EXPECT_EQ(t.total.offered, 1);
  EXPECT_EQ(t.total.answered, 1);
  EXPECT_EQ(t.total.answered_in_time, 0) << "75 s in all, 60 s are promised";
  EXPECT_EQ(t.total.speed_of_answer(), 75s) << "the flow does not count";
  EXPECT_EQ(t.queues.at(kDesk).flow_out, 1);
  EXPECT_EQ(t.queues.at(kTech).answered_in_time, 1);
  EXPECT_EQ(t.queues.at(kTech).speed_of_answer(), 45s);
  EXPECT_EQ(t.total.handled, 1) << "hold and resume are one conversation";
  EXPECT_EQ(t.total.handling_time(), 120s);
  EXPECT_EQ(t.agents.at(kBob).handling_time(), 120s);
  EXPECT_EQ(t.agents.at(kBob).answer_rate(), 1.0);
  EXPECT_EQ(t.agents.at(kAnna).answer_rate(), 0.0);
  EXPECT_TRUE(adds_up(t.total));
}

TEST(Kpi, AgentsAnswerInTimeWhenTheQueueKeptItsPromise) {
  const auto call = call_with({segment(SegmentKind::queue, 15s, SegmentEnd::continued, {}, kDesk),
                               segment(SegmentKind::ring, 4s, SegmentEnd::answered, kAnna, kDesk),
                               segment(SegmentKind::talk, 60s, SegmentEnd::continued, kAnna, kDesk),
                               segment(SegmentKind::queue, 50s, SegmentEnd::continued, {}, kTech),
                               segment(SegmentKind::ring, 15s, SegmentEnd::answered, kBob, kTech),
                               segment(SegmentKind::talk, 60s, SegmentEnd::ended, kBob, kTech)});
  const Table t = count_call(call);
  EXPECT_EQ(t.agents.at(kAnna).answered_in_time, 1) << "19 s of 20 s: the ring counts";
  EXPECT_EQ(t.agents.at(kBob).answered, 1);
  EXPECT_EQ(t.agents.at(kBob).answered_in_time, 0) << "65 s in this queue, 60 s are promised";
  EXPECT_EQ(t.agents.at(kAnna).service_level(), 1.0);
  const auto own = call_with({segment(SegmentKind::ring, 4s, SegmentEnd::answered, kAnna)});
  EXPECT_EQ(count_call(own).agents.at(kAnna).answered_in_time, 0) << "no queue, no promise";
}

TEST(Kpi, RingThatTheCallerEndedIsNotChargedToTheAgent) {
  const auto call =
      call_with({segment(SegmentKind::queue, 5s, SegmentEnd::continued, {}, kDesk),
                 segment(SegmentKind::ring, 3s, SegmentEnd::abandoned, kAnna, kDesk)});
  const Table t = count_call(call);
  EXPECT_EQ(t.agents.at(kAnna).offered, 0);
  EXPECT_EQ(t.total.abandoned, 1);
  EXPECT_EQ(t.total.abandoned_in_time, 1);
}

TEST(Kpi, AgentsAreNotChargedWithAPhoneThatFailedNorCreditedWithWaitsTheyHadNoPartIn) {
  const auto call =
      call_with({segment(SegmentKind::queue, 5s, SegmentEnd::continued, {}, kDesk),
                 segment(SegmentKind::ring, 3s, SegmentEnd::phone_failed, kAnna, kDesk),
                 segment(SegmentKind::ring, 4s, SegmentEnd::answered, kBob, kDesk),
                 segment(SegmentKind::talk, 60s, SegmentEnd::ended, kBob, kDesk)});
  const Table t = count_call(call);
  EXPECT_EQ(t.agents.at(kAnna).offered, 0);
  EXPECT_FALSE(t.agents.at(kAnna).speed_of_answer()) << "she answered nothing";
  EXPECT_EQ(t.agents.at(kBob).speed_of_answer(), 12s) << "as long as the caller had waited";
  EXPECT_EQ(t.total.speed_of_answer(), 12s);
  const auto own = call_with({segment(SegmentKind::ring, 4s, SegmentEnd::answered, kAnna)});
  EXPECT_EQ(count_call(own).agents.at(kAnna).speed_of_answer(), 4s);
}

TEST(Kpi, TicketsOfTheDayReplaceThoseCountedBefore) {
  LiveFigures live;
  live.start_day(Instant{}, Instant{} + 24h);
  const Table one = count_ticket({.queue = kDesk, .agent = kAnna, .take_charge = 4min});
  live.set_tickets(one);
  Table two = one;
  two += count_ticket({.queue = kDesk, .agent = kBob, .resolve = 9min, .first_contact = true});
  live.set_tickets(two);
  EXPECT_EQ(live.table().total, two.total);
  EXPECT_EQ(live.table().queues.at(kDesk), two.queues.at(kDesk));
  live.start_day(Instant{} + 24h, Instant{} + 48h);
  EXPECT_EQ(live.table().total.resolved, 0);
}

TEST(Kpi, ServiceLevelBorderCountsAsInTime) {
  for (const auto& [waited, in_time] : {std::pair{20s, 1}, std::pair{21s, 0}}) {
    const auto call =
        call_with({segment(SegmentKind::queue, waited, SegmentEnd::answered, kAnna, kDesk)});
    EXPECT_EQ(count_call(call).total.answered_in_time, in_time);
  }
}

TEST(Kpi, WhatAQueuePromisedWhenTheCallerCameStaysInTheRecord) {
  CallBook book;
  const auto told = [&](auto fact) {
    fact.call = CallId{7};
    return *book.apply(TenantId{1}, fact);
  };
  const Moment start{};
  const auto later = [&](Duration d) { return Moment{start.utc + d, start.mono + d}; };
  told(CallStarted{.call = {}, .at = start, .ani = {}, .dnis = {}, .service = {}, .language = {}});
  told(CallQueued{.call = {}, .at = start, .queue = kDesk, .answer_within = 10s});
  told(
      OfferMade{.call = {}, .at = later(12s), .offer = OfferId{1}, .agent = kAnna, .queue = kDesk});
  const CallRecord call =
      told(CallAnswered{.call = {}, .at = later(15s), .agent = kAnna, .queue = kDesk});
  const Table t = count_call(call);
  EXPECT_EQ(t.queues.at(kDesk).answered_in_time, 0) << "15 s, and 10 s were promised";
  EXPECT_EQ(t.agents.at(kAnna).answered_in_time, 0);
  EXPECT_EQ(visits_of(call).front().answer_within, 10s);
}

TEST(Kpi, AnnouncedWaitIsComparedWithTheRealOne) {
  auto call = call_with({segment(SegmentKind::queue, 100s, SegmentEnd::answered, kAnna, kDesk)});
  call.announced_wait = 120s;
  call.announced_after = 10s;
  EXPECT_EQ(count_call(call).total.forecast_error_mean(), 30s);
}

TEST(Kpi, TicketsCountWhatFallsIntoThePeriod) {
  Table t = count_ticket({.queue = kDesk, .agent = kAnna, .take_charge = 4min, .resolve = {}});
  t += count_ticket(
      {.queue = kDesk, .agent = kBob, .take_charge = {}, .resolve = 60min, .first_contact = true});
  t += count_ticket({.queue = {}, .agent = {}, .take_charge = {}, .resolve = 30min});
  EXPECT_EQ(t.total.time_to_take_charge(), 4min);
  EXPECT_EQ(t.total.time_to_resolve(), 45min);
  EXPECT_EQ(t.total.first_contact_resolution(), 0.5);
  EXPECT_EQ(t.agents.at(kAnna).taken, 1);
  EXPECT_EQ(t.queues.at(kDesk).resolved, 1);
}

// Pain P11: the wallboard after a restart equals a replay of the log. A random day of calls; after
// every fact the live figures add up, and at any moment they equal a recount of all records.
TEST(Kpi, LiveFiguresEqualARecountOfTheRecordsOnRandomDays) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Prng random(seed);
    ManualClock clock;
    CallBook book;
    LiveFigures live;
    live.start_day(clock.now(), clock.now() + 24h);
    std::map<CallId, CallRecord> records;
    const auto tell = [&](auto fact, CallId id) {
      fact.call = id;
      fact.at = clock.moment();
      if (const CallRecord* r = book.apply(TenantId{1}, fact)) {
        records[id] = *r;
        live.update(*r);
      }
      ASSERT_TRUE(adds_up(live.table().total));
      for (const auto& [queue, figures] : live.table().queues) ASSERT_TRUE(adds_up(figures));
    };
    for (int i = 0; i < 600; ++i) {
      clock.advance(std::chrono::milliseconds{random.below(5'000)});
      const CallId id{1 + static_cast<std::int64_t>(random.below(40))};
      const AgentId agent = random.chance(0.5) ? kAnna : kBob;
      const QueueId queue = random.chance(0.5) ? kDesk : kTech;
      switch (random.below(9)) {
        case 0:
          if (!records.contains(id)) tell(CallStarted{}, id);
          break;
        case 1:
          tell(CallQueued{.call = id, .at = {}, .queue = queue, .answer_within = promise_of(queue)},
               id);
          break;
        case 2:
          tell(OfferMade{.call = id, .at = {}, .offer = OfferId{1}, .agent = agent, .queue = queue},
               id);
          break;
        case 3:
          tell(OfferEnded{.call = id,
                          .at = {},
                          .offer = OfferId{1},
                          .agent = agent,
                          .how = static_cast<OfferEnd>(random.below(5))},
               id);
          break;
        case 4:
          tell(CallAnswered{.call = id, .at = {}, .agent = agent, .queue = queue}, id);
          break;
        case 5:
          tell(CallFlowedOut{.call = id, .at = {}, .queue = queue}, id);
          break;
        case 6:
          tell(WrapUpEnded{.call = id, .at = {}, .agent = agent}, id);
          break;
        case 7:
          tell(WaitAnnounced{.call = id, .at = {}, .likely = 30s}, id);
          break;
        case 8:
          if (random.chance(0.3)) tell(CallEnded{}, id);
          break;
      }
      if (HasFatalFailure()) return;
    }
    Table recount;
    for (const auto& [id, record] : records) recount += count_call(record);
    EXPECT_EQ(live.table().total, recount.total);
    for (const auto& [queue, figures] : recount.queues)
      EXPECT_EQ(live.table().queues.at(queue), figures);
    for (const auto& [agent, figures] : recount.agents)
      EXPECT_EQ(live.table().agents.at(agent), figures);
  }
}

TEST(Kpi, CallsOfAnotherDayAreNotCountedAndMidnightBeginsAnew) {
  LiveFigures live;
  const Instant day{std::chrono::seconds{1'790'000'000}};
  live.start_day(day, day + 24h);
  auto call = call_with({segment(SegmentKind::queue, 5s, SegmentEnd::answered, kAnna, kDesk)});
  call.started_at = day - 1us;
  live.update(call);
  EXPECT_EQ(live.table().total.offered, 0);
  call.started_at = day;
  live.update(call);
  EXPECT_EQ(live.table().total.offered, 1);
  live.start_day(day + 24h, day + 48h);
  EXPECT_EQ(live.table().total.offered, 0);
}

}  // namespace
}  // namespace filo::kpi
