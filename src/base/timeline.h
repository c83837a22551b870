#pragma once
// Ticks: the product's own count of microseconds, for durations that outlive the process.
//
// Wall time jumps (NTP, an administrator), monotonic time ends with the machine's boot. Ticks
// follow the monotonic clock within one boot, also across restarts of the process, and bridge a
// reboot by the difference in wall time, which is the best that anybody knows. They never run
// backwards.
//
//   TimelineAnchor saved = ...;                       // the store's, or nothing at the first start
//   Timeline line{re_anchor(saved, clock.moment(), system_boot_id())};
//   Ticks opened = line.at(clock.mono());
//
// The anchor is stored at start and refreshed about once a minute (anchor_at), so that a jump of
// the wall clock before a reboot cannot count.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"

namespace filo {

struct TimelineTag {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<TimelineTag, Duration>;
  static constexpr bool is_steady = true;
};
/// A point on the time line; only differences mean something.
using Ticks = std::chrono::time_point<TimelineTag, Duration>;

inline std::int64_t to_micros(Ticks t) {
  return t.time_since_epoch().count();
}
inline Ticks ticks_from_micros(std::int64_t us) {
  return Ticks{Duration{us}};
}

/// A moment for records: when it was (utc) and where it stands on the time line (ticks).
struct Stamp {
  Instant utc;
  Ticks ticks;
};

/// One moment on all clocks; what the store keeps.
struct TimelineAnchor {
  Ticks ticks;
  MonoTime mono;
  Instant utc;
  std::string boot_id;  ///< Says whether `mono` still counts from the same zero.
};

/// The anchor to go on from at `now`. Same boot: the monotonic difference; another boot: the
/// difference in wall time, at least zero. Nothing saved: ticks start at the wall time.
TimelineAnchor re_anchor(const std::optional<TimelineAnchor>& saved,
                         Moment now,
                         std::string boot_id);

/// Turns monotonic time into ticks. Immutable, so any thread; lives as long as the server.
class Timeline {
 public:
  explicit Timeline(TimelineAnchor anchor) : anchor_(std::move(anchor)) {}

  Ticks at(MonoTime mono) const { return anchor_.ticks + (mono - anchor_.mono); }
  Stamp stamp(Moment now) const { return {.utc = now.utc, .ticks = at(now.mono)}; }
  /// The same line anchored at `now`; for storing.
  TimelineAnchor anchor_at(Moment now) const {
    return {.ticks = at(now.mono), .mono = now.mono, .utc = now.utc, .boot_id = anchor_.boot_id};
  }

 private:
  TimelineAnchor anchor_;
};

/// The system's id of this boot; empty when it has none, and every start then counts as a reboot.
std::string system_boot_id();

}  // namespace filo
