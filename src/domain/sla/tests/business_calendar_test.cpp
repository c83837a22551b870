// Opening hours on ordinary days, holidays and the two days of the year that are not 24 h long.

#include "domain/sla/business_calendar.h"

#include <gtest/gtest.h>

namespace filo::sla {
namespace {

using namespace std::chrono_literals;
using State = BusinessCalendar::State;

Instant at(const char* text) {
  return *parse_rfc3339(text);
}

/// Rome, Monday to Friday 9-13 and 14-18; 8 December closed, 24 December until 12.
CalendarRules office() {
  CalendarRules rules;
  for (unsigned day = 1; day <= 5; ++day) {
    rules.weekly.push_back({day, {14h, 18h}});
    rules.weekly.push_back({day, {9h, 13h}});
  }
  rules.holidays = {{.date = *parse_date("2026-12-08"), .name = "Immacolata"},
                    {.date = *parse_date("2026-12-24"), .hours = Stretch{9h, 12h}}};
  return rules;
}

TEST(BusinessCalendar, OpensAndClosesAtItsMinutes) {
  const auto c = BusinessCalendar::make(office()).value();
  EXPECT_EQ(c.state(at("2026-11-23T07:59:59.999999Z")), State::closed);  // Monday, CET
  EXPECT_EQ(c.state(at("2026-11-23T08:00:00Z")), State::open);
  EXPECT_EQ(c.state(at("2026-11-23T11:59:59Z")), State::open);
  EXPECT_EQ(c.state(at("2026-11-23T12:00:00Z")), State::closed);
  EXPECT_EQ(c.state(at("2026-11-22T09:00:00Z")), State::closed);  // Sunday
  EXPECT_EQ(c.state(at("2026-07-20T07:00:00Z")), State::open);    // CEST
}

TEST(BusinessCalendar, HolidayIsClosedOrAsItSays) {
  const auto c = BusinessCalendar::make(office()).value();
  EXPECT_EQ(c.state(at("2026-12-08T09:00:00Z")), State::holiday);
  EXPECT_EQ(c.state(at("2026-12-24T10:59:00Z")), State::open);
  EXPECT_EQ(c.state(at("2026-12-24T11:00:00Z")), State::holiday);
}

TEST(BusinessCalendar, DeadlinesSkipNightsWeekendsAndHolidays) {
  const auto c = BusinessCalendar::make(office()).value();
  EXPECT_EQ(c.add_open_time(at("2026-11-23T08:00:00Z"), 4h), at("2026-11-23T12:00:00Z"));
  EXPECT_EQ(c.add_open_time(at("2026-11-23T08:00:00Z"), 4h + 1us),
            at("2026-11-23T13:00:00.000001Z"));
  // Friday 17:00 local and 10 h: one on Friday, eight on Monday, one on Wednesday after the 8th.
  EXPECT_EQ(c.add_open_time(at("2026-12-04T16:00:00Z"), 10h), at("2026-12-09T09:00:00Z"));
  EXPECT_EQ(c.open_time(at("2026-12-04T16:00:00Z"), at("2026-12-09T09:00:00Z")), 10h);
  EXPECT_EQ(c.open_time(at("2026-12-04T16:00:00Z"), at("2026-12-04T15:00:00Z")), 0h);
  EXPECT_EQ(c.add_open_time(at("2026-11-22T00:00:00Z"), 0h), at("2026-11-22T00:00:00Z"));
}

TEST(BusinessCalendar, DaysOf23And25HoursCountAsLongAsTheyAre) {
  CalendarRules rules;
  for (unsigned day = 1; day <= 7; ++day) rules.weekly.push_back({day, {0h, 24h}});
  const auto c = BusinessCalendar::make(rules).value();
  EXPECT_EQ(c.open_time(at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")), 23h);
  EXPECT_EQ(c.open_time(at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")), 25h);
  for (Instant t = at("2026-10-24T20:00:00Z"); t < at("2026-10-26T04:00:00Z"); t += 15min)
    EXPECT_TRUE(c.is_open(t)) << to_rfc3339(t);
  EXPECT_FALSE(c.next_change(at("2026-01-01T00:00:00Z"))) << "always open";
}

TEST(BusinessCalendar, NextChangeIsOpeningOrClosing) {
  const auto c = BusinessCalendar::make(office()).value();
  EXPECT_EQ(c.next_change(at("2026-11-23T08:00:00Z")), at("2026-11-23T12:00:00Z"));
  EXPECT_EQ(c.next_change(at("2026-11-23T12:00:00Z")), at("2026-11-23T13:00:00Z"));
  EXPECT_EQ(c.next_change(at("2026-11-20T17:30:00Z")), at("2026-11-23T08:00:00Z"));
}

TEST(BusinessCalendar, OneThatNeverOpensHasNoDeadline) {
  const auto c = BusinessCalendar::make({}).value();
  EXPECT_FALSE(c.add_open_time(at("2026-11-23T08:00:00Z"), 1s));
  EXPECT_FALSE(c.next_change(at("2026-11-23T08:00:00Z")));
}

TEST(BusinessCalendar, FaultsNameTheirPlace) {
  const auto field = [](auto change) {
    CalendarRules rules = office();
    change(rules);
    const auto made = BusinessCalendar::make(rules);
    return made ? std::string("no fault") : made.error().field;
  };
  EXPECT_EQ(field([](auto& r) { r.zone = "Rome"; }), "/zone");
  EXPECT_EQ(field([](auto& r) { r.weekly[0].day = 8; }), "/weekly/0/day");
  EXPECT_EQ(field([](auto& r) { r.weekly[1].hours.open = 24h; }), "/weekly/1/open");
  EXPECT_EQ(field([](auto& r) { r.weekly[1].hours.close = 25h; }), "/weekly/1/close");
  EXPECT_EQ(field([](auto& r) { r.weekly[1].hours.close = 15h; }), "/weekly/1");
  EXPECT_EQ(field([](auto& r) { r.holidays.push_back(r.holidays[0]); }), "/holidays/2/date");
  EXPECT_EQ(field([](auto& r) { r.holidays[0].hours = Stretch{9h, 8h}; }), "/holidays/0/close");
  EXPECT_EQ(field([](auto& r) { r.weekly.resize(kStretchesMax + 1); }), "/weekly");
}

TEST(BusinessCalendar, AllFaultsAreToldAtOnce) {
  CalendarRules rules = office();
  rules.zone = "Europe/Rom";
  rules.weekly.push_back({1, {12h, 15h}});
  rules.holidays.push_back(rules.holidays[0]);
  std::vector<std::string> told;
  for (const Error& error : BusinessCalendar::faults(rules))
    told.push_back(error.field + " " + error.key);
  EXPECT_EQ(told,
            (std::vector<std::string>{"/zone calendar.unknown_zone", "/weekly/10 calendar.overlap",
                                      "/holidays/2/date calendar.doubled"}));
  EXPECT_TRUE(BusinessCalendar::faults(office()).empty());
}

TEST(BusinessCalendar, ReadsTimesAndDates) {
  EXPECT_EQ(parse_time_of_day("09:30"), 570min);
  EXPECT_EQ(parse_time_of_day("24:00"), 1440min);
  for (const char* bad : {"24:01", "9:30", "09:60", "0a:00", "", "09-30"})
    EXPECT_FALSE(parse_time_of_day(bad)) << bad;
  EXPECT_TRUE(parse_date("2028-02-29"));
  for (const char* bad : {"2026-02-29", "2026-13-01", "2026-1-01", "x026-01-01"})
    EXPECT_FALSE(parse_date(bad)) << bad;
}

}  // namespace
}  // namespace filo::sla
