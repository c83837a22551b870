#pragma once
// The loop of the simulator: same interface, virtual time, one thread, exact replay.

#include <deque>

#include "base/loop.h"
#include "base/timer_queue.h"

namespace filo {

class VirtualLoop final : public Loop {
 public:
  explicit VirtualLoop(ManualClock& clock) : clock_(clock) {}

  bool post(Task task) override {
    inbox_.push_back(std::move(task));
    return true;
  }
  TimerId call_at(MonoTime when, Task task) override { return timers_.add(when, std::move(task)); }
  void cancel(TimerId timer) override { timers_.cancel(timer); }
  const Clock& clock() const override { return clock_; }
  bool on_this_thread() const override { return true; }

  /// Runs everything that is due without moving the clock. Returns how many tasks ran.
  std::size_t settle();
  /// Moves the clock by `by`, stopping at each timer on the way.
  void run_for(Duration by);
  /// Moves to the next timer (at most `limit` away) and runs it; false when nothing is due by then.
  bool step(Duration limit);
  MonoTime next() const { return timers_.next(); }

 private:
  ManualClock& clock_;
  std::deque<Task> inbox_;
  TimerQueue timers_;
};

}  // namespace filo
