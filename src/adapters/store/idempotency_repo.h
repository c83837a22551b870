#pragma once
// app::IdempotencyRepo over one transaction.

#include "adapters/store/tx.h"
#include "app/ports/idempotency.h"

namespace filo::store {

class SqlIdempotencyRepo final : public app::IdempotencyRepo {
 public:
  explicit SqlIdempotencyRepo(Tx& tx) : tx_(tx) {}

  Result<std::optional<app::StoredAnswer>> find_answer(TenantId tenant,
                                                       UserId user,
                                                       const std::string& key) override;
  Status save_answer(TenantId tenant,
                     UserId user,
                     const std::string& key,
                     const app::StoredAnswer& answer) override;
  Status remove_answers_before(TenantId tenant, Instant before) override;

 private:
  Tx& tx_;
};

}  // namespace filo::store
