#pragma once
// The timers of one loop: start, cancel and fire in O(log n), ties broken by order of starting so
// that a simulation replays exactly. Protocol machines with very many short timers use their own
// wheel; this one serves services.

#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/loop.h"

namespace filo {

class TimerQueue {
 public:
  TimerId add(MonoTime when, Task task);
  void cancel(TimerId timer);
  /// Runs everything due at `now`, also what the tasks themselves add for `now`, at most `max`
  /// tasks so that a task that re-arms itself for "now" cannot hold the loop. Returns how many ran.
  std::size_t fire(MonoTime now, std::size_t max = 10'000);
  /// When the next timer is due; MonoTime::max() when there is none.
  MonoTime next() const;
  std::size_t size() const { return by_time_.size(); }

 private:
  using Key = std::pair<MonoTime, std::uint64_t>;
  std::map<Key, Task> by_time_;
  std::unordered_map<std::uint64_t, MonoTime> when_;
  std::uint64_t last_ = 0;
};

}  // namespace filo
