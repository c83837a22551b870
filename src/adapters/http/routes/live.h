#pragma once
// /live/*: the agent's own state, offers, calls, and the supervisor's board.
// Contract: docs/reference/api.md#live.

#include "adapters/http/api.h"
#include "app/live/call_director.h"
#include "app/ports/store.h"
#include "base/workers.h"

namespace filo::http {

/// A supervisor frees an agent: `release` decides on the core thread (not_found), then the audit
/// gets who did it and the answer follows.
struct ReleaseContext {
  std::function<Status(TenantId, AgentId)> release;
  Loop& core;
  app::Store& store;
};
void add_release_route(Api& api, const ReleaseContext& context);

/// What POST /live/calls needs: `dial` decides on the core thread and answers with the agent's
/// state.
struct DialContext {
  std::function<Result<app::MyState>(AgentId, const app::CallDirector::Dial&)> dial;
  Loop& core;
  app::Store& store;
  Workers& workers;
};
void add_dial_route(Api& api, const DialContext& context);

/// `director` outlives the Api; its methods are called on the core thread.
void add_live_routes(
    Api& api, app::CallDirector& director, Loop& core, app::Store& store, Workers& workers);

}  // namespace filo::http
