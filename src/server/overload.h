#pragma once
// How many new calls we take: so many as we can serve, the rest is refused at once and cheaply.
//
// What: a token bucket in front of new calls. Its rate is the fixed cap of the configuration and,
//   while messages wait too long between the kernel and us, a rate found by feedback: below what we
//   took when they began to wait, then slowly up again (additive increase, multiplicative decrease,
//   as RFC 7339 §7 leaves to the implementer). Calls that live are never touched.
// Pure: time is an argument. Core thread.
// Bounds: constant memory; one decision per kWindow.

#include <cstdint>

#include "base/time.h"

namespace filo::server {

class Overload {
 public:
  static constexpr Duration kWindow = std::chrono::milliseconds{100};
  static constexpr Duration kLagHigh = std::chrono::milliseconds{40};   ///< More: take fewer.
  static constexpr Duration kLagLow = std::chrono::milliseconds{10};    ///< Less: take more.
  static constexpr Duration kLagStop = std::chrono::milliseconds{250};  ///< More: take none.
  static constexpr int kHighWindows = 3;  ///< One hiccup of the machine is no overload.
  static constexpr Duration kCalm =
      std::chrono::seconds{2};            ///< So long without refusal: no limit.
  static constexpr double kRateMin = 20;  ///< Calls/s that we always try.

  /// `cap`: new calls per second, 0 for none.
  explicit Overload(double cap);

  /// A message that is handled now lay in the kernel for so long.
  void waited(Duration lag, MonoTime now);
  /// May this new call come in? Costs a token.
  bool admit(MonoTime now);

  /// Are calls being refused because messages wait?
  bool is_limiting() const { return limiting_; }
  /// The rate found; meaningful while limiting.
  double rate() const { return rate_; }
  std::uint64_t refused() const { return refused_; }

 private:
  struct Bucket {
    double tokens = 0;
    MonoTime filled{};
    bool take(double rate, double burst, MonoTime now);
  };

  void roll(MonoTime now);
  void decide(double admitted_per_second);
  bool may_pass(MonoTime now);

  double cap_;
  Bucket capped_, found_;
  bool limiting_ = false;
  double rate_ = 0, smooth_ = 0;  // smooth_: calls taken per second of late
  Duration worst_{}, before_{};
  int high_windows_ = 0;
  std::uint32_t taken_ = 0;
  MonoTime window_{}, last_refusal_{};
  std::uint64_t refused_ = 0;
};

}  // namespace filo::server
