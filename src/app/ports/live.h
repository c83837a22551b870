#pragma once
// What the live services of the core thread need from the rest of the house. None of these blocks;
// answers come back on the core thread. All may fail or be late: a call goes on without them.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "domain/calls/events.h"
#include "domain/people/ids.h"

namespace filo::app {

/// Enough of a customer to show in a call bar.
struct CallerMatch {
  CustomerId id;
  std::string name;
  std::string organisation;
};

/// Finds the customers who own a number.
class CallerLookup {
 public:
  virtual ~CallerLookup() = default;
  using Found = std::function<void(std::vector<CallerMatch>)>;
  virtual void lookup(TenantId tenant, const std::string& e164, Found done) = 0;
};

/// Opens the ticket of a call that an agent took. Idempotent by call.
class CallTickets {
 public:
  virtual ~CallTickets() = default;
  struct Opening {
    TenantId tenant;
    CallId call;
    AgentId agent;
    CustomerId customer;  ///< None: nobody is known by this number.
    std::string ani, service, language;
    QueueId queue;
    std::string queue_name;  ///< Empty: rung without a queue.
  };
  using Opened = std::function<void(Result<TicketId>)>;
  virtual void open_for_call(const Opening& opening, Opened done) = 0;
};

/// Where facts of calls and agents go: appended to the store in order, later. Bounded: when the
/// store is away for long, the oldest facts are spooled, never the call delayed.
class FactSink {
 public:
  virtual ~FactSink() = default;
  virtual void append(TenantId tenant, const calls::Event& fact) = 0;
  virtual void presence(TenantId tenant,
                        AgentId agent,
                        const std::string& presence,
                        PauseReasonId reason,
                        Moment now) = 0;
};

/// Tells browsers that a live state changed. Called often; the implementation reads the state it
/// wants and coalesces.
class LivePush {
 public:
  virtual ~LivePush() = default;
  virtual void agent_changed(TenantId tenant, AgentId agent) = 0;
  virtual void board_changed(TenantId tenant) = 0;
};

}  // namespace filo::app
