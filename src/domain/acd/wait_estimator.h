#pragma once
// How long the caller at a position of one queue will probably wait.
//
// Two views of the rate at which callers leave the queue towards an agent (or give up, which
// shortens the wait of those behind just as well):
//   model     agents on duty / mean handling time       (good when little was seen)
//   observed  the last exits / the time callers waited meanwhile, last half hour
// blended by how many exits were seen. Position p then waits p / rate; the p-th exit of a Poisson
// stream has the standard deviation sqrt(p) / rate, which gives the range. Time in which nobody
// waited does not count, so a calm morning does not promise a slow noon.
// Source: docs/reference/kpi.md#estimated-wait. Pure; bounds: the last kExits exits.

#include <cstddef>
#include <deque>
#include <utility>

#include "domain/acd/types.h"

namespace filo::acd {

class WaitEstimator {
 public:
  explicit WaitEstimator(Duration handling_prior) : handling_(handling_prior) {}

  /// `waiting`: how many wait from now on.
  void set_waiting(std::size_t waiting, MonoTime now);
  /// One caller left the queue.
  void left(MonoTime now);
  /// A conversation and its wrap-up took so long.
  void handled(Duration took);

  /// REQUIRES: position > 0, on_duty > 0.
  WaitEstimate estimate(std::size_t position,
                        std::size_t ready,
                        std::size_t on_duty,
                        MonoTime now) const;
  Duration handling() const { return handling_; }

 private:
  Duration busy_clock(MonoTime now) const;

  static constexpr std::size_t kExits = 32;

  Duration handling_;
  Duration busy_{0};  // time with callers waiting, so far
  MonoTime since_{};  // of the stretch that runs now
  bool anyone_ = false;
  std::deque<std::pair<MonoTime, Duration>> exits_;  // when, and busy clock then
};

}  // namespace filo::acd
