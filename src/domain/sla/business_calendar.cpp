#include "domain/sla/business_calendar.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace filo::sla {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr minutes kDay{24 * 60};
constexpr int kDaysAhead = 3'660;

Error fault(std::string field, const char* key, const char* detail) {
  return {Errc::invalid, detail, std::move(field), key};
}

using Errors = std::vector<Error>;

void check(const Stretch& s, const std::string& at, Errors& out) {
  if (s.open < minutes{0} || s.open >= kDay)
    out.push_back(fault(at + "/open", "calendar.bad_time", "00:00 to 23:59"));
  else if (s.close <= s.open || s.close > kDay)
    out.push_back(fault(at + "/close", "calendar.bad_time", "after the opening, at most 24:00"));
}

bool overlap(const WeeklyHours& a, const WeeklyHours& b) {
  return a.day == b.day && a.hours.open < b.hours.close && b.hours.open < a.hours.close;
}

void check_weekly(const std::vector<WeeklyHours>& weekly, Errors& out) {
  for (std::size_t i = 0; i < weekly.size(); ++i) {
    const std::string at = "/weekly/" + std::to_string(i);
    if (weekly[i].day < 1 || weekly[i].day > 7)
      out.push_back(fault(at + "/day", "calendar.bad_day", "1 Monday to 7 Sunday"));
    check(weekly[i].hours, at, out);
    const auto end = weekly.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(weekly.begin(), end, [&](const auto& w) { return overlap(w, weekly[i]); }))
      out.push_back(fault(at, "calendar.overlap", "overlaps another stretch of the day"));
  }
}

void check_holidays(const std::vector<Holiday>& holidays, Errors& out) {
  std::set<local_days> seen;
  for (std::size_t i = 0; i < holidays.size(); ++i) {
    const Holiday& h = holidays[i];
    const std::string at = "/holidays/" + std::to_string(i);
    if (!h.date.ok())
      out.push_back(fault(at + "/date", "calendar.bad_date", "no such date"));
    else if (!seen.insert(local_days{h.date}).second)
      out.push_back(fault(at + "/date", "calendar.doubled", "given twice"));
    if (h.hours) check(*h.hours, at, out);
  }
}

}  // namespace

std::vector<Error> BusinessCalendar::faults(const CalendarRules& rules) {
  if (rules.weekly.size() > kStretchesMax)
    return {{Errc::limit, "at most 70", "/weekly", "calendar.too_many"}};
  if (rules.holidays.size() > kHolidaysMax)
    return {{Errc::limit, "at most 1000", "/holidays", "calendar.too_many"}};
  Errors out;
  if (!TimeZone::find(rules.zone))
    out.push_back(fault("/zone", "calendar.unknown_zone", "an IANA name such as Europe/Rome"));
  check_weekly(rules.weekly, out);
  check_holidays(rules.holidays, out);
  return out;
}

Result<BusinessCalendar> BusinessCalendar::make(CalendarRules rules) {
  if (auto wrong = faults(rules); !wrong.empty()) return std::move(wrong.front());
  std::sort(rules.weekly.begin(), rules.weekly.end(), [](const auto& a, const auto& b) {
    return std::pair(a.day, a.hours.open) < std::pair(b.day, b.hours.open);
  });
  const auto zone = TimeZone::find(rules.zone);
  BusinessCalendar calendar(std::move(rules), *zone);
  for (const Holiday& h : calendar.rules_.holidays)
    calendar.holidays_.emplace(local_days{h.date}, h);
  return calendar;
}

local_days BusinessCalendar::day_of(Instant at) const {
  return std::chrono::floor<days>(zone_.local(at));
}

std::vector<BusinessCalendar::Span> BusinessCalendar::spans(local_days day) const {
  std::vector<Span> spans;
  const auto add = [&](const Stretch& s) {
    const Span span{zone_.utc(LocalTime{day + s.open}), zone_.utc(LocalTime{day + s.close})};
    if (span.open < span.close) spans.push_back(span);  // a stretch inside the spring gap is empty
  };
  if (const auto holiday = holidays_.find(day); holiday != holidays_.end()) {
    if (holiday->second.hours) add(*holiday->second.hours);
    return spans;
  }
  const unsigned weekday = std::chrono::weekday{day}.iso_encoding();
  for (const WeeklyHours& w : rules_.weekly)
    if (w.day == weekday) add(w.hours);
  return spans;
}

template <class F>
void BusinessCalendar::walk(Instant from, F f) const {
  const local_days first = day_of(from);
  for (int i = 0; i < kDaysAhead; ++i)
    for (const Span& span : spans(first + days{i}))
      if (span.close > from && !f(span)) return;
}

BusinessCalendar::State BusinessCalendar::state(Instant at) const {
  const local_days day = day_of(at);
  for (const Span& span : spans(day))
    if (span.open <= at && at < span.close) return State::open;
  return holidays_.contains(day) ? State::holiday : State::closed;
}

std::optional<Instant> BusinessCalendar::add_open_time(Instant from, Duration open_time) const {
  if (open_time <= Duration{0}) return from;
  std::optional<Instant> reached;
  walk(from, [&](const Span& span) {
    const Instant start = std::max(from, span.open);
    if (span.close - start >= open_time)
      reached = start + open_time;
    else
      open_time -= span.close - start;
    return !reached;
  });
  return reached;
}

Duration BusinessCalendar::open_time(Instant from, Instant to) const {
  Duration sum{0};
  if (to <= from) return sum;
  walk(from, [&](const Span& span) {
    if (span.open >= to) return false;
    sum += std::min(to, span.close) - std::max(from, span.open);
    return true;
  });
  return sum;
}

std::optional<Instant> BusinessCalendar::next_change(Instant after) const {
  std::optional<Instant> change;
  std::optional<Instant> closes;  // two stretches may touch: 24:00 and 00:00 are no change
  walk(after, [&](const Span& span) {
    if (!closes && span.open > after) {
      change = span.open;
      return false;
    }
    if (closes && span.open > *closes) {
      change = closes;
      return false;
    }
    closes = span.close;
    return true;
  });
  if (!change && rules_.weekly.empty()) change = closes;  // only holidays open: no next one
  return change;
}

std::optional<minutes> parse_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = parse_int<unsigned>(text.substr(0, 2));
  const auto minute = parse_int<unsigned>(text.substr(3));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const minutes time{*hour * 60 + *minute};
  return time <= kDay ? std::optional(time) : std::nullopt;
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = parse_int<unsigned>(text.substr(0, 4));
  const auto m = parse_int<unsigned>(text.substr(5, 2));
  const auto d = parse_int<unsigned>(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*y)),
                                         std::chrono::month(*m), std::chrono::day(*d)};
  return date.ok() ? std::optional(date) : std::nullopt;
}

}  // namespace filo::sla
