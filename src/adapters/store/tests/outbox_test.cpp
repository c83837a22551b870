// The outbox: nothing is skipped, nothing told before its commit, positions without gaps.

#include <gmock/gmock.h>

#include <condition_variable>
#include <future>

#include "adapters/store/tests/test_databases.h"

namespace filo::store {
namespace {

using ::testing::ElementsAre;

class OutboxContract : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    db().on_outbox([this](std::int64_t newest) {
      std::lock_guard lock(mutex_);
      newest_ = newest;
      told_.notify_all();
    });
  }
  void TearDown() override { database_.reset(); }  // its threads call into this fixture
  void emit(const std::string& topic) {
    must_write([topic](Tx& tx) { return tx.emit(7, topic, R"({"a":1})"); });
  }
  bool wait_for(std::int64_t position) {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, std::chrono::seconds(20), [&] { return newest_ >= position; });
  }
  std::vector<std::string> topics_after(std::int64_t position) {
    auto events = db().events_after(position, 100);
    EXPECT_TRUE(events);
    std::vector<std::string> topics;
    for (auto& event : events.value()) {
      EXPECT_EQ(event.position, ++position);
      topics.push_back(event.topic);
    }
    return topics;
  }

  std::mutex mutex_;
  std::condition_variable told_;
  std::int64_t newest_ = 0;
};

TEST_P(OutboxContract, EventsComeInOrderFromACursor) {
  emit("a");
  emit("b");
  emit("c");
  ASSERT_TRUE(wait_for(3));
  EXPECT_THAT(topics_after(0), ElementsAre("a", "b", "c"));
  EXPECT_THAT(topics_after(2), ElementsAre("c"));
  const auto event = db().events_after(0, 1).value().at(0);
  EXPECT_EQ(event.tenant_id, 7);
  EXPECT_EQ(event.payload, R"({"a":1})");
  EXPECT_EQ(db().outbox_span().value().oldest, 1);
  EXPECT_EQ(db().outbox_span().value().newest, 3);
}

TEST_P(OutboxContract, ARolledBackEventTakesNoPosition) {
  emit("a");
  Status refused = write_and_wait(db(), [](Tx& tx) -> Status {
    Status told = tx.emit(7, "never", "{}");
    if (!told) return told;
    return Error{Errc::conflict, "no"};
  });
  EXPECT_FALSE(refused);
  must_write([](Tx& tx) -> Status {
    Status part = tx.nested([](Tx& inner) -> Status {
      Status told = inner.emit(7, "never", "{}");
      if (!told) return told;
      return Error{Errc::conflict, "no"};
    });
    EXPECT_FALSE(part);
    return tx.emit(7, "b", "{}");
  });
  ASSERT_TRUE(wait_for(2));
  EXPECT_THAT(topics_after(0), ElementsAre("a", "b"));
}

TEST_P(OutboxContract, ALateCommitIsNotSkipped) {
  // The early transaction makes its event first and commits last. On PostgreSQL the two really
  // interleave; a cursor over ids would step past the early one.
  std::promise<void> emitted, go_on;
  auto gate = go_on.get_future().share();
  auto answer = std::make_shared<std::promise<void>>();
  auto early_done = answer->get_future();
  std::atomic<bool> first_run{true};
  ASSERT_TRUE(db().write(
      [&, gate](Tx& tx) -> Status {
        Status told = tx.emit(7, "early", "{}");
        if (first_run.exchange(false)) emitted.set_value();
        if (tx.engine() == Engine::postgres) gate.wait();
        return told;
      },
      [answer](Status s) {
        EXPECT_TRUE(s);
        answer->set_value();
      }));
  emitted.get_future().wait();
  emit("late");
  if (on_postgres()) {
    ASSERT_TRUE(wait_for(1));
    EXPECT_THAT(topics_after(0), ElementsAre("late"));
  }
  go_on.set_value();
  early_done.wait();
  ASSERT_TRUE(wait_for(2));
  if (on_postgres()) {
    EXPECT_THAT(topics_after(1), ElementsAre("early"));
  } else {
    EXPECT_THAT(topics_after(0), ElementsAre("early", "late"));
  }
}

TEST_P(OutboxContract, PositionsGoOnAfterARestartAndPruning) {
  emit("a");
  emit("b");
  ASSERT_TRUE(wait_for(2));
  EXPECT_EQ(db().prune_outbox(system_clock().now() + std::chrono::hours(1)).value(), 1);
  open();
  db().on_outbox([this](std::int64_t newest) {
    std::lock_guard lock(mutex_);
    newest_ = newest;
    told_.notify_all();
  });
  emit("c");
  ASSERT_TRUE(wait_for(3));
  EXPECT_THAT(topics_after(1), ElementsAre("b", "c"));
  EXPECT_EQ(db().outbox_span().value().oldest, 2);
}

TEST_P(OutboxContract, ACursorIsKept) {
  EXPECT_EQ(db().cursor("search").value(), 0);
  ASSERT_TRUE(db().save_cursor("search", 5));
  ASSERT_TRUE(db().save_cursor("search", 9));
  EXPECT_EQ(db().cursor("search").value(), 9);
}

FILO_ON_EACH_ENGINE(OutboxContract);

}  // namespace
}  // namespace filo::store
