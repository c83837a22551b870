#include "adapters/store/desk_repo.h"

#include "adapters/store/records_sql.h"

namespace filo::store {

Result<app::Draft> SqlDraftRepo::find(TenantId tenant, UserId user, std::string_view key) {
  auto found = tx_.maybe<std::tuple<std::string, Instant>>(
      "SELECT body, updated_at FROM draft WHERE tenant_id = $1 AND user_id = $2 AND key = $3",
      tenant, user, key);
  if (!found) return found.error();
  if (!*found) return Error{Errc::not_found, "no such draft"};
  auto& [body, updated_at] = **found;
  return app::Draft{.key = std::string{key}, .body = std::move(body), .updated_at = updated_at};
}

Result<std::int64_t> SqlDraftRepo::count(TenantId tenant, UserId user) {
  return tx_.one<std::int64_t>("SELECT count(*) FROM draft WHERE tenant_id = $1 AND user_id = $2",
                               tenant, user);
}

Status SqlDraftRepo::put(TenantId tenant, UserId user, const app::Draft& draft) {
  return status_of(
      tx_.run("INSERT INTO draft (tenant_id, user_id, key, updated_at, body) "
              "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, user_id, key) "
              "DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body",
              tenant, user, draft.key, draft.updated_at, draft.body));
}

Status SqlDraftRepo::erase(TenantId tenant, UserId user, std::string_view key) {
  return status_of(tx_.run("DELETE FROM draft WHERE tenant_id = $1 AND user_id = $2 AND key = $3",
                           tenant, user, key));
}

Result<bool> SqlReferenceRepo::exists_in(const char* table, TenantId tenant, std::int64_t id) {
  SqlText sql;
  sql << "SELECT id FROM " << table << " WHERE tenant_id = " << sql.bind(tenant)
      << " AND id = " << sql.bind(id);
  auto found = sql.rows<std::int64_t>(tx_);
  if (!found) return found.error();
  return !found->empty();
}

Result<bool> SqlReferenceRepo::exists(TenantId tenant, AgentId id) {
  return exists_in("agent", tenant, id.raw());
}
Result<bool> SqlReferenceRepo::exists(TenantId tenant, TeamId id) {
  return exists_in("team", tenant, id.raw());
}
Result<bool> SqlReferenceRepo::exists(TenantId tenant, CategoryId id) {
  return exists_in("category", tenant, id.raw());
}
Result<bool> SqlReferenceRepo::exists(TenantId tenant, OrganisationId id) {
  return exists_in("organisation", tenant, id.raw());
}
Result<bool> SqlReferenceRepo::exists(TenantId tenant, CustomerId id) {
  return exists_in("customer", tenant, id.raw());
}

Result<std::vector<TeamId>> SqlReferenceRepo::teams_of(TenantId tenant, AgentId agent) {
  return tx_.exec<TeamId>(
      "SELECT DISTINCT owner_id FROM team_member WHERE tenant_id = $1 AND value = $2 "
      "ORDER BY owner_id",
      tenant, agent);
}

Result<TeamId> SqlReferenceRepo::team_of(TenantId tenant, Level level) {
  auto team = tx_.maybe<TeamId>(
      "SELECT id FROM team WHERE tenant_id = $1 AND level = $2 ORDER BY id LIMIT 1", tenant,
      std::string{to_string(level)});
  if (!team) return team.error();
  return team->value_or(TeamId{});
}

Result<std::string> SqlReferenceRepo::user_name(TenantId tenant, UserId id) {
  auto name = tx_.maybe<std::string>("SELECT name FROM app_user WHERE tenant_id = $1 AND id = $2",
                                     tenant, id);
  if (!name) return name.error();
  return name->value_or("");
}

Result<std::string> SqlReferenceRepo::country(TenantId tenant) {
  auto country = tx_.maybe<std::string>(
      "SELECT country FROM site WHERE tenant_id = $1 ORDER BY id LIMIT 1", tenant);
  if (!country) return country.error();
  return country->value_or("IT");
}

}  // namespace filo::store
