#include "domain/tickets/stopwatch.h"

#include <algorithm>
#include <numeric>

namespace filo {

Duration Stopwatch::total() const {
  return std::accumulate(by_level.begin(), by_level.end(), Duration::zero());
}

Stopwatch start_stopwatch(TicketStatus status, Level level, Ticks now) {
  Stopwatch watch;
  watch.since = now;
  watch.status = status;
  watch.level = level;
  return watch;
}

Stopwatch counted_to(const Stopwatch& watch, Ticks now) {
  Stopwatch out = watch;
  const Duration passed = std::max(now - watch.since, Duration::zero());
  if (watch.status != TicketStatus::closed) {
    out.by_state[static_cast<std::size_t>(watch.status)] += passed;
  }
  if (watch.running()) out.by_level[static_cast<std::size_t>(watch.level)] += passed;
  out.since = watch.since + passed;
  return out;
}

Stopwatch move_on(const Stopwatch& watch, TicketStatus status, Level level, Ticks now) {
  Stopwatch out = counted_to(watch, now);
  out.status = status;
  out.level = level;
  return out;
}

}  // namespace filo
