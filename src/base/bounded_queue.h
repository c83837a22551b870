#pragma once
// A bounded queue between threads: many producers, one consumer that drains in batches.
//
// The only kind of lock in the product besides the log and metrics. A full queue refuses
// (push returns false), it never grows and never blocks the producer: the caller answers with
// Errc::limit or counts the loss.

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace filo {

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  /// False when full or closed; `item` is then untouched. `first` tells whether nothing waited
  /// before: only then does a consumer that sleeps elsewhere (epoll) need to be woken.
  bool push(T&& item, bool* first = nullptr) {
    std::unique_lock lock(mutex_);
    if (closed_ || items_.size() >= capacity_) return false;
    if (first != nullptr) *first = items_.empty();
    items_.push_back(std::move(item));
    lock.unlock();
    ready_.notify_one();
    return true;
  }

  /// Moves all that waits into `out` (cleared first) without blocking. False when nothing waited.
  bool take_all(std::vector<T>& out) {
    out.clear();
    std::lock_guard lock(mutex_);
    items_.swap(out);
    return !out.empty();
  }

  /// Blocks until something waits or the queue is closed; moves at most `max` into `out`.
  /// False only when closed and empty.
  bool wait_take(std::vector<T>& out, std::size_t max) {
    out.clear();
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return false;
    if (items_.size() <= max) {
      items_.swap(out);
      return true;
    }
    const auto middle = items_.begin() + static_cast<std::ptrdiff_t>(max);
    out.assign(std::make_move_iterator(items_.begin()), std::make_move_iterator(middle));
    items_.erase(items_.begin(), middle);
    return true;
  }

  /// Refuses new items; what waits is still delivered.
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<T> items_;
  bool closed_ = false;
};

}  // namespace filo
