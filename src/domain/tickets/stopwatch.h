#pragma once
// The stopwatch of a ticket: how long it has been worked on, in total, by level and by state.
//
// It counts in ticks (base/timeline.h), so neither a restart nor a changed wall clock disturbs it.
// It runs in new, open and pending and stands in solved and closed; nothing else pauses it.
// Invariant: total == sum of by_level == sum of the by_state of running states. Req: CLOCK.

#include <array>
#include <cstdint>

#include "base/timeline.h"

namespace filo {

/// How a ticket stands. `fresh` travels as "new", which C++ keeps for itself.
enum class TicketStatus : std::uint8_t { fresh, open, pending, solved, closed };
inline constexpr std::size_t kTicketStatuses = 5;

/// Who works on it: first line to the maker of the product. On the wire "1", "2", "3", "vendor".
enum class Level : std::uint8_t { first, second, third, vendor };
inline constexpr std::size_t kLevels = 4;

/// True for states in which the stopwatch runs: somebody waits for a solution.
constexpr bool is_running(TicketStatus status) {
  return status == TicketStatus::fresh || status == TicketStatus::open ||
         status == TicketStatus::pending;
}

/// A value, stored with its ticket. What is counted up to `since` stands in the sums; the rest
/// follows from state and level.
struct Stopwatch {
  std::array<Duration, kLevels> by_level{};
  std::array<Duration, kTicketStatuses> by_state{};  ///< Also solved, which is not in the total.
  Ticks since{};
  TicketStatus status = TicketStatus::fresh;
  Level level = Level::first;

  bool running() const { return is_running(status); }
  /// Up to `since` only; counted_to() first for the time now.
  Duration total() const;
  Duration at_level() const { return by_level[static_cast<std::size_t>(level)]; }
  friend bool operator==(const Stopwatch&, const Stopwatch&) = default;
};

/// A stopwatch that starts at zero.
Stopwatch start_stopwatch(TicketStatus status, Level level, Ticks now);
/// The same watch with everything counted up to `now`. A `now` before `since` counts nothing.
Stopwatch counted_to(const Stopwatch& watch, Ticks now);
/// Counts up to `now`, then goes on in another state and level.
Stopwatch move_on(const Stopwatch& watch, TicketStatus status, Level level, Ticks now);

}  // namespace filo
