#pragma once
// An event loop: one thread that owns things, runs tasks one after the other and keeps timers.
//
// EpollLoop (epoll_loop.h) is the real one; VirtualLoop (virtual_loop.h) runs the same services
// under a clock that only moves when told, for the simulator and tests.

#include <cstdint>
#include <functional>

#include "base/time.h"

namespace filo {

/// 0 is no timer. A number is never used twice within a loop.
enum class TimerId : std::uint64_t { none = 0 };

using Task = std::function<void()>;

class Loop {
 public:
  virtual ~Loop() = default;

  /// Runs `task` on the loop's thread after what already waits. Any thread. False when the loop's
  /// inbox is full or stopped: the task did not and will not run.
  virtual bool post(Task task) = 0;

  /// Runs `task` at `when` or soon after. Loop thread only.
  virtual TimerId call_at(MonoTime when, Task task) = 0;
  TimerId call_after(Duration delay, Task task) {
    return call_at(clock().mono() + delay, std::move(task));
  }
  /// Forgets a timer; nothing happens when it already fired or is `none`. Loop thread only.
  virtual void cancel(TimerId timer) = 0;

  virtual const Clock& clock() const = 0;
  virtual bool on_this_thread() const = 0;
};

}  // namespace filo
