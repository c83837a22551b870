#pragma once
// app::ViewRepo in SQL.

#include "adapters/store/tx.h"
#include "app/ports/view_repo.h"

namespace filo::store {

class SqlViewRepo final : public app::ViewRepo {
 public:
  explicit SqlViewRepo(Tx& tx) : tx_(tx) {}
  Result<std::vector<app::SavedView>> list(TenantId tenant, UserId user) override;
  Status insert(TenantId tenant, UserId user, const app::SavedView& view) override;
  Status update(TenantId tenant, UserId user, const app::SavedView& view) override;
  Status erase(TenantId tenant, UserId user, app::ViewId id) override;
  Status reorder(TenantId tenant, UserId user, const std::vector<app::ViewId>& ids) override;

 private:
  Tx& tx_;
};

}  // namespace filo::store
