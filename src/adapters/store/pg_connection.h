#pragma once
// PostgreSQL behind Connection, on blocking libpq. Source: PostgreSQL 15 manual, chapter 34 (libpq)
// and appendix A (SQLSTATE).

#include <libpq-fe.h>

#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>

#include "adapters/store/connection.h"
#include "adapters/store/database.h"

namespace filo::store {

/// What the connections to one server share. While the server is away only one of them tries to
/// connect, once per second; all others answer Errc::unavailable at once. Any thread.
struct PgServer {
  DatabaseConfig config;
  std::atomic<std::int64_t> next_try_us{0};  ///< MonoTime; 0: the server answers.
};

/// Connects at first use and again after a loss; prepared statements are then prepared again.
class PgConnection final : public Connection {
 public:
  explicit PgConnection(PgServer& server) : server_(server) {}
  ~PgConnection() override;
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  /// Makes sure there is a live connection, outside a transaction.
  Status connect(MonoTime now);
  bool broken() const { return connection_ == nullptr; }

  Engine engine() const override { return Engine::postgres; }
  Result<std::int64_t> execute(std::string_view sql,
                               std::span<const Param> params,
                               const RowSink& sink) override;
  Status script(const std::string& sql) override;

 private:
  Result<std::string> prepared(std::string_view sql, std::span<const Param> params);
  Error fail(PGresult* result, std::string_view doing);
  Status set_up_session();
  void close();

  PgServer& server_;
  PGconn* connection_ = nullptr;
  std::unordered_map<std::string, std::string> statements_;  // types + sql -> name
  std::uint64_t made_ = 0;
};

}  // namespace filo::store
