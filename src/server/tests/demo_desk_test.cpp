// The demo's story in a fresh database: what a newcomer sees at once, at any hour of the day.

#include "server/demo_desk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "adapters/centre_json/json_value.h"
#include "adapters/store/records.h"
#include "app/desk/customers.h"
#include "base/log.h"
#include "base/timezone.h"
#include "server/tests/demo_centre.h"

namespace filo::server {
namespace {

using namespace std::chrono_literals;
using app::PageRequest;

/// A demo centre that was started at `now`.
class Demo {
 public:
  explicit Demo(const std::string& now) : now_(*parse_rfc3339(now)) {
    told_ = tell();
    demo_.reload();
  }

  const Status& told() const { return told_; }
  Instant now() const { return now_; }
  const app::centre::Centre& centre() const { return demo_.centre(); }

  template <class T, class F>
  T read(F job) {
    auto found = app::read_as<T>(store_, job);
    EXPECT_TRUE(found) << (found ? "" : found.error().detail);
    return found ? std::move(*found) : T{};
  }
  std::vector<app::TicketRow> tickets(app::TicketFilter filter = {}) {
    return read<std::vector<app::TicketRow>>(
        [&](app::Records& r) -> Result<std::vector<app::TicketRow>> {
          auto page = r.tickets().list(demo_.tenant(), filter, {.limit = 200});
          if (!page) return page.error();
          return page->items;
        });
  }
  std::vector<app::CustomerRow> customers() {
    return read<std::vector<app::CustomerRow>>(
        [&](app::Records& r) -> Result<std::vector<app::CustomerRow>> {
          auto page = r.customers().list(demo_.tenant(), {}, {.limit = 200});
          if (!page) return page.error();
          return page->items;
        });
  }
  std::vector<calls::CallRecord> calls() {
    return read<std::vector<calls::CallRecord>>(
        [&](app::Records& r) -> Result<std::vector<calls::CallRecord>> {
          std::vector<calls::CallRecord> all;
          auto done = r.calls().for_each(Instant{}, now_ + 24h * 365,
                                         [&](const auto& call) { all.push_back(call); });
          if (!done) return done.error();
          return all;
        });
  }
  /// Figures of the day `ago` days before today, by the site's wall clock.
  kpi::Figures figures(int ago) {
    const TimeZone zone = *TimeZone::find("Europe/Rome");
    const auto today = std::chrono::floor<std::chrono::days>(zone.local(now_));
    const Instant from = zone.utc(today - std::chrono::days{ago});
    const Instant to = zone.utc(today - std::chrono::days{ago - 1});
    return read<kpi::Table>(
               [&](app::Records& r) { return r.figures().figures(demo_.tenant(), from, to); })
        .total;
  }

 private:
  Status tell() {
    const auto story = centre_json::parse_json(demo_desk_document());
    if (!story) return story.error();
    return load_demo_desk(store_, demo_.centres(), *story,
                          {.utc = now_, .ticks = Ticks{now_.time_since_epoch()}});
  }

  Instant now_;
  DemoCentre demo_;
  store::RecordStore store_{demo_.database()};
  Status told_;
};

/// An afternoon, minutes after midnight, and the morning of a clock change.
class DemoDeskAt : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { ASSERT_TRUE(demo.told()) << demo.told().error().detail; }
  Demo demo{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Hours,
                         DemoDeskAt,
                         testing::Values("2026-11-25T15:20:00Z",
                                         "2026-11-21T23:03:00Z",
                                         "2026-03-29T06:30:00Z"));

TEST_P(DemoDeskAt, ThereAreCustomersTicketsAndCalls) {
  EXPECT_EQ(demo.customers().size(), 40u);
  EXPECT_GE(demo.tickets().size(), 55u);
  const auto calls = demo.calls();
  const auto recent = std::ranges::count_if(
      calls, [&](const auto& call) { return call.started_at > demo.now() - 24h * 14; });
  EXPECT_GE(recent, 130);
  EXPECT_LE(recent, 190);
}

TEST_P(DemoDeskAt, NothingHappensInTheFuture) {
  for (const auto& [ticket, a, b, c, d, e] : demo.tickets()) {
    EXPECT_LE(ticket.updated_at, demo.now()) << ticket.subject;
    EXPECT_LE(ticket.stopwatch.since, Ticks{demo.now().time_since_epoch()}) << ticket.subject;
  }
  for (const auto& call : demo.calls()) {
    ASSERT_TRUE(call.ended_at);
    for (const auto& segment : call.segments) {
      EXPECT_FALSE(segment.open);
      EXPECT_LE(segment.started_at + segment.duration, demo.now());
    }
  }
}

TEST_P(DemoDeskAt, EveryTextIsThere) {
  for (const auto& [customer, organisation] : demo.customers()) {
    EXPECT_FALSE(customer.name.empty() || customer.email.empty() || customer.numbers.empty() ||
                 customer.language.empty() || customer.identity.birth_date.empty() ||
                 customer.identity.tax_code.empty() || customer.identity.last_invoice.empty())
        << customer.code;
    EXPECT_EQ(static_cast<bool>(customer.organisation), !organisation.empty());
  }
  for (const auto& row : demo.tickets()) {
    const Ticket& t = row.ticket;
    EXPECT_FALSE(row.category.empty() || row.customer.empty()) << t.subject;
    EXPECT_EQ(t.solved_at.has_value(), t.time_to_resolve.has_value()) << t.subject;
    if (t.solved_at) {
      EXPECT_FALSE(t.solution.empty()) << t.subject;
    }
    if (t.escalation_cause == EscalationCause::by_hand) {
      EXPECT_FALSE(t.escalation_reason.empty()) << t.subject;
    }
  }
  for (const auto& call : demo.calls())
    EXPECT_FALSE(call.ani.empty() || call.dnis.empty() || call.service.empty());
}

TEST_P(DemoDeskAt, EveryAgentSpeaksWithOneCallerAtATime) {
  std::map<AgentId, Instant> until;
  for (const auto& call : demo.calls()) {
    for (const auto& s : call.segments) {
      if (s.kind != calls::SegmentKind::talk) continue;
      EXPECT_GE(s.started_at, until[s.agent]) << "call " << call.id.str();
      until[s.agent] = s.started_at + s.duration;
    }
  }
}

TEST_P(DemoDeskAt, FiguresAddUpOnEachOfTheDays) {
  for (int ago = 0; ago < 14; ++ago) EXPECT_TRUE(kpi::adds_up(demo.figures(ago))) << ago;
}

TEST_P(DemoDeskAt, YesterdayWasAnOrdinaryDay) {
  const kpi::Figures day = demo.figures(1);
  EXPECT_GE(day.offered, 6);
  EXPECT_GE(day.service_level().value_or(0), 0.70);
  EXPECT_LE(day.service_level().value_or(1), 0.95);
  EXPECT_GE(day.speed_of_answer().value_or(0s), 10s);
  EXPECT_LE(day.speed_of_answer().value_or(1h), 40s);
  EXPECT_GE(day.first_contact_resolution().value_or(0), 0.40);
  EXPECT_LE(day.first_contact_resolution().value_or(1), 0.80);
}

TEST(DemoDesk, TodayHasCallsAndSolvedTickets) {
  Demo demo("2026-11-25T15:20:00Z");
  ASSERT_TRUE(demo.told());
  const kpi::Figures day = demo.figures(0);
  EXPECT_GE(day.answered, 5);
  EXPECT_GE(day.abandoned, 1);
  EXPECT_GE(day.resolved, 3);
  EXPECT_GE(day.service_level().value_or(0), 0.70);
  EXPECT_LE(day.service_level().value_or(1), 0.95);
}

TEST(DemoDesk, EveryStatusLevelPriorityAndCauseOccurs) {
  Demo demo("2026-11-25T15:20:00Z");
  ASSERT_TRUE(demo.told());
  std::set<TicketStatus> statuses;
  std::set<Level> levels;
  std::set<Priority> priorities;
  std::set<EscalationCause> causes;
  for (const auto& row : demo.tickets()) {
    statuses.insert(row.ticket.status);
    levels.insert(row.ticket.level);
    priorities.insert(row.ticket.priority);
    causes.insert(row.ticket.escalation_cause);
    if (row.ticket.escalation_cause == EscalationCause::recurrence) {
      EXPECT_TRUE(row.ticket.recurrence_of) << row.ticket.subject;
    }
    if (row.ticket.reopened_count > 0) {
      EXPECT_GE(row.ticket.level, Level::second);
    }
  }
  EXPECT_EQ(statuses.size(), kTicketStatuses);
  EXPECT_EQ(levels.size(), kLevels);
  EXPECT_EQ(priorities.size(), 4u);
  EXPECT_EQ(causes.size(), 4u);
}

TEST(DemoDesk, ElenaContiHasRungThreeTimesAndHasTwoTickets) {
  Demo demo("2026-11-25T15:20:00Z");
  ASSERT_TRUE(demo.told());
  const auto found = demo.read<std::vector<app::CustomerRow>>([&](app::Records& r) {
    return app::find_customers_by_number(r, demo.centre().tenant, "055 123 4567");
  });
  ASSERT_EQ(found.size(), 1u);
  const Customer& elena = found.front().customer;
  EXPECT_EQ(elena.name, "Elena Conti");
  EXPECT_EQ(demo.tickets({.customer = elena.id}).size(), 2u);
  int rung = 0;
  for (const auto& call : demo.calls()) {
    if (call.customer != elena.id) continue;
    ++rung;
    EXPECT_EQ(call.ani, "+390551234567");
    EXPECT_TRUE(call.ticket);
    EXPECT_EQ(call.outcome, calls::Outcome::answered);
  }
  EXPECT_EQ(rung, 3);
  std::set<app::TimelineKind> kinds;
  const auto dossier = demo.read<app::Slice<app::TimelineItem>>([&](app::Records& r) {
    return r.customers().timeline(demo.centre().tenant, {.customer = elena.id}, {.limit = 100});
  });
  for (const auto& item : dossier.items) kinds.insert(item.kind);
  EXPECT_EQ(kinds.size(), 5u) << "calls, tickets, notes, procedures and an identity check";
}

}  // namespace
}  // namespace filo::server
