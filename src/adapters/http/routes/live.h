#pragma once
// /live/*: the agent's own state, offers, calls, and the supervisor's board.
// Contract: docs/reference/api.md#live.

#include "adapters/http/api.h"
#include "app/live/call_director.h"

namespace filo::http {

/// `director` outlives the Api; its methods are called on the core thread.
void add_live_routes(Api& api, app::CallDirector& director);

}  // namespace filo::http
