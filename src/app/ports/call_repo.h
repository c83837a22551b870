#pragma once
// Records of calls, the log of agents' presence, and figures of a day, in the store. Within one
// transaction; every method sees rows of `tenant` only, except those that serve the start of the
// server. Errors besides those named: unavailable, timeout, internal.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/ports/page.h"
#include "base/result.h"
#include "domain/calls/types.h"
#include "domain/kpi/count.h"

namespace filo::app {

/// What a list shows of a call: `segments` stays empty. Names are filled on reading and empty where
/// the row is gone.
struct CallRow {
  calls::CallRecord call;
  std::string customer_name, queue_name, agent_name;
};

struct CallFilter {
  std::optional<Instant> from, to;  ///< Started in [from, to).
  QueueId queue = {};               ///< The last queue.
  AgentId agent = {};
  CustomerId customer = {};
  std::string ani = {};
};

class CallRepo {
 public:
  virtual ~CallRepo() = default;

  /// Writes the record as it is now; repeating it changes nothing. A customer or ticket bound
  /// before stays when the record has none. When the call has ended and its customer is known, the
  /// customer's time line gets it.
  virtual Status save(const calls::CallRecord& record) = 0;
  /// Binds a customer or a ticket (none: leave) to a call, also after its end. not_found.
  virtual Status bind(TenantId tenant, CallId call, CustomerId customer, TicketId ticket) = 0;

  /// With segments. not_found.
  virtual Result<CallRow> find(TenantId tenant, CallId call) = 0;
  /// Newest first.
  virtual Result<Slice<CallRow>> list(TenantId tenant,
                                      const CallFilter& filter,
                                      const PageRequest& page) = 0;
  /// Calls of all tenants that started in [from, to), with segments, oldest first: to rebuild live
  /// figures at start.
  virtual Status for_each(Instant from,
                          Instant to,
                          const std::function<void(const calls::CallRecord&)>& use) = 0;

  /// At start, once: closes what the last run left open, at `last_alive` (see last_alive()): calls,
  /// wrap-ups and agents' intervals of all tenants, cause "server_restart". Returns how many calls.
  virtual Result<std::int64_t> close_interrupted_calls(Instant last_alive) = 0;
  /// The sign of life of the running server; every few seconds.
  virtual Status beat(Instant now) = 0;
  /// The last sign of life; none in a new database.
  virtual Result<std::optional<Instant>> last_alive() = 0;
};

/// A stretch of an agent's presence: ready, or paused with its reason. Offline is the time between.
struct AgentInterval {
  AgentId agent;
  std::string presence;
  PauseReasonId pause_reason;
  Instant started_at{};
  std::optional<Instant> ended_at;  ///< None: runs.
};

class AgentLogRepo {
 public:
  virtual ~AgentLogRepo() = default;
  /// Ends the interval that runs and begins another, unless `presence` is "offline". Saying the
  /// same again changes nothing.
  virtual Status presence_changed(TenantId tenant,
                                  AgentId agent,
                                  const std::string& presence,
                                  PauseReasonId reason,
                                  Instant at) = 0;
  /// Those that touch [from, to), oldest first.
  virtual Result<std::vector<AgentInterval>> intervals(TenantId tenant,
                                                       AgentId agent,
                                                       Instant from,
                                                       Instant to) = 0;
};

class KpiRepo {
 public:
  virtual ~KpiRepo() = default;
  /// Figures of [from, to): calls that started in it, tickets taken and resolved in it.
  /// Definitions: domain/kpi/count.h and docs/reference/kpi.md.
  virtual Result<kpi::Table> tickets(TenantId tenant, Instant from, Instant to) = 0;
  /// With the calls.
  virtual Result<kpi::Table> figures(TenantId tenant, Instant from, Instant to) = 0;
};

}  // namespace filo::app
