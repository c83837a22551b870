#include "base/timeline.h"

#include <algorithm>
#include <fstream>

namespace filo {

namespace {

Duration since(const TimelineAnchor& saved, Moment now, const std::string& boot_id) {
  const bool same_boot = !boot_id.empty() && boot_id == saved.boot_id;
  const Duration passed = same_boot ? now.mono - saved.mono : now.utc - saved.utc;
  return std::max(passed, Duration::zero());
}

}  // namespace

TimelineAnchor re_anchor(const std::optional<TimelineAnchor>& saved,
                         Moment now,
                         std::string boot_id) {
  const Ticks ticks =
      saved ? saved->ticks + since(*saved, now, boot_id) : ticks_from_micros(to_micros(now.utc));
  return {.ticks = ticks, .mono = now.mono, .utc = now.utc, .boot_id = std::move(boot_id)};
}

std::string system_boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  file >> id;
  return id;
}

}  // namespace filo
