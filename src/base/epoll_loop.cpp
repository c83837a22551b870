#include "base/epoll_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>

#include "base/check.h"
#include "base/log.h"

namespace filo {

EpollLoop::EpollLoop(std::size_t inbox, const Clock& clock)
    : clock_(clock),
      epoll_fd_(epoll_create1(EPOLL_CLOEXEC)),
      event_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      inbox_(inbox) {
  FILO_CHECK(epoll_fd_ >= 0 && event_fd_ >= 0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = event_fd_;
  FILO_CHECK(epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, event_fd_, &event) == 0);
}

EpollLoop::~EpollLoop() {
  close(event_fd_);
  close(epoll_fd_);
}

bool EpollLoop::on_this_thread() const {
  return thread_.load() == std::this_thread::get_id();
}

bool EpollLoop::post(Task task) {
  if (stopping_.load(std::memory_order_relaxed)) return false;
  bool first = false;
  if (!inbox_.push(std::move(task), &first)) return false;
  if (!first) return true;  // whoever was first has woken the loop or is about to
  const std::uint64_t one = 1;
  // A full eventfd counter already wakes the loop.
  [[maybe_unused]] const ssize_t written = write(event_fd_, &one, sizeof one);
  return true;
}

TimerId EpollLoop::call_at(MonoTime when, Task task) {
  return timers_.add(when, std::move(task));
}
void EpollLoop::cancel(TimerId timer) {
  timers_.cancel(timer);
}

void EpollLoop::watch(int fd, std::uint32_t events, FdHandler handler) {
  handlers_[fd] = std::make_shared<FdHandler>(std::move(handler));
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  FILO_CHECK(epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event) == 0);
}

void EpollLoop::modify(int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  FILO_CHECK(epoll_ctl(epoll_fd_, EPOLL_CTL_MOD, fd, &event) == 0);
}

void EpollLoop::unwatch(int fd) {
  handlers_.erase(fd);
  epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd, nullptr);
}

void EpollLoop::guarded(const Task& task) const {
  try {
    task();
  } catch (const std::exception& fault) {
    FILO_LOG_ERROR("loop", "task failed: {}", fault.what());
  }
}

void EpollLoop::run_inbox() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = read(event_fd_, &count, sizeof count);
  inbox_.take_all(batch_);
  for (const Task& task : batch_) guarded(task);
  batch_.clear();
}

int EpollLoop::timeout_ms() const {
  const MonoTime next = timers_.next();
  if (next == MonoTime::max()) return 1'000;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - clock_.mono()).count();
  return static_cast<int>(std::clamp<std::int64_t>(wait, 0, 1'000));
}

void EpollLoop::run() {
  thread_ = std::this_thread::get_id();
  std::array<epoll_event, 256> events{};
  while (!stopping_.load(std::memory_order_relaxed)) {
    const int n =
        epoll_wait(epoll_fd_, events.data(), static_cast<int>(events.size()), timeout_ms());
    for (int i = 0; i < n; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.fd == event_fd_) {
        run_inbox();
        continue;
      }
      // A handler may unwatch itself or others: look up again and keep it alive while it runs.
      const auto found = handlers_.find(event.data.fd);
      if (found == handlers_.end()) continue;
      const std::shared_ptr<FdHandler> handler = found->second;
      guarded([&] { (*handler)(event.events); });
    }
    guarded([&] { timers_.fire(clock_.mono()); });
    if (after_batch_) guarded(after_batch_);
  }
  thread_ = std::thread::id{};
}

void EpollLoop::stop() {
  stopping_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(event_fd_, &one, sizeof one);
}

}  // namespace filo
