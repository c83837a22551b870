#pragma once
// /admin/{kind}: everything an administrator sets up, and GET /names/{kind} for the menus of all.
// One template serves the thirteen kinds of app/centre; the rules are those of app/centre/rules.h.
// Contract: docs/reference/api.md#administration.

#include <functional>

#include "adapters/http/api.h"
#include "app/centre/tools.h"
#include "app/ports/centre_repo.h"
#include "base/workers.h"

namespace filo::http {

/// What these routes need besides the Api; the Api keeps a copy, what it points to outlives it.
struct AdminContext {
  app::CentreStore& centres;
  const app::centre::Tools& tools;
  Workers& workers;
  /// Ends every session of a user: other password or role, switched off, removed. Runs on a worker,
  /// after the change is stored.
  std::function<void(UserId)> end_sessions;
};

void add_admin_routes(Api& api, const AdminContext& context);
/// POST /admin/flows/test: a flow is tried before callers do. Part of add_admin_routes().
void add_flow_trial_routes(Api& api, const AdminContext& context);
/// GET /audit: the history of changes. Part of add_admin_routes().
void add_audit_routes(Api& api, const AdminContext& context);

}  // namespace filo::http
