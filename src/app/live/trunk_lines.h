#pragma once
// How many calls each trunk carries now, so that none carries more than the network sold. A line is
// given back when the last copy of it goes. Core thread.

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "domain/people/ids.h"

namespace filo::app {

class TrunkLines {
 public:
  using Line = std::shared_ptr<const TrunkId>;

  std::size_t in_use(TrunkId trunk) const;
  /// A line of `trunk`; none when `max` are in use.
  Line take(TrunkId trunk, std::size_t max);

 private:
  std::unordered_map<TrunkId, Line> lines_;  // one copy here, one for each line in use
};

}  // namespace filo::app
