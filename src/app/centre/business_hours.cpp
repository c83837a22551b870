#include "app/centre/business_hours.h"

#include <algorithm>

namespace filo::app::centre {

sla::CalendarRules hours_of(const Calendar& from) {
  sla::CalendarRules to;
  to.zone = from.zone;
  for (const OpenHours& hours : from.weekly) {
    const auto open = sla::parse_time_of_day(hours.open);
    const auto close = sla::parse_time_of_day(hours.close);
    if (open && close) to.weekly.push_back({static_cast<unsigned>(hours.day) + 1, {*open, *close}});
  }
  for (const Holiday& day : from.holidays) {
    const auto date = sla::parse_date(day.date);
    if (!date) continue;
    sla::Holiday holiday{*date, day.name, std::nullopt};
    const auto open = day.open ? sla::parse_time_of_day(*day.open) : std::nullopt;
    const auto close = day.close ? sla::parse_time_of_day(*day.close) : std::nullopt;
    if (open && close) holiday.hours = sla::Stretch{*open, *close};
    to.holidays.push_back(std::move(holiday));
  }
  return to;
}

ivr::Hours hours_at(const sla::BusinessCalendar* calendar, Instant at) {
  if (calendar == nullptr) return ivr::Hours::closed;
  switch (calendar->state(at)) {
    case sla::BusinessCalendar::State::open:
      return ivr::Hours::open;
    case sla::BusinessCalendar::State::closed:
      return ivr::Hours::closed;
    case sla::BusinessCalendar::State::holiday:
      return ivr::Hours::holiday;
  }
  return ivr::Hours::closed;
}

bool ever_opens(const Calendar& calendar) {
  return !calendar.weekly.empty() ||
         std::any_of(calendar.holidays.begin(), calendar.holidays.end(),
                     [](const Holiday& day) { return day.open.has_value(); });
}

}  // namespace filo::app::centre
