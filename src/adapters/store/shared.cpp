#include "adapters/store/shared.h"

#include <exception>
#include <future>
#include <optional>

#include "base/limits.h"
#include "base/log.h"

namespace filo::store {

Status run_job(const TxJob& job, Tx& tx) {
  try {
    Status answer = job(tx);
    if (answer && tx.fault()) return *tx.fault();
    return answer;
  } catch (const std::exception& thrown) {
    FILO_LOG_ERROR("store", "a transaction threw what={}", log_safe(thrown.what(), 300));
    return Error{Errc::internal, thrown.what()};
  }
}

void run_done(const TxDone& done, Status status) {
  if (!done) return;
  try {
    done(std::move(status));
  } catch (const std::exception& thrown) {
    FILO_LOG_ERROR("store", "an answer threw what={}", log_safe(thrown.what(), 300));
  }
}

Status write_and_wait(Database& database, TxJob job) {
  auto answer = std::make_shared<std::promise<Status>>();
  auto future = answer->get_future();
  const bool queued =
      database.write(std::move(job), [answer](Status s) { answer->set_value(std::move(s)); });
  if (!queued) return Error{Errc::unavailable, "the write queue is full", {}, "store.busy"};
  return future.get();
}

Result<std::vector<app::OutboxEvent>> SqlOutbox::events_after(std::int64_t position,
                                                              std::size_t limit) {
  std::vector<app::OutboxEvent> events;
  Status done = read([&](Tx& tx) -> Status {
    auto rows = tx.exec<app::OutboxEvent>(
        "SELECT position, id, tenant_id, topic, payload, created_at FROM outbox "
        "WHERE position > $1 ORDER BY position LIMIT $2",
        position, std::min(limit, limits::kOutboxPage));
    if (!rows) return rows.error();
    events = std::move(rows).value();
    return {};
  });
  if (!done) return done.error();
  return events;
}

Result<app::Outbox::Span> SqlOutbox::outbox_span() {
  Span span;
  Status done = read([&](Tx& tx) -> Status {
    using Row = std::tuple<std::optional<std::int64_t>, std::optional<std::int64_t>>;
    auto row = tx.one<Row>("SELECT min(position), max(position) FROM outbox");
    if (!row) return row.error();
    span = {std::get<0>(*row).value_or(0), std::get<1>(*row).value_or(0)};
    return {};
  });
  if (!done) return done.error();
  return span;
}

Result<std::int64_t> SqlOutbox::cursor(const std::string& name) {
  std::int64_t position = 0;
  Status done = read([&](Tx& tx) -> Status {
    auto row = tx.maybe<std::int64_t>("SELECT position FROM outbox_cursor WHERE name = $1", name);
    if (!row) return row.error();
    position = row->value_or(0);
    return {};
  });
  if (!done) return done.error();
  return position;
}

Status SqlOutbox::save_cursor(const std::string& name, std::int64_t position) {
  return write_and_wait(*this, [name, position](Tx& tx) -> Status {
    auto saved = tx.run(
        "INSERT INTO outbox_cursor (name, position, updated_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (name) DO UPDATE SET position = excluded.position, "
        "updated_at = excluded.updated_at",
        name, position, tx.now());
    if (!saved) return saved.error();
    return {};
  });
}

Result<std::int64_t> SqlOutbox::prune_outbox(Instant before) {
  // The oldest in their order, a page in each transaction, so that no writer waits long.
  static constexpr auto kPage = static_cast<std::int64_t>(limits::kOutboxPage);
  std::int64_t all = 0;
  for (std::int64_t last = kPage; last == kPage; all += last) {
    Status done = write_and_wait(*this, [&last, before](Tx& tx) -> Status {
      // The newest stays: after a restart the next position is counted from it.
      auto gone = tx.run(
          "DELETE FROM outbox WHERE created_at < $1 AND position IN (SELECT position FROM outbox "
          "WHERE position < (SELECT max(position) FROM outbox) ORDER BY position LIMIT $2)",
          before, kPage);
      if (!gone) return gone.error();
      last = *gone;
      return {};
    });
    if (!done) return done.error();
  }
  return all;
}

}  // namespace filo::store
