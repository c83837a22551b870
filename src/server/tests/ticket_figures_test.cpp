// The live board and the report of the same day: one truth, whatever the day brought.

#include "server/ticket_figures.h"

#include <gtest/gtest.h>

#include "adapters/http/json.h"
#include "adapters/store/call_repo.h"
#include "adapters/store/records.h"
#include "app/desk/move_ticket.h"
#include "app/desk/open_ticket.h"
#include "app/live/figures_view.h"
#include "base/check.h"
#include "base/epoll_loop.h"
#include "base/prng.h"
#include "server/tests/demo_centre.h"

namespace filo::server {
namespace {

using namespace std::chrono_literals;

class TicketFiguresTest : public testing::Test {
 protected:
  TicketFiguresTest() {
    app::LiveCentre live;
    live.zones[tenant_] = "Europe/Rome";
    ledger_.set_centre(live);
  }

  Actor someone(Prng& random) {
    const auto& agent = demo_.centre().agents[random.below(demo_.centre().agents.size())];
    return {tenant_, agent.user_id, agent.id, Role::agent};
  }
  Stamp stamp() const {
    return {.utc = clock_.now(), .ticks = Ticks{clock_.now().time_since_epoch()}};
  }
  void tell(calls::Event fact, CallId call) {
    std::visit(
        [&](auto& e) {
          e.call = call;
          e.at = clock_.moment();
        },
        fact);
    ledger_.append(tenant_, fact);
  }

  void call_step(Prng& random) {
    // Few at a time, so that they get somewhere; an ended one's number is never used again.
    std::int64_t& number = running_[random.below(running_.size())];
    if (number == 0) {
      number = ++started_;
      return tell(calls::CallStarted{}, CallId{number});
    }
    const CallId call{number};
    const AgentId agent = someone(random).agent;
    const auto& queue = demo_.centre().queues[random.below(demo_.centre().queues.size())];
    if (random.chance(0.1)) {
      tell(calls::CallEnded{}, call);
      tell(calls::WrapUpEnded{.call = {}, .at = {}, .agent = agent}, call);
      number = 0;
      return;
    }
    const std::array<calls::Event, 6> facts{
        calls::CallQueued{.call = {},
                          .at = {},
                          .queue = queue.id,
                          .answer_within = std::chrono::milliseconds{queue.service_level_ms}},
        calls::OfferMade{
            .call = {}, .at = {}, .offer = OfferId{1}, .agent = agent, .queue = queue.id},
        calls::OfferEnded{.call = {},
                          .at = {},
                          .offer = OfferId{1},
                          .agent = agent,
                          .how = static_cast<calls::OfferEnd>(random.below(5))},
        calls::CallAnswered{.call = {}, .at = {}, .agent = agent, .queue = queue.id},
        calls::CallFlowedOut{.call = {}, .at = {}, .queue = queue.id},
        calls::WrapUpEnded{.call = {}, .at = {}, .agent = agent}};
    tell(facts[random.below(facts.size())], call);
  }

  // A refused step is a step too: it must count nothing.
  void ticket_step(Prng& random) {
    const Actor actor = someone(random);
    const Stamp now = stamp();
    const std::uint64_t step = tickets_.empty() ? 0 : random.below(4);
    const Status done = app::write_and_wait(store_, [&](app::Records& r) -> Status {
      if (step == 0) {
        auto opened = app::open_ticket(
            r, actor, {.subject = "x", .queue = demo_.centre().queues.front().id}, now);
        if (opened) fresh_ = opened->ticket.id;
        return opened ? Status{} : Status{opened.error()};
      }
      const TicketId id = tickets_[random.below(tickets_.size())];
      auto moved = step == 1   ? app::take_ticket(r, actor, id, now)
                   : step == 2 ? app::solve_ticket(r, actor, id, "x", now)
                               : app::reopen_ticket(r, actor, id, "x", now);
      return moved ? Status{} : Status{moved.error()};
    });
    if (step == 0 && done) tickets_.push_back(fresh_);
  }

  void save_calls() {
    const auto changes = ledger_.take_changes();
    const Status saved = store::write_and_wait(demo_.database(), [&](store::Tx& tx) -> Status {
      for (const auto& record : changes.calls) {
        if (Status s = store::SqlCallRepo(tx).save(record); !s) return s;
      }
      return {};
    });
    ASSERT_TRUE(saved) << saved.error().detail;
  }

  void expect_the_same() {
    const auto day = ledger_.today(tenant_);
    kpi::Table report;
    ASSERT_TRUE(store_.read([&](app::Records& r) -> Status {
      auto counted = r.figures().figures(tenant_, day.from, day.to);
      if (!counted) return counted.error();
      report = *counted;
      return {};
    }));
    const auto json = [](const app::FiguresView& view) { return http::to_json(view); };
    EXPECT_EQ(json(ledger_.tenant(tenant_)), json(app::view_of(report.total)));
    EXPECT_GT(report.total.resolved, 0);
    EXPECT_GT(report.total.answered, 0);
    for (const auto& queue : demo_.centre().queues) {
      EXPECT_EQ(json(ledger_.queue(tenant_, queue.id)),
                json(app::view_of(report.queues[queue.id])));
    }
    for (const auto& agent : demo_.centre().agents) {
      EXPECT_EQ(ledger_.agent(tenant_, agent.id).answered, report.agents[agent.id].answered);
    }
  }

  // About noon in Rome: the day is wide on both sides.
  ManualClock clock_{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + 10h};
  app::CallLedger ledger_{clock_};
  DemoCentre demo_;
  store::RecordStore store_{demo_.database()};
  const TenantId tenant_ = demo_.tenant();
  std::array<std::int64_t, 5> running_{};  // calls; 0: none
  std::int64_t started_ = 0;
  std::vector<TicketId> tickets_;
  TicketId fresh_;
};

TEST_F(TicketFiguresTest, TheLiveBoardAndTheReportOfTheDayAgree) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    EpollLoop core;
    Workers workers{1, 10};
    TicketFigures figures(store_, workers, core, ledger_, [&](TenantId) { core.stop(); });
    Prng random(seed);
    for (int i = 0; i < 300; ++i) {
      clock_.advance(std::chrono::milliseconds{random.below(10'000)});
      if (random.chance(0.85)) {
        call_step(random);
      } else {
        ticket_step(random);
      }
    }
    save_calls();
    core.post([&] { figures.changed(tenant_); });
    core.run();
    expect_the_same();
  }
}

TEST_F(TicketFiguresTest, CountsEveryTenantAtTheStart) {
  EpollLoop core;
  Workers workers{1, 10};
  const Actor anna{tenant_, {}, demo_.centre().agents.front().id, Role::agent};
  ASSERT_TRUE(app::write_and_wait(store_, [&](app::Records& r) -> Status {
    auto opened = app::open_ticket(r, anna, {.subject = "x"}, stamp());
    if (!opened) return opened.error();
    auto solved = app::solve_ticket(r, anna, opened->ticket.id, "y", stamp());
    return solved ? Status{} : Status{solved.error()};
  }));
  TicketFigures figures(store_, workers, core, ledger_, [&](TenantId) { core.stop(); });
  figures.start();
  core.run();
  EXPECT_EQ(ledger_.tenant(tenant_).resolved, 1);
}

}  // namespace
}  // namespace filo::server
