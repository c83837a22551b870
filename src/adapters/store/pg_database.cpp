#include "adapters/store/pg_database.h"

#include <algorithm>

#include "adapters/store/migrate.h"
#include "adapters/store/probe.h"
#include "base/limits.h"
#include "base/log.h"

namespace filo::store {
namespace {

constexpr int kTriesShared = 4;  ///< Then alone.
constexpr int kTries = 12;
constexpr auto kRelayPoll = std::chrono::milliseconds{200};  ///< Rows of other nodes.

Error too_many_tries(const Error& last) {
  return {Errc::unavailable, "too many conflicts: " + last.detail, {}, "store.busy"};
}

}  // namespace

PgDatabase::PgDatabase(const DatabaseConfig& config, const Clock& clock)
    : clock_(clock), ids_(config.node), queue_(limits::kWriterQueue), readers_(256) {
  server_.config = config;
}

Result<std::unique_ptr<PgDatabase>> PgDatabase::open(const DatabaseConfig& config,
                                                     const Clock& clock) {
  std::unique_ptr<PgDatabase> made(new PgDatabase(config, clock));
  for (unsigned n = 0; n < std::clamp(config.readers, 1u, 64u); ++n) {
    made->readers_.push(std::make_unique<PgConnection>(made->server_));
  }
  for (unsigned n = 0; n < std::clamp(config.writers, 1u, 64u); ++n) {
    made->writer_connections_.push_back(std::make_unique<PgConnection>(made->server_));
  }
  Status reached = made->writer_connections_.front()->connect(clock.mono());
  if (!reached) return reached.error();
  probe().healthy.set(1);
  for (auto& connection : made->writer_connections_) {
    made->writers_.emplace_back([raw = made.get(), &connection] { raw->run_writer(*connection); });
  }
  made->relay_ = std::thread([raw = made.get()] { raw->run_relay(); });
  return made;
}

PgDatabase::~PgDatabase() {
  queue_.close();
  for (auto& thread : writers_) thread.join();
  {
    std::lock_guard lock(relay_mutex_);
    relay_stop_ = true;
  }
  relay_wake_.notify_all();
  if (relay_.joinable()) relay_.join();
  readers_.close();
}

bool PgDatabase::write(TxJob job, TxDone done) {
  const bool queued = queue_.push({std::move(job), std::move(done)});
  if (queued) probe().waiting.add(1);
  return queued;
}

void PgDatabase::run_writer(PgConnection& connection) {
  std::vector<Work> taken;
  while (queue_.wait_take(taken, 1)) {
    probe().waiting.add(-1);
    const auto started = clock_.mono();
    Attempt result = write_repeatedly(connection, taken.front().job);
    probe().commit_seconds.observe(clock_.mono() - started);
    (result.answer ? probe().writes : probe().refused).add();
    if (result.answer) probe().commits.add();
    note_health(result.answer);
    if (result.emitted) {
      std::lock_guard lock(relay_mutex_);
      relay_wanted_ = true;
      relay_wake_.notify_one();
    }
    run_done(taken.front().done, std::move(result.answer));
  }
}

/// A write that was kept, or that the server could not keep; a refused one says nothing.
void PgDatabase::note_health(const Status& answer) {
  const bool lost = !answer && (answer.error().key == "store.unavailable" ||
                                answer.error().key == "store.disk_full");
  if (!answer && !lost) return;
  accepts_ = !lost;
  probe().healthy.set(lost ? 0 : 1);
}

PgDatabase::Attempt PgDatabase::write_repeatedly(PgConnection& connection, const TxJob& job) {
  Attempt last;
  for (int tries = 0; tries < kTries; ++tries) {
    std::shared_lock shared(lane_, std::defer_lock);
    std::unique_lock alone(lane_, std::defer_lock);
    if (tries < kTriesShared) {
      shared.lock();
    } else {
      alone.lock();
    }
    last = write_once(connection, job);
    if (!last.repeat) return last;
    probe().repeats.add();
  }
  if (!last.answer && is_retry(last.answer.error())) {
    last.answer = too_many_tries(last.answer.error());
  }
  return last;
}

PgDatabase::Attempt PgDatabase::write_once(PgConnection& connection, const TxJob& job) {
  const bool fresh = connection.broken();
  Status ready = connection.connect(clock_.mono());
  if (!ready) return {ready};
  Status begun = connection.script("BEGIN ISOLATION LEVEL SERIALIZABLE");
  // A connection that died while idle (the server restarted) deserves a second try.
  if (!begun) return {begun, connection.broken() && !fresh};
  Tx tx(connection, ids_, clock_.now(), nullptr);
  Status answer = run_job(job, tx);
  if (answer) {
    Status done = connection.script("COMMIT");
    if (done) return {done, false, tx.has_emitted()};
    answer = done;
    probe().failures.add();
    // Cut during COMMIT: nobody knows whether it happened, so it is not repeated.
    if (connection.broken()) {
      return {Error{Errc::unavailable,
                    "the connection was lost during COMMIT, the outcome is unknown",
                    {},
                    "store.unavailable"}};
    }
  }
  const bool conflict = is_retry(answer.error()) || (tx.fault() && is_retry(*tx.fault()));
  if (connection.broken()) return {answer, !fresh};
  Status undone = connection.script("ROLLBACK");
  if (!undone) FILO_LOG_WARN("store", "rollback: {}", undone.error().detail);
  return {answer, conflict};
}

Status PgDatabase::read(const TxJob& job) {
  std::vector<std::unique_ptr<PgConnection>> taken;
  if (!readers_.wait_take(taken, 1)) return Error{Errc::unavailable, "the database is closed"};
  Attempt result = read_once(*taken.front(), job);
  if (result.repeat) result = read_once(*taken.front(), job);
  readers_.push(std::move(taken.front()));
  return result.answer;
}

PgDatabase::Attempt PgDatabase::read_once(PgConnection& connection, const TxJob& job) {
  const bool fresh = connection.broken();
  Status ready = connection.connect(clock_.mono());
  if (!ready) return {ready};
  Status begun = connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (!begun) return {begun, connection.broken() && !fresh};
  Tx tx(connection, ids_, clock_.now(), nullptr);
  Status answer = run_job(job, tx);
  if (connection.broken()) return {answer, !answer && !fresh};
  Status ended = connection.script("ROLLBACK");
  return {answer && !ended ? ended : answer};
}

Result<std::vector<Migration>> PgDatabase::migrate(bool dry_run) {
  PgConnection connection(server_);
  Status ready = connection.connect(clock_.mono());
  if (!ready) return ready.error();
  return run_migrations(connection, clock_, dry_run);
}

Status PgDatabase::backup(const std::string&) {
  return Error{Errc::invalid, "PostgreSQL is backed up by its own tools (pg_dump, pgBackRest)"};
}

Status PgDatabase::check() {
  return read([](Tx& tx) -> Status {
    auto one = tx.one<std::int64_t>("SELECT CAST(1 AS bigint)");
    if (!one) return one.error();
    return {};
  });
}

// --- the relay ----------------------------------------------------------------------------------

bool PgDatabase::wait_for_relay() {
  std::unique_lock lock(relay_mutex_);
  relay_wake_.wait_for(lock, kRelayPoll, [&] { return relay_wanted_ || relay_stop_; });
  relay_wanted_ = false;
  return !relay_stop_;
}

void PgDatabase::run_relay() {
  PgConnection connection(server_);
  std::int64_t told = 0;
  bool last_round = false;
  while (!last_round) {
    last_round = !wait_for_relay();  // what was committed before the stop is still numbered
    auto newest = number_outbox(connection);
    if (!newest || *newest <= told) continue;
    told = *newest;
    listeners_.tell(told);
  }
}

/// Numbers what is visible and not yet numbered; the newest position. One relay at a time on all
/// nodes, by the lock row, so positions become visible in their order.
Result<std::int64_t> PgDatabase::number_outbox(PgConnection& connection) {
  std::int64_t newest = 0;
  const TxJob job = [&newest](Tx& tx) -> Status {
    auto relayed =
        tx.maybe<std::int64_t>("SELECT position FROM outbox_cursor WHERE name = '_relay'");
    if (!relayed) return relayed.error();
    auto waiting = tx.exec<std::int64_t>("SELECT id FROM outbox WHERE position IS NULL LIMIT 1");
    if (!waiting) return waiting.error();
    newest = relayed->value_or(0);
    if (waiting->empty()) return {};
    auto made = tx.run(
        "INSERT INTO outbox_cursor (name, position, updated_at) VALUES ('_relay', 0, $1) "
        "ON CONFLICT (name) DO NOTHING",
        tx.now());
    if (!made) return made.error();
    auto base =
        tx.one_for_update<std::int64_t>("SELECT position FROM outbox_cursor WHERE name = '_relay'");
    if (!base) return base.error();
    auto numbered = tx.run(
        "UPDATE outbox SET position = n.position FROM "
        "(SELECT tenant_id, id, $1 + row_number() OVER (ORDER BY id) AS position FROM outbox "
        " WHERE position IS NULL) AS n "
        "WHERE outbox.tenant_id = n.tenant_id AND outbox.id = n.id",
        *base);
    if (!numbered) return numbered.error();
    newest = *base + *numbered;
    auto kept =
        tx.run("UPDATE outbox_cursor SET position = $1, updated_at = $2 WHERE name = '_relay'",
               newest, tx.now());
    if (!kept) return kept.error();
    return {};
  };
  Status ready = connection.connect(clock_.mono());
  if (!ready) return ready.error();
  // READ COMMITTED: the UPDATE must see what was committed while we waited for the lock row.
  Status begun = connection.script("BEGIN ISOLATION LEVEL READ COMMITTED");
  if (!begun) return begun.error();
  Tx tx(connection, ids_, clock_.now(), nullptr);
  Status done = run_job(job, tx);
  Status ended = connection.script(done ? "COMMIT" : "ROLLBACK");
  if (!done) return done.error();
  if (!ended) return ended.error();
  return newest;
}

}  // namespace filo::store
