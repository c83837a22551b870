#pragma once
// Figures of the store for /metrics.

#include "base/metrics.h"

namespace filo::store {

struct Probe {
  Counter writes{"filo_store_writes_total", "Write transactions committed"};
  Counter refused{"filo_store_refused_total", "Write transactions that were rolled back"};
  Counter commits{"filo_store_commits_total", "Durable commits (one fsync each)"};
  Counter failures{"filo_store_failures_total", "Commits or statements lost to disk or server"};
  Counter repeats{"filo_store_repeats_total", "Transactions repeated after a conflict"};
  Gauge waiting{"filo_store_waiting", "Write jobs that wait"};
  Gauge healthy{"filo_store_healthy", "1 while writes are accepted"};
  Histogram commit_seconds{"filo_store_commit_seconds", "From BEGIN to durable"};
};

Probe& probe();

}  // namespace filo::store
