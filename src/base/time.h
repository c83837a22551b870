#pragma once
// Two kinds of time, never mixed:
//   Instant   UTC wall time in microseconds. For records, deadlines, calendars.
//   MonoTime  monotonic time in microseconds since boot. For waits, timers, durations of live work.
// Time is an argument: domain and protocol code gets `now`. Services hold a Clock&. Only
// base/system_clock.cpp names the clocks of the system.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace filo {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

struct MonoTag {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonoTag, Duration>;
  static constexpr bool is_steady = true;
};
using MonoTime = std::chrono::time_point<MonoTag, Duration>;

/// The same moment on both clocks; what live code hands to code that writes records.
struct Moment {
  Instant utc;
  MonoTime mono;
};

/// Where a service asks what time it is. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual MonoTime mono() const = 0;
  Moment moment() const { return {now(), mono()}; }
};

/// The machine's clocks. Lives for ever.
const Clock& system_clock();

/// A clock that stands still until told otherwise; simulation and tests. One thread.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Instant start = Instant{std::chrono::seconds{1'790'000'000}})
      : utc_(start), mono_(std::chrono::hours{1}) {}
  Instant now() const override { return utc_; }
  MonoTime mono() const override { return mono_; }
  void advance(Duration by) {
    utc_ += by;
    mono_ += by;
  }
  /// An NTP step or an administrator: wall time moves, monotonic time does not.
  void jump_wall(Duration by) { utc_ += by; }

 private:
  Instant utc_;
  MonoTime mono_;
};

/// "2026-11-22T14:03:05.123456Z"; RFC 3339, microseconds only when not zero.
std::string to_rfc3339(Instant t);
/// Reads what to_rfc3339 writes, any number of fraction digits and any offset ("+01:00").
std::optional<Instant> parse_rfc3339(std::string_view text);

inline std::int64_t to_micros(Instant t) {
  return t.time_since_epoch().count();
}
inline Instant from_micros(std::int64_t us) {
  return Instant{Duration{us}};
}

}  // namespace filo
