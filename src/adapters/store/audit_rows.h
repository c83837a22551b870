#pragma once
// Reading the audit of the centre: SqlCentreRepo's part of app/ports/centre_repo.h.

#include "adapters/store/tx.h"
#include "app/ports/centre_repo.h"

namespace filo::store {

Result<app::Slice<app::AuditEntry>> read_audit(Tx& tx,
                                               TenantId tenant,
                                               const app::AuditFilter& filter,
                                               const app::PageRequest& page);
Result<std::string> read_removed_row(Tx& tx,
                                     TenantId tenant,
                                     std::string_view kind,
                                     std::int64_t id);

}  // namespace filo::store
