#pragma once
// The seam between the SQL layer and the repositories: `make_records` (records.cpp) gives the
// repositories of app/ports/records.h over one transaction.

#include <memory>

#include "adapters/store/database.h"
#include "adapters/store/tx.h"
#include "app/ports/desk_policy.h"
#include "app/ports/store.h"

namespace filo::store {

/// `policy` must outlive what is made.
std::unique_ptr<app::Records> make_records(Tx& tx,
                                           const app::DeskPolicy& policy = app::kUsualPolicy);

/// app::Store over a database: what use cases get. The database must outlive it.
class RecordStore final : public app::Store {
 public:
  explicit RecordStore(Database& database, const app::DeskPolicy& policy = app::kUsualPolicy)
      : database_(database), policy_(policy) {}
  bool write(Job job, Done done) override;
  Status read(const Job& job) override;

 private:
  Database& database_;
  const app::DeskPolicy policy_;
};

}  // namespace filo::store
