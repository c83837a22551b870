#include "app/live/trunk_lines.h"

namespace filo::app {

std::size_t TrunkLines::in_use(TrunkId trunk) const {
  const auto found = lines_.find(trunk);
  return found == lines_.end() ? 0 : static_cast<std::size_t>(found->second.use_count()) - 1;
}

TrunkLines::Line TrunkLines::take(TrunkId trunk, std::size_t max) {
  if (in_use(trunk) >= max) return {};
  Line& line = lines_[trunk];
  if (!line) line = std::make_shared<const TrunkId>(trunk);
  return line;
}

}  // namespace filo::app
