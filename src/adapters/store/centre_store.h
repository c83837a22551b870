#pragma once
// app::CentreStore over a database. The database must outlive it.

#include <map>
#include <memory>
#include <mutex>

#include "adapters/store/database.h"
#include "app/ports/centre_repo.h"

namespace filo::store {

class SqlCentreStore final : public app::CentreStore {
 public:
  explicit SqlCentreStore(Database& database) : database_(database) {}
  Status write(const std::function<Status(app::CentreRepo&)>& job) override;
  Status read(const std::function<Status(app::CentreRepo&)>& job) override;
  /// Costs one row while nothing changes: every change counts tenant.centre_version up.
  Current current(TenantId tenant) override;

 private:
  Database& database_;
  std::mutex mutex_;
  std::map<TenantId, std::shared_ptr<const app::centre::Centre>> loaded_;  // By mutex_.
};

/// The repository inside a transaction of somebody else's.
std::unique_ptr<app::CentreRepo> make_centre_repo(Tx& tx);

}  // namespace filo::store
