#pragma once
// What both databases share: ids, listeners of the outbox, and running a closure safely.

#include <functional>
#include <mutex>
#include <vector>

#include "adapters/store/database.h"
#include "base/id.h"

namespace filo::store {

/// One IdMaker behind a lock: writers of several threads share it.
class SharedIds final : public IdSource {
 public:
  explicit SharedIds(unsigned node) : maker_(node) {}
  std::int64_t next_id(Instant now) override {
    std::lock_guard lock(mutex_);
    return maker_.next_raw(now);
  }

 private:
  std::mutex mutex_;
  IdMaker maker_;
};

/// Who wants to know of new outbox positions.
class OutboxListeners {
 public:
  void add(std::function<void(std::int64_t)> listener) {
    std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
  }
  void tell(std::int64_t newest) {
    std::lock_guard lock(mutex_);
    for (auto& listener : listeners_) listener(newest);
  }

 private:
  std::mutex mutex_;
  std::vector<std::function<void(std::int64_t)>> listeners_;
};

/// The answer of `job`; also an error when it swallowed a failed statement or threw.
Status run_job(const TxJob& job, Tx& tx);
/// Calls `done`; what it throws is logged, the writer goes on.
void run_done(const TxDone& done, Status status);

/// The reading half of app::Outbox in SQL; cursors are written with Database::write.
class SqlOutbox : public Database {
 public:
  Result<std::vector<app::OutboxEvent>> events_after(std::int64_t position,
                                                     std::size_t limit) override;
  Result<Span> outbox_span() override;
  Result<std::int64_t> cursor(const std::string& name) override;
  Status save_cursor(const std::string& name, std::int64_t position) override;
  void on_outbox(std::function<void(std::int64_t)> listener) override {
    listeners_.add(std::move(listener));
  }
  Result<std::int64_t> prune_outbox(Instant before) override;

 protected:
  OutboxListeners listeners_;
};

}  // namespace filo::store
