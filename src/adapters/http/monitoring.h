#pragma once
// GET /health: is it fit for work? GET /metrics: Prometheus text, for loopback or with a token.

#include <functional>
#include <string>
#include <vector>

#include "adapters/http/router.h"

namespace filo::http {

/// One thing that must work. `check` runs on the I/O thread, so it looks at a flag, never at a
/// disk.
struct HealthCheck {
  std::string name;
  std::function<bool()> check;
};

struct MonitoringOptions {
  std::vector<HealthCheck> checks = {};
  std::string version = {};
  /// Bearer token for /metrics from elsewhere; empty: loopback only.
  std::string metrics_token = {};
};

/// /health answers 200 {"status":"ok","version":...,"checks":{"store":true}} or 503 with
/// "degraded".
void add_monitoring(Router& router, MonitoringOptions options);

}  // namespace filo::http
