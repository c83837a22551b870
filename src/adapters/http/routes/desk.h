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
  /// The number of a call's other end, who called or was called, for those who may say who it is:
  /// the agent who speaks or wraps up, supervisors and administrators. Errors: not_found, forbidden
  /// (call.not_yours). Any thread.
  using Number = std::function<void(Result<std::string>)>;
  std::function<void(const Actor& actor, CallId call, Number done)> caller_number;
  /// A caller was bound to a customer and it is stored; tells the live call. Any thread.
  std::function<void(TenantId tenant, CallId call, const app::CustomerRow& customer)> caller_bound;
  /// A call is about this ticket and it is stored; tells the live call. Any thread.
  std::function<void(TenantId tenant, CallId call, TicketId ticket)> call_attached;
};

void add_attach_routes(Api& api, const DeskContext& desk);
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
