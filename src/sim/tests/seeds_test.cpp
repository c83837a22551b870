// Random days: many seeds, bad networks, moody people, restarts. The checkers of World run after
// every step; at the end nothing is left over and every record adds up.

#include <gtest/gtest.h>

#include <cstdlib>

#include "sim/random_day.h"

namespace filo::sim {
namespace {

std::uint64_t seeds() {
  const char* wanted = std::getenv("FILO_SEEDS");
  return wanted ? std::strtoull(wanted, nullptr, 10) : 1'000;
}

TEST(RandomDays, NoCheckerIsBrokenWhateverTheNetworkAndThePeopleDo) {
  std::size_t dialled = 0;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const DayReport report = random_day(seed);
    ASSERT_EQ(report.fault, "") << "replay: ./dev sim --seed " << seed;
    dialled += report.dialled;
  }
  EXPECT_GE(dialled, seeds() / 2) << "agents call out on most days, and are answered";
}

}  // namespace
}  // namespace filo::sim
