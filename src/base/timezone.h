#pragma once
// Local time of a place. The only door to the time zone database of the system (IANA names), which
// is read once and stays in memory.

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace filo {

/// What a clock on the wall shows: no zone, no UTC.
using LocalTime = std::chrono::local_time<Duration>;

/// A value, cheap to copy; thread-safe.
class TimeZone {
 public:
  /// not_found: no such zone, or the system has no database.
  static Result<TimeZone> find(std::string_view iana_name);

  const std::string& name() const { return name_; }
  LocalTime local(Instant at) const;
  /// The moment a wall clock shows `at`: of a time that comes twice (autumn) the first, of one that
  /// never comes (spring) the end of the gap.
  Instant utc(LocalTime at) const;

 private:
  TimeZone(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}
  std::string name_;
  const void* zone_;  // date::time_zone, of the process's database
};

}  // namespace filo
