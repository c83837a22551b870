#pragma once
// A loop for tests of what answers on a loop.

#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "base/loop.h"
#include "base/timer_queue.h"

namespace filo {

/// A loop of the test's own thread: tasks run inside until().
class TestLoop final : public Loop {
 public:
  bool post(Task task) override { return inbox_.push(std::move(task)); }
  TimerId call_at(MonoTime when, Task task) override { return timers_.add(when, std::move(task)); }
  void cancel(TimerId timer) override { timers_.cancel(timer); }
  const Clock& clock() const override { return system_clock(); }
  bool on_this_thread() const override { return true; }

  void turn() {
    inbox_.take_all(batch_);
    for (const Task& task : batch_) task();
    timers_.fire(clock().mono());
  }
  /// Turns until `done` or the time is up; the value of done().
  bool until(const std::function<bool()>& done, Duration limit = std::chrono::seconds{20}) {
    const MonoTime end = clock().mono() + limit;
    while (!done()) {
      if (clock().mono() > end) return false;
      turn();
      std::this_thread::sleep_for(std::chrono::microseconds{200});
    }
    return true;
  }

 private:
  BoundedQueue<Task> inbox_{10'000};
  std::vector<Task> batch_;
  TimerQueue timers_;
};

}  // namespace filo
