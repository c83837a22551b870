#include "server/overload.h"

#include <algorithm>

namespace filo::server {

namespace {

constexpr double kBurstSeconds = 0.1;  // what may come at once, as time at the rate
constexpr double kBurstMin = 5;
constexpr double kDecrease = 0.85, kIncrease = 1.015;
constexpr double kSmoothing = 0.2;

}  // namespace

Overload::Overload(double cap) : cap_(cap) {}

bool Overload::Bucket::take(double rate, double burst, MonoTime now) {
  const double elapsed = std::chrono::duration<double>(now - filled).count();
  tokens = std::min(burst, tokens + elapsed * rate);
  filled = now;
  if (tokens < 1) return false;
  tokens -= 1;
  return true;
}

void Overload::waited(Duration lag, MonoTime now) {
  worst_ = std::max(worst_, lag);
  roll(now);
}

/// Ends the window when its time is over; after a long quiet there is nothing to judge.
void Overload::roll(MonoTime now) {
  const Duration passed = std::chrono::duration_cast<Duration>(now - window_);
  if (passed < kWindow) return;
  const double seconds = std::chrono::duration<double>(passed).count();
  decide(taken_ / seconds);
  if (limiting_ && now - last_refusal_ >= kCalm && worst_ < kLagLow) limiting_ = false;
  window_ = now;
  taken_ = 0;
  worst_ = Duration{};
}

void Overload::decide(double admitted_per_second) {
  smooth_ += kSmoothing * (admitted_per_second - smooth_);
  high_windows_ = worst_ > kLagHigh ? high_windows_ + 1 : 0;
  const bool worse = worst_ > kLagHigh && worst_ > before_;
  before_ = worst_;
  if (!limiting_ && high_windows_ >= kHighWindows) {
    limiting_ = true;
    last_refusal_ = window_;
    rate_ = std::max(kRateMin, kDecrease * smooth_);  // from what we really took
  } else if (limiting_ && worse) {
    rate_ = std::max(kRateMin, kDecrease * rate_);  // a line that gets shorter by itself is left so
  } else if (limiting_ && worst_ < kLagLow) {
    rate_ *= kIncrease;
  }
}

bool Overload::may_pass(MonoTime now) {
  if (limiting_) {
    if (worst_ > kLagStop) return false;
    if (!found_.take(rate_, std::max(kBurstMin, rate_ * kBurstSeconds), now)) return false;
  }
  return cap_ <= 0 || capped_.take(cap_, std::max(1.0, cap_ * kBurstSeconds), now);
}

bool Overload::admit(MonoTime now) {
  roll(now);
  if (may_pass(now)) {
    ++taken_;
    return true;
  }
  ++refused_;
  last_refusal_ = now;
  return false;
}

}  // namespace filo::server
