#include "base/timezone.h"

#include <gtest/gtest.h>

namespace filo {
namespace {

using namespace std::chrono_literals;

Instant at(const char* text) {
  return *parse_rfc3339(text);
}

TEST(TimeZone, FollowsSummerTime) {
  const TimeZone rome = TimeZone::find("Europe/Rome").value();
  EXPECT_EQ(rome.local(at("2026-07-01T10:00:00Z")) - rome.local(at("2026-01-01T11:00:00Z")),
            181 * 24h);
  EXPECT_EQ(rome.utc(rome.local(at("2026-07-01T10:00:00Z"))), at("2026-07-01T10:00:00Z"));
}

TEST(TimeZone, TimesThatComeTwiceAreTheFirstAndThoseThatNeverComeTheEndOfTheGap) {
  const TimeZone rome = TimeZone::find("Europe/Rome").value();
  // 25 October 2026, 02:30 comes twice; 29 March 2026, 02:30 never.
  const LocalTime twice = rome.local(at("2026-10-25T00:30:00Z"));
  EXPECT_EQ(twice, rome.local(at("2026-10-25T01:30:00Z")));
  EXPECT_EQ(rome.utc(twice), at("2026-10-25T00:30:00Z"));
  const LocalTime never = rome.local(at("2026-03-29T00:30:00Z")) + 1h;
  EXPECT_EQ(rome.utc(never), at("2026-03-29T01:00:00Z"));
}

TEST(TimeZone, UnknownNamesAreRefused) {
  const auto mars = TimeZone::find("Mars/Olympus");
  ASSERT_FALSE(mars);
  EXPECT_EQ(mars.error().code, Errc::not_found);
}

}  // namespace
}  // namespace filo
