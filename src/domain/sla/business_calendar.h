#pragma once
// When a site is open: weekly hours in the site's zone, with holidays. Answers the `hours` node of
// a flow, and counts open time for deadlines. Pure and immutable; copied freely.
//
// A day has any number of open stretches; one that goes past midnight is two entries (22:00-24:00
// and 00:00-06:00). A holiday replaces the hours of its date: closed, or open as it says. On days
// of 23 or 25 hours a stretch follows the wall clock.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/timezone.h"

namespace filo::sla {

/// Local times of day; close is after open, at most 24:00.
struct Stretch {
  std::chrono::minutes open{0}, close{0};
};

struct WeeklyHours {
  unsigned day = 1;  ///< 1 Monday ... 7 Sunday (ISO 8601).
  Stretch hours;
};

struct Holiday {
  std::chrono::year_month_day date;
  std::string name = {};
  std::optional<Stretch> hours = {};  ///< None: closed all day.
};

struct CalendarRules {
  std::string zone = "Europe/Rome";
  std::vector<WeeklyHours> weekly;
  std::vector<Holiday> holidays;
};

inline constexpr std::size_t kStretchesMax = 70;    ///< Ten a day.
inline constexpr std::size_t kHolidaysMax = 1'000;  ///< Dozens of years ahead.

class BusinessCalendar {
 public:
  enum class State : std::uint8_t { open, closed, holiday };

  /// Every fault of `rules`, each with a JSON pointer in `field` ("/weekly/3/close"): Errc::invalid
  /// for an unknown zone, a bad day or time, stretches of a day that overlap, a date given twice;
  /// Errc::limit for too many, alone.
  static std::vector<Error> faults(const CalendarRules& rules);
  /// The first of faults(), if there is one.
  static Result<BusinessCalendar> make(CalendarRules rules);

  /// `holiday`: closed because of one; the caller may be told so.
  State state(Instant at) const;
  bool is_open(Instant at) const { return state(at) == State::open; }

  /// The moment at which `open_time` of opening hours has passed since `from`; `from` itself for 0.
  /// nullopt: not within ten years, because the calendar (almost) never opens.
  std::optional<Instant> add_open_time(Instant from, Duration open_time) const;
  /// Opening hours between the two; 0 when `to` is not after `from`.
  Duration open_time(Instant from, Instant to) const;
  /// The next moment at which it opens or closes; nullopt: not within ten years.
  std::optional<Instant> next_change(Instant after) const;

  const CalendarRules& rules() const { return rules_; }

 private:
  struct Span {
    Instant open, close;
  };
  BusinessCalendar(CalendarRules rules, TimeZone zone) : rules_(std::move(rules)), zone_(zone) {}
  std::chrono::local_days day_of(Instant at) const;
  /// The open stretches of a local day, in order.
  std::vector<Span> spans(std::chrono::local_days day) const;
  /// Calls f(span) for all stretches that end after `from`, in order, until it returns false.
  template <class F>
  void walk(Instant from, F f) const;

  CalendarRules rules_;
  TimeZone zone_;
  std::map<std::chrono::local_days, Holiday> holidays_;
};

/// "HH:MM", 00:00 to 24:00.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);
/// "YYYY-MM-DD", a date that exists.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

}  // namespace filo::sla
