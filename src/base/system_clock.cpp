// The only file that names the clocks of the system.

#include <time.h>

#include "base/time.h"

namespace filo {

namespace {

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
  }
  MonoTime mono() const override {
    timespec ts{};
    // Not CLOCK_MONOTONIC: that one stands still while a virtual machine sleeps, and a customer who
    // waited through it has waited.
    clock_gettime(CLOCK_BOOTTIME, &ts);
    return MonoTime{std::chrono::duration_cast<Duration>(std::chrono::seconds{ts.tv_sec} +
                                                         std::chrono::nanoseconds{ts.tv_nsec})};
  }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace filo
