#pragma once
// SQLite as a production engine: one writer thread with group commit, a few reader connections.
//
// The writer takes all jobs that wait, runs them in one transaction, commits once (one fsync) and
// only then tells anybody. A refused job never spoils its neighbours: when one fails after it had
// written, all are undone and run again, each in a savepoint (so a job may run twice). After a
// failed fsync nothing is written any more. While another process holds the
// file locked, or the file is not in its place, writes are refused soon and by name.

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "adapters/store/shared.h"
#include "adapters/store/sqlite_connection.h"
#include "base/bounded_queue.h"

namespace filo::store {

class SqliteDatabase final : public SqlOutbox {
 public:
  static Result<std::unique_ptr<SqliteDatabase>> open(const std::string& path,
                                                      const DatabaseConfig& config,
                                                      const Clock& clock);
  ~SqliteDatabase() override;

  bool write(TxJob job, TxDone done) override;
  Status read(const TxJob& job) override;
  Engine engine() const override { return Engine::sqlite; }
  Result<std::vector<Migration>> migrate(bool dry_run) override;
  Status backup(const std::string& path) override;
  Status check() override;
  Status checkpoint() override;
  bool healthy() const override { return accepts_; }

 private:
  /// A transaction, or `special`: work of the writer between batches.
  struct Work {
    TxJob job;
    TxDone done;
    std::function<Status(SqliteConnection&)> special;
  };
  SqliteDatabase(std::string path, const DatabaseConfig& config, const Clock& clock);
  Status lock_data_directory();
  Status open_connections();
  Status load_position();
  Status on_writer(std::function<Status(SqliteConnection&)> special);
  Status on_reader(const std::function<Status(SqliteConnection&)>& look);

  void run_writer();
  void gather() const;
  Status begin();
  void run_batch(std::vector<Work>& batch, std::size_t first, std::size_t last);
  bool run_jobs(std::span<const Work> jobs, std::vector<Status>& answers, bool guarded);
  Status run_plain(const TxJob& job, bool& left_traces);
  Status run_in_savepoint(const TxJob& job);
  Status commit(std::vector<Status>& answers);
  void set_accepts(bool accepts);
  void give_up(std::vector<Status>& answers, const Error& error);
  void maybe_checkpoint();
  void maybe_stop(int code);

  const std::string path_;
  const DatabaseConfig config_;
  const Clock& clock_;
  int lock_fd_ = -1;
  SharedIds ids_;
  std::unique_ptr<SqliteConnection> writer_;  // writer thread only, once it runs
  std::int64_t next_position_ = 1;            // writer thread only
  int wal_pages_ = 0;                         // size of the log; writer thread only
  bool blocked_ = false;                      // by another process; writer thread only
  MonoTime complained_{};                     // writer thread only
  std::uint64_t failures_untold_ = 0;         // writer thread only
  bool trusted_ = true;                       // no fsync has failed; writer thread only
  std::atomic<bool> accepts_{true};
  BoundedQueue<Work> queue_;
  BoundedQueue<std::unique_ptr<SqliteConnection>> readers_;
  std::thread thread_;
};

}  // namespace filo::store
