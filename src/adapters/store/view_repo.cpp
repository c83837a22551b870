#include "adapters/store/view_repo.h"

#include <algorithm>

#include "adapters/store/records_sql.h"

namespace filo::store {

Result<std::vector<app::SavedView>> SqlViewRepo::list(TenantId tenant, UserId user) {
  using Row = std::tuple<app::ViewId, std::string, std::string>;
  auto found = tx_.exec<Row>(
      "SELECT id, name, query FROM saved_view WHERE tenant_id = $1 AND user_id = $2 "
      "ORDER BY place, id",
      tenant, user);
  if (!found) return found.error();
  std::vector<app::SavedView> views;
  for (auto& [id, name, query] : *found) {
    views.push_back({.id = id, .name = std::move(name), .query = std::move(query)});
  }
  return views;
}

Status SqlViewRepo::insert(TenantId tenant, UserId user, const app::SavedView& view) {
  auto last = tx_.one<std::int64_t>(
      "SELECT COALESCE(MAX(place), 0) FROM saved_view WHERE tenant_id = $1 AND user_id = $2",
      tenant, user);
  if (!last) return last.error();
  return status_of(
      tx_.run("INSERT INTO saved_view (tenant_id, user_id, id, place, name, query) "
              "VALUES ($1, $2, $3, $4, $5, $6)",
              tenant, user, view.id, *last + 1, view.name, view.query));
}

Status SqlViewRepo::update(TenantId tenant, UserId user, const app::SavedView& view) {
  auto changed = tx_.run(
      "UPDATE saved_view SET name = $4, query = $5 "
      "WHERE tenant_id = $1 AND user_id = $2 AND id = $3",
      tenant, user, view.id, view.name, view.query);
  if (!changed) return changed.error();
  if (*changed == 0) return Error{Errc::not_found, "no view " + view.id.str()};
  return {};
}

Status SqlViewRepo::erase(TenantId tenant, UserId user, app::ViewId id) {
  return status_of(
      tx_.run("DELETE FROM saved_view WHERE tenant_id = $1 AND user_id = $2 AND id = $3", tenant,
              user, id));
}

Status SqlViewRepo::reorder(TenantId tenant, UserId user, const std::vector<app::ViewId>& ids) {
  auto have = list(tenant, user);
  if (!have) return have.error();
  const auto rank = [&](const app::SavedView& view) {
    return std::ranges::find(ids, view.id) - ids.begin();
  };
  std::ranges::stable_sort(*have, {}, rank);
  std::int64_t place = 0;
  for (const app::SavedView& view : *have) {
    auto moved = tx_.run(
        "UPDATE saved_view SET place = $4 WHERE tenant_id = $1 AND user_id = $2 AND id = $3",
        tenant, user, view.id, ++place);
    if (!moved) return moved.error();
  }
  return {};
}

}  // namespace filo::store
