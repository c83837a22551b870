#pragma once
// Today's figures of tickets on the live board: counted by the store with the definitions of the
// day report, again when a ticket has changed and when a day begins, so both always tell the same.

#include <functional>
#include <map>
#include <set>

#include "app/live/call_ledger.h"
#include "app/ports/store.h"
#include "base/loop.h"
#include "base/workers.h"

namespace filo::server {

/// Owner: core thread. Many changes are one count: the next begins kPause after the last, later
/// where counting takes long, so that it never costs more than a hundredth of a worker.
class TicketFigures {
 public:
  static constexpr Duration kPause = std::chrono::seconds{1};
  static constexpr Duration kPauseMax = std::chrono::seconds{30};
  static constexpr Duration kLook = std::chrono::seconds{20};  ///< For midnight.

  /// `counted`: the board of this tenant shows something new.
  TicketFigures(app::Store& store,
                Workers& workers,
                Loop& core,
                app::CallLedger& ledger,
                std::function<void(TenantId)> counted)
      : store_(store),
        workers_(workers),
        core_(core),
        ledger_(ledger),
        counted_(std::move(counted)) {}

  /// Counts every tenant and keeps looking for midnight. Core thread or before it runs.
  void start();
  /// A ticket of this tenant has changed.
  void changed(TenantId tenant);

 private:
  void look();
  void count();
  void count(TenantId tenant);

  app::Store& store_;
  Workers& workers_;
  Loop& core_;
  app::CallLedger& ledger_;
  std::function<void(TenantId)> counted_;
  std::set<TenantId> due_;
  std::map<TenantId, Instant> days_;  // counted last
  Duration pause_ = kPause;
  bool armed_ = false;
};

}  // namespace filo::server
