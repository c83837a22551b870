#pragma once
// Pages of long lists by key, never by offset: a page costs the same wherever it stands.

#include <cstddef>
#include <string>
#include <vector>

namespace filo::app {

/// Where a page ended: the sort values of its last row, then its id. Opaque to callers; the API
/// signs it. Empty is the beginning, or the end when it comes back.
using PageKey = std::vector<std::string>;

struct PageRequest {
  std::size_t limit = 50;  ///< At most limits::kPageRows.
  PageKey after = {};
};

template <class T>
struct Slice {
  std::vector<T> items;
  PageKey next;
};

}  // namespace filo::app
