#include "base/virtual_loop.h"

#include <algorithm>

namespace filo {

std::size_t VirtualLoop::settle() {
  std::size_t ran = 0;
  for (;;) {
    if (!inbox_.empty()) {
      const Task task = std::move(inbox_.front());
      inbox_.pop_front();
      task();
      ++ran;
      continue;
    }
    if (timers_.next() > clock_.mono()) return ran;
    ran += timers_.fire(clock_.mono(), 1);
  }
}

void VirtualLoop::run_for(Duration by) {
  const MonoTime end = clock_.mono() + by;
  settle();
  while (timers_.next() <= end) {
    clock_.advance(std::max(Duration{0}, timers_.next() - clock_.mono()));
    settle();
  }
  clock_.advance(std::max(Duration{0}, end - clock_.mono()));
}

bool VirtualLoop::step(Duration limit) {
  if (settle() > 0) return true;
  const MonoTime next = timers_.next();
  if (next == MonoTime::max() || next > clock_.mono() + limit) return false;
  clock_.advance(std::max(Duration{0}, next - clock_.mono()));
  settle();
  return true;
}

}  // namespace filo
