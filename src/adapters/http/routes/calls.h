#pragma once
// GET /calls and /calls/{id}: the records of calls. Contract: docs/reference/api.md#desk.

#include "adapters/http/api.h"
#include "adapters/http/routes/kpi.h"

namespace filo::http {

/// Everybody of a tenant sees all its calls. A list leaves `segments` empty. The plan gives the
/// names of queues and agents.
void add_call_routes(Api& api, const KpiContext& context);

}  // namespace filo::http
