#pragma once
// GET /kpi/day: the figures of one day, in total, by queue and by agent. Formulas:
// docs/reference/kpi.md. Contract: docs/reference/api.md#desk.

#include <functional>
#include <map>
#include <string>

#include "adapters/http/api.h"
#include "app/centre/types.h"
#include "app/ports/store.h"
#include "base/workers.h"

namespace filo::http {

/// What figures need to know of a tenant's settings.
struct KpiPlan {
  std::string zone;  ///< IANA name; the day is that of the tenant's first site.
  std::map<QueueId, std::string> queues;
  std::map<AgentId, std::string> agents;
};
/// UTC for a tenant without a site.
KpiPlan kpi_plan_of(const app::centre::Centre& centre);

/// The Api keeps a copy; what it points to outlives the Api.
struct KpiContext {
  app::Store& store;
  Workers& workers;
  std::function<Result<KpiPlan>(TenantId)> plan;  ///< Runs on a worker; may block.
};

void add_kpi_routes(Api& api, const KpiContext& context);

}  // namespace filo::http
