#pragma once
// GET /calls and /calls/{id}: the records of calls. Contract: docs/reference/api.md#desk.

#include "adapters/http/api.h"

namespace filo::http {

/// Everybody of a tenant sees all its calls.
void add_call_routes(Api& api);

}  // namespace filo::http
