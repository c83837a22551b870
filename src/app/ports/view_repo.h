#pragma once
// Saved views of the ticket list in the store: a name for a filter with its order and columns,
// one's own. Within one transaction; every method sees rows of `tenant` and `user` only. Errors
// besides those named: unavailable, timeout, internal.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/people/ids.h"

namespace filo::app {

using ViewId = Id<struct ViewTag>;

inline constexpr std::size_t kViewQueryBytes = 2'000;

struct SavedView {
  ViewId id;
  std::string name;
  /// The filter as the desk writes it behind "?" in its URL: opaque here, so that the desk may
  /// learn new filters without a migration.
  std::string query;
};

class ViewRepo {
 public:
  virtual ~ViewRepo() = default;
  /// In the order that the person has chosen.
  virtual Result<std::vector<SavedView>> list(TenantId tenant, UserId user) = 0;
  /// Behind all others.
  virtual Status insert(TenantId tenant, UserId user, const SavedView& view) = 0;
  /// not_found.
  virtual Status update(TenantId tenant, UserId user, const SavedView& view) = 0;
  /// Ok when it is already gone.
  virtual Status erase(TenantId tenant, UserId user, ViewId id) = 0;
  /// `ids` first, in this order; those not named follow as they stood.
  virtual Status reorder(TenantId tenant, UserId user, const std::vector<ViewId>& ids) = 0;
};

}  // namespace filo::app
