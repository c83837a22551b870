#include "domain/acd/wait_estimator.h"

#include <algorithm>
#include <cmath>

namespace filo::acd {
namespace {

constexpr Duration kMemory = std::chrono::minutes{30};
constexpr double kTrust = 6;  // this many exits weigh as much as the model

Duration micros(double us) {
  constexpr double day = 86'400e6;
  return Duration{static_cast<Duration::rep>(std::clamp(us, 0.0, day))};
}

}  // namespace

Duration WaitEstimator::busy_clock(MonoTime now) const {
  return anyone_ ? busy_ + (now - since_) : busy_;
}

void WaitEstimator::set_waiting(std::size_t waiting, MonoTime now) {
  busy_ = busy_clock(now);
  since_ = now;
  anyone_ = waiting > 0;
}

void WaitEstimator::left(MonoTime now) {
  exits_.emplace_back(now, busy_clock(now));
  if (exits_.size() > kExits) exits_.pop_front();
}

void WaitEstimator::handled(Duration took) {
  handling_ = (7 * handling_ + took) / 8;
}

WaitEstimate WaitEstimator::estimate(std::size_t position,
                                     std::size_t ready,
                                     std::size_t on_duty,
                                     MonoTime now) const {
  if (ready >= position) return {.position = position};
  const double model = static_cast<double>(on_duty) /
                       static_cast<double>(std::max<Duration::rep>(handling_.count(), 1'000'000));
  const auto first = std::find_if(exits_.begin(), exits_.end(),
                                  [&](const auto& exit) { return exit.first + kMemory >= now; });
  double rate = model;
  if (exits_.end() - first >= 2) {
    const double seen = static_cast<double>(exits_.end() - first) - 1;
    const Duration span = std::max(busy_clock(now) - first->second, Duration{1'000'000});
    const double observed = seen / static_cast<double>(span.count());
    rate = (kTrust * model + seen * observed) / (kTrust + seen);
  }
  const double p = static_cast<double>(position);
  return {.position = position,
          .likely = micros(p / rate),
          .low = micros((p - std::sqrt(p)) / rate),
          .high = micros((p + std::sqrt(p)) / rate)};
}

}  // namespace filo::acd
