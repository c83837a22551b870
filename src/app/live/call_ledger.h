#pragma once
// The book-keeper of live calls: facts in, changed records and today's figures out.
//
// Owner: core thread. append() costs a look-up; records are copied and figures counted only when
// somebody takes or asks, so a burst of facts about one call is one write. The day is that of the
// tenant's own time zone. What waits to be stored is bounded by limits::kFactQueue records; past
// that the oldest are dropped and counted (`dropped()`): calls never wait for the store.

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/live/live_centre.h"
#include "app/ports/live.h"
#include "base/timezone.h"
#include "domain/calls/call_book.h"
#include "domain/kpi/live_figures.h"

namespace filo::app {

/// An agent changed presence; waits for the store like the records.
struct PresenceFact {
  TenantId tenant;
  AgentId agent;
  std::string presence;
  PauseReasonId reason;
  Instant at;
};

class CallLedger final : public FactSink {
 public:
  explicit CallLedger(const Clock& clock) : clock_(clock) {}

  void set_centre(const LiveCentre& centre);
  void append(TenantId tenant, const calls::Event& fact) override;
  void presence(TenantId tenant,
                AgentId agent,
                const std::string& presence,
                PauseReasonId reason,
                Moment now) override;

  struct Changes {
    std::vector<calls::CallRecord> calls;
    std::vector<PresenceFact> presences;
    bool empty() const { return calls.empty() && presences.empty(); }
  };
  /// Everything that changed since the last time, in order of change.
  Changes take_changes();
  /// The store refused them: they come again with the next take_changes(), unless newer ones exist.
  void give_back(Changes changes);
  /// Counts a call of an earlier life of the server.
  void remember(const calls::CallRecord& record);

  struct Day {
    Instant from, to;
  };
  /// The tenant's day, in its zone.
  Day today(TenantId tenant);
  std::vector<TenantId> tenants() const;
  /// What tickets have counted since the day began at `day`; ignored when that is another day.
  void set_tickets(TenantId tenant, Instant day, const kpi::Table& tickets);

  FiguresView queue(TenantId tenant, QueueId queue);
  FiguresView tenant(TenantId tenant);
  AgentTodayView agent(TenantId tenant, AgentId agent);
  unsigned long ignored() const { return book_.ignored(); }
  unsigned long dropped() const { return dropped_; }

 private:
  kpi::LiveFigures& figures_of(TenantId tenant);
  void mark(CallId call);
  void count_dirty();
  const calls::CallRecord* record_of(CallId call) const;

  const Clock& clock_;
  calls::CallBook book_;
  std::unordered_map<CallId, calls::CallRecord> complete_;  // over, but not yet taken
  std::deque<CallId> order_;                                // to be stored
  std::unordered_map<CallId, bool> dirty_;                  // value: also to be counted
  std::deque<PresenceFact> presences_;
  std::map<TenantId, kpi::LiveFigures> figures_;
  std::map<TenantId, std::string> zones_;
  unsigned long dropped_ = 0;
};

}  // namespace filo::app
