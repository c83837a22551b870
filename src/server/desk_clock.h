#pragma once
// The time line of records (base/timeline.h) kept over restarts: its anchor stands in the store,
// read at start and refreshed each minute. stamp() from any thread.

#include "adapters/store/database.h"
#include "base/timeline.h"

namespace filo::server {

class DeskClock {
 public:
  explicit DeskClock(const Clock& clock) : clock_(clock) {}
  /// Goes on where the last server stopped. Blocks; before anything asks for a stamp.
  Status load(store::Database& database);
  /// Stores the anchor of now, and that the server is alive. Any thread; answers nobody.
  void save(store::Database& database) const;

  Stamp stamp() const;
  /// When the previous server was alive for the last time; nullopt at the first start.
  std::optional<Instant> previous_end() const { return previous_end_; }

 private:
  const Clock& clock_;
  std::optional<Timeline> line_;
  std::optional<Instant> previous_end_;
};

}  // namespace filo::server
