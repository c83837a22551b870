#pragma once
// One random quarter of an hour of a switchboard, wholly determined by its seed.

#include <cstdint>
#include <string>

namespace filo::sim {

struct DayReport {
  std::string fault;  ///< The first broken promise; empty: none.
  std::size_t calls = 0, answered = 0, abandoned = 0;
  std::size_t dialled = 0;  ///< By agents, and answered.
  std::size_t restarts = 0, packets = 0;
};

/// Same seed, same report.
DayReport random_day(std::uint64_t seed);

}  // namespace filo::sim
