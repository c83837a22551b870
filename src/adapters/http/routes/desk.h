#pragma once
// The routes of the desk: tickets and saved views, customers, organisations, identity checks,
// drafts, search.
// Contract: docs/reference/api.md#desk.

#include <functional>
#include <string>

#include "adapters/http/api.h"
#include "app/ports/customer_repo.h"
#include "base/timeline.h"

namespace filo::http {

/// What these routes need besides the Api; outlives it.
struct DeskContext {
  std::function<Stamp()> stamp;  ///< The moment on wall clock and time line. Any thread.
  app::Store* store = nullptr;
  /// The number that calls, asked of the core thread or the record of calls; `done` on any thread.
  /// not_found: no such call of this tenant.
  using Number = std::function<void(Result<std::string>)>;
  std::function<void(TenantId tenant, CallId call, Number done)> caller_number;
  /// A caller was bound to a customer and it is stored; tells the live call. Any thread.
  std::function<void(TenantId tenant, CallId call, const app::CustomerRow& customer)> caller_bound;
};

void add_ticket_routes(Api& api, const DeskContext& desk);
void add_bulk_routes(Api& api, const DeskContext& desk);
void add_view_routes(Api& api);
void add_customer_routes(Api& api, const DeskContext& desk);
void add_organisation_routes(Api& api, const DeskContext& desk);
void add_identity_routes(Api& api, const DeskContext& desk);
void add_draft_routes(Api& api, const DeskContext& desk);
void add_search_routes(Api& api);

/// All of them.
void add_desk_routes(Api& api, const DeskContext& desk);

}  // namespace filo::http
