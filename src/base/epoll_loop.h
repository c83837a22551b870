#pragma once
// The real loop: epoll, an inbox from other threads (eventfd), timers, and file descriptors that
// belong to the loop's thread.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/bounded_queue.h"
#include "base/loop.h"
#include "base/timer_queue.h"

namespace filo {

/// Owned by whoever creates it; run() makes the calling thread the loop's thread until stop().
class EpollLoop final : public Loop {
 public:
  /// `inbox` bounds the tasks that other threads may have waiting.
  explicit EpollLoop(std::size_t inbox = 65'536, const Clock& clock = system_clock());
  ~EpollLoop() override;
  EpollLoop(const EpollLoop&) = delete;
  EpollLoop& operator=(const EpollLoop&) = delete;

  /// Runs until stop(). An exception that leaves a task is logged as `internal` and the loop goes
  /// on.
  void run();
  /// Ends run() after the task in progress. Any thread.
  void stop();

  bool post(Task task) override;
  TimerId call_at(MonoTime when, Task task) override;
  void cancel(TimerId timer) override;
  const Clock& clock() const override { return clock_; }
  bool on_this_thread() const override;

  /// Called with the epoll events (EPOLLIN, EPOLLOUT, EPOLLERR ...) of a descriptor.
  using FdHandler = std::function<void(std::uint32_t events)>;
  /// Watches `fd` level-triggered. Loop thread, or before run(). The loop does not close it.
  void watch(int fd, std::uint32_t events, FdHandler handler);
  void modify(int fd, std::uint32_t events);
  void unwatch(int fd);

  /// Runs once after each batch of descriptors, inbox and timers: the place to flush what was
  /// gathered (sendmmsg). One handler; set before run().
  void set_after_batch(Task task) { after_batch_ = std::move(task); }

 private:
  void run_inbox();
  void guarded(const Task& task) const;
  int timeout_ms() const;

  const Clock& clock_;
  int epoll_fd_ = -1;
  int event_fd_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<std::thread::id> thread_{};
  BoundedQueue<Task> inbox_;
  std::vector<Task> batch_;
  TimerQueue timers_;
  std::unordered_map<int, std::shared_ptr<FdHandler>> handlers_;
  Task after_batch_;
};

}  // namespace filo
