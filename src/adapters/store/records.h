#pragma once
// The seam between the SQL layer and the repositories: `make_records` (records.cpp) gives the
// repositories of app/ports/records.h over one transaction.

#include <memory>

#include "adapters/store/database.h"
#include "adapters/store/tx.h"
#include "app/ports/store.h"

namespace filo::store {

std::unique_ptr<app::Records> make_records(Tx& tx);

/// app::Store over a database: what use cases get. The database must outlive it.
class RecordStore final : public app::Store {
 public:
  explicit RecordStore(Database& database) : database_(database) {}
  bool write(Job job, Done done) override;
  Status read(const Job& job) override;

 private:
  Database& database_;
};

}  // namespace filo::store
