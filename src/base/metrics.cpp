#include "base/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace filo {

namespace {

struct Registry {
  std::mutex mutex;
  std::vector<const Metric*> metrics;
};

Registry& registry() {
  static auto* instance = new Registry;  // outlives every static metric
  return *instance;
}

std::string with_labels(const Metric& metric, const std::string& suffix, const std::string& extra) {
  std::string labels = metric.labels;
  if (!extra.empty()) labels += (labels.empty() ? "" : ",") + extra;
  return metric.name + suffix + (labels.empty() ? "" : "{" + labels + "}");
}

}  // namespace

Metric::Metric(const char* n, const char* h, const char* t, std::string l)
    : name(n), help(h), type(t), labels(std::move(l)) {
  std::lock_guard lock(registry().mutex);
  registry().metrics.push_back(this);
}

void Counter::write(std::string& out) const {
  out += fmt::format("{} {}\n", with_labels(*this, "", ""), value());
}

void Gauge::write(std::string& out) const {
  out += fmt::format("{} {}\n", with_labels(*this, "", ""), value());
}

void Histogram::observe(Duration d) {
  const auto bound = std::lower_bound(kBoundsUs.begin(), kBoundsUs.end(), d.count());
  buckets_[static_cast<std::size_t>(bound - kBoundsUs.begin())].fetch_add(
      1, std::memory_order_relaxed);
  sum_us_.fetch_add(d.count(), std::memory_order_relaxed);
}

void Histogram::write(std::string& out) const {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    total += buckets_[i].load(std::memory_order_relaxed);
    const std::string le = i < kBoundsUs.size()
                               ? fmt::format("{:g}", static_cast<double>(kBoundsUs[i]) / 1e6)
                               : "+Inf";
    out += fmt::format("{} {}\n", with_labels(*this, "_bucket", "le=\"" + le + "\""), total);
  }
  out += fmt::format("{} {}\n", with_labels(*this, "_sum", ""),
                     static_cast<double>(sum_us_.load(std::memory_order_relaxed)) / 1e6);
  out += fmt::format("{} {}\n", with_labels(*this, "_count", ""), total);
}

std::string metrics_text() {
  std::vector<const Metric*> metrics;
  {
    std::lock_guard lock(registry().mutex);
    metrics = registry().metrics;
  }
  std::stable_sort(metrics.begin(), metrics.end(),
                   [](const Metric* a, const Metric* b) { return a->name < b->name; });
  std::string out;
  const Metric* previous = nullptr;
  for (const Metric* metric : metrics) {
    if (!previous || previous->name != metric->name)
      out +=
          fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", metric->name, metric->help, metric->type);
    metric->write(out);
    previous = metric;
  }
  return out;
}

}  // namespace filo
