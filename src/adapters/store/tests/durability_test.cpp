// What survives: kill -9 under load, a full disk, a server that restarts, a second server.

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <random>
#include <set>

#include "adapters/store/tests/test_databases.h"

namespace filo::store {
namespace {

DatabaseConfig sqlite_in(const std::string& folder) {
  DatabaseConfig config;
  config.url = "sqlite:" + folder + "/test.db";
  return config;
}

/// A whole change as use cases make them: row + audit + event.
Status put_whole(Tx& tx, std::int64_t n, const std::string& text) {
  auto row = tx.run("INSERT INTO server_state (key, value, updated_at) VALUES ($1, $2, $3)",
                    "n" + std::to_string(n), text, tx.now());
  if (!row) return row.error();
  Status noted = tx.audit({.tenant_id = 1, .action = "create", .entity = "thing", .entity_id = n});
  if (!noted) return noted;
  return tx.emit(1, "thing_created", std::to_string(n));
}

/// Writes n = first, first + 1 ... with 64 in flight until killed; each acknowledged n goes to
/// `fd`.
[[noreturn]] void write_until_killed(const std::string& folder, std::int64_t first, int fd) {
  auto opened = open_database(sqlite_in(folder), system_clock());
  if (!opened) ::_exit(1);
  std::atomic<int> in_flight{0};
  for (std::int64_t n = first;; ++n) {
    while (in_flight >= 64) std::this_thread::yield();
    ++in_flight;
    const bool queued =
        (*opened)->write([n](Tx& tx) { return put_whole(tx, n, std::string(200, 'x')); },
                         [n, fd, &in_flight](Status done) {
                           if (!done || ::write(fd, &n, sizeof n) != sizeof n) ::_exit(2);
                           --in_flight;
                         });
    if (!queued) ::_exit(3);
  }
}

TEST(KillNine, EveryAcknowledgedWriteIsThereOnceAndWhole) {
  TestFolder folder;
  {
    auto opened = open_database(sqlite_in(folder.path()), system_clock());
    ASSERT_TRUE(opened);
    ASSERT_TRUE((*opened)->migrate(false));
  }
  std::set<std::int64_t> acknowledged;
  std::mt19937 random(7);
  for (int round = 0; round < 6; ++round) {
    int pipe_fds[2];
    ASSERT_EQ(::pipe(pipe_fds), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::close(pipe_fds[0]);
      write_until_killed(folder.path(), round * 1'000'000, pipe_fds[1]);
    }
    ::close(pipe_fds[1]);
    const int enough = static_cast<int>(random() % 1500 + 100);
    std::int64_t n = 0;
    for (int seen = 0; ::read(pipe_fds[0], &n, sizeof n) == sizeof n; ++seen) {
      acknowledged.insert(n);
      if (seen == enough) ::kill(child, SIGKILL);
    }
    ::close(pipe_fds[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);

    auto opened = open_database(sqlite_in(folder.path()), system_clock());
    ASSERT_TRUE(opened);
    ASSERT_TRUE((*opened)->check());
    Status read = (*opened)->read([&](Tx& tx) -> Status {
      auto there = tx.exec<std::string>("SELECT key FROM server_state");
      if (!there) return there.error();
      std::set<std::string> keys(there->begin(), there->end());
      EXPECT_EQ(keys.size(), there->size());
      std::size_t missing = 0;
      for (std::int64_t one : acknowledged)
        missing += keys.contains("n" + std::to_string(one)) ? 0 : 1;
      EXPECT_EQ(missing, 0U);
      const auto rows = static_cast<std::int64_t>(keys.size());
      EXPECT_EQ(tx.one<std::int64_t>("SELECT count(*) FROM audit").value(), rows);
      EXPECT_EQ(tx.one<std::int64_t>("SELECT count(DISTINCT payload) FROM outbox").value(), rows);
      EXPECT_EQ(tx.one<std::int64_t>("SELECT max(position) FROM outbox").value(), rows);
      return {};
    });
    ASSERT_TRUE(read);
  }
  EXPECT_GT(acknowledged.size(), 600U);
}

TEST(FullDisk, IsAClearErrorLeavesNothingHalfDoneAndHeals) {
  TestFolder folder;
  if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=6m") != 0) {
    GTEST_SKIP() << "SKIPPED: a small disk needs root to be mounted";
  }
  struct Unmount {
    std::string path;
    ~Unmount() { ::umount2(path.c_str(), MNT_DETACH); }
  } unmount{folder.path()};
  auto opened = open_database(sqlite_in(folder.path()), system_clock());
  ASSERT_TRUE(opened);
  Database& db = **opened;
  ASSERT_TRUE(db.migrate(false));
  std::int64_t stored = 0;
  Status last;
  for (std::int64_t n = 0; n < 1000 && last; ++n) {
    last = write_and_wait(db, [n](Tx& tx) { return put_whole(tx, n, std::string(50'000, 'x')); });
    if (last) ++stored;
  }
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, Errc::unavailable);
  EXPECT_GT(stored, 5);
  auto count = [&](const char* table) {
    std::int64_t found = -1;
    Status read = db.read([&](Tx& tx) -> Status {
      auto row = tx.one<std::int64_t>(std::string("SELECT count(*) FROM ") + table);
      if (!row) return row.error();
      found = *row;
      return {};
    });
    EXPECT_TRUE(read) << read.error().detail;
    return found;
  };
  EXPECT_EQ(count("server_state"), stored);
  EXPECT_EQ(count("outbox"), stored);
  EXPECT_FALSE(db.healthy()) << "who watches must see it";
  ASSERT_EQ(::mount("tmpfs", folder.path().c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
  Status healed = write_and_wait(db, [](Tx& tx) { return put_whole(tx, 5000, "y"); });
  EXPECT_TRUE(healed) << healed.error().detail;
  EXPECT_TRUE(db.healthy());
  EXPECT_EQ(count("outbox"), stored + 1);
  EXPECT_TRUE(db.check());
}

/// The answer to one write, by the key of its error; "" when it was stored.
std::string fate_of(Database& db, std::int64_t n) {
  const Status done = write_and_wait(db, [n](Tx& tx) { return put_whole(tx, n, "x"); });
  return done ? "" : done.error().key;
}

// Somebody opens the file with a tool and keeps it locked: the first who writes waits a moment, the
// others are told at once, and all is well when the tool goes.
TEST(LockedFile, IsAClearErrorSoonAndHeals) {
  TestFolder folder;
  auto opened = open_database(sqlite_in(folder.path()), system_clock());
  ASSERT_TRUE(opened);
  Database& db = **opened;
  ASSERT_TRUE(db.migrate(false));
  sqlite3* tool = nullptr;
  ASSERT_EQ(sqlite3_open((folder.path() + "/test.db").c_str(), &tool), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(tool, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto started = std::chrono::steady_clock::now();
  for (std::int64_t n = 0; n < 10; ++n) EXPECT_EQ(fate_of(db, n), "store.unavailable");
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds{40})
      << "one after the other they would wait for a minute";
  sqlite3_exec(tool, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(tool);
  EXPECT_EQ(fate_of(db, 100), "");
}

// A file that was moved away takes writes that nobody will ever find again.
TEST(RemovedFile, TakesNoMoreWritesUntilItIsBack) {
  TestFolder folder;
  auto opened = open_database(sqlite_in(folder.path()), system_clock());
  ASSERT_TRUE(opened);
  Database& db = **opened;
  ASSERT_TRUE(db.migrate(false));
  ASSERT_EQ(fate_of(db, 1), "");
  const std::string file = folder.path() + "/test.db";
  ASSERT_EQ(::rename(file.c_str(), (file + ".away").c_str()), 0);
  EXPECT_EQ(fate_of(db, 2), "store.file_gone");
  EXPECT_FALSE(db.healthy());
  ASSERT_EQ(::rename((file + ".away").c_str(), file.c_str()), 0);
  EXPECT_EQ(fate_of(db, 3), "");
  EXPECT_TRUE(db.healthy());
}

// An administrator looks at the centre while it works.
TEST(ReadOnly, LooksBesideARunningServerAndChangesNothing) {
  TestFolder folder;
  auto server = open_database(sqlite_in(folder.path()), system_clock());
  ASSERT_TRUE(server);
  ASSERT_TRUE((*server)->migrate(false));
  ASSERT_EQ(fate_of(**server, 1), "");
  DatabaseConfig config = sqlite_in(folder.path());
  config.read_only = true;
  auto beside = open_database(config, system_clock());
  ASSERT_TRUE(beside) << beside.error().detail;
  std::int64_t seen = 0;
  const Status read = (*beside)->read([&](Tx& tx) -> Status {
    auto row = tx.one<std::int64_t>("SELECT count(*) FROM server_state");
    if (!row) return row.error();
    seen = *row;
    return {};
  });
  EXPECT_TRUE(read) << read.error().detail;
  EXPECT_EQ(seen, 1);
  EXPECT_TRUE((*beside)->check());
  auto steps = (*beside)->migrate(true);
  ASSERT_TRUE(steps) << steps.error().detail;
  EXPECT_TRUE(steps->back().applied);
  EXPECT_FALSE((*beside)->migrate(false));
  EXPECT_NE(fate_of(**beside, 2), "");
  EXPECT_EQ(fate_of(**server, 2), "");
}

TEST(ReadOnly, OfAFileThatIsNotThereIsAnErrorAndMakesNone) {
  TestFolder folder;
  DatabaseConfig config = sqlite_in(folder.path());
  config.read_only = true;
  EXPECT_FALSE(open_database(config, system_clock()));
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/test.db"));
}

TEST(SecondServer, IsKeptOutOfTheDataDirectory) {
  TestFolder folder;
  auto first = open_database(sqlite_in(folder.path()), system_clock());
  ASSERT_TRUE(first);
  auto second = open_database(sqlite_in(folder.path()), system_clock());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::conflict);
  first->reset();
  EXPECT_TRUE(open_database(sqlite_in(folder.path()), system_clock()));
}

TEST(Backup, IsWholeWhileWritesGoOn) {
  TestFolder folder, copies;
  auto opened = open_database(sqlite_in(folder.path()), system_clock());
  ASSERT_TRUE(opened);
  Database& db = **opened;
  ASSERT_TRUE(db.migrate(false));
  for (std::int64_t n = 0; n < 50; ++n) {
    ASSERT_TRUE(write_and_wait(db, [n](Tx& tx) { return put_whole(tx, n, "x"); }));
  }
  std::atomic<bool> stop{false};
  std::thread traffic([&] {
    for (std::int64_t n = 1000; !stop; ++n) {
      EXPECT_TRUE(write_and_wait(db, [n](Tx& tx) { return put_whole(tx, n, "x"); }));
    }
  });
  Status copied = db.backup(copies.path() + "/test.db");
  stop = true;
  traffic.join();
  ASSERT_TRUE(copied) << copied.error().detail;
  ASSERT_TRUE(db.checkpoint());
  EXPECT_EQ(db.backup(copies.path() + "/test.db").error().code, Errc::conflict);
  auto copy = open_database(sqlite_in(copies.path()), system_clock());
  ASSERT_TRUE(copy);
  EXPECT_TRUE((*copy)->check());
  Status read = (*copy)->read([](Tx& tx) -> Status {
    const auto rows = tx.one<std::int64_t>("SELECT count(*) FROM server_state").value();
    EXPECT_GE(rows, 50);
    EXPECT_EQ(tx.one<std::int64_t>("SELECT count(*) FROM outbox").value(), rows);
    return {};
  });
  EXPECT_TRUE(read);
}

TEST(PostgresAway, AnswersUnavailableQuicklyAndComesBack) {
  TestPostgres& server = TestPostgres::instance();
  if (!server.running()) {
    GTEST_SKIP() << "SKIPPED, not tested on PostgreSQL: " << server.why_not();
  }
  DatabaseConfig config;
  config.url = server.create();
  auto opened = open_database(config, system_clock());
  ASSERT_TRUE(opened) << opened.error().detail;
  Database& db = **opened;
  ASSERT_TRUE(db.migrate(false));
  ASSERT_TRUE(write_and_wait(db, [](Tx& tx) { return put_whole(tx, 1, "x"); }));
  ASSERT_TRUE(db.check());
  server.stop();
  const auto before = system_clock().mono();
  for (int n = 0; n < 20; ++n) {
    Status written = write_and_wait(db, [](Tx& tx) { return put_whole(tx, 2, "x"); });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, Errc::unavailable);
    EXPECT_EQ(db.check().error().code, Errc::unavailable);
  }
  EXPECT_LT(system_clock().mono() - before, std::chrono::seconds(20));
  server.start();
  ASSERT_TRUE(server.running());
  Status back = Error{};
  const auto patience = system_clock().mono() + std::chrono::seconds(30);
  while (!back && system_clock().mono() < patience) {
    back = write_and_wait(db, [](Tx& tx) { return put_whole(tx, 2, "x"); });
    if (!back) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_TRUE(back) << back.error().detail;
  EXPECT_TRUE(db.check());
}

TEST(Url, OfNoEngineIsRefusedInWords) {
  DatabaseConfig config;
  config.url = "mysql:whatever";
  auto opened = open_database(config, system_clock());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::invalid);
}

}  // namespace
}  // namespace filo::store
