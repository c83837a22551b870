#pragma once
// A hashed timing wheel: start and cancel in O(1), for the very many short timers of transactions,
// nearly all of which are cancelled.
//
// What: slots of 4 ms, one turn is 32.8 s (64*T1 fits); a longer wait stays for more turns.
// Owner: whoever embeds it; one thread. Time: monotonic, always an argument.
// Order: timers fire by slot, within a slot by order of starting, so that a simulation replays.
// Bound: that of its owners; nodes are pooled and reused, 32 bytes each.
//
// Source: Varghese and Lauck, "Hashed and hierarchical timing wheels", 1987.

#include <array>
#include <cstdint>
#include <vector>

#include "base/time.h"

namespace filo::sip {

/// A started timer. A handle of a timer that fired or was cancelled is harmless.
struct TimerHandle {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  ///< 0: no timer.
  explicit operator bool() const { return generation != 0; }
};

/// What comes back when the timer fires: the owner's meaning of it.
struct TimerPayload {
  std::uint32_t kind = 0;
  std::uint32_t subject = 0;
};

class TimerWheel {
 public:
  static constexpr Duration kTick{4'000};
  static constexpr std::uint32_t kSlots = 8'192;

  explicit TimerWheel(MonoTime start = MonoTime{});

  /// Fires at the first advance() with a time >= `when` (rounded up to the tick).
  TimerHandle start(MonoTime when, TimerPayload payload);
  /// Forgets a timer and clears the handle. False when it already fired or was cancelled.
  bool cancel(TimerHandle& handle);

  /// Fires what is due: calls `fire(payload)`. It may start and cancel timers; a timer started for
  /// the past fires in the same call only if its slot has not been passed, else with the next tick.
  template <class Fire>
  void advance(MonoTime now, Fire&& fire);

  /// No timer fires before this time; MonoTime::max() when there is none. A lower bound: a timer
  /// that waits for a later turn may wake its owner once a turn for nothing.
  MonoTime next_deadline() const;
  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint32_t kNone = 0xffff'ffff;
  struct Node {
    std::int64_t tick = 0;
    TimerPayload payload;
    std::uint32_t next = kNone, previous = kNone;
    std::uint32_t generation = 1;
    bool armed = false;
  };

  static std::int64_t tick_up(MonoTime t);
  static std::int64_t tick_down(MonoTime t) { return t.time_since_epoch() / kTick; }
  void link(std::uint32_t index);
  void unlink(std::uint32_t index);
  void release(std::uint32_t index);
  /// The first tick in [from, to] whose slot is not empty, or to + 1.
  std::int64_t next_occupied(std::int64_t from, std::int64_t to) const;

  struct Slot {
    std::uint32_t head = kNone, tail = kNone;
  };
  std::vector<Slot> slots_;
  std::array<std::uint64_t, kSlots / 64> occupied_{};
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> free_;
  std::int64_t done_;  ///< All ticks up to here have fired.
  std::size_t size_ = 0;
  std::uint32_t cursor_ = kNone;  ///< The next node while a slot is being fired.
};

template <class Fire>
void TimerWheel::advance(MonoTime now, Fire&& fire) {
  const std::int64_t target = tick_down(now);
  while (done_ < target) {
    const std::int64_t tick = next_occupied(done_ + 1, target);
    done_ = tick < target ? tick : target;
    if (tick > target) break;
    cursor_ = slots_[static_cast<std::size_t>(tick) % kSlots].head;
    while (cursor_ != kNone) {
      const std::uint32_t index = cursor_;
      cursor_ = nodes_[index].next;
      if (nodes_[index].tick > tick) continue;  // a later turn
      const TimerPayload payload = nodes_[index].payload;
      unlink(index);
      release(index);
      fire(payload);
    }
  }
}

}  // namespace filo::sip
