// What live calls ask of the store, when the store is away.

#include "server/live_services.h"

#include <gtest/gtest.h>

#include "adapters/store/call_repo.h"
#include "adapters/store/records.h"
#include "adapters/store/tests/test_sqlite.h"
#include "app/ports/records.h"
#include "base/virtual_loop.h"

namespace filo::server {
namespace {

using namespace std::chrono_literals;

/// A store that can be away; what it does is done at once.
class Door final : public app::Store {
 public:
  explicit Door(store::Database& database) : store_(database) {}
  bool write(Job job, Done done) override {
    ++asked;
    done(away ? Status{Error{Errc::unavailable, "locked"}}
              : app::write_and_wait(store_, std::move(job)));
    return true;
  }
  Status read(const Job& job) override { return store_.read(job); }
  bool away = false;
  int asked = 0;

 private:
  store::RecordStore store_;
};

class CallTicketsTest : public testing::Test {
 protected:
  CallTicketsTest() {
    Status made = store::write_and_wait(*database_, [](store::Tx& tx) -> Status {
      auto ran = tx.run("INSERT INTO tenant (id, name, created_at) VALUES (1, 'T', 0)");
      return ran ? Status{} : Status{ran.error()};
    });
    FILO_CHECK(made.has_value());
    FILO_CHECK(desk_clock_.load(*database_).has_value());
    opening_.tenant = TenantId{1};
    opening_.call = CallId{77};
    opening_.service = "Support";
  }
  void open() {
    tickets_.open_for_call(opening_, [this](Result<TicketId> ticket) { told_.push_back(ticket); });
  }
  Ticket stored(TicketId id) {
    Ticket found;
    Status read = door_.read([&](app::Records& records) -> Status {
      auto row = records.tickets().find(TenantId{1}, id);
      if (!row) return row.error();
      found = row->ticket;
      return {};
    });
    EXPECT_TRUE(read) << read.error().detail;
    return found;
  }

  store::TestSqlite database_;
  ManualClock clock_;
  VirtualLoop loop_{clock_};
  DeskClock desk_clock_{clock_};
  Door door_{*database_};
  StoreCallTickets tickets_{door_, loop_, desk_clock_};
  app::CallTickets::Opening opening_;
  std::vector<Result<TicketId>> told_;
};

TEST_F(CallTicketsTest, AStoreThatIsAwayForAMinuteCostsNoTicketAndNoSecondOfItsClock) {
  const Instant answered = clock_.now();
  door_.away = true;
  open();
  loop_.run_for(60s);
  EXPECT_TRUE(told_.empty()) << "nobody gives up";
  EXPECT_GE(door_.asked, 50);
  door_.away = false;
  loop_.run_for(2s);
  ASSERT_EQ(told_.size(), 1U);
  ASSERT_TRUE(told_[0]) << told_[0].error().detail;
  EXPECT_EQ(stored(*told_[0]).created_at, answered);
}

TEST_F(CallTicketsTest, ATicketThatComesWhenTheCallIsOverStandsInItsRecord) {
  door_.away = true;
  open();
  loop_.run_for(5s);
  Status ended = store::write_and_wait(*database_, [this](store::Tx& tx) -> Status {
    calls::CallRecord record;
    record.tenant = TenantId{1};
    record.id = opening_.call;
    record.started_at = record.answered_at.emplace(clock_.now());
    record.ended_at = clock_.now();
    record.outcome = calls::Outcome::answered;
    return store::SqlCallRepo(tx).save(record);
  });
  ASSERT_TRUE(ended) << ended.error().detail;
  door_.away = false;
  loop_.run_for(2s);
  ASSERT_TRUE(told_.size() == 1U && told_[0]);
  Status read = database_->read([&](store::Tx& tx) -> Status {
    auto row = store::SqlCallRepo(tx).find(TenantId{1}, opening_.call);
    if (!row) return row.error();
    EXPECT_EQ(row->call.ticket, *told_[0]);
    return {};
  });
  EXPECT_TRUE(read);
}

TEST_F(CallTicketsTest, WhatTheRulesRefuseIsToldAtOnce) {
  opening_.tenant = TenantId{9};  // no such house
  open();
  loop_.settle();
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_FALSE(told_[0]);
}

}  // namespace
}  // namespace filo::server
