#include "adapters/store/sqlite_database.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <future>

#include "adapters/store/migrate.h"
#include "adapters/store/probe.h"
#include "base/limits.h"
#include "base/log.h"

namespace filo::store {
namespace {

/// The log is moved into the file at this size (16 MiB of 4 KiB pages).
constexpr int kCheckpointPages = 4096;

constexpr Duration kGather = std::chrono::milliseconds{10};

constexpr int kLockedMs = 2'000;  ///< How long a write waits for another process's lock.
constexpr int kBlockedMs = 100;   ///< The same while that lock has been met already.
constexpr Duration kComplainEvery = std::chrono::seconds{10};

Error gone_error() {
  return {Errc::unavailable,
          "the database file was moved or removed: put it back, or restart the server",
          {},
          "store.file_gone"};
}

Error stopped_error() {
  return {Errc::unavailable,
          "writes are stopped after a failed fsync; restart the server",
          {},
          "store.stopped"};
}

Error full_error() {
  return {Errc::unavailable, "the write queue is full"};
}

Error read_only_error() {
  return {Errc::unavailable, "the database is open for reading only"};
}

}  // namespace

SqliteDatabase::SqliteDatabase(std::string path, const DatabaseConfig& config, const Clock& clock)
    : path_(std::move(path)),
      config_(config),
      clock_(clock),
      ids_(config.node),
      queue_(limits::kWriterQueue),
      readers_(64) {}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::string& path,
                                                             const DatabaseConfig& config,
                                                             const Clock& clock) {
  std::unique_ptr<SqliteDatabase> made(new SqliteDatabase(path, config, clock));
  Status locked = config.read_only ? Status{} : made->lock_data_directory();
  if (!locked) return locked.error();
  Status opened = made->open_connections();
  if (!opened) return opened.error();
  if (config.read_only) {
    made->queue_.close();
    return made;
  }
  Status loaded = made->load_position();
  if (!loaded) return loaded.error();
  probe().healthy.set(1);
  made->thread_ = std::thread([raw = made.get()] { raw->run_writer(); });
  pthread_setname_np(made->thread_.native_handle(), "writer");
  return made;
}

SqliteDatabase::~SqliteDatabase() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
  readers_.close();
  writer_.reset();
  if (lock_fd_ >= 0) ::close(lock_fd_);
}

Status SqliteDatabase::lock_data_directory() {
  const std::string name = path_ + ".lock";
  lock_fd_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_fd_ < 0) {
    return Error{Errc::unavailable, name + ": " + std::strerror(errno), {}, "store.unavailable"};
  }
  if (::flock(lock_fd_, LOCK_EX | LOCK_NB) != 0) {
    return Error{Errc::conflict, "another server uses " + path_, {}, "store.in_use"};
  }
  return {};
}

Status SqliteDatabase::open_connections() {
  if (!config_.read_only) {
    auto writer = SqliteConnection::open(path_, true);
    if (!writer) return writer.error();
    writer_ = std::move(*writer);
    sqlite3_wal_hook(
        writer_->raw(),
        [](void* pages_of, sqlite3*, const char*, int pages) {
          *static_cast<int*>(pages_of) = pages;
          return SQLITE_OK;
        },
        &wal_pages_);
  }
  for (unsigned n = 0; n < std::max(1u, config_.readers); ++n) {
    auto reader = SqliteConnection::open(path_, false);
    if (!reader) return reader.error();
    readers_.push(std::move(*reader));
  }
  return {};
}

Status SqliteDatabase::load_position() {
  bool migrated = false;
  auto looked = writer_->execute("SELECT name FROM sqlite_master WHERE name = 'outbox'", {},
                                 [&](const RowView&) -> Status {
                                   migrated = true;
                                   return {};
                                 });
  if (!looked) return looked.error();
  if (!migrated) return {};
  std::optional<std::int64_t> newest;
  auto read =
      writer_->execute("SELECT max(position) FROM outbox", {}, [&](const RowView& row) -> Status {
        from_column(row, 0, newest);
        return {};
      });
  if (!read) return read.error();
  next_position_ = newest.value_or(0) + 1;
  return {};
}

bool SqliteDatabase::write(TxJob job, TxDone done) {
  const bool queued = queue_.push({std::move(job), std::move(done), {}});
  if (queued) probe().waiting.add(1);
  return queued;
}

Status SqliteDatabase::on_reader(const std::function<Status(SqliteConnection&)>& look) {
  std::vector<std::unique_ptr<SqliteConnection>> taken;
  if (!readers_.wait_take(taken, 1)) return Error{Errc::unavailable, "the database is closed"};
  Status answer = look(*taken.front());
  readers_.push(std::move(taken.front()));
  return answer;
}

Status SqliteDatabase::read(const TxJob& job) {
  return on_reader([&](SqliteConnection& connection) -> Status {
    Status begun = connection.run("BEGIN");
    if (!begun) return begun;
    Tx tx(connection, ids_, clock_.now(), nullptr);
    Status answer = run_job(job, tx);
    Status ended = connection.in_transaction() ? connection.run("ROLLBACK") : Status{};
    return answer ? ended : answer;
  });
}

void SqliteDatabase::run_writer() {
  std::vector<Work> batch;
  while (queue_.wait_take(batch, limits::kWriterBatch)) {
    probe().waiting.add(-static_cast<std::int64_t>(batch.size()));
    std::size_t first = 0;
    for (std::size_t n = 0; n < batch.size(); ++n) {
      if (!batch[n].special) continue;
      run_batch(batch, first, n);
      run_done(batch[n].done, trusted_ ? batch[n].special(*writer_) : stopped_error());
      first = n + 1;
    }
    run_batch(batch, first, batch.size());
    maybe_checkpoint();
    gather();
  }
}

/// Several write at a time when some wait already: a moment more, and one commit serves many. Who
/// writes alone never waits here.
void SqliteDatabase::gather() const {
  const std::size_t waiting = queue_.size();
  if (waiting > 0 && waiting < limits::kWriterBatch / 2) std::this_thread::sleep_for(kGather);
}

/// The first batch that meets a lock waits for it a little; those behind it have waited already.
Status SqliteDatabase::begin() {
  if (!trusted_) return stopped_error();
  int moved = 0;
  sqlite3_file_control(writer_->raw(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved != 0) return gone_error();
  sqlite3_busy_timeout(writer_->raw(), blocked_ ? kBlockedMs : kLockedMs);
  Status begun = writer_->script("BEGIN IMMEDIATE");
  blocked_ = !begun && (writer_->last_code() & 0xff) == SQLITE_BUSY;
  return begun;
}

void SqliteDatabase::run_batch(std::vector<Work>& batch, std::size_t first, std::size_t last) {
  if (first == last) return;
  const std::span<const Work> jobs(batch.data() + first, last - first);
  std::vector<Status> answers(jobs.size());
  const auto started = clock_.mono();
  const std::int64_t position = next_position_;
  Status begun = begin();
  if (begun && !run_jobs(jobs, answers, false)) {
    begun = writer_->run("ROLLBACK");
    next_position_ = position;
    if (begun) begun = begin();
    if (begun) run_jobs(jobs, answers, true);
  }
  if (!begun) {
    give_up(answers, begun.error());
  } else if (!commit(answers)) {
    next_position_ = position;
  }
  probe().commit_seconds.observe(clock_.mono() - started);
  if (next_position_ > position) listeners_.tell(next_position_ - 1);
  for (std::size_t n = first; n < last; ++n) {
    (answers[n - first] ? probe().writes : probe().refused).add();
    run_done(batch[n].done, std::move(answers[n - first]));
  }
}

/// All jobs in the open transaction. Plainly at first: a savepoint for each would make SQLite copy
/// every page before it is changed, as much work as the log itself, for jobs that hardly ever fail.
/// False when one has failed after it had written: then all must be undone and run again, guarded.
bool SqliteDatabase::run_jobs(std::span<const Work> jobs,
                              std::vector<Status>& answers,
                              bool guarded) {
  for (std::size_t n = 0; n < jobs.size() && writer_->in_transaction(); ++n) {
    bool left_traces = false;
    answers[n] = guarded ? run_in_savepoint(jobs[n].job) : run_plain(jobs[n].job, left_traces);
    if (left_traces) return false;
  }
  return true;
}

Status SqliteDatabase::run_plain(const TxJob& job, bool& left_traces) {
  const std::int64_t position = next_position_;
  const auto changes = sqlite3_total_changes64(writer_->raw());
  Tx tx(*writer_, ids_, clock_.now(), &next_position_);
  Status answer = run_job(job, tx);
  if (answer || !writer_->in_transaction()) return answer;
  left_traces = sqlite3_total_changes64(writer_->raw()) != changes;
  next_position_ = position;
  return answer;
}

Status SqliteDatabase::run_in_savepoint(const TxJob& job) {
  const std::int64_t position = next_position_;
  Status answer = writer_->run("SAVEPOINT job");
  if (!answer) return answer;
  Tx tx(*writer_, ids_, clock_.now(), &next_position_);
  answer = run_job(job, tx);
  // A full or failing disk makes SQLite roll back everything: commit() sees that.
  if (!writer_->in_transaction()) return answer;
  if (answer) return writer_->run("RELEASE job");
  next_position_ = position;
  Status undone = writer_->script("ROLLBACK TO job; RELEASE job");
  if (!undone) FILO_LOG_WARN("store", "rollback of a job: {}", undone.error().detail);
  return answer;
}

Status SqliteDatabase::commit(std::vector<Status>& answers) {
  Status done = writer_->in_transaction()
                    ? writer_->run("COMMIT")
                    : Status(sqlite_error(nullptr, writer_->last_code(), "transaction lost"));
  if (done) {
    probe().commits.add();
    set_accepts(trusted_);
    return done;
  }
  maybe_stop(writer_->last_code());
  if (writer_->in_transaction()) {
    Status undone = writer_->run("ROLLBACK");
    if (!undone) FILO_LOG_ERROR("store", "rollback: {}", undone.error().detail);
  }
  give_up(answers, done.error());
  return done;
}

void SqliteDatabase::maybe_stop(int code) {
  if (!sqlite_lost_trust(code) || !trusted_) return;
  trusted_ = false;
  set_accepts(false);
  FILO_LOG_ERROR("store", "writes are stopped until a restart: {}", sqlite3_errstr(code));
}

void SqliteDatabase::set_accepts(bool accepts) {
  accepts_ = accepts;
  probe().healthy.set(accepts ? 1 : 0);
}

void SqliteDatabase::give_up(std::vector<Status>& answers, const Error& error) {
  probe().failures.add();
  set_accepts(false);
  ++failures_untold_;
  if (complained_ == MonoTime{} || clock_.mono() - complained_ >= kComplainEvery) {
    FILO_LOG_WARN("store", "commits failed count={} jobs={} why={}", failures_untold_,
                  answers.size(), error.detail);
    complained_ = clock_.mono();
    failures_untold_ = 0;
  }
  Error told = error;
  told.code = Errc::unavailable;
  if (told.key.empty()) told.key = "store.unavailable";
  for (Status& answer : answers) {
    if (answer) answer = told;
  }
}

void SqliteDatabase::maybe_checkpoint() {
  // Between batches, and better while nobody waits.
  if (wal_pages_ < kCheckpointPages) return;
  if (queue_.size() != 0 && wal_pages_ < 4 * kCheckpointPages) return;
  const int code = sqlite3_wal_checkpoint_v2(writer_->raw(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             nullptr, nullptr);
  if (code != SQLITE_OK) FILO_LOG_WARN("store", "checkpoint: {}", sqlite3_errstr(code));
  maybe_stop(code);
  wal_pages_ = 0;  // the next commit tells the true size
}

Status SqliteDatabase::on_writer(std::function<Status(SqliteConnection&)> special) {
  auto answer = std::make_shared<std::promise<Status>>();
  auto future = answer->get_future();
  Work work{{}, [answer](Status s) { answer->set_value(std::move(s)); }, std::move(special)};
  if (!queue_.push(std::move(work))) return config_.read_only ? read_only_error() : full_error();
  probe().waiting.add(1);
  return future.get();
}

Result<std::vector<Migration>> SqliteDatabase::migrate(bool dry_run) {
  std::vector<Migration> list;
  const auto run = [&](SqliteConnection& connection) -> Status {
    auto made = run_migrations(connection, clock_, dry_run);
    if (!made) return made.error();
    list = std::move(*made);
    return writer_ ? load_position() : Status{};
  };
  Status done = config_.read_only && dry_run ? on_reader(run) : on_writer(run);
  if (!done) return done.error();
  return list;
}

Status SqliteDatabase::checkpoint() {
  return on_writer([this](SqliteConnection& connection) -> Status {
    const int code = sqlite3_wal_checkpoint_v2(connection.raw(), nullptr,
                                               SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    maybe_stop(code);
    if (code == SQLITE_OK || code == SQLITE_BUSY) return {};  // a long reader: next time
    return sqlite_error(connection.raw(), code, "checkpoint");
  });
}

Status SqliteDatabase::check() {
  std::string complaint;
  Status done = read([&](Tx& tx) -> Status {
    auto words = tx.exec<std::string>("PRAGMA integrity_check");
    if (!words) return words.error();
    for (const auto& word : *words) {
      if (word != "ok") complaint += word + "; ";
    }
    auto orphans = tx.execute("PRAGMA foreign_key_check", {}, [&](const RowView& row) -> Status {
      std::string_view table;
      row.text(0, table);
      complaint += "foreign key of " + std::string(table) + "; ";
      return {};
    });
    if (!orphans) return orphans.error();
    return {};
  });
  if (!done) return done;
  if (!complaint.empty()) return Error{Errc::internal, complaint.substr(0, 2000)};
  return {};
}

Status SqliteDatabase::backup(const std::string& path) {
  return copy_sqlite(path_, path);
}

Status copy_sqlite(const std::string& from, const std::string& path) {
  if (::access(from.c_str(), R_OK) != 0) return Error{Errc::not_found, "cannot read " + from};
  auto source = SqliteConnection::open(from, false);
  if (!source) return source.error();
  if (::access(path.c_str(), F_OK) == 0) return Error{Errc::conflict, path + " exists already"};
  sqlite3* copy = nullptr;
  int code = sqlite3_open(path.c_str(), &copy);
  if (code == SQLITE_OK) {
    sqlite3_backup* run = sqlite3_backup_init(copy, "main", (*source)->raw(), "main");
    // All pages in one read transaction: the writer goes on meanwhile (WAL).
    code = run != nullptr ? sqlite3_backup_step(run, -1) : sqlite3_extended_errcode(copy);
    if (run != nullptr) sqlite3_backup_finish(run);
    if (code == SQLITE_DONE) code = SQLITE_OK;
  }
  Status done = code == SQLITE_OK ? Status{} : Status(sqlite_error(copy, code, "backup"));
  sqlite3_close_v2(copy);
  if (!done) ::unlink(path.c_str());
  return done;
}

}  // namespace filo::store
