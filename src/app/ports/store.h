#pragma once
// The door of use cases to the database: closures that run inside one transaction.
//
// Reads run on the thread that asks (a worker; never core or I/O). Writes are handed to the
// writer, which joins many of them into one durable commit; the answer arrives only after it.
//
// A closure may run more than once (PostgreSQL repeats after a serialisation conflict), so it only
// reads and writes records: nothing is sent, nothing outside is counted. Captured results are
// assigned, never appended to. After a statement failed the closure returns; the transaction is
// rolled back in any case.

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/result.h"

namespace filo::app {

class Records;  // app/ports/records.h: every repository inside one transaction

class Store {
 public:
  using Job = std::function<Status(Records&)>;
  using Done = std::function<void(Status)>;

  virtual ~Store() = default;

  /// Runs `job` in a transaction of its own. `done` is called exactly once, on a writer thread:
  /// ok after COMMIT, the job's error after its rollback, Errc::unavailable when the commit failed
  /// or the database is away. It must be short (post to the owner). Any thread; jobs of one
  /// submitter run in order on SQLite, in any order on PostgreSQL. False: the queue is full,
  /// neither `job` nor `done` will run (answer 503).
  virtual bool write(Job job, Done done) = 0;

  /// Runs `job` on this thread with a consistent snapshot. Writing inside is Errc::internal. Not
  /// within another read or a write.
  virtual Status read(const Job& job) = 0;
};

/// write() for workers: waits for the commit. Never on a writer thread (it would wait for itself).
inline Status write_and_wait(Store& store, Store::Job job) {
  auto answer = std::make_shared<std::promise<Status>>();
  auto future = answer->get_future();
  const bool queued =
      store.write(std::move(job), [answer](Status s) { answer->set_value(std::move(s)); });
  if (!queued) return Error{Errc::unavailable, "the write queue is full", {}, "store.busy"};
  return future.get();
}

/// write() of a job that answers with a value: `done` gets it after COMMIT.
template <class T>
bool write_as(Store& store,
              std::function<Result<T>(Records&)> job,
              std::function<void(Result<T>)> done) {
  auto value = std::make_shared<std::optional<T>>();
  return store.write(
      [value, job = std::move(job)](Records& records) -> Status {
        Result<T> made = job(records);
        if (!made) return made.error();
        value->emplace(std::move(made).value());
        return {};
      },
      [value, done = std::move(done)](Status status) {
        if (status) return done(Result<T>(std::move(**value)));
        done(status.error());
      });
}

/// write_as() for workers: waits for the commit.
template <class T>
Result<T> write_and_wait_as(Store& store, std::function<Result<T>(Records&)> job) {
  auto value = std::make_shared<std::optional<T>>();
  Status status = write_and_wait(store, [value, job = std::move(job)](Records& records) -> Status {
    Result<T> made = job(records);
    if (!made) return made.error();
    value->emplace(std::move(made).value());
    return {};
  });
  if (!status) return status.error();
  return Result<T>(std::move(**value));
}

/// read() of a job that answers with a value: read_as<Ticket>(store, [&](Records& r) {...}).
template <class T, class F>
Result<T> read_as(Store& store, F&& job) {
  std::optional<T> value;
  Status status = store.read([&](Records& records) -> Status {
    Result<T> made = job(records);
    if (!made) return made.error();
    value.emplace(std::move(made).value());
    return {};
  });
  if (!status) return status.error();
  return Result<T>(std::move(*value));
}

}  // namespace filo::app
