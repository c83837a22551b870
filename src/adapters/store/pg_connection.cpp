#include "adapters/store/pg_connection.h"

#include <array>
#include <charconv>
#include <cstring>

#include "adapters/store/refusal.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"

namespace filo::store {
namespace {

struct ResultDeleter {
  void operator()(PGresult* r) const { PQclear(r); }
};
using PgResult = std::unique_ptr<PGresult, ResultDeleter>;

// OIDs of pg_type.dat; they never change.
constexpr Oid oid_of(Kind kind) {
  switch (kind) {
    case Kind::any:
      return 0;
    case Kind::integer:
      return 20;
    case Kind::boolean:
      return 16;
    case Kind::real:
      return 701;
    case Kind::text:
      return 25;
    case Kind::blob:
      return 17;
  }
  return 0;
}

/// Rows in PostgreSQL's text format.
class PgRow final : public RowView {
 public:
  PgRow(const PGresult* r, int row) : r_(r), row_(row) {}
  int columns() const override { return PQnfields(r_); }
  std::string_view name(int c) const override { return PQfname(r_, c); }
  bool null(int c) const override { return PQgetisnull(r_, row_, c) != 0; }
  bool integer(int c, std::int64_t& out) const override { return !null(c) && number(c, out); }
  bool boolean(int c, bool& out) const override {
    if (null(c) || PQftype(r_, c) != oid_of(Kind::boolean)) return false;
    out = bytes(c) == "t";
    return true;
  }
  bool real(int c, double& out) const override { return !null(c) && number(c, out); }
  bool text(int c, std::string_view& out) const override {
    if (null(c)) return false;
    out = bytes(c);
    return true;
  }
  bool blob(int c, Blob& out) const override {
    if (null(c) || PQftype(r_, c) != oid_of(Kind::blob)) return false;
    std::size_t size = 0;
    auto* raw =
        PQunescapeBytea(reinterpret_cast<const unsigned char*>(PQgetvalue(r_, row_, c)), &size);
    if (raw == nullptr) return false;
    out.assign(raw, raw + size);
    PQfreemem(raw);
    return true;
  }

 private:
  std::string_view bytes(int c) const {
    return {PQgetvalue(r_, row_, c), static_cast<std::size_t>(PQgetlength(r_, row_, c))};
  }
  template <class Number>
  bool number(int c, Number& out) const {
    const auto text = bytes(c);
    auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    return fault == std::errc{} && end == text.data() + text.size();
  }

  const PGresult* r_;
  int row_;
};

/// Parameters as libpq wants them: text format, blobs binary.
class BoundParams {
 public:
  explicit BoundParams(std::span<const Param> params) {
    text_.reserve(params.size());
    for (const Param& p : params) {
      text_.push_back(p.null ? std::string{} : written(p));
      values_.push_back(p.null ? nullptr : text_.back().c_str());
      lengths_.push_back(static_cast<int>(text_.back().size()));
      formats_.push_back(p.kind == Kind::blob ? 1 : 0);
    }
  }
  int size() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  static std::string written(const Param& p) {
    switch (p.kind) {
      case Kind::any:
        return {};
      case Kind::integer:
        return std::to_string(p.integer);
      case Kind::boolean:
        return p.integer != 0 ? "t" : "f";
      case Kind::real: {
        std::array<char, 32> digits{};
        auto [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), p.real);
        return {digits.data(), end};
      }
      case Kind::text:
      case Kind::blob:
        return std::string(p.text);
    }
    return {};
  }

  std::vector<std::string> text_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
};

bool any_of(std::string_view state, std::initializer_list<std::string_view> list) {
  for (auto one : list) {
    if (state.starts_with(one)) return true;
  }
  return false;
}

Error error_of(std::string_view state, std::string detail) {
  auto made = [&](Errc code, const char* key) { return refusal(code, key, std::move(detail)); };
  if (any_of(state, {"40001", "40P01"})) return made(Errc::conflict, "store.retry");
  if (state == "23505") return made(Errc::conflict, "store.duplicate");
  if (state == "23503") return made(Errc::conflict, "store.still_used");
  if (any_of(state, {"23", "22"})) return made(Errc::invalid, "store.not_allowed");
  if (state == "57014") return made(Errc::timeout, "store.timeout");
  if (state == "53100") return made(Errc::unavailable, "store.disk_full");
  // Connection, resources, shutting down, lock time-out, read-only (a demoted primary), I/O.
  if (any_of(state, {"08", "53", "57P", "55P03", "25006", "58"})) {
    return made(Errc::unavailable, "store.unavailable");
  }
  return made(Errc::internal, "");
}

std::string without_newlines(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

constexpr Duration kTryAgain = std::chrono::seconds{1};

PGconn* open_connection(const DatabaseConfig& config) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(config.connect_timeout).count();
  const std::string timeout = std::to_string(seconds < 2 ? 2 : seconds);  // libpq: at least 2
  // What the URL itself says about these wins: `dbname` is expanded and comes last.
  const std::array<const char*, 9> keys = {
      "connect_timeout",  "keepalives_idle",  "keepalives_interval",
      "keepalives_count", "tcp_user_timeout", "application_name",
      "client_encoding",  "dbname",           nullptr};
  const std::array<const char*, 9> values = {
      timeout.c_str(), "10", "5", "3", "15000", "filodiretto", "UTF8", config.url.c_str(), nullptr};
  return PQconnectdbParams(keys.data(), values.data(), 1);
}

}  // namespace

PgConnection::~PgConnection() {
  close();
}

void PgConnection::close() {
  if (connection_ != nullptr) PQfinish(connection_);
  connection_ = nullptr;
  statements_.clear();
}

Status PgConnection::connect(MonoTime now) {
  if (connection_ != nullptr && PQstatus(connection_) == CONNECTION_OK) return {};
  close();
  const std::int64_t now_us = now.time_since_epoch().count();
  std::int64_t next = server_.next_try_us.load();
  const bool turn = next == 0 || (now_us >= next && server_.next_try_us.compare_exchange_strong(
                                                        next, now_us + kTryAgain.count()));
  if (!turn) return Error{Errc::unavailable, "the server is away", {}, "store.unavailable"};
  connection_ = open_connection(server_.config);
  if (PQstatus(connection_) == CONNECTION_OK) {
    server_.next_try_us = 0;
    return set_up_session();
  }
  const std::string why = without_newlines(PQerrorMessage(connection_));
  server_.next_try_us = now_us + kTryAgain.count();
  FILO_LOG_WARN("store", "cannot reach the database: {}", log_safe(why, 300));
  close();
  return Error{Errc::unavailable, why, {}, "store.unavailable"};
}

Status PgConnection::set_up_session() {
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  auto ms = [](Duration d) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
  };
  return script("SET statement_timeout = " + ms(server_.config.statement_timeout) +
                "; SET lock_timeout = " + ms(server_.config.lock_timeout) +
                "; SET idle_in_transaction_session_timeout = 60000; SET bytea_output = 'hex'" +
                "; SET extra_float_digits = 3; SET TIME ZONE 'UTC'");
}

Error PgConnection::fail(PGresult* result, std::string_view doing) {
  const char* state = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  std::string detail =
      std::string(doing.substr(0, 200)) + ": " + without_newlines(PQerrorMessage(connection_));
  // Without a SQLSTATE the fault is in the connection. A cut or ending one is not used again.
  Error error = error_of(state != nullptr ? state : "08000", std::move(detail));
  if (state == nullptr || PQstatus(connection_) != CONNECTION_OK || any_of(state, {"57P", "08"})) {
    close();
  }
  return error;
}

Result<std::string> PgConnection::prepared(std::string_view sql, std::span<const Param> params) {
  std::string key;
  std::vector<Oid> types;
  for (const Param& p : params) {
    types.push_back(oid_of(p.kind));
    key += static_cast<char>('0' + static_cast<int>(p.kind));
  }
  key += sql;
  if (auto known = statements_.find(key); known != statements_.end()) return known->second;
  if (statements_.size() >= limits::kStatements) {
    Status dropped = script("DEALLOCATE ALL");
    if (!dropped) return dropped.error();
    statements_.clear();
  }
  const std::string name = "s" + std::to_string(++made_);
  PgResult result(PQprepare(connection_, name.c_str(), std::string(sql).c_str(),
                            static_cast<int>(types.size()), types.data()));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) return fail(result.get(), sql);
  statements_.emplace(std::move(key), name);
  return name;
}

Result<std::int64_t> PgConnection::execute(std::string_view sql,
                                           std::span<const Param> params,
                                           const RowSink& sink) {
  if (connection_ == nullptr) {
    return Error{Errc::unavailable, "not connected", {}, "store.unavailable"};
  }
  auto name = prepared(sql, params);
  if (!name) return name.error();
  const BoundParams bound(params);
  PgResult result(PQexecPrepared(connection_, name->c_str(), bound.size(), bound.values(),
                                 bound.lengths(), bound.formats(), 0));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) return fail(result.get(), sql);
  if (sink) {
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      Status taken = sink(PgRow(result.get(), row));
      if (!taken) return taken.error();
    }
  }
  // PQcmdTuples counts the rows of a SELECT as well; those changed nothing.
  const bool select = std::string_view(PQcmdStatus(result.get())).starts_with("SELECT");
  return select ? 0 : parse_int<std::int64_t>(PQcmdTuples(result.get())).value_or(0);
}

Status PgConnection::script(const std::string& sql) {
  if (connection_ == nullptr) {
    return Error{Errc::unavailable, "not connected", {}, "store.unavailable"};
  }
  PgResult result(PQexec(connection_, sql.c_str()));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
    return fail(result.get(), sql);
  }
  return {};
}

}  // namespace filo::store
