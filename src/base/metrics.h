#pragma once
// Counters, gauges and histograms in Prometheus text (exposition format 0.0.4).
//
// A metric is a static of its module's probe.h and registers itself for ever; updating one is one
// relaxed atomic add, from any thread. Names: filo_<module>_<what>_<unit>[_total].

#include <array>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/time.h"

namespace filo {

class Metric {
 public:
  Metric(const char* name, const char* help, const char* type, std::string labels);
  virtual ~Metric() = default;
  Metric(const Metric&) = delete;
  Metric& operator=(const Metric&) = delete;
  virtual void write(std::string& out) const = 0;
  const std::string name, help, type, labels;
};

/// Only grows. `labels` is ready text: `reason="flood"`.
class Counter final : public Metric {
 public:
  Counter(const char* metric_name, const char* what, std::string fixed_labels = {})
      : Metric(metric_name, what, "counter", std::move(fixed_labels)) {}
  void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }
  void write(std::string& out) const override;

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge final : public Metric {
 public:
  Gauge(const char* metric_name, const char* what, std::string fixed_labels = {})
      : Metric(metric_name, what, "gauge", std::move(fixed_labels)) {}
  void set(std::int64_t v) { value_.store(v, std::memory_order_relaxed); }
  void add(std::int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }
  void write(std::string& out) const override;

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Durations in seconds, buckets from 100 us to 10 s.
class Histogram final : public Metric {
 public:
  Histogram(const char* metric_name, const char* what, std::string fixed_labels = {})
      : Metric(metric_name, what, "histogram", std::move(fixed_labels)) {}
  void observe(Duration d);
  void write(std::string& out) const override;

 private:
  static constexpr std::array<std::int64_t, 16> kBoundsUs = {
      100,    250,     500,     1'000,   2'500,     5'000,     10'000,    25'000,
      50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};
  std::array<std::atomic<std::uint64_t>, kBoundsUs.size() + 1> buckets_{};
  std::atomic<std::int64_t> sum_us_{0};
};

/// All metrics of the process as Prometheus text.
std::string metrics_text();

}  // namespace filo
