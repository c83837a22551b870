#include "base/timer_queue.h"

namespace filo {

TimerId TimerQueue::add(MonoTime when, Task task) {
  const std::uint64_t number = ++last_;
  by_time_.emplace(Key{when, number}, std::move(task));
  when_.emplace(number, when);
  return TimerId{number};
}

void TimerQueue::cancel(TimerId timer) {
  const auto number = static_cast<std::uint64_t>(timer);
  const auto found = when_.find(number);
  if (found == when_.end()) return;
  by_time_.erase(Key{found->second, number});
  when_.erase(found);
}

std::size_t TimerQueue::fire(MonoTime now, std::size_t max) {
  std::size_t ran = 0;
  while (ran < max && !by_time_.empty() && by_time_.begin()->first.first <= now) {
    auto node = by_time_.extract(by_time_.begin());
    when_.erase(node.key().second);
    node.mapped()();
    ++ran;
  }
  return ran;
}

MonoTime TimerQueue::next() const {
  return by_time_.empty() ? MonoTime::max() : by_time_.begin()->first.first;
}

}  // namespace filo
