#pragma once
// PostgreSQL behind the same calls: a pool of blocking connections, each writer a thread of its
// own.
//
// Write transactions are SERIALIZABLE, so that a closure may believe what it has read, as it may on
// SQLite; conflicts are repeated, and after a few in a row the job runs while no other of this
// server does. A relay thread numbers the outbox rows in the order of their becoming visible.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "adapters/store/pg_connection.h"
#include "adapters/store/shared.h"
#include "base/bounded_queue.h"

namespace filo::store {

class PgDatabase final : public SqlOutbox {
 public:
  static Result<std::unique_ptr<PgDatabase>> open(const DatabaseConfig& config, const Clock& clock);
  ~PgDatabase() override;

  bool write(TxJob job, TxDone done) override;
  Status read(const TxJob& job) override;
  Engine engine() const override { return Engine::postgres; }
  Result<std::vector<Migration>> migrate(bool dry_run) override;
  Status backup(const std::string& path) override;
  Status check() override;
  Status checkpoint() override { return {}; }
  bool healthy() const override { return accepts_; }

 private:
  struct Work {
    TxJob job;
    TxDone done;
  };
  struct Attempt {
    Status answer;
    bool repeat = false;  ///< Nothing was committed and another try may succeed.
    bool emitted = false;
  };
  PgDatabase(const DatabaseConfig& config, const Clock& clock);

  void run_writer(PgConnection& connection);
  void note_health(const Status& answer);
  Attempt write_repeatedly(PgConnection& connection, const TxJob& job);
  Attempt write_once(PgConnection& connection, const TxJob& job);
  Attempt read_once(PgConnection& connection, const TxJob& job);

  void run_relay();
  Result<std::int64_t> number_outbox(PgConnection& connection);
  bool wait_for_relay();

  PgServer server_;
  const Clock& clock_;
  SharedIds ids_;
  std::shared_mutex lane_;  // shared: any write; exclusive: one that lost too often
  BoundedQueue<Work> queue_;
  BoundedQueue<std::unique_ptr<PgConnection>> readers_;
  std::vector<std::unique_ptr<PgConnection>> writer_connections_;
  std::vector<std::thread> writers_;
  std::atomic<bool> accepts_{true};

  std::mutex relay_mutex_;
  std::condition_variable relay_wake_;
  bool relay_wanted_ = false, relay_stop_ = false;
  std::thread relay_;
};

}  // namespace filo::store
