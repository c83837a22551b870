#pragma once
// Carries what the ledger holds to the store: every kFlush in one transaction, in order, with the
// sign of life that tells a later start when this one ended. When the store refuses, the records
// come again: calls go on meanwhile.

#include <functional>
#include <optional>

#include "adapters/store/database.h"
#include "app/live/call_director.h"
#include "app/live/call_ledger.h"
#include "base/loop.h"

namespace filo::server {

class Recorder {
 public:
  static constexpr Duration kFlush = std::chrono::milliseconds{100};

  Recorder(store::Database& database, Loop& core, app::CallLedger& ledger)
      : database_(database), core_(core), ledger_(ledger) {}

  /// At start, before calls: closes what the last life left open and counts today's calls again.
  /// Blocks.
  Status recover();
  /// Agents stand as they stood, as far as their phones come back. Core thread or before it runs.
  void restore_presence(app::CallDirector& director) const;
  /// Begins the timer. Core thread or before it runs.
  void start();
  /// Hands over what is there now. Core thread.
  void flush();
  /// Hands over everything, also what a batch under way leaves behind, then calls `done`; when the
  /// store refuses once, what is left is lost and logged. Core thread, once, as the last thing.
  void finish(std::function<void()> done);

 private:
  struct Interval {
    AgentId agent;
    std::string presence;
    PauseReasonId reason;
  };
  void tick();
  void written(app::CallLedger::Changes&& changes, const Status& saved);
  void end_if_done();

  store::Database& database_;
  Loop& core_;
  app::CallLedger& ledger_;
  std::vector<Interval> last_presences_;
  bool writing_ = false;
  std::function<void()> finished_;  // set: this is the end
  Instant last_beat_{};
  std::optional<MonoTime> complained_;  // of records that wait, and since they wait only
};

}  // namespace filo::server
