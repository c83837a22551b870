// Calls, the log of agents and figures of a day, on both engines.

#include "adapters/store/call_repo.h"

#include "adapters/store/kpi_repo.h"
#include "adapters/store/records_sql.h"
#include "adapters/store/tests/test_databases.h"
#include "adapters/store/ticket_repo.h"
#include "domain/calls/call_book.h"

namespace filo::store {
namespace {

using namespace std::chrono_literals;
using calls::CallRecord;
using calls::Outcome;
using calls::SegmentEnd;
using calls::SegmentKind;

const TenantId kTenant{1}, kOther{2};
const QueueId kDesk{11};
const AgentId kAnna{21};
const CustomerId kRossi{31}, kBianchi{32};
const Instant kMorning{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 8h};

class CallRepoTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    must_run({"INSERT INTO tenant (id, name, created_at) VALUES (1, 'one', 0), (2, 'two', 0)",
              "INSERT INTO customer (tenant_id, id, version, name, name_folded, created_at, "
              "updated_at, search_text) VALUES (1, 31, 1, 'Rossi', 'rossi', 0, 0, ' '), "
              "(1, 32, 1, 'Bianchi', 'bianchi', 0, 0, ' ')"});
  }

  void save(const CallRecord& record) {
    must_write([&](Tx& tx) { return SqlCallRepo(tx).save(record); });
  }
  /// The ticket 500 + `call`, opened by that call 20 s after kMorning.
  void write_ticket(std::int64_t call, AgentId taken_by, TicketId merged_into = {}) {
    must_write([&](Tx& tx) -> Status {
      Ticket ticket;
      ticket.id = TicketId{500 + call};
      ticket.number = call;
      ticket.call = CallId{call};
      ticket.taken_by = taken_by;
      ticket.created_at = ticket.updated_at = kMorning + 20s;
      if (Status s = SqlTicketRepo(tx).insert(kTenant, ticket); !s) return s;
      ticket.merged_into = merged_into;
      ++ticket.version;
      return SqlTicketRepo(tx).update(kTenant, ticket);
    });
  }
  app::CallRow find(CallId id, TenantId tenant = kTenant) {
    app::CallRow row;
    Status read = db().read([&](Tx& tx) -> Status {
      auto found = SqlCallRepo(tx).find(tenant, id);
      if (!found) return found.error();
      row = std::move(*found);
      return {};
    });
    EXPECT_TRUE(read) << read.error().detail;
    return row;
  }
  std::int64_t timeline_of(CustomerId customer) {
    return rows<std::int64_t>(
               "SELECT COUNT(*) FROM timeline WHERE tenant_id = $1 "
               "AND customer_id = $2 AND kind = 'call'",
               kTenant, customer)
        .at(0);
  }

  /// A call that waits since kMorning.
  static CallRecord waiting_call(std::int64_t id) {
    CallRecord r = answered_call(id, kMorning, 15s);
    r.agent = {};
    r.answered_at.reset();
    r.ended_at.reset();
    r.outcome.reset();
    r.cause.clear();
    r.segments.resize(1);
    r.segments[0].open = true;
    return r;
  }
  /// A call that waited `waited`, talked 60 s and was wrapped up for 30 s.
  static CallRecord answered_call(std::int64_t id, Instant at, Duration waited) {
    CallRecord r;
    r.id = CallId{id};
    r.tenant = kTenant;
    r.ani = "+390551234";
    r.dnis = "800100200";
    r.service = "help";
    r.language = "it";
    r.flow = FlowId{5};
    r.queue = kDesk;
    r.agent = kAnna;
    r.started_at = at;
    r.answered_at = at + waited;
    r.ended_at = at + waited + 60s;
    r.outcome = Outcome::answered;
    r.cause = "hang_up";
    r.announced_wait = 45s;
    const auto add = [&](SegmentKind kind, Instant start, Duration d, SegmentEnd end,
                         AgentId agent) {
      r.segments.push_back({.kind = kind,
                            .agent = agent,
                            .queue = kDesk,
                            .started_at = start,
                            .duration = d,
                            .end = end});
    };
    add(SegmentKind::queue, at, waited - 5s, SegmentEnd::continued, {});
    add(SegmentKind::ring, at + waited - 5s, 5s, SegmentEnd::answered, kAnna);
    add(SegmentKind::talk, at + waited, 60s, SegmentEnd::ended, kAnna);
    add(SegmentKind::wrap_up, at + waited + 60s, 30s, SegmentEnd::ended, kAnna);
    return r;
  }
};
FILO_ON_EACH_ENGINE(CallRepoTest);

TEST_P(CallRepoTest, WhatTheQueuePromisedComesBackWithTheStay) {
  CallRecord call = answered_call(100, kMorning, 15s);
  for (auto& segment : call.segments) segment.answer_within = 10s;
  save(call);
  const auto back = find(call.id).call;
  EXPECT_EQ(calls::visits_of(back).front().answer_within, 10s);
  Status read = db().read([&](Tx& tx) -> Status {
    const auto day = SqlKpiRepo(tx).figures(kTenant, kMorning, kMorning + 24h);
    EXPECT_EQ(day->total.answered_in_time, 0);
    EXPECT_EQ(day->agents.at(kAnna).answered_in_time, 0);
    return {};
  });
  EXPECT_TRUE(read);
}

TEST_P(CallRepoTest, WhoLooksAtADossierIsToldOnceThatACallOfTheCustomerIsOver) {
  const auto told = [&] {
    return rows<std::string>("SELECT payload FROM outbox WHERE topic = 'customer_changed'");
  };
  CallRecord call = answered_call(100, kMorning, 15s);
  call.customer = kRossi;
  call.segments.back().open = true;
  CallRecord talking = call;
  talking.ended_at = std::nullopt;
  talking.outcome = std::nullopt;
  save(talking);
  EXPECT_TRUE(told().empty());
  save(call);
  EXPECT_EQ(told(), std::vector<std::string>{R"({"customer_id":"31"})"});
  call.segments.back().open = false;
  save(call);
  EXPECT_EQ(told().size(), 1U) << "the end of the wrap-up is nothing for the dossier";
  EXPECT_EQ(timeline_of(kRossi), 1);
}

TEST_P(CallRepoTest, RecordComesBackAsItWasSaved) {
  const CallRecord call = answered_call(100, kMorning, 15s);
  save(call);
  save(call);  // again: nothing changes
  const CallRecord back = find(call.id).call;
  EXPECT_EQ(back.ani, call.ani);
  EXPECT_EQ(back.flow, call.flow);
  EXPECT_EQ(back.started_at, call.started_at);
  EXPECT_EQ(back.answered_at, call.answered_at);
  EXPECT_EQ(back.ended_at, call.ended_at);
  EXPECT_EQ(back.outcome, Outcome::answered);
  EXPECT_EQ(back.announced_wait, 45s);
  ASSERT_EQ(back.segments.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(back.segments[i].kind, call.segments[i].kind);
    EXPECT_EQ(back.segments[i].agent, call.segments[i].agent);
    EXPECT_EQ(back.segments[i].started_at, call.segments[i].started_at);
    EXPECT_EQ(back.segments[i].duration, call.segments[i].duration);
    EXPECT_EQ(back.segments[i].end, call.segments[i].end);
    EXPECT_FALSE(back.segments[i].open);
  }
}

TEST_P(CallRepoTest, CallsOfAnotherTenantAreNotThere) {
  save(answered_call(100, kMorning, 15s));
  Status read = db().read([&](Tx& tx) -> Status {
    SqlCallRepo repo(tx);
    EXPECT_EQ(repo.find(kOther, CallId{100}).error().code, Errc::not_found);
    EXPECT_TRUE(repo.list(kOther, {}, {})->items.empty());
    EXPECT_EQ(SqlKpiRepo(tx).figures(kOther, kMorning, kMorning + 24h)->total.offered, 0);
    return {};
  });
  EXPECT_TRUE(read);
}

TEST_P(CallRepoTest, EndedCallStandsOnceInTheTimeLineOfItsCustomer) {
  CallRecord call = answered_call(100, kMorning, 15s);
  call.customer = kRossi;
  save(call);
  save(call);
  EXPECT_EQ(timeline_of(kRossi), 1);
  must_write([&](Tx& tx) { return SqlCallRepo(tx).bind(kTenant, call.id, kBianchi, TicketId{7}); });
  EXPECT_EQ(timeline_of(kRossi), 0) << "it was somebody else";
  EXPECT_EQ(timeline_of(kBianchi), 1);
  EXPECT_EQ(find(call.id).customer_name, "Bianchi");
  call.customer = {};
  call.ticket = {};
  save(call);  // the live side does not know
  EXPECT_EQ(find(call.id).call.customer, kBianchi);
  EXPECT_EQ(find(call.id).call.ticket, TicketId{7});
  const auto items = rows<std::tuple<std::string, std::int64_t, std::string>>(
      "SELECT outcome, duration, title FROM timeline WHERE tenant_id = $1 AND customer_id = $2",
      kTenant, kBianchi);
  EXPECT_EQ(items.at(0), std::tuple("answered", 75'000'000, "help"));
}

TEST_P(CallRepoTest, ADialledCallStandsInTheTimeLineAsOutgoingWithItsNumber) {
  CallRecord call = answered_call(100, kMorning, 15s);
  call.direction = calls::Direction::out;
  call.service = "";
  call.dnis = "+390299887766";
  call.customer = kRossi;
  save(call);
  EXPECT_EQ(find(call.id).call.direction, calls::Direction::out);
  call.id = CallId{101};
  call.started_at += 1h;
  call.outcome = Outcome::failed;
  save(call);
  const auto items = rows<std::tuple<std::string, std::string>>(
      "SELECT outcome, title FROM timeline WHERE tenant_id = $1 AND customer_id = $2 ORDER BY at",
      kTenant, kRossi);
  EXPECT_EQ(items.at(0), std::tuple("out_answered", "+390299887766"));
  EXPECT_EQ(items.at(1), std::tuple("out_failed", "+390299887766"));
}

TEST_P(CallRepoTest, CustomerWhoIsGoneDoesNotCostTheRecord) {
  CallRecord call = answered_call(100, kMorning, 15s);
  call.customer = CustomerId{999};
  save(call);
  EXPECT_EQ(find(call.id).call.outcome, Outcome::answered);
}

TEST_P(CallRepoTest, ListIsNewestFirstInPagesAndFiltered) {
  for (int i = 0; i < 7; ++i) save(answered_call(100 + i, kMorning + i * 1min, 15s));
  Status read = db().read([&](Tx& tx) -> Status {
    SqlCallRepo repo(tx);
    std::vector<std::int64_t> seen;
    app::PageRequest page{.limit = 3, .after = {}};
    do {
      auto slice = repo.list(kTenant, {.from = kMorning + 1min, .to = {}}, page);
      if (!slice) return slice.error();
      for (const auto& row : slice->items) seen.push_back(row.call.id.raw());
      page.after = slice->next;
    } while (!page.after.empty());
    EXPECT_EQ(seen, (std::vector<std::int64_t>{106, 105, 104, 103, 102, 101}));
    EXPECT_TRUE(
        repo.list(kTenant, {.from = {}, .to = {}, .queue = QueueId{99}}, {})->items.empty());
    EXPECT_EQ(repo.list(kTenant, {.from = {}, .to = {}, .agent = kAnna}, {})->items.size(), 7u);
    EXPECT_EQ(repo.list(kTenant, {.from = {}, .to = {}, .ani = "+390551234"}, {})->items.size(),
              7u);
    EXPECT_EQ(repo.list(kTenant, {}, {.limit = 3, .after = {"x", "y"}}).error().code,
              Errc::invalid);
    return {};
  });
  EXPECT_TRUE(read) << read.error().detail;
}

TEST_P(CallRepoTest, ForEachWalksAllBatchesInOrder) {
  must_write([&](Tx& tx) -> Status {
    SqlCallRepo repo(tx);
    for (int i = 0; i < 450; ++i)  // many of one instant: the id breaks the tie
      if (Status s = repo.save(answered_call(1'000 + i, kMorning + (i / 100) * 1s, 15s)); !s)
        return s;
    return {};
  });
  std::vector<std::int64_t> seen;
  Status read = db().read([&](Tx& tx) {
    seen.clear();
    return SqlCallRepo(tx).for_each(kMorning, kMorning + 1h, [&](const CallRecord& call) {
      EXPECT_EQ(call.segments.size(), 4u);
      seen.push_back(call.id.raw());
    });
  });
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(seen.size(), 450u);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

// What kill -9 leaves behind is closed at the last sign of life, once.
TEST_P(CallRepoTest, InterruptedCallsAreClosedAtTheLastSignOfLife) {
  CallRecord open = answered_call(100, kMorning, 15s);
  open.customer = kRossi;
  open.ended_at.reset();
  open.outcome.reset();
  open.cause.clear();
  open.segments.resize(3);
  open.segments[2].open = true;
  open.segments[2].duration = 2s;
  save(open);
  save(answered_call(101, kMorning, 15s));
  std::optional<Instant> alive;
  must_write([&](Tx& tx) -> Status {
    SqlCallRepo repo(tx);
    EXPECT_FALSE(repo.last_alive()->has_value());
    if (Status s = repo.beat(kMorning); !s) return s;
    if (Status s = repo.beat(kMorning + 55s); !s) return s;
    alive = repo.last_alive().value();
    return SqlAgentLogRepo(tx).presence_changed(kTenant, kAnna, "ready", {}, kMorning);
  });
  ASSERT_EQ(alive, kMorning + 55s);
  std::int64_t closed = -1;
  const auto close = [&](Tx& tx) -> Status {
    auto n = SqlCallRepo(tx).close_interrupted_calls(*alive);
    if (!n) return n.error();
    closed = *n;
    return {};
  };
  must_write(close);
  EXPECT_EQ(closed, 1);
  const CallRecord back = find(CallId{100}).call;
  EXPECT_EQ(back.outcome, Outcome::answered);
  EXPECT_EQ(back.cause, "server_restart");
  EXPECT_EQ(back.ended_at, kMorning + 55s);
  EXPECT_EQ(back.segments[2].duration, 40s);
  EXPECT_EQ(timeline_of(kRossi), 1);
  must_write(close);
  EXPECT_EQ(closed, 0);
}

// The ticket is written when the agent answers, the call's record a moment later: a server that
// died in between knows the answer by the ticket alone.
TEST_P(CallRepoTest, AnInterruptedCallIsAnsweredWhenItHasATicketThatAnAgentTook) {
  save(waiting_call(100));
  save(waiting_call(101));
  save(waiting_call(102));
  write_ticket(100, kAnna);
  write_ticket(101, kAnna, TicketId{600});
  write_ticket(102, {});
  must_write(
      [&](Tx& tx) { return status_of(SqlCallRepo(tx).close_interrupted_calls(kMorning + 50s)); });
  const CallRecord answered = find(CallId{100}).call;
  EXPECT_EQ(answered.ticket, TicketId{600});
  EXPECT_EQ(answered.outcome, Outcome::answered);
  EXPECT_EQ(answered.agent, kAnna);
  EXPECT_EQ(answered.answered_at, kMorning + 20s);
  ASSERT_EQ(answered.segments.size(), 2u);
  EXPECT_EQ(answered.segments[0].duration, 20s);
  EXPECT_EQ(answered.segments[1].kind, SegmentKind::talk);
  EXPECT_EQ(answered.segments[1].duration, 30s);
  EXPECT_EQ(find(CallId{101}).call.ticket, TicketId{600}) << "where its own was merged into";
  EXPECT_EQ(find(CallId{101}).call.outcome, Outcome::answered);
  const CallRecord waiting = find(CallId{102}).call;
  EXPECT_EQ(waiting.ticket, TicketId{602});
  EXPECT_EQ(waiting.outcome, Outcome::abandoned) << "its ticket was opened by hand";
}

TEST_P(CallRepoTest, ACallThatIsOverFindsItsTicketWhereItWasMergedInto) {
  write_ticket(100, kAnna, TicketId{700});
  save(answered_call(100, kMorning, 15s));
  EXPECT_EQ(find(CallId{100}).call.ticket, TicketId{700});
}

// Pain P12: three pauses with different reasons around a restart are three rows.
TEST_P(CallRepoTest, PausesAreIntervalsWithReasonStartAndEnd) {
  const auto at = [](int minute) { return kMorning + minute * 1min; };
  std::vector<app::AgentInterval> log;
  must_write([&](Tx& tx) -> Status {
    SqlAgentLogRepo repo(tx);
    const auto tell = [&](const char* presence, std::int64_t reason, int minute) {
      Status s = repo.presence_changed(kTenant, kAnna, presence, PauseReasonId{reason}, at(minute));
      EXPECT_TRUE(s) << s.error().detail;
    };
    tell("ready", 0, 0);
    tell("ready", 0, 1);  // nothing new
    tell("paused", 1, 10);
    tell("paused", 2, 20);
    EXPECT_TRUE(SqlCallRepo(tx).close_interrupted_calls(at(25)));
    tell("paused", 3, 30);
    tell("offline", 0, 45);
    auto found = repo.intervals(kTenant, kAnna, at(5), at(60));
    if (!found) return found.error();
    log = *found;
    EXPECT_EQ(repo.intervals(kTenant, kAnna, at(21), at(24))->size(), 1u);
    return {};
  });
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[0].presence, "ready");
  EXPECT_EQ(log[0].ended_at, at(10));
  EXPECT_EQ(log[1].pause_reason, PauseReasonId{1});
  EXPECT_EQ(*log[1].ended_at - log[1].started_at, 10min);
  EXPECT_EQ(log[2].pause_reason, PauseReasonId{2});
  EXPECT_EQ(log[2].ended_at, at(25));
  EXPECT_EQ(log[3].pause_reason, PauseReasonId{3});
  EXPECT_EQ(log[3].ended_at, at(45));
}

TEST_P(CallRepoTest, FiguresOfADayAreThoseOfItsCallsAndTickets) {
  save(answered_call(99, kMorning - 1us, 15s));  // the day before
  save(answered_call(100, kMorning, 15s));
  CallRecord second = answered_call(101, kMorning + 1h, 25s);
  second.ticket = TicketId{502};
  save(second);
  CallRecord third = second;
  third.id = CallId{102};
  save(third);
  const auto ticket = [&](std::int64_t id, Instant taken, Instant solved, int contacts) {
    const std::int64_t reopened = 0;
    must_write([&](Tx& tx) -> Status {
      auto done = tx.run(
          "INSERT INTO ticket (tenant_id, id, version, number, status, level, priority, bucket, "
          "channel, queue_id, taken_by, reopened_count, created_at, updated_at, taken_at, "
          "solved_at, "
          "time_to_take_charge, time_to_resolve, watch_since, watch_level_1, watch_level_2, "
          "watch_level_3, watch_level_vendor, watch_new, watch_open, watch_pending, watch_solved, "
          "escalation_cause, subject, search_text) VALUES (1, $1, 1, $1, 'solved', '1', 'normal', "
          "0, "
          "'phone', 11, 21, $4, 0, 0, $2, $3, 60000000, 600000000, 0, 0, 0, 0, 0, 0, 0, 0, 0, "
          "'none', 's', ' ')",
          id, taken, solved, reopened);
      if (!done) return done.error();
      return status_of(
          tx.run("INSERT INTO ticket_solve (tenant_id, ticket_id, id, at, solved_by, queue_id, "
                 "time_to_resolve, first_contact, must_last) VALUES (1, $1, 1, $2, 21, 11, "
                 "600000000, $3, 0)",
                 id, solved, contacts == 1));
    });
  };
  ticket(501, kMorning, kMorning + 1h, 1);
  ticket(502, kMorning, kMorning + 1h, 2);
  ticket(503, kMorning, kMorning + 1h, 2);
  ticket(504, kMorning - 1h, kMorning + 1h, 1);  // taken the day before
  kpi::Table table;
  Status read = db().read([&](Tx& tx) -> Status {
    auto found = SqlKpiRepo(tx).figures(kTenant, kMorning, kMorning + 24h);
    if (!found) return found.error();
    table = *found;
    return {};
  });
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(table.total.offered, 3);
  EXPECT_NEAR(*table.total.service_level(), 1.0 / 3, 1e-9);
  EXPECT_EQ(table.queues.at(kDesk).handling_time(), 90s);
  EXPECT_EQ(table.agents.at(kAnna).answered, 3);
  EXPECT_EQ(table.total.taken, 3);
  EXPECT_EQ(table.total.time_to_take_charge(), 1min);
  EXPECT_EQ(table.total.resolved, 4);
  EXPECT_EQ(table.total.time_to_resolve(), 10min);
  EXPECT_EQ(table.total.first_contact, 2);
  EXPECT_TRUE(kpi::adds_up(table.total));
}

}  // namespace
}  // namespace filo::store
