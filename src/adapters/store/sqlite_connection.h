#pragma once
// SQLite behind Connection. Source: the sqlite3 C interface, https://sqlite.org/c3ref/intro.html

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/store/connection.h"

namespace filo::store {

/// What a failed SQLite call means to the product; `code` is the extended result code.
Error sqlite_error(sqlite3* db, int code, std::string_view doing);
/// After one of these nobody knows what the disk holds: no more writes until the restart.
bool sqlite_lost_trust(int extended_code);

class SqliteConnection final : public Connection {
 public:
  /// `writer` may create the file and change it; others refuse every change.
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, bool writer);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Engine engine() const override { return Engine::sqlite; }
  Result<std::int64_t> execute(std::string_view sql,
                               std::span<const Param> params,
                               const RowSink& sink) override;
  Status script(const std::string& sql) override;
  /// One statement without values, prepared once: BEGIN, SAVEPOINT, COMMIT.
  Status run(std::string_view sql);

  bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  /// The extended code of the last failure.
  int last_code() const { return last_code_; }
  sqlite3* raw() { return db_; }

 private:
  struct Statement {
    sqlite3_stmt* handle = nullptr;
    std::vector<int> index_of;  ///< [n - 1]: SQLite's index of "$n", 0 when it is not used.
  };
  /// Lets a text be looked up without a copy of it.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  explicit SqliteConnection(sqlite3* db) : db_(db) {}
  Result<Statement*> prepared(std::string_view sql, std::size_t params);
  Status bind(const Statement& statement, std::span<const Param> params);
  Error fail(int code, std::string_view doing);
  void forget_statements();

  sqlite3* db_;
  int last_code_ = SQLITE_OK;
  std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
};

}  // namespace filo::store
