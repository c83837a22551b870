// Durable writes per second at 1, 16 and 64 in flight, beside the same rows written by the bare
// sqlite3 interface with one transaction each, and the cost of reads. FILO_BENCH_DIR names the
// disk.

#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "adapters/store/database.h"

namespace filo::store {
namespace {

class Folder {
 public:
  Folder() {
    const char* base = std::getenv("FILO_BENCH_DIR");
    std::string name = std::string(base != nullptr ? base : "/var/tmp") + "/filo-bench-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file() const { return path_ + "/bench.db"; }

 private:
  std::string path_;
};

constexpr const char* kInsert =
    "INSERT INTO server_state (key, value, updated_at) VALUES ($1, $2, $3)";

/// One row per durable transaction with the C interface alone: what group commit is compared to.
void raw_sqlite(benchmark::State& state) {
  Folder folder;
  sqlite3* db = nullptr;
  sqlite3_open(folder.file().c_str(), &db);
  sqlite3_exec(db,
               "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE server_state "
               "(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL)",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db, kInsert, -1, &insert, nullptr);
  std::int64_t n = 0;
  for (auto _ : state) {
    const std::string key = "n" + std::to_string(++n);
    sqlite3_bind_text(insert, 1, key.c_str(), -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, "value", -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 3, n);
    if (sqlite3_step(insert) != SQLITE_DONE) state.SkipWithError("insert");
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  sqlite3_close(db);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_sqlite)->UseRealTime()->MinTime(1.0);

std::unique_ptr<Database> open_bench(const Folder& folder) {
  DatabaseConfig config;
  config.url = "sqlite:" + folder.file();
  auto opened = open_database(config, system_clock());
  if (!opened || !(*opened)->migrate(false)) std::abort();
  return std::move(*opened);
}

/// The same row through the store; range(0) transactions are in flight.
void durable_writes(benchmark::State& state) {
  Folder folder;
  auto db = open_bench(folder);
  std::atomic<std::int64_t> in_flight{0}, failed{0};
  std::int64_t n = 0;
  for (auto _ : state) {
    std::int64_t now = in_flight;
    while (now >= state.range(0)) {
      in_flight.wait(now);
      now = in_flight;
    }
    ++in_flight;
    db->write(
        [key = "n" + std::to_string(++n)](Tx& tx) -> Status {
          auto done = tx.run(kInsert, key, "value", tx.now());
          return done ? Status{} : Status(done.error());
        },
        [&](Status done) {
          if (!done) ++failed;
          --in_flight;
          in_flight.notify_one();
        });
  }
  db.reset();
  if (failed != 0) state.SkipWithError("a write was refused");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(durable_writes)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseRealTime()->MinTime(1.0);

void point_read(benchmark::State& state) {
  Folder folder;
  auto db = open_bench(folder);
  Status made = write_and_wait(*db, [](Tx& tx) -> Status {
    for (int n = 0; n < 1000; ++n) {
      auto done = tx.run(kInsert, "n" + std::to_string(n), "value", tx.now());
      if (!done) return done.error();
    }
    return {};
  });
  if (!made) state.SkipWithError("fill");
  std::int64_t n = 0;
  for (auto _ : state) {
    Status read = db->read([&](Tx& tx) -> Status {
      auto row = tx.one<std::string>("SELECT value FROM server_state WHERE key = $1",
                                     "n" + std::to_string(++n % 1000));
      return row ? Status{} : Status(row.error());
    });
    if (!read) state.SkipWithError("read");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(point_read);

}  // namespace
}  // namespace filo::store
