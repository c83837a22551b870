#pragma once
// POST, GET, PATCH, DELETE /session. Contract: docs/reference/api.md#session.

#include <functional>

#include "adapters/http/api.h"
#include "adapters/http/sessions.h"

namespace filo::http {

/// `sessions` outlives the Api. `left` is told who logged out and is logged in nowhere else, on a
/// thread of its own choice.
void add_session_routes(
    Api& api, Sessions& sessions, std::function<void(const Actor&)> left = [](const Actor&) {});

}  // namespace filo::http
