#pragma once
// How many 20 ms frames are due: the rhythm of what the phone sends. Pure; time is an argument.

#include "base/time.h"

namespace filo::phone {

/// Counts from start() on an absolute grid, so lateness of single timers does not add up.
class Pacer {
 public:
  static constexpr Duration kFrame = std::chrono::milliseconds{20};
  /// A stall longer than this is skipped: a burst of old sound would help nobody.
  static constexpr int kBurstMax = 5;

  void start(MonoTime now) { next_ = now; }
  /// The frames to send now, 0 to kBurstMax. REQUIRES: started.
  int due(MonoTime now) {
    if (now < next_) return 0;
    const auto late = static_cast<int>((now - next_) / kFrame) + 1;
    next_ += late * kFrame;
    return late <= kBurstMax ? late : 1;
  }
  /// When the next frame is due.
  MonoTime next() const { return next_; }

 private:
  MonoTime next_{};
};

}  // namespace filo::phone
