#pragma once
// Databases for tests of every engine: a new empty one per call, on SQLite in a folder of its own
// and on a private PostgreSQL server that the first user starts and that ends with the program.
//
//   class MyTest : public store::DatabaseTest {};        // TEST_P: runs once per engine
//   FILO_ON_EACH_ENGINE(MyTest);

#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <libpq-fe.h>

#include "adapters/store/tests/test_sqlite.h"

namespace filo::store {

/// The private server; started at first use, killed with this program.
class TestPostgres {
 public:
  static TestPostgres& instance() {
    static TestPostgres server;
    return server;
  }
  bool running() const { return server_ > 0; }
  const std::string& why_not() const { return why_not_; }
  std::string conninfo(const std::string& database) const {
    return "host=" + folder_.path() + " user=postgres dbname=" + database;
  }
  /// Creates an empty database and returns its conninfo.
  std::string create() {
    const std::string name = "t" + std::to_string(++made_);
    run("CREATE DATABASE " + name);
    return conninfo(name);
  }
  /// Creates an empty schema and returns a conninfo that sees nothing else. Much cheaper than
  /// create(), which copies some hundred files.
  std::string create_schema() {
    const std::string name = "s" + std::to_string(++made_);
    run("CREATE SCHEMA " + name);
    return conninfo("postgres") + " options='-c search_path=" + name + "'";
  }
  void run(const std::string& sql) const {
    PGconn* admin = PQconnectdb(conninfo("postgres").c_str());
    PGresult* result = PQexec(admin, sql.c_str());
    if (PQresultStatus(result) > PGRES_TUPLES_OK) ADD_FAILURE() << PQerrorMessage(admin);
    PQclear(result);
    PQfinish(admin);
  }
  void stop() {
    if (server_ <= 0) return;
    ::kill(server_, SIGINT);
    ::waitpid(server_, nullptr, 0);
    server_ = 0;
  }
  void start() {
    server_ = spawn({binary("postgres"), "-D", data(), "-k", folder_.path(), "-F", "-c",
                     "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=32MB",
                     "-c", "log_min_messages=fatal"});
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (PQping(conninfo("postgres").c_str()) != PQPING_OK) {
      if (std::chrono::steady_clock::now() > patience) {
        why_not_ = "PostgreSQL did not start";
        stop();
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

 private:
  TestPostgres() {
    if (!std::filesystem::exists(binary("initdb"))) {
      why_not_ = "no PostgreSQL 15 server binaries on this machine";
      return;
    }
    const passwd* user = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr;
    if (user != nullptr) {
      uid_ = user->pw_uid;
      gid_ = user->pw_gid;
      if (::chown(folder_.path().c_str(), uid_, gid_) != 0) why_not_ = "chown";
    }
    const pid_t init = spawn({binary("initdb"), "-D", data(), "-A", "trust", "-U", "postgres", "-N",
                              "-E", "UTF8", "--locale=C.UTF-8"});
    int status = 0;
    ::waitpid(init, &status, 0);
    if (status != 0) {
      why_not_ = "initdb failed";
      return;
    }
    start();
  }
  ~TestPostgres() { stop(); }

  static std::string binary(const std::string& name) {
    return "/usr/lib/postgresql/15/bin/" + name;
  }
  std::string data() const { return folder_.path() + "/data"; }

  pid_t spawn(const std::vector<std::string>& words) const {
    std::vector<char*> argv;
    for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (uid_ != 0 && (::setgid(gid_) != 0 || ::setuid(uid_) != 0)) ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::chdir("/") != 0) ::_exit(126);
    if (::freopen("/dev/null", "w", stdout) == nullptr) ::_exit(126);
    if (::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(126);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }

  TestFolder folder_;
  std::string why_not_;
  uid_t uid_ = 0;
  gid_t gid_ = 0;
  pid_t server_ = 0;
  int made_ = 0;
};

/// A new migrated database (on PostgreSQL: a schema of its own) per test; GetParam() is "sqlite" or
/// "postgres".
class DatabaseTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "postgres") {
      if (!TestPostgres::instance().running()) {
        GTEST_SKIP() << "SKIPPED, not tested on PostgreSQL: " << TestPostgres::instance().why_not();
      }
      config_.url = TestPostgres::instance().create_schema();
    } else {
      config_.url = "sqlite:" + folder_.path() + "/test.db";
    }
    open();
    if (database_) {
      auto migrated = database_->migrate(false);
      ASSERT_TRUE(migrated) << migrated.error().detail;
    }
  }
  void open() {
    database_.reset();
    auto opened = open_database(config_, system_clock());
    ASSERT_TRUE(opened) << opened.error().detail;
    database_ = std::move(*opened);
  }
  Database& db() { return *database_; }
  bool on_postgres() const { return std::string(GetParam()) == "postgres"; }

  /// Writes and waits; the test fails when it is refused.
  void must_write(TxJob job) {
    Status done = write_and_wait(db(), std::move(job));
    ASSERT_TRUE(done) << done.error().detail;
  }
  /// Statements without parameters, all in one transaction.
  void must_run(const std::vector<std::string>& statements) {
    must_write([&](Tx& tx) -> Status {
      for (const std::string& sql : statements)
        if (auto done = tx.run(sql); !done) return done.error();
      return {};
    });
  }
  template <class Row, class... Args>
  std::vector<Row> rows(const char* sql, const Args&... args) {
    std::vector<Row> found;
    Status done = db().read([&](Tx& tx) -> Status {
      auto read = tx.exec<Row>(sql, args...);
      if (!read) return read.error();
      found = std::move(*read);
      return {};
    });
    EXPECT_TRUE(done) << done.error().detail;
    return found;
  }

  TestFolder folder_;
  DatabaseConfig config_;
  std::unique_ptr<Database> database_;
};

inline std::string engine_name(const ::testing::TestParamInfo<const char*>& info) {
  return info.param;
}

}  // namespace filo::store

#define FILO_ON_EACH_ENGINE(Suite)                                             \
  INSTANTIATE_TEST_SUITE_P(On, Suite, ::testing::Values("sqlite", "postgres"), \
                           ::filo::store::engine_name)
