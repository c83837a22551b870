// What a transaction promises: all or nothing, alone, repeated after conflicts, told in order.

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <latch>
#include <set>

#include "adapters/store/tests/test_databases.h"

namespace filo::store {
namespace {

using ::testing::ElementsAre;

Status put(Tx& tx, const std::string& key, const std::string& value) {
  auto done = tx.run("INSERT INTO server_state (key, value, updated_at) VALUES ($1, $2, $3)", key,
                     value, tx.now());
  if (!done) return done.error();
  return {};
}

class Transactions : public DatabaseTest {
 protected:
  std::vector<std::string> keys() {
    return rows<std::string>("SELECT key FROM server_state ORDER BY key");
  }
};

TEST_P(Transactions, ARefusedJobLeavesNothingAndSpoilsNoNeighbour) {
  std::promise<void> gate;
  auto opened = gate.get_future().share();
  std::vector<std::future<bool>> answers;
  auto submit = [&](TxJob job) {
    auto answer = std::make_shared<std::promise<bool>>();
    answers.push_back(answer->get_future());
    ASSERT_TRUE(
        db().write(std::move(job), [answer](Status s) { answer->set_value(s.has_value()); }));
  };
  submit([opened](Tx&) -> Status {  // holds the writer, so that the rest shares one batch
    opened.wait();
    return {};
  });
  submit([](Tx& tx) { return put(tx, "a", "1"); });
  submit([](Tx& tx) -> Status {
    Status first = put(tx, "refused", "1");
    if (!first) return first;
    return Error{Errc::conflict, "on second thoughts"};
  });
  submit([](Tx& tx) -> Status {
    Status first = put(tx, "thrown", "1");
    if (!first) return first;
    throw std::runtime_error("a fault of the job");
  });
  submit([](Tx& tx) -> Status {
    Status first = put(tx, "swallowed", "1");
    if (!first) return first;
    auto ignored = tx.run("INSERT INTO nowhere VALUES (1)");
    EXPECT_FALSE(ignored);
    EXPECT_FALSE(put(tx, "after the fault", "1"));
    return {};  // says ok in spite of the failed statement
  });
  submit([](Tx& tx) { return put(tx, "b", "1"); });
  gate.set_value();
  std::vector<bool> ok;
  for (auto& answer : answers) ok.push_back(answer.get());
  EXPECT_THAT(ok, ElementsAre(true, true, false, false, false, true));
  EXPECT_THAT(keys(), ElementsAre("a", "b"));
}

TEST_P(Transactions, ANestedPartFailsAlone) {
  must_write([](Tx& tx) -> Status {
    Status first = put(tx, "a", "1");
    Status again = tx.nested([](Tx& part) -> Status {
      Status inner = put(part, "inner", "1");
      if (!inner) return inner;
      return put(part, "a", "2");  // duplicate
    });
    EXPECT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::conflict);
    Status deep = tx.nested(
        [](Tx& part) { return part.nested([](Tx& inner) { return put(inner, "deep", "1"); }); });
    EXPECT_TRUE(deep);
    return put(tx, "b", "1");
  });
  EXPECT_THAT(keys(), ElementsAre("a", "b", "deep"));
}

TEST_P(Transactions, AReadCannotWrite) {
  Status wrong = db().read([](Tx& tx) { return put(tx, "a", "1"); });
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(keys().empty());
}

TEST_P(Transactions, AReadSeesOneMoment) {
  must_write([](Tx& tx) { return put(tx, "a", "1"); });
  Status done = db().read([this](Tx& tx) -> Status {
    EXPECT_EQ(tx.one<std::int64_t>("SELECT count(*) FROM server_state").value(), 1);
    EXPECT_TRUE(write_and_wait(db(), [](Tx& other) { return put(other, "b", "1"); }));
    EXPECT_EQ(tx.one<std::int64_t>("SELECT count(*) FROM server_state").value(), 1);
    return {};
  });
  EXPECT_TRUE(done);
  EXPECT_THAT(keys(), ElementsAre("a", "b"));
}

TEST_P(Transactions, ConcurrentReadAndWriteOfOneRowLosesNothing) {
  must_write([](Tx& tx) { return put(tx, "counter", "0"); });
  constexpr int kThreads = 8, kEach = 25;
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) {
        // Reads first and writes what it has calculated: only isolation makes this right.
        Status done = write_and_wait(db(), [](Tx& tx) -> Status {
          auto now = tx.one<std::string>("SELECT value FROM server_state WHERE key = 'counter'");
          if (!now) return now.error();
          auto set = tx.run("UPDATE server_state SET value = $1 WHERE key = 'counter'",
                            std::to_string(std::stoi(*now) + 1));
          if (!set) return set.error();
          return {};
        });
        if (!done) ++failed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_THAT(rows<std::string>("SELECT value FROM server_state WHERE key = 'counter'"),
              ElementsAre(std::to_string(kThreads * kEach)));
}

TEST_P(Transactions, OfManyWhoInsertTheSameKeyOneWins) {
  std::atomic<int> won{0}, lost{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      Status done = write_and_wait(db(), [](Tx& tx) -> Status {
        auto claimed = tx.run(
            "INSERT INTO idempotency (tenant_id, user_id, key, route, body_hash, status, body, "
            "created_at) VALUES (1, 2, 'k', 'POST /tickets', 'x', 201, '{}', $1)",
            tx.now());
        if (!claimed) return claimed.error();
        return tx.emit(1, "ticket_opened", "{}");
      });
      if (done) {
        ++won;
      } else if (done.error().code == Errc::conflict) {
        ++lost;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 7);
  EXPECT_THAT(rows<std::int64_t>("SELECT count(*) FROM outbox"), ElementsAre(1));
}

TEST_P(Transactions, IdsNeverRepeatAcrossWriters) {
  std::mutex mutex;
  std::set<std::int64_t> seen;
  std::latch done(200);
  for (int n = 0; n < 200; ++n) {
    ASSERT_TRUE(db().write(
        [&](Tx& tx) -> Status {
          const auto id = tx.new_id<Id<struct AnyTag>>().raw();
          std::lock_guard lock(mutex);
          seen.insert(id);
          return {};
        },
        [&](Status) { done.count_down(); }));
  }
  done.wait();
  EXPECT_EQ(seen.size(), 200U);
}

TEST_P(Transactions, QueuedWritesAreFinishedAtTheEnd) {
  std::atomic<int> answered{0};
  for (int n = 0; n < 300; ++n) {
    ASSERT_TRUE(db().write([n](Tx& tx) { return put(tx, std::to_string(n), ""); },
                           [&](Status s) { answered += s ? 1 : 0; }));
  }
  database_.reset();
  EXPECT_EQ(answered, 300);
  open();
  EXPECT_EQ(keys().size(), 300U);
}

FILO_ON_EACH_ENGINE(Transactions);

}  // namespace
}  // namespace filo::store
