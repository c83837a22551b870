#pragma once
// POST, GET, PATCH, DELETE /session. Contract: docs/reference/api.md#session.

#include "adapters/http/api.h"
#include "adapters/http/sessions.h"

namespace filo::http {

/// `sessions` outlives the Api.
void add_session_routes(Api& api, Sessions& sessions);

}  // namespace filo::http
