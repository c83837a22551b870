#include "protocols/sip/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace filo::sip {

TimerWheel::TimerWheel(MonoTime start) : slots_(kSlots), done_(tick_down(start)) {}

std::int64_t TimerWheel::tick_up(MonoTime t) {
  return (t.time_since_epoch() + kTick - Duration{1}) / kTick;
}

TimerHandle TimerWheel::start(MonoTime when, TimerPayload payload) {
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(nodes_.size());
    nodes_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Node& node = nodes_[index];
  node.tick = std::max(tick_up(when), done_ + 1);
  node.payload = payload;
  link(index);
  return {index, node.generation};
}

bool TimerWheel::cancel(TimerHandle& handle) {
  const TimerHandle timer = handle;
  handle = {};
  if (!timer || timer.index >= nodes_.size()) return false;
  const Node& node = nodes_[timer.index];
  if (!node.armed || node.generation != timer.generation) return false;
  unlink(timer.index);
  release(timer.index);
  return true;
}

void TimerWheel::link(std::uint32_t index) {
  Node& node = nodes_[index];
  const auto at = static_cast<std::uint32_t>(node.tick % kSlots);
  Slot& slot = slots_[at];
  node.next = kNone;
  node.previous = slot.tail;
  if (slot.tail == kNone) {
    slot.head = index;
  } else {
    nodes_[slot.tail].next = index;
  }
  slot.tail = index;
  node.armed = true;
  occupied_[at / 64] |= std::uint64_t{1} << (at % 64);
  ++size_;
}

void TimerWheel::unlink(std::uint32_t index) {
  Node& node = nodes_[index];
  const auto at = static_cast<std::uint32_t>(node.tick % kSlots);
  Slot& slot = slots_[at];
  if (cursor_ == index) cursor_ = node.next;  // cancelled by the timer that fires just before it
  (node.previous == kNone ? slot.head : nodes_[node.previous].next) = node.next;
  (node.next == kNone ? slot.tail : nodes_[node.next].previous) = node.previous;
  if (slot.head == kNone) occupied_[at / 64] &= ~(std::uint64_t{1} << (at % 64));
  node.armed = false;
  --size_;
}

void TimerWheel::release(std::uint32_t index) {
  Node& node = nodes_[index];
  if (++node.generation == 0) node.generation = 1;
  free_.push_back(index);
}

std::int64_t TimerWheel::next_occupied(std::int64_t from, std::int64_t to) const {
  // One turn sees every slot; a longer way is walked turn by turn by the caller's loop.
  const std::int64_t last = std::min(to, from + kSlots - 1);
  std::int64_t tick = from;
  while (tick <= last) {
    const auto at = static_cast<std::uint32_t>(tick % kSlots);
    const std::uint64_t word = occupied_[at / 64] >> (at % 64);
    if (word != 0) {
      tick += std::countr_zero(word);
      break;
    }
    tick += 64 - at % 64;
  }
  return tick <= last ? tick : to + 1;
}

MonoTime TimerWheel::next_deadline() const {
  if (size_ == 0) return MonoTime::max();
  const std::int64_t tick = next_occupied(done_ + 1, done_ + kSlots);
  return MonoTime{kTick * tick};
}

}  // namespace filo::sip
