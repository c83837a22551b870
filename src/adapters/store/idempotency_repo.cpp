#include "adapters/store/idempotency_repo.h"

#include <tuple>

namespace filo::store {

Result<std::optional<app::StoredAnswer>> SqlIdempotencyRepo::find_answer(TenantId tenant,
                                                                         UserId user,
                                                                         const std::string& key) {
  using Row = std::tuple<std::string, std::string, std::int64_t, std::string, Instant>;
  auto row = tx_.maybe<Row>(
      "SELECT route, body_hash, status, body, created_at FROM idempotency "
      "WHERE tenant_id = $1 AND user_id = $2 AND key = $3",
      tenant, user, key);
  if (!row) return row.error();
  if (!*row) return std::optional<app::StoredAnswer>{};
  auto& [route, hash, status, body, created_at] = **row;
  return std::optional(app::StoredAnswer{route, hash, static_cast<int>(status), body, created_at});
}

Status SqlIdempotencyRepo::save_answer(TenantId tenant,
                                       UserId user,
                                       const std::string& key,
                                       const app::StoredAnswer& answer) {
  auto done = tx_.run(
      "INSERT INTO idempotency (tenant_id, user_id, key, route, body_hash, status, body, "
      "created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      tenant, user, key, answer.route, answer.body_hash, std::int64_t{answer.status}, answer.body,
      answer.created_at);
  return done ? Status{} : Status{done.error()};
}

Status SqlIdempotencyRepo::remove_answers_before(TenantId tenant, Instant before) {
  auto done =
      tx_.run("DELETE FROM idempotency WHERE tenant_id = $1 AND created_at < $2", tenant, before);
  return done ? Status{} : Status{done.error()};
}

}  // namespace filo::store
