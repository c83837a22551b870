#include "base/id.h"

#include <algorithm>

namespace filo {

namespace {
constexpr std::int64_t kEpochMs = 1'577'836'800'000;  // 2020-01-01T00:00:00Z
}

std::int64_t IdMaker::next_raw(Instant now) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  const std::int64_t floor = std::max<std::int64_t>(ms - kEpochMs, 1) << 16;
  last_ = std::max(last_ + 1, floor);
  const std::int64_t millis = last_ >> 16;
  const std::int64_t sequence = last_ & 0xffff;
  return millis << 22 | static_cast<std::int64_t>(node_) << 16 | sequence;
}

}  // namespace filo
