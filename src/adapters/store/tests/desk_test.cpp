// The desk's use cases and repositories on both engines: what is written is read back, what is
// refused leaves nothing, and no tenant ever sees another's rows.

#include <gtest/gtest.h>

#include <set>

#include "adapters/store/records.h"
#include "adapters/store/records_sql.h"
#include "adapters/store/tests/test_databases.h"
#include "app/desk/add_to_ticket.h"
#include "app/desk/attach_call.h"
#include "app/desk/bind_call.h"
#include "app/desk/change_ticket.h"
#include "app/desk/common.h"
#include "app/desk/customers.h"
#include "app/desk/drafts.h"
#include "app/desk/identity_check.h"
#include "app/desk/move_ticket.h"
#include "app/desk/open_ticket.h"
#include "app/desk/organisations.h"
#include "app/ports/records.h"

namespace filo::store {
namespace {

using namespace std::chrono_literals;
using app::Records;

constexpr TenantId kHere{1}, kElsewhere{2};
const Actor kAnna{kHere, UserId{11}, AgentId{111}, Role::agent};
const Actor kBoss{kHere, UserId{12}, AgentId{112}, Role::supervisor};
const Actor kStranger{kElsewhere, UserId{21}, AgentId{211}, Role::admin};
const CategoryId kInternet{301};
const TeamId kLines{401};

Stamp at(Duration d) {
  return {.utc = Instant{1'790'000'000s} + d, .ticks = Ticks{5'000s + d}};
}

class DeskTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (!database_) return;
    must_write([](Tx& tx) -> Status {
      for (std::int64_t tenant : {1, 2}) {
        auto run = [&](std::string_view sql, auto... args) {
          return status_of(tx.run(sql, tenant, args...));
        };
        for (const Status& s :
             {run("INSERT INTO tenant (id, name, created_at) VALUES ($1, 'T', 0)"),
              run("INSERT INTO site (tenant_id, id, name, country, zone) "
                  "VALUES ($1, 1, 'Sede', 'IT', 'Europe/Rome')"),
              run("INSERT INTO app_user (tenant_id, id, login, name, role, password_hash) "
                  "VALUES ($1, $2, $3, 'Anna Bianchi', 'agent', '')",
                  tenant * 10 + 1, "anna" + std::to_string(tenant)),
              run("INSERT INTO agent (tenant_id, id, etag, name, extension, phone_kind, "
                  "phone_sip_user, phone_contact) "
                  "VALUES ($1, 111, 1, 'Anna', '201', 'browser', '', '')"),
              run("INSERT INTO category (tenant_id, id, etag, name) VALUES ($1, 301, 1, "
                  "'Internet')"),
              run("INSERT INTO team (tenant_id, id, etag, name, level) "
                  "VALUES ($1, 401, 1, 'Lines', '2')"),
              run("INSERT INTO identity_question (tenant_id, id, etag, text_it, text_fr, text_en, "
                  "field, active) VALUES ($1, 501, 1, 'Codice?', 'Code?', 'Code?', 'code', TRUE)"),
              run("INSERT INTO identity_question (tenant_id, id, etag, text_it, text_fr, text_en, "
                  "field, active) VALUES ($1, 502, 1, 'Nato il?', 'N?', 'Born?', 'birth_date', "
                  "TRUE)")}) {
          if (!s) return s;
        }
      }
      return {};
    });
  }

  template <class Job>
  auto write(Job job) {
    using Answer = decltype(job(std::declval<Records&>()));
    std::optional<Answer> answer;
    Status done = write_and_wait(db(), [&](Tx& tx) -> Status {
      answer.emplace(job(*make_records(tx)));
      return answer->has_value() ? Status{} : Status{answer->error()};
    });
    if (!done && answer && answer->has_value()) answer.emplace(done.error());
    return std::move(*answer);
  }
  template <class Job>
  auto read(Job job) {
    using Answer = decltype(job(std::declval<Records&>()));
    std::optional<Answer> answer;
    Status done = db().read([&](Tx& tx) -> Status {
      answer.emplace(job(*make_records(tx)));
      return {};
    });
    EXPECT_TRUE(done) << done.error().detail;
    return std::move(*answer);
  }

  app::TicketRow open(const std::string& subject,
                      Stamp now = at(0s),
                      CustomerId customer = {},
                      const Actor& actor = kAnna) {
    auto row = write([&](Records& r) {
      return app::open_ticket(
          r, actor, {.subject = subject, .customer = customer, .category = kInternet}, now);
    });
    EXPECT_TRUE(row.has_value()) << (row ? "" : row.error().detail);
    return row ? *row : app::TicketRow{};
  }
  app::CustomerRow customer(const std::string& name,
                            const std::string& number = "",
                            const Actor& actor = kBoss) {
    app::CustomerEdit edit{.name = name};
    if (!number.empty()) edit.numbers = {{number, "office"}};
    auto row = write([&](Records& r) { return app::create_customer(r, actor, edit, at(0s)); });
    EXPECT_TRUE(row.has_value()) << (row ? "" : row.error().detail);
    return row ? *row : app::CustomerRow{};
  }
  std::vector<std::string> subjects(const app::TicketFilter& filter, std::size_t limit = 50) {
    std::vector<std::string> out;
    app::PageRequest page{.limit = limit};
    do {
      auto slice = read([&](Records& r) { return r.tickets().list(kHere, filter, page); });
      EXPECT_TRUE(slice.has_value()) << (slice ? "" : slice.error().detail);
      if (!slice) return out;
      for (const auto& row : slice->items) out.push_back(row.ticket.subject);
      page.after = slice->next;
    } while (!page.after.empty());
    return out;
  }
  std::vector<std::string> outcomes(CustomerId id) {
    std::vector<std::string> out;
    auto slice =
        read([&](Records& r) { return r.customers().timeline(kHere, {.customer = id}, {}); });
    EXPECT_TRUE(slice.has_value());
    for (const auto& item : slice->items) {
      out.push_back(std::string{to_string(item.kind)} + " " + item.outcome);
    }
    return out;
  }
};

FILO_ON_EACH_ENGINE(DeskTest);

TEST_P(DeskTest, TheDayOfATicketIsStoredWithItsClock) {
  const auto rossi = customer("Mario Rossi").customer.id;
  const auto id = open("Modem is off", at(0s), rossi).ticket.id;
  ASSERT_TRUE(write([&](Records& r) { return app::take_ticket(r, kAnna, id, at(30s)); }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::add_procedure(r, kAnna, id, "Restarted", ProcedureOutcome::failed, at(40s));
  }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::add_article(r, kAnna, id, ArticleKind::note, "Old cable", at(45s));
  }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::escalate_ticket(r, kAnna, id, Level::second, "Line fault", at(60s));
  }));
  ASSERT_TRUE(
      write([&](Records& r) { return app::set_work_around(r, kAnna, id, "Use 4G", at(70s)); }));
  ASSERT_TRUE(
      write([&](Records& r) { return app::solve_ticket(r, kBoss, id, "New cable", at(100s)); }));

  auto row = read([&](Records& r) { return r.tickets().find(kHere, id); });
  ASSERT_TRUE(row);
  const Ticket& t = row->ticket;
  EXPECT_EQ(t.status, TicketStatus::solved);
  EXPECT_EQ(t.time_to_take_charge, 30s);
  EXPECT_EQ(t.time_to_resolve, 100s);
  EXPECT_EQ(t.stopwatch.by_level[0], 60s);
  EXPECT_EQ(t.stopwatch.by_level[1], 40s);
  EXPECT_EQ(t.stopwatch.by_state[0], 30s);
  EXPECT_EQ(t.stopwatch.by_state[1], 70s);
  EXPECT_EQ(counted_to(t.stopwatch, at(1h).ticks).total(), 100s);
  EXPECT_EQ(t.work_around, "Use 4G");
  EXPECT_EQ(t.solution, "New cable");
  EXPECT_EQ(row->category, "Internet");
  EXPECT_EQ(row->customer, "Mario Rossi");

  auto history = read([&](Records& r) { return r.tickets().history(kHere, id, {}); });
  ASSERT_TRUE(history);
  std::vector<TicketEventKind> kinds;
  for (const auto& h : history->items) kinds.push_back(h.event.kind);
  EXPECT_EQ(kinds, (std::vector{TicketEventKind::opened, TicketEventKind::taken,
                                TicketEventKind::procedure_added, TicketEventKind::note_added,
                                TicketEventKind::escalated, TicketEventKind::team_changed,
                                TicketEventKind::work_around_set, TicketEventKind::solved}));
  EXPECT_EQ(t.team, kLines) << "the team of level 2";
  EXPECT_EQ(history->items[1].actor_name, "Anna Bianchi");
  EXPECT_EQ(outcomes(rossi),
            (std::vector<std::string>{"ticket solved", "ticket escalated", "note note",
                                      "procedure failed", "ticket opened"}));
  const auto articles = read([&](Records& r) { return r.tickets().articles(kHere, id); });
  ASSERT_EQ(articles->size(), 1U);
  EXPECT_EQ(articles->front().author, "Anna Bianchi");
  EXPECT_EQ(read([&](Records& r) { return r.tickets().procedures(kHere, id); })->size(), 1U);
  EXPECT_EQ(rows<std::int64_t>("SELECT count(*) FROM outbox WHERE topic = 'ticket_changed'")[0], 7);
  EXPECT_EQ(rows<std::int64_t>("SELECT count(*) FROM audit WHERE entity = 'ticket'")[0], 8);
}

TEST_P(DeskTest, WhatIsWrittenInATicketStandsInTheDossierOfItsCustomer) {
  const CustomerId maria = customer("Maria Rossi").customer.id;
  const Ticket ticket = open("Router").ticket;
  ASSERT_TRUE(write([&](Records& r) {
    return app::add_article(r, kAnna, ticket.id, ArticleKind::note, "Before we knew", at(10s));
  }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::change_ticket(r, kAnna, ticket.id, 1, {.customer = maria}, at(20s));
  }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::add_article(r, kAnna, ticket.id, ArticleKind::public_article, std::string(300, 'a'),
                            at(30s));
  }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::add_procedure(r, kAnna, ticket.id, "Restarted", ProcedureOutcome::worked, at(40s));
  }));
  const auto page = read([&](Records& r) {
    return r.customers().timeline(kHere, {.customer = maria}, {.limit = 10});
  });
  ASSERT_TRUE(page);
  ASSERT_EQ(page->items.size(), 4U);
  const auto& [procedure, message, opened, note] =
      std::tie(page->items[0], page->items[1], page->items[2], page->items[3]);
  EXPECT_EQ(procedure.kind, app::TimelineKind::procedure);
  EXPECT_EQ(procedure.detail, "Restarted");
  EXPECT_EQ(message.kind, app::TimelineKind::note);
  EXPECT_EQ(message.outcome, "public");
  EXPECT_EQ(message.detail, std::string(200, 'a') + "…") << "first words; the ticket has the rest";
  EXPECT_EQ(opened.outcome, "opened");
  EXPECT_EQ(note.outcome, "note");
  EXPECT_EQ(note.detail, "Before we knew");
  EXPECT_EQ(note.author_name, "Anna Bianchi");
  for (const auto& item : page->items) {
    EXPECT_EQ(item.ticket_number, ticket.number);
    EXPECT_EQ(item.title, "Router");
  }
  ASSERT_TRUE(write([&](Records& r) {
    return app::change_ticket(r, kAnna, ticket.id, 2, {.customer = CustomerId{}}, at(50s));
  }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::change_ticket(r, kAnna, ticket.id, 3, {.customer = maria}, at(60s));
  })) << "he is found twice, his dossier has it once";
}

TEST_P(DeskTest, OfTwoEditorsTheSecondIsToldAndNothingOfHisIsWritten) {
  const auto ticket = open("Modem is off").ticket;
  auto change = [&](Priority priority, std::int64_t seen) {
    return write([&](Records& r) {
      return app::change_ticket(r, kAnna, ticket.id, seen, {.priority = priority}, at(5s));
    });
  };
  ASSERT_TRUE(change(Priority::high, ticket.version));
  const auto second = change(Priority::low, ticket.version);
  ASSERT_FALSE(second);
  EXPECT_TRUE(app::is_changed_meanwhile(second.error()));
  const auto now = read([&](Records& r) { return r.tickets().find(kHere, ticket.id); });
  EXPECT_EQ(now->ticket.priority, Priority::high);
  EXPECT_EQ(now->ticket.version, 2);
  EXPECT_TRUE(change(Priority::low, 2));
}

TEST_P(DeskTest, ACallOpensItsTicketOnce) {
  auto open_it = [&](AgentId agent) {
    return write([&](Records& r) {
      return app::open_ticket_for_call(
          r, system_actor(kHere),
          {.call = CallId{77}, .agent = agent, .service = "Assistenza", .queue_name = "guasti"},
          at(0s));
    });
  };
  const auto first = open_it(AgentId{111}), second = open_it(AgentId{112});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
  const auto row = read([&](Records& r) { return r.tickets().find(kHere, *first); });
  EXPECT_EQ(row->ticket.owner, AgentId{111});
  EXPECT_EQ(row->ticket.channel, TicketChannel::phone);
  EXPECT_EQ(row->ticket.subject, "Assistenza: guasti");
  EXPECT_EQ(rows<std::int64_t>("SELECT count(*) FROM ticket")[0], 1);
}

TEST_P(DeskTest, ACallThatTellsLittleOrMuchStillGetsATicketWithAName) {
  EXPECT_EQ(app::subject_of_call({.call = {}, .queue_name = "guasti"}), "guasti");
  EXPECT_EQ(app::subject_of_call({.call = {}, .ani = "+390551234567"}), "+390551234567");
  EXPECT_EQ(app::subject_of_call({}), "-");
  const std::string endless(150, 'x');
  const auto ticket = write([&](Records& r) {
    return app::open_ticket_for_call(
        r, kAnna, {.call = CallId{78}, .service = endless, .queue_name = endless}, at(0s));
  });
  EXPECT_TRUE(ticket) << ticket.error().detail;
}

TEST_P(DeskTest, NumbersHaveNoGapsAndRefusedTicketsUseNone) {
  EXPECT_EQ(open("One").ticket.number, 1);
  EXPECT_FALSE(
      write([](Records& r) { return app::open_ticket(r, kAnna, {.subject = " "}, at(0s)); }));
  EXPECT_EQ(write([](Records& r) {
              return app::open_ticket(r, kAnna, {.subject = "x", .category = CategoryId{999}},
                                      at(0s));
            })
                .error()
                .field,
            "/category_id");
  EXPECT_EQ(open("Two").ticket.number, 2);
}

TEST_P(DeskTest, TheSameProblemSoonAfterASolutionOpensAtLevelTwo) {
  const auto rossi = customer("Mario Rossi").customer.id;
  const auto first = open("Off", at(0s), rossi).ticket;
  ASSERT_TRUE(
      write([&](Records& r) { return app::solve_ticket(r, kAnna, first.id, "Reset", at(60s)); }));
  const auto again = open("Off again", at(24h), rossi).ticket;
  EXPECT_EQ(again.level, Level::second);
  EXPECT_EQ(again.recurrence_of, first.id);

  // Its customer becomes known only after it was opened.
  const auto late = open("Off a third time", at(25h)).ticket;
  EXPECT_EQ(late.level, Level::first);
  const auto known = write([&](Records& r) {
    return app::change_ticket(r, kAnna, late.id, late.version, {.customer = rossi}, at(26h));
  });
  ASSERT_TRUE(known);
  EXPECT_EQ(known->ticket.level, Level::second);
}

TEST_P(DeskTest, ASecondCallToTheSameQueueSoonAfterASolutionIsARecurrenceWithoutAnyCategory) {
  const auto rossi = customer("Mario Rossi").customer.id;
  const QueueId faults{61}, bills{62};
  const auto call = [&](std::int64_t id, QueueId queue, Duration when) {
    const auto opened = write([&](Records& r) {
      return app::open_ticket_for_call(
          r, kAnna, {.call = CallId{id}, .customer = rossi, .queue = queue}, at(when));
    });
    EXPECT_TRUE(opened);
    return read([&](Records& r) { return r.tickets().find(kHere, *opened); })->ticket;
  };
  const auto solve = [&](TicketId id, Duration when) {
    ASSERT_TRUE(write([&](Records& r) { return app::solve_ticket(r, kAnna, id, "x", at(when)); }));
  };
  const Ticket first = call(1, faults, 0s);
  solve(first.id, 60s);
  EXPECT_EQ(call(2, bills, 1h).level, Level::first) << "another service";
  const Ticket again = call(3, faults, 2h);
  EXPECT_EQ(again.level, Level::second);
  EXPECT_EQ(again.recurrence_of, first.id);
  // The earlier one has a category by now: it is known by that.
  solve(again.id, 3h);
  ASSERT_TRUE(write([&](Records& r) {
    return app::change_ticket(r, kAnna, first.id, 2, {.category = kInternet}, at(4h));
  }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::change_ticket(r, kAnna, again.id, again.version + 1, {.category = kInternet},
                              at(4h));
  }));
  const Ticket third = call(4, faults, 5h);
  EXPECT_EQ(third.level, Level::first) << "not known to be the same before it has a category";
  const auto named = write([&](Records& r) {
    return app::change_ticket(r, kAnna, third.id, third.version, {.category = kInternet}, at(6h));
  });
  ASSERT_TRUE(named);
  EXPECT_EQ(named->ticket.recurrence_of, again.id);
}

TEST_P(DeskTest, AReturningCallersTicketHasTheTeamOfLevelTwoAndBelongsToWhoAnswered) {
  const auto rossi = customer("Mario Rossi").customer.id;
  const auto call = [&](std::int64_t id, Duration when) {
    const auto opened = write([&](Records& r) {
      return app::open_ticket_for_call(
          r, system_actor(kHere),
          {.call = CallId{id}, .customer = rossi, .agent = kAnna.agent, .queue = QueueId{61}},
          at(when));
    });
    EXPECT_TRUE(opened);
    return read([&](Records& r) { return r.tickets().find(kHere, *opened); })->ticket;
  };
  const Ticket first = call(1, 0s);
  EXPECT_EQ(first.version, 1);
  EXPECT_EQ(first.taken_at, at(0s).utc);
  EXPECT_EQ(first.taken_by, kAnna.agent);
  EXPECT_EQ(first.time_to_take_charge, 0s);
  ASSERT_TRUE(
      write([&](Records& r) { return app::solve_ticket(r, kAnna, first.id, "x", at(60s)); }));
  const Ticket again = call(2, 1h);
  EXPECT_EQ(again.level, Level::second);
  EXPECT_EQ(again.team, kLines);
  EXPECT_EQ(again.owner, kAnna.agent);
  EXPECT_EQ(again.status, TicketStatus::open);
  std::vector<TicketEventKind> told;
  const auto history = read([&](Records& r) { return r.tickets().history(kHere, again.id, {}); });
  for (const auto& row : history->items) told.push_back(row.event.kind);
  EXPECT_EQ(told, (std::vector{TicketEventKind::opened, TicketEventKind::recurrence_found,
                               TicketEventKind::taken, TicketEventKind::team_changed}));
}

TEST_P(DeskTest, ACallAboutAnOpenTicketLeavesOneTicket) {
  const auto rossi = customer("Mario Rossi").customer.id;
  const Ticket old = open("Modem", at(0s), rossi).ticket;
  const auto fresh = write([&](Records& r) {
    return app::open_ticket_for_call(
        r, kAnna, {.call = CallId{7}, .customer = rossi, .agent = kAnna.agent}, at(1h));
  });
  ASSERT_TRUE(fresh);
  const auto attach = [&] {
    return write([&](Records& r) {
      return app::attach_call(r, kAnna, {.call = CallId{7}, .ticket = old.id}, at(2h));
    });
  };
  const auto done = attach();
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->ticket.id, old.id);
  EXPECT_EQ(done->ticket.version, old.version) << "editors of it are not disturbed";
  ASSERT_TRUE(attach()) << "a second time changes nothing";
  const auto merged = read([&](Records& r) { return r.tickets().find(kHere, *fresh); });
  EXPECT_EQ(merged->ticket.status, TicketStatus::closed);
  EXPECT_EQ(merged->ticket.merged_into, old.id);
  EXPECT_EQ(*read([&](Records& r) { return r.tickets().find_by_call(kHere, CallId{7}); }), old.id);
  const auto history = read([&](Records& r) { return r.tickets().history(kHere, old.id, {}); });
  EXPECT_EQ(history->items.back().event.kind, TicketEventKind::call_attached);
  EXPECT_EQ(history->items.back().event.from, std::to_string(merged->ticket.number));
  EXPECT_EQ(history->items.size(), 2U);
  EXPECT_EQ(
      read([&](Records& r) { return r.customers().find(kHere, rossi); })->customer.open_tickets, 1);
  const auto day =
      read([&](Records& r) { return r.figures().tickets(kHere, at(0s).utc, at(24h).utc); });
  EXPECT_EQ(day->total.taken, 0) << "what was merged was nobody's work";
}

TEST_P(DeskTest, ACallsTicketInWhichSomebodyWroteIsNotMerged) {
  const auto rossi = customer("Mario Rossi").customer.id;
  const Ticket old = open("Modem", at(0s), rossi).ticket;
  const auto fresh = write([&](Records& r) {
    return app::open_ticket_for_call(r, kAnna, {.call = CallId{7}, .customer = rossi}, at(1h));
  });
  ASSERT_TRUE(write([&](Records& r) {
    return app::add_article(r, kAnna, *fresh, ArticleKind::note, "Important", at(1h));
  }));
  const auto refused = write([&](Records& r) {
    return app::attach_call(r, kAnna, {.call = CallId{7}, .ticket = old.id}, at(2h));
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().key, "ticket.merge.touched");
  EXPECT_EQ(read([&](Records& r) { return r.tickets().find(kHere, *fresh); })->ticket.status,
            TicketStatus::fresh);
}

TEST_P(DeskTest, NoLaterStepOfATicketChangesWhatItsDayCounted) {
  const auto day = [&](Duration from) {
    return *read(
        [&](Records& r) { return r.figures().figures(kHere, at(from).utc, at(from + 24h).utc); });
  };
  const auto id = open("Modem").ticket.id;
  ASSERT_TRUE(write([&](Records& r) { return app::take_ticket(r, kAnna, id, at(30s)); }));
  ASSERT_TRUE(write([&](Records& r) { return app::solve_ticket(r, kAnna, id, "x", at(60s)); }));
  EXPECT_EQ(day(0s).total.resolved, 1);
  EXPECT_EQ(day(0s).total.first_contact, 1);
  // The next day: open again, a colleague takes it over and solves it for good.
  ASSERT_TRUE(write([&](Records& r) { return app::reopen_ticket(r, kAnna, id, "y", at(30h)); }));
  ASSERT_TRUE(write([&](Records& r) { return app::take_ticket(r, kBoss, id, at(31h)); }));
  ASSERT_TRUE(write([&](Records& r) { return app::solve_ticket(r, kBoss, id, "z", at(32h)); }));
  const kpi::Table first = day(0s), second = day(24h);
  EXPECT_EQ(first.total.resolved, 1);
  EXPECT_EQ(first.total.time_to_resolve(), 60s);
  EXPECT_EQ(first.total.first_contact, 0) << "it came back within two weeks";
  EXPECT_EQ(first.agents.at(kAnna.agent).resolved, 1);
  EXPECT_EQ(first.agents.at(kAnna.agent).time_to_take_charge(), 30s);
  EXPECT_EQ(first.agents.count(kBoss.agent), 0U);
  EXPECT_EQ(second.total.resolved, 1);
  EXPECT_EQ(second.total.time_to_resolve(), 60s + 2h);
  EXPECT_EQ(second.agents.at(kBoss.agent).resolved, 1);
  EXPECT_EQ(second.total.taken, 0) << "it was taken once, yesterday";
  const auto row = read([&](Records& r) { return r.tickets().find(kHere, id); });
  EXPECT_EQ(row->ticket.taken_by, kAnna.agent);
  EXPECT_EQ(row->ticket.solved_by, kBoss.agent);
}

TEST_P(DeskTest, AProblemThatComesBackLateLeavesTheFirstContactAsItWas) {
  const auto rossi = customer("Mario Rossi").customer.id;
  const auto first_contacts = [&] {
    return read([&](Records& r) { return r.figures().tickets(kHere, at(0s).utc, at(24h).utc); })
        ->total.first_contact;
  };
  const auto id = open("Modem", at(0s), rossi).ticket.id;
  ASSERT_TRUE(write([&](Records& r) { return app::solve_ticket(r, kAnna, id, "x", at(60s)); }));
  const auto other = open("Router").ticket.id;
  ASSERT_TRUE(write([&](Records& r) { return app::solve_ticket(r, kAnna, other, "x", at(60s)); }));
  EXPECT_EQ(first_contacts(), 2);
  ASSERT_TRUE(
      write([&](Records& r) { return app::reopen_ticket(r, kAnna, other, "y", at(24h * 15)); }));
  EXPECT_EQ(first_contacts(), 2) << "after two weeks it is another contact";
  open("Modem again", at(24h * 3), rossi);
  EXPECT_EQ(first_contacts(), 1) << "a recurrence within them is not";
}

TEST_P(DeskTest, OpenTicketsOfACustomerAreCounted) {
  const auto rossi = customer("Mario Rossi").customer.id;
  const auto bianchi = customer("Bianchi").customer.id;
  auto count = [&](CustomerId id) {
    return read([&](Records& r) { return r.customers().find(kHere, id); })->customer.open_tickets;
  };
  const auto t = open("Off", at(0s), rossi).ticket;
  EXPECT_EQ(count(rossi), 1);
  ASSERT_TRUE(write([&](Records& r) {
    return app::change_ticket(r, kAnna, t.id, 1, {.customer = bianchi}, at(1s));
  }));
  EXPECT_EQ(count(rossi), 0);
  EXPECT_EQ(count(bianchi), 1);
  ASSERT_TRUE(write([&](Records& r) { return app::solve_ticket(r, kAnna, t.id, "Done", at(2s)); }));
  EXPECT_EQ(count(bianchi), 0);
  ASSERT_TRUE(write([&](Records& r) { return app::reopen_ticket(r, kAnna, t.id, "No", at(3s)); }));
  EXPECT_EQ(count(bianchi), 1);
}

TEST_P(DeskTest, ACallerIsFoundByHisNumberInAnyNotation) {
  const auto rossi = customer("Mario Rossi", "02 1234567").customer.id;
  for (const char* number :
       {"02/1234567", "+39 02 1234567", "0039021234567", "tel:+39-021234567"}) {
    const auto found =
        read([&](Records& r) { return app::find_customers_by_number(r, kHere, number); });
    ASSERT_EQ(found->size(), 1U) << number;
    EXPECT_EQ(found->front().customer.id, rossi);
    EXPECT_EQ(found->front().customer.numbers.front().e164, "+39021234567");
  }
  EXPECT_TRUE(read([](Records& r) {
                return app::find_customers_by_number(r, kHere, "anonymous");
              })->empty());
}

TEST_P(DeskTest, AnUnknownCallerBecomesAContactWithHisNumberAndGetsTheTicket) {
  const auto ticket = write([](Records& r) {
    return app::open_ticket_for_call(r, kAnna, {.call = CallId{77}, .service = "Assistenza"},
                                     at(0s));
  });
  const auto contact = write([](Records& r) {
    return app::bind_call_customer(
        r, kAnna, {.call = CallId{77}, .ani = "+393471234567", .name = "Lucia Verdi"}, at(9s));
  });
  ASSERT_TRUE(contact) << contact.error().detail;
  EXPECT_EQ(contact->customer.numbers.front().e164, "+393471234567");
  EXPECT_EQ(contact->customer.open_tickets, 1);
  const auto row = read([&](Records& r) { return r.tickets().find(kHere, *ticket); });
  EXPECT_EQ(row->customer, "Lucia Verdi");
  EXPECT_EQ(outcomes(contact->customer.id), (std::vector<std::string>{"ticket opened"}));

  const auto again = write([&](Records& r) {
    return app::bind_call_customer(
        r, kAnna, {.call = CallId{78}, .ani = "anonymous", .customer = contact->customer.id},
        at(9s));
  });
  EXPECT_EQ(again->customer.numbers.size(), 1U) << "nothing is remembered of a withheld number";
}

TEST_P(DeskTest, EveryTicketFilterFindsWhatItShouldInEveryOrderAndPageSize) {
  struct Wish {
    const char* subject;
    Priority priority;
    TicketStatus status;
    bool mine;
  };
  const Wish wishes[] = {{"alpha one", Priority::low, TicketStatus::open, true},
                         {"alpha two", Priority::urgent, TicketStatus::pending, false},
                         {"beta three", Priority::normal, TicketStatus::fresh, false},
                         {"beta four", Priority::high, TicketStatus::open, true},
                         {"gamma five", Priority::urgent, TicketStatus::fresh, false}};
  Duration later{};
  for (const Wish& wish : wishes) {
    const auto t = open(wish.subject, at(later += 10s)).ticket;
    TicketEdit edit{.priority = wish.priority};
    if (wish.mine) edit.owner = AgentId{111};
    if (wish.status == TicketStatus::pending) edit.status = wish.status;
    ASSERT_TRUE(write([&](Records& r) {
                  return app::change_ticket(r, kAnna, t.id, 1, edit, at(1000s - later));
                }).has_value() ||
                wish.priority == Priority::normal)
        << wish.subject;
  }
  using S = std::vector<std::string>;
  for (std::size_t limit : {1U, 2U, 50U}) {
    using app::TicketSort;
    // Last opened, first changed: the two orders are opposite.
    EXPECT_EQ(subjects({.sort = TicketSort::created}, limit),
              (S{"gamma five", "beta four", "beta three", "alpha two", "alpha one"}));
    EXPECT_EQ(subjects({.priorities = {Priority::urgent, Priority::high}}, limit),
              (S{"alpha two", "beta four", "gamma five"}));
    EXPECT_EQ(subjects({.sort = TicketSort::priority}, limit),
              (S{"alpha two", "gamma five", "beta four", "beta three", "alpha one"}));
    EXPECT_EQ(subjects({.statuses = {TicketStatus::open}, .owner = AgentId{111}}, limit),
              (S{"alpha one", "beta four"}));
    EXPECT_EQ(subjects({.owner = AgentId{111}, .sort = TicketSort::priority}, limit),
              (S{"beta four", "alpha one"}));
    EXPECT_EQ(subjects({.category = kInternet, .sort = TicketSort::created}, limit),
              (S{"gamma five", "beta four", "beta three", "alpha two", "alpha one"}));
    EXPECT_EQ(subjects({.levels = {Level::second, Level::vendor}}, limit), S{});
    EXPECT_EQ(subjects({.team = kLines}, limit), S{});
    EXPECT_EQ(subjects({.words = "alp"}, limit), (S{"alpha two", "alpha one"}));
    EXPECT_EQ(subjects({.words = "al"}, limit), (S{"alpha two", "alpha one"}));
    EXPECT_EQ(subjects({.words = "one ALPH\xC3\x80"}, limit), (S{"alpha one"}));
    EXPECT_EQ(subjects({.owner = AgentId{111}, .words = "beta"}, limit), (S{"beta four"}));
    EXPECT_EQ(subjects({.words = "#4"}, limit), (S{"beta four"}));
    EXPECT_EQ(subjects({.words = "lpha"}, limit), S{}) << "only beginnings of words";
    EXPECT_EQ(subjects({.words = "%"}, limit), S{});
  }
}

TEST_P(DeskTest, CustomersAreFoundByAnyWordAndListedByName) {
  customer("Zo\xC3\xA8 Rossi");
  customer("anna Neri", "347 1234567");
  customer("\xC3\x89milie Rossi");
  auto names = [&](const app::CustomerFilter& filter, std::size_t limit) {
    std::vector<std::string> out;
    app::PageRequest page{.limit = limit};
    do {
      auto slice = read([&](Records& r) { return r.customers().list(kHere, filter, page); });
      EXPECT_TRUE(slice.has_value());
      for (const auto& row : slice->items) out.push_back(row.customer.name);
      page.after = slice->next;
    } while (!page.after.empty());
    return out;
  };
  using S = std::vector<std::string>;
  for (std::size_t limit : {1U, 50U}) {
    EXPECT_EQ(names({}, limit), (S{"anna Neri", "\xC3\x89milie Rossi", "Zo\xC3\xA8 Rossi"}));
    EXPECT_EQ(names({.words = "ross"}, limit), (S{"\xC3\x89milie Rossi", "Zo\xC3\xA8 Rossi"}));
    EXPECT_EQ(names({.words = "rossi zoe"}, limit), (S{"Zo\xC3\xA8 Rossi"}));
    EXPECT_EQ(names({.words = "347123"}, limit), (S{"anna Neri"}));
    EXPECT_EQ(names({.e164 = "+393471234567"}, limit), (S{"anna Neri"}));
  }
}

TEST_P(DeskTest, AChangedNameIsFoundByItsNewWordsOnly) {
  const auto c = customer("Vecchio Nome").customer;
  ASSERT_TRUE(write([&](Records& r) {
    return app::change_customer(r, kAnna, c.id, 1, {.name = "Nuovo Nome"}, at(1s));
  }));
  auto found = [&](const char* words) {
    return read([&](Records& r) { return r.customers().list(kHere, {.words = words}, {}); })
        ->items.size();
  };
  EXPECT_EQ(found("vecchio"), 0U);
  EXPECT_EQ(found("nuovo"), 1U);
  EXPECT_EQ(found("nome"), 1U);
}

TEST_P(DeskTest, CustomerChangesAreGuarded) {
  const auto first = customer("Uno").customer;
  app::CustomerEdit code{.code = "C-1"};
  ASSERT_TRUE(
      write([&](Records& r) { return app::change_customer(r, kBoss, first.id, 1, code, at(1s)); }));
  const auto second = customer("Due").customer;
  auto taken =
      write([&](Records& r) { return app::change_customer(r, kBoss, second.id, 1, code, at(1s)); });
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().field, "/code");
  auto secret = write([&](Records& r) {
    return app::change_customer(r, kAnna, second.id, 1, {.identity = IdentityData{.secret = "x"}},
                                at(1s));
  });
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, Errc::forbidden);
  auto stale = write([&](Records& r) {
    return app::change_customer(r, kBoss, first.id, 1, {.vip = true}, at(2s));
  });
  ASSERT_FALSE(stale);
  EXPECT_TRUE(app::is_changed_meanwhile(stale.error()));
}

TEST_P(DeskTest, ThreeWrongAnswersLockAndTheDossierSaysSo) {
  const auto c = write([&](Records& r) {
    return app::create_customer(r, kBoss,
                                {.name = "Mario Rossi",
                                 .code = "C-1",
                                 .identity = IdentityData{.birth_date = "1980-04-01"}},
                                at(0s));
  });
  ASSERT_TRUE(c);
  auto start = [&](Duration d) {
    return write([&](Records& r) {
      return app::start_identity_check(r, kAnna, {.customer = c->customer.id, .language = "en"},
                                       at(d));
    });
  };
  auto answer = [&](const IdentityCheck& check, std::size_t i, const char* said) {
    return write([&](Records& r) {
      return app::answer_identity_question(r, kAnna, check.id, check.questions[i].question.id, said,
                                           at(5s));
    });
  };
  const auto first = start(0s);
  ASSERT_TRUE(first) << first.error().detail;
  ASSERT_EQ(first->questions.size(), 2U);
  EXPECT_EQ(answer(*first, 0, "no")->result, IdentityResult::failed);
  const auto second = start(1s);
  EXPECT_EQ(answer(*second, 1, "no")->result, IdentityResult::failed);
  EXPECT_EQ(answer(*start(2s), 0, "no")->result, IdentityResult::locked);
  EXPECT_EQ(start(60s).error().key, "identity.locked");
  EXPECT_EQ(outcomes(c->customer.id),
            (std::vector<std::string>{"identity locked", "identity failed", "identity failed"}));
  const auto later = start(16min);
  ASSERT_TRUE(later);
  for (const AskedQuestion& q : later->questions) {
    const char* said = q.question.field == IdentityField::code ? "c1" : "1.4.80";
    ASSERT_TRUE(write([&](Records& r) {
      return app::answer_identity_question(r, kAnna, later->id, q.question.id, said, at(17min));
    }));
  }
  EXPECT_EQ(outcomes(c->customer.id).front(), "identity passed");
}

TEST_P(DeskTest, DraftsAreOnesOwnAndOutliveChangesOfTheTicket) {
  auto put = [&](const Actor& actor, const char* key, const std::string& body) {
    return write([&](Records& r) { return app::put_draft(r, actor, key, body, at(0s)); });
  };
  ASSERT_TRUE(put(kAnna, "ticket-1-note", "half a sen"));
  ASSERT_TRUE(put(kAnna, "ticket-1-note", "half a sentence"));
  auto find = [&](const Actor& actor) {
    return read(
        [&](Records& r) { return r.drafts().find(actor.tenant, actor.user, "ticket-1-note"); });
  };
  EXPECT_EQ(find(kAnna)->body, "half a sentence");
  EXPECT_FALSE(find(kBoss));
  EXPECT_EQ(put(kAnna, "no spaces", "x").error().field, "/key");
  EXPECT_EQ(put(kAnna, "big", std::string(131'073, 'x')).error().field, "/body");
}

TEST_P(DeskTest, TheTimeLinePagesWithoutLosingItemsOfTheSameMoment) {
  const auto rossi = customer("Mario Rossi").customer.id;
  for (int i = 0; i < 7; ++i) {
    ASSERT_TRUE(write([&](Records& r) {
      return app::add_customer_note(r, kAnna, rossi, "note " + std::to_string(i), at(5s));
    }));
  }
  std::set<std::string> seen;
  app::PageRequest page{.limit = 3};
  do {
    auto slice =
        read([&](Records& r) { return r.customers().timeline(kHere, {.customer = rossi}, page); });
    for (const auto& item : slice->items) EXPECT_TRUE(seen.insert(item.detail).second);
    page.after = slice->next;
  } while (!page.after.empty());
  EXPECT_EQ(seen.size(), 7U);
}

TEST_P(DeskTest, NoTenantSeesOrChangesAnythingOfAnother) {
  const auto mine = customer("Mario Rossi", "02 1234567").customer.id;
  const auto ticket = open("Secret subject", at(0s), mine).ticket;
  const auto organisation = write(
      [](Records& r) { return app::create_organisation(r, kAnna, {.name = "ACME"}, at(0s)); });
  ASSERT_TRUE(organisation);
  ASSERT_TRUE(write([&](Records& r) { return app::put_draft(r, kAnna, "k", "b", at(0s)); }));
  ASSERT_TRUE(write([&](Records& r) {
    return app::change_customer(r, kBoss, mine, 1, {.code = "C-1"}, at(1s));
  }));
  const auto check = write(
      [&](Records& r) { return app::start_identity_check(r, kAnna, {.customer = mine}, at(2s)); });
  ASSERT_TRUE(check);
  ASSERT_TRUE(write([&](Records& r) {
    return app::add_article(r, kAnna, ticket.id, ArticleKind::note, "x", at(2s));
  }));
  const auto before = rows<std::int64_t>("SELECT count(*) FROM audit")[0];

  // Reading.
  const auto there = kElsewhere;
  Status looked = read([&](Records& r) -> Status {
    EXPECT_FALSE(r.tickets().find(there, ticket.id));
    EXPECT_EQ(*r.tickets().find_by_call(there, ticket.call), std::nullopt);
    EXPECT_EQ(*r.tickets().latest_solved(there, {mine, kInternet, {}}), std::nullopt);
    EXPECT_TRUE(r.tickets().articles(there, ticket.id)->empty());
    EXPECT_TRUE(r.tickets().procedures(there, ticket.id)->empty());
    EXPECT_TRUE(r.tickets().history(there, ticket.id, {})->items.empty());
    for (const app::TicketFilter& filter :
         {app::TicketFilter{}, app::TicketFilter{.customer = mine},
          app::TicketFilter{.category = kInternet}, app::TicketFilter{.words = "secret"},
          app::TicketFilter{.statuses = {TicketStatus::fresh}},
          app::TicketFilter{.sort = app::TicketSort::priority}}) {
      EXPECT_TRUE(r.tickets().list(there, filter, {})->items.empty());
    }
    EXPECT_FALSE(r.customers().find(there, mine));
    EXPECT_TRUE(r.customers().find_by_number(there, "+39021234567")->empty());
    for (const app::CustomerFilter& filter :
         {app::CustomerFilter{}, app::CustomerFilter{.words = "rossi"},
          app::CustomerFilter{.e164 = "+39021234567"},
          app::CustomerFilter{.organisation = organisation->id}}) {
      EXPECT_TRUE(r.customers().list(there, filter, {})->items.empty());
    }
    EXPECT_TRUE(r.customers().timeline(there, {.customer = mine}, {})->items.empty());
    EXPECT_FALSE(r.organisations().find(there, organisation->id));
    EXPECT_TRUE(r.organisations().list(there, "", {})->items.empty());
    EXPECT_FALSE(r.drafts().find(there, kAnna.user, "k"));
    EXPECT_EQ(*r.drafts().count(there, kAnna.user), 0);
    EXPECT_FALSE(*r.references().exists(there, mine));
    EXPECT_FALSE(*r.references().exists(there, organisation->id));
    EXPECT_EQ(*r.references().user_name(there, kAnna.user), "");
    return {};
  });
  EXPECT_TRUE(looked);

  // Changing.
  auto refused = [&](auto job) { return !write(job).has_value(); };
  EXPECT_TRUE(refused([&](Records& r) { return r.tickets().find_for_update(there, ticket.id); }));
  EXPECT_TRUE(refused([&](Records& r) { return r.customers().find_for_update(there, mine); }));
  EXPECT_TRUE(refused([&](Records& r) { return r.identity().find_for_update(there, check->id); }));
  EXPECT_TRUE(
      refused([&](Records& r) { return app::take_ticket(r, kStranger, ticket.id, at(3s)); }));
  EXPECT_TRUE(
      refused([&](Records& r) { return app::solve_ticket(r, kStranger, ticket.id, "x", at(3s)); }));
  EXPECT_TRUE(refused([&](Records& r) {
    return app::change_ticket(r, kStranger, ticket.id, 1, {.subject = "mine now"}, at(3s));
  }));
  EXPECT_TRUE(refused([&](Records& r) {
    return app::add_article(r, kStranger, ticket.id, ArticleKind::note, "x", at(3s));
  }));
  EXPECT_TRUE(refused([&](Records& r) {
    return app::change_customer(r, kStranger, mine, 2, {.name = "x"}, at(3s));
  }));
  EXPECT_TRUE(
      refused([&](Records& r) { return app::add_customer_note(r, kStranger, mine, "x", at(3s)); }));
  EXPECT_TRUE(refused([&](Records& r) {
    return app::open_ticket(r, kStranger, {.subject = "x", .customer = mine}, at(3s));
  }));
  EXPECT_TRUE(refused([&](Records& r) {
    return app::start_identity_check(r, kStranger, {.customer = mine}, at(3s));
  }));
  EXPECT_TRUE(refused([&](Records& r) {
    return app::change_organisation(r, kStranger, organisation->id, 1, {.name = "x"}, at(3s));
  }));
  EXPECT_TRUE(refused([&](Records& r) { return r.tickets().update(there, ticket); }));
  EXPECT_TRUE(refused([&](Records& r) { return r.customers().add_open_tickets(there, mine, 1); }));
  EXPECT_TRUE(refused(
      [&](Records& r) { return r.customers().set_identity_state(there, mine, 3, at(9s).utc); }));
  EXPECT_TRUE(refused([&](Records& r) { return r.identity().update(there, *check); }));
  ASSERT_TRUE(write([&](Records& r) { return r.drafts().erase(there, kAnna.user, "k"); }));
  EXPECT_TRUE(read([&](Records& r) { return r.drafts().find(kHere, kAnna.user, "k"); }));
  EXPECT_EQ(rows<std::int64_t>("SELECT count(*) FROM audit")[0], before);

  // Numbers of tickets are each tenant's own.
  EXPECT_EQ(open("Theirs", at(0s), {}, kStranger).ticket.number, 1);
}

}  // namespace
}  // namespace filo::store
