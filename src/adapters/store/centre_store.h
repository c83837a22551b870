#pragma once
// app::CentreStore over a database. The database must outlive it.

#include "adapters/store/database.h"
#include "app/ports/centre_repo.h"

namespace filo::store {

class SqlCentreStore final : public app::CentreStore {
 public:
  explicit SqlCentreStore(Database& database) : database_(database) {}
  Status write(const std::function<Status(app::CentreRepo&)>& job) override;
  Status read(const std::function<Status(app::CentreRepo&)>& job) override;

 private:
  Database& database_;
};

/// The repository inside a transaction of somebody else's.
std::unique_ptr<app::CentreRepo> make_centre_repo(Tx& tx);

}  // namespace filo::store
