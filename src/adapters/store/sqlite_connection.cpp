#include "adapters/store/sqlite_connection.h"

#include <cstring>

#include "adapters/store/refusal.h"
#include "base/limits.h"

namespace filo::store {
namespace {

class SqliteRow final : public RowView {
 public:
  explicit SqliteRow(sqlite3_stmt* s) : s_(s) {}
  int columns() const override { return sqlite3_column_count(s_); }
  std::string_view name(int c) const override { return sqlite3_column_name(s_, c); }
  bool null(int c) const override { return sqlite3_column_type(s_, c) == SQLITE_NULL; }
  bool integer(int c, std::int64_t& out) const override {
    if (sqlite3_column_type(s_, c) != SQLITE_INTEGER) return false;
    out = sqlite3_column_int64(s_, c);
    return true;
  }
  bool boolean(int c, bool& out) const override {
    std::int64_t raw = 0;
    if (!integer(c, raw) || (raw != 0 && raw != 1)) return false;
    out = raw == 1;
    return true;
  }
  bool real(int c, double& out) const override {
    const int type = sqlite3_column_type(s_, c);
    if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) return false;
    out = sqlite3_column_double(s_, c);
    return true;
  }
  bool text(int c, std::string_view& out) const override {
    if (sqlite3_column_type(s_, c) != SQLITE_TEXT) return false;
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(s_, c));
    out = {bytes, static_cast<std::size_t>(sqlite3_column_bytes(s_, c))};
    return true;
  }
  bool blob(int c, Blob& out) const override {
    if (sqlite3_column_type(s_, c) != SQLITE_BLOB) return false;
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(s_, c));
    out.assign(bytes, bytes + sqlite3_column_bytes(s_, c));
    return true;
  }

 private:
  sqlite3_stmt* s_;
};

int bind_one(sqlite3_stmt* s, int at, const Param& p) {
  if (p.null) return sqlite3_bind_null(s, at);
  const auto size = static_cast<sqlite3_uint64>(p.text.size());
  // A null pointer would bind NULL: an empty text or blob needs an address.
  const char* bytes = p.text.data() != nullptr ? p.text.data() : "";
  switch (p.kind) {
    case Kind::any:
      return sqlite3_bind_null(s, at);
    case Kind::integer:
    case Kind::boolean:
      return sqlite3_bind_int64(s, at, p.integer);
    case Kind::real:
      return sqlite3_bind_double(s, at, p.real);
    case Kind::text:
      return sqlite3_bind_text64(s, at, bytes, size, SQLITE_STATIC, SQLITE_UTF8);
    case Kind::blob:
      return sqlite3_bind_blob64(s, at, bytes, size, SQLITE_STATIC);
  }
  return SQLITE_MISUSE;
}

Errc errc_of(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Errc::conflict;
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_DATATYPE:
      return Errc::invalid;
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_NOMEM:
      return Errc::unavailable;
    case SQLITE_TOOBIG:
      return Errc::limit;
    case SQLITE_INTERRUPT:
      return Errc::timeout;
    default:
      return Errc::internal;
  }
}

const char* key_of(int code) {
  if (code == SQLITE_CONSTRAINT_FOREIGNKEY) return "store.still_used";
  if (errc_of(code) == Errc::conflict) return "store.duplicate";
  if ((code & 0xff) == SQLITE_FULL) return "store.disk_full";
  switch (errc_of(code)) {
    case Errc::unavailable:
      return "store.unavailable";
    case Errc::invalid:
      return "store.not_allowed";
    case Errc::limit:
      return "store.too_big";
    default:
      return "";
  }
}

}  // namespace

Error sqlite_error(sqlite3* db, int code, std::string_view doing) {
  std::string detail = std::string(doing) + ": " + sqlite3_errstr(code);
  if (db != nullptr) detail += std::string(" (") + sqlite3_errmsg(db) + ")";
  return refusal(errc_of(code), key_of(code), std::move(detail));
}

bool sqlite_lost_trust(int code) {
  return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC ||
         (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path,
                                                                 bool writer) {
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (writer ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  std::unique_ptr<SqliteConnection> made(new SqliteConnection(db));
  if (code != SQLITE_OK) return sqlite_error(db, code, "open " + path);
  sqlite3_extended_result_codes(db, 1);
  Status tuned = made->script(
      "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA trusted_schema=OFF;");
  if (!tuned) return tuned.error();
  // No memory map: a reader would map the file anew after every commit, and a file that shrinks or
  // a disk that fails would kill the process instead of failing a read.
  // The writer moves the log into the file between batches, never in the middle of an answer.
  sqlite3_wal_autocheckpoint(db, 0);
  if (!writer) {
    Status readonly = made->script("PRAGMA query_only=ON;");
    if (!readonly) return readonly.error();
  }
  return made;
}

SqliteConnection::~SqliteConnection() {
  forget_statements();
  sqlite3_close_v2(db_);
}

void SqliteConnection::forget_statements() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement.handle);
  statements_.clear();
}

Error SqliteConnection::fail(int code, std::string_view doing) {
  last_code_ = code;
  return sqlite_error(db_, code, doing);
}

// SQLite numbers parameters by first appearance, not by the digits: "$2" in `select $2, $1` has
// index 1. So each is asked for by name, once per statement.
Result<SqliteConnection::Statement*> SqliteConnection::prepared(std::string_view sql,
                                                                std::size_t params) {
  auto known = statements_.find(sql);
  if (known != statements_.end()) return &known->second;
  if (statements_.size() >= limits::kStatements) forget_statements();
  Statement made;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made.handle, nullptr);
  if (code != SQLITE_OK) return fail(code, sql);
  if (made.handle == nullptr) return Error{Errc::internal, "an empty statement"};
  int used = 0;
  for (std::size_t n = 1; n <= params; ++n) {
    const std::string name = "$" + std::to_string(n);
    made.index_of.push_back(sqlite3_bind_parameter_index(made.handle, name.c_str()));
    if (made.index_of.back() != 0) ++used;
  }
  if (used != sqlite3_bind_parameter_count(made.handle)) {
    sqlite3_finalize(made.handle);
    return Error{Errc::internal, "a parameter has no value: " + std::string(sql)};
  }
  return &statements_.emplace(sql, std::move(made)).first->second;
}

Status SqliteConnection::bind(const Statement& statement, std::span<const Param> params) {
  for (std::size_t n = 0; n < params.size(); ++n) {
    if (statement.index_of[n] == 0) continue;
    const int code = bind_one(statement.handle, statement.index_of[n], params[n]);
    if (code != SQLITE_OK) return fail(code, "bind");
  }
  return {};
}

Result<std::int64_t> SqliteConnection::execute(std::string_view sql,
                                               std::span<const Param> params,
                                               const RowSink& sink) {
  auto found = prepared(sql, params.size());
  if (!found) return found.error();
  Statement& statement = **found;
  if (statement.index_of.size() != params.size()) {
    return Error{Errc::internal, "another number of parameters: " + std::string(sql)};
  }
  struct Reset {
    sqlite3_stmt* s;
    ~Reset() {
      sqlite3_reset(s);
      sqlite3_clear_bindings(s);
    }
  } reset{statement.handle};
  Status bound = bind(statement, params);
  if (!bound) return bound.error();
  const SqliteRow row(statement.handle);
  const auto before = sqlite3_total_changes64(db_);
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement.handle)) == SQLITE_ROW) {
    if (!sink) continue;
    Status taken = sink(row);
    if (!taken) return taken.error();
  }
  if (code != SQLITE_DONE) return fail(code, sql);
  return sqlite3_total_changes64(db_) == before ? 0 : sqlite3_changes64(db_);
}

Status SqliteConnection::run(std::string_view sql) {
  auto done = execute(sql, {}, {});
  return done ? Status{} : Status(done.error());
}

Status SqliteConnection::script(const std::string& sql) {
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(code, sql.substr(0, 120));
  return {};
}

}  // namespace filo::store
