#include "adapters/store/audit_rows.h"

#include "adapters/store/records_sql.h"
#include "base/text.h"

namespace filo::store {

Result<app::Slice<app::AuditEntry>> read_audit(Tx& tx,
                                               TenantId tenant,
                                               const app::AuditFilter& filter,
                                               const app::PageRequest& page) {
  using Row = std::tuple<std::int64_t, Instant, UserId, std::optional<std::string>, std::string,
                         std::int64_t, std::optional<std::string>, std::optional<std::string>>;
  SqlText sql;
  sql << "SELECT x.id, x.at, x.actor_id, u.name, x.action, x.entity_id, x.before_json, "
         "x.after_json FROM audit x LEFT JOIN app_user u ON u.tenant_id = x.tenant_id AND "
         "u.id = x.actor_id WHERE x.tenant_id = "
      << sql.bind(tenant) << " AND x.entity = " << sql.bind(filter.kind);
  if (filter.entity_id != 0) sql << " AND x.entity_id = " << sql.bind(filter.entity_id);
  if (!page.after.empty()) {
    const auto before = parse_int<std::int64_t>(page.after.front());
    if (!before) return Error{Errc::invalid, "not a key of the audit", "/after", "page.after"};
    sql << " AND x.id < " << sql.bind(*before);
  }
  sql << " ORDER BY x.id DESC LIMIT " << std::to_string(page.limit + 1);
  auto found = sql.rows<Row>(tx);
  if (!found) return found.error();
  app::Slice<app::AuditEntry> slice;
  for (auto& [id, at, actor, name, action, entity_id, before, after] : *found) {
    if (slice.items.size() == page.limit) {
      slice.next = {std::to_string(slice.items.back().id)};
      break;
    }
    slice.items.push_back({.id = id,
                           .at = at,
                           .actor = actor,
                           .actor_name = name.value_or(""),
                           .action = std::move(action),
                           .entity_id = entity_id,
                           .before = before.value_or(""),
                           .after = after.value_or("")});
  }
  return slice;
}

Result<std::string> read_removed_row(Tx& tx,
                                     TenantId tenant,
                                     std::string_view kind,
                                     std::int64_t id) {
  auto row = tx.maybe<std::optional<std::string>>(
      "SELECT before_json FROM audit WHERE tenant_id = $1 AND entity = $2 AND entity_id = $3 AND "
      "action = 'delete' ORDER BY id DESC LIMIT 1",
      tenant, kind, id);
  if (!row) return row.error();
  if (!*row || !**row) return Error{Errc::not_found, "nothing was removed"};
  return std::move(***row);
}

}  // namespace filo::store
