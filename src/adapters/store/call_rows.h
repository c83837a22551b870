#pragma once
// Rows of calls and their segments become records; shared by calls and figures.

#include <functional>

#include "adapters/store/records_sql.h"
#include "app/ports/call_repo.h"

namespace filo::store {

/// "SELECT <columns> FROM call c LEFT JOIN <names>", to be followed by WHERE.
const std::string& call_select();

/// Runs a statement that begins with call_select(). `segments`: read them too, one more statement
/// for the calls of a batch.
Result<std::vector<app::CallRow>> read_calls(Tx& tx, const SqlText& sql, bool segments);

/// All calls that started in [from, to), oldest first, with segments; of one tenant, or of all when
/// it is none. Reads in batches: memory does not grow with the number of calls.
Status each_call(Tx& tx,
                 TenantId tenant,
                 Instant from,
                 Instant to,
                 const std::function<void(const calls::CallRecord&)>& use);

}  // namespace filo::store
