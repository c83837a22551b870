// What is promised for a while is kept so long and then goes, by itself.

#include "server/housekeeping.h"

#include <gtest/gtest.h>

#include "adapters/store/centre_store.h"
#include "adapters/store/records.h"
#include "adapters/store/tests/test_sqlite.h"
#include "app/ports/records.h"

namespace filo::server {
namespace {

using namespace std::chrono_literals;

constexpr TenantId kTenant{1};
constexpr UserId kUser{7};
const Instant kNow = from_micros(1'800'000'000'000'000);

class Housekeeping : public ::testing::Test {
 protected:
  Housekeeping() {
    store_ = std::make_unique<store::RecordStore>(*database_);
    centres_ = std::make_unique<store::SqlCentreStore>(*database_);
    run("INSERT INTO tenant (id, name, created_at) VALUES (1, 'T', 0)");
  }
  void run(const std::string& sql) {
    Status done = store::write_and_wait(*database_, [&](store::Tx& tx) -> Status {
      auto ran = tx.run(sql);
      return ran ? Status{} : Status{ran.error()};
    });
    ASSERT_TRUE(done) << done.error().detail;
  }
  void answer(const std::string& key, Duration age) {
    Status done = app::write_and_wait(*store_, [&](app::Records& records) {
      return records.idempotency().save_answer(kTenant, kUser, key,
                                               {"POST /x", "", 201, "{}", kNow - age});
    });
    ASSERT_TRUE(done) << done.error().detail;
  }
  bool has_answer(const std::string& key) {
    bool found = false;
    Status done = store_->read([&](app::Records& records) -> Status {
      auto answer = records.idempotency().find_answer(kTenant, kUser, key);
      if (!answer) return answer.error();
      found = answer->has_value();
      return {};
    });
    EXPECT_TRUE(done);
    return found;
  }
  void event(int position, Duration age) {
    run("INSERT INTO outbox (tenant_id, id, topic, payload, created_at, position) VALUES (1, " +
        std::to_string(position) + ", 'x', '{}', " + std::to_string(to_micros(kNow - age)) + ", " +
        std::to_string(position) + ")");
  }

  store::TestSqlite database_;
  std::unique_ptr<store::RecordStore> store_;
  std::unique_ptr<store::SqlCentreStore> centres_;
};

TEST_F(Housekeeping, OldAnswersAndEventsGoNewOnesStay) {
  answer("old", 25h);
  answer("new", 23h);
  event(1, 100h);
  event(2, 49h);
  event(3, 47h);
  event(4, 1h);
  ASSERT_TRUE(tidy_records(*store_, *centres_, *database_, kNow));
  EXPECT_FALSE(has_answer("old"));
  EXPECT_TRUE(has_answer("new"));
  const auto span = database_->outbox_span();
  EXPECT_EQ(span->oldest, 3);
  EXPECT_EQ(span->newest, 4);
}

TEST_F(Housekeeping, TheNewestEventStaysHoweverOldItIs) {
  event(8, 100h);
  event(9, 99h);
  ASSERT_TRUE(tidy_records(*store_, *centres_, *database_, kNow));
  EXPECT_EQ(database_->outbox_span()->oldest, 9) << "positions go on from it after a restart";
}

}  // namespace
}  // namespace filo::server
