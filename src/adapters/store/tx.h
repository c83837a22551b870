#pragma once
// One transaction: statements with typed rows. Lives inside a closure given to Database::write or
// ::read, used by that thread only.
//
//   auto open = tx.exec<TicketRow>("SELECT id, subject FROM ticket WHERE tenant_id = $1", tenant);
//   auto changed = tx.run("UPDATE ticket SET owner_id = $3 WHERE tenant_id = $1 AND id = $2", ...);
//
// SQL is the common dialect of both engines (schema/README.md). Errors: conflict (unique or foreign
// key), invalid (check, not null, text that does not fit), unavailable (engine or disk away),
// timeout, internal (a wrong statement). After the first error every further statement answers
// with it and nothing is committed, on both engines; nested() is the way to go on after one.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/store/connection.h"
#include "adapters/store/row.h"
#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace filo::store {

/// Who changed what; `before` and `after` are JSON or empty. See Tx::audit.
struct AuditEntry {
  std::int64_t tenant_id = 0;
  std::int64_t actor_id = 0;  ///< User; 0 is the server itself.
  std::string action = {};    ///< "create", "update", "delete", "log_in" ...
  std::string entity = {};
  std::int64_t entity_id = 0;
  std::string before = {};
  std::string after = {};
  std::string address = {};  ///< Where the request came from.
};

/// Makes ids; shared by all transactions of a database. Thread-safe.
class IdSource {
 public:
  virtual ~IdSource() = default;
  virtual std::int64_t next_id(Instant now) = 0;
};

class Tx {
 public:
  /// `next_position`: numbers outbox rows at once (the SQLite writer); null where a relay does it.
  Tx(Connection& connection, IdSource& ids, Instant now, std::int64_t* next_position)
      : connection_(connection), ids_(ids), now_(now), next_position_(next_position) {}
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  /// All rows.
  template <class Row, class... Args>
  Result<std::vector<Row>> exec(std::string_view sql, const Args&... args) {
    std::vector<Row> rows;
    RowMapper<Row> mapper;
    auto done = execute(sql, {to_param(args)...}, [&](const RowView& view) -> Status {
      return mapper.read(view, rows.emplace_back());
    });
    if (!done) return done.error();
    return rows;
  }

  /// The first row; not_found when there is none.
  template <class Row, class... Args>
  Result<Row> one(std::string_view sql, const Args&... args) {
    auto rows = exec<Row>(sql, args...);
    if (!rows) return rows.error();
    if (rows->empty()) return Error{Errc::not_found, "no such row"};
    return std::move(rows->front());
  }

  /// The first row or nothing.
  template <class Row, class... Args>
  Result<std::optional<Row>> maybe(std::string_view sql, const Args&... args) {
    auto rows = exec<Row>(sql, args...);
    if (!rows) return rows.error();
    if (rows->empty()) return std::optional<Row>{};
    return std::optional<Row>(std::move(rows->front()));
  }

  /// Rows locked until the end of the transaction: FOR UPDATE is added where the engine needs it.
  template <class Row, class... Args>
  Result<std::vector<Row>> exec_for_update(std::string_view sql, const Args&... args) {
    return exec<Row>(locked(sql), args...);
  }
  template <class Row, class... Args>
  Result<Row> one_for_update(std::string_view sql, const Args&... args) {
    return one<Row>(locked(sql), args...);
  }

  /// A statement whose rows do not matter; how many it changed.
  template <class... Args>
  Result<std::int64_t> run(std::string_view sql, const Args&... args) {
    return execute(sql, {to_param(args)...}, {});
  }

  /// Statement with parameters made at run time (filters, exports).
  Result<std::int64_t> execute(std::string_view sql,
                               std::vector<Param> params,
                               const RowSink& sink);

  /// Runs `part` inside a savepoint: its failure undoes only itself and this transaction goes on.
  Status nested(const std::function<Status(Tx&)>& part);

  /// Tells the readers of the outbox, together with the change itself. `payload` is JSON.
  Status emit(std::int64_t tenant, std::string_view topic, std::string_view payload);
  template <class Tag>
  Status emit(Id<Tag> tenant, std::string_view topic, std::string_view payload) {
    return emit(tenant.raw(), topic, payload);
  }
  Status audit(const AuditEntry& entry);

  /// The same moment through the whole transaction; the time of its rows.
  Instant now() const { return now_; }
  template <class IdType>
  IdType new_id() {
    return IdType{ids_.next_id(now_)};
  }

  Engine engine() const { return connection_.engine(); }
  /// The first failed statement outside nested(); such a transaction is never committed.
  const std::optional<Error>& fault() const { return fault_; }
  bool has_emitted() const { return emitted_; }

 private:
  std::string locked(std::string_view sql) const;

  Connection& connection_;
  IdSource& ids_;
  const Instant now_;
  std::int64_t* next_position_;
  std::optional<Error> fault_;
  int depth_ = 0;
  bool emitted_ = false;
};

}  // namespace filo::store
