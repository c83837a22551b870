#include "adapters/store/records.h"
#include "app/ports/records.h"

namespace filo::store {
namespace {

TxJob with_records(const app::Store::Job& job, const app::DeskPolicy& policy) {
  return [job, policy](Tx& tx) -> Status {
    auto records = make_records(tx, policy);
    return job(*records);
  };
}

}  // namespace

bool RecordStore::write(Job job, Done done) {
  return database_.write(with_records(job, policy_), std::move(done));
}

Status RecordStore::read(const Job& job) {
  return database_.read(with_records(job, policy_));
}

}  // namespace filo::store
