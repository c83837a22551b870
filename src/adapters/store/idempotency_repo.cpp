#include "adapters/store/idempotency_repo.h"

#include <tuple>

namespace filo::store {

Result<std::optional<app::StoredAnswer>> SqlIdempotencyRepo::find_answer(TenantId tenant,
                                                                         const std::string& key,
                                                                         const std::string& route) {
  using Row = std::tuple<std::string, std::int64_t, std::string, Instant>;
  auto row = tx_.maybe<Row>(
      "SELECT body_sha256, status, answer, created_at FROM idempotency "
      "WHERE tenant_id = $1 AND key = $2 AND route = $3",
      tenant, key, route);
  if (!row) return row.error();
  if (!*row) return std::optional<app::StoredAnswer>{};
  auto& [hash, status, body, created_at] = **row;
  return std::optional(app::StoredAnswer{route, hash, static_cast<int>(status), body, created_at});
}

Status SqlIdempotencyRepo::save_answer(TenantId tenant,
                                       const std::string& key,
                                       const app::StoredAnswer& answer) {
  auto done = tx_.run(
      "INSERT INTO idempotency (tenant_id, key, route, body_sha256, status, answer, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      tenant, key, answer.route, answer.body_hash, std::int64_t{answer.status}, answer.body,
      answer.created_at);
  return done ? Status{} : Status{done.error()};
}

Status SqlIdempotencyRepo::remove_answers_before(TenantId tenant, Instant before) {
  auto done =
      tx_.run("DELETE FROM idempotency WHERE tenant_id = $1 AND created_at < $2", tenant, before);
  return done ? Status{} : Status{done.error()};
}

}  // namespace filo::store
