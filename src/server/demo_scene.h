#pragma once
// Where and when the demo's story plays: the open transaction, the centre with its people, and the
// moment that counts as now. Lives as long as the transaction; one thread.

#include <functional>
#include <vector>

#include "app/centre/types.h"
#include "app/ports/records.h"
#include "base/timeline.h"
#include "base/timezone.h"

namespace filo::server {

/// Days of calls that the demo remembers, today included.
inline constexpr int kDemoCallDays = 14;

struct Scene {
  app::Records& records;
  const app::centre::Centre& centre;
  Stamp now;
  TimeZone zone;

  /// `at`, before now, on both clocks.
  Stamp stamp(Instant at) const { return {.utc = at, .ticks = now.ticks - (now.utc - at)}; }
  /// Midnight of today plus `days`, on the wall.
  LocalTime local_day(std::int64_t days) const {
    return std::chrono::floor<std::chrono::days>(zone.local(now.utc)) + std::chrono::days{days};
  }
  Actor actor(UserId user) const;
  /// None: no agent's desk.
  AgentId agent_of(UserId user) const;
  const app::centre::Queue& queue(QueueId id) const;
};

/// One thing that happened, told in the order of time.
struct Happening {
  Instant at;
  std::function<Status()> happen;
};

}  // namespace filo::server
