#include "base/timezone.h"

#include <date/tz.h>

#include <exception>

namespace filo {
namespace {

const date::time_zone& zone_of(const void* zone) {
  return *static_cast<const date::time_zone*>(zone);
}

}  // namespace

Result<TimeZone> TimeZone::find(std::string_view iana_name) {
  try {
    return TimeZone(std::string(iana_name), date::locate_zone(std::string(iana_name)));
  } catch (const std::exception& e) {
    return Error{Errc::not_found, e.what(), {}, "zone.unknown"};
  }
}

LocalTime TimeZone::local(Instant at) const {
  return LocalTime{zone_of(zone_).to_local(at).time_since_epoch()};
}

Instant TimeZone::utc(LocalTime at) const {
  const date::local_time<Duration> local{at.time_since_epoch()};
  const date::local_info info = zone_of(zone_).get_info(local);
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return Instant{at.time_since_epoch() - info.first.offset};
}

}  // namespace filo
