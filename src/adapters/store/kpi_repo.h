#pragma once
// app::KpiRepo in SQL: rows become what the definitions of domain/kpi count.

#include "adapters/store/tx.h"
#include "app/ports/call_repo.h"

namespace filo::store {

class SqlKpiRepo final : public app::KpiRepo {
 public:
  explicit SqlKpiRepo(Tx& tx) : tx_(tx) {}
  Result<kpi::Table> figures(TenantId tenant, Instant from, Instant to) override;
  Result<kpi::Table> tickets(TenantId tenant, Instant from, Instant to) override;

 private:
  Tx& tx_;
};

}  // namespace filo::store
