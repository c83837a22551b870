#pragma once
// What Dispatcher::advance() decided, in the order in which to carry it out.

#include <string>
#include <variant>

#include "domain/acd/types.h"

namespace filo::acd {

/// "Why this call, why this agent": the figures of a decision; text() makes the sentence for log
/// and desk only when somebody reads it.
struct Why {
  int priority = 0;         ///< Queue + call.
  Duration waited{0};       ///< Since the place was taken.
  std::size_t waiting = 0;  ///< Callers in the queue, this one included.
  Strategy strategy = Strategy::longest_idle;
  bool preferred = false;   ///< The call asked for this agent.
  Duration idle{0};         ///< How long the agent was free.
  int skill_sum = 0;        ///< Sum of levels in the needed skills.
  std::size_t free = 0;     ///< Agents who could have had the call, this one included.
  std::size_t attempt = 1;  ///< Which offer of this call it is.
  std::string text() const;
};

/// Ring this agent for this call. The agent is reserved until the offer is answered, declined,
/// withdrawn or `expires_at`, whatever comes first.
struct OfferMade {
  OfferId offer;
  CallId call;
  AgentId agent;
  QueueId queue;
  Duration ring_timeout{0};
  MonoTime expires_at{};
  Why why;
};

/// Stop ringing: the offer ended before its time and is not charged to the agent.
struct OfferWithdrawn {
  enum class Reason : std::uint8_t {
    caller_left,   ///< remove()
    agent_left,    ///< Paused, offline, unreachable, or busy with something else.
    released,      ///< A supervisor freed the agent.
    reconfigured,  ///< Agent or queue is gone, or the agent may not serve it any more.
  };
  OfferId offer;
  CallId call;
  AgentId agent;
  QueueId queue;
  Reason reason = Reason::caller_left;
};
const char* to_string(OfferWithdrawn::Reason reason);

/// Stop ringing: nobody answered in time. Charged to the agent.
struct OfferTimedOut {
  OfferId offer;
  CallId call;
  AgentId agent;
  QueueId queue;
};

/// `full` never comes from advance(): enqueue() says Errc::limit, and the one who enqueues asks
/// overflow_of().
enum class OverflowReason : std::uint8_t { wait_max, no_agents, full, closed };
const char* to_string(OverflowReason reason);

/// The call has left the queue; send it to `target`.
struct CallOverflowed {
  CallId call;
  QueueId queue;
  OverflowReason reason = OverflowReason::wait_max;
  Overflow target;
  MonoTime enqueued_at{};  ///< The place, to be kept in another queue.
};

/// The agent's time after `call` is over; he is free unless he paused or went offline.
struct WrapUpEnded {
  enum class Cause : std::uint8_t { elapsed, by_agent, went_offline, released };
  AgentId agent;
  CallId call;
  Cause cause = Cause::elapsed;
};
const char* to_string(WrapUpEnded::Cause cause);

/// Paused by us after too many unanswered offers; ready again at `until` or by hand before.
struct AgentAutoPaused {
  AgentId agent;
  unsigned unanswered = 0;
  MonoTime until{};
};
struct AgentAutoResumed {
  AgentId agent;
};

/// The derived state of an agent is another one than before: for screens and the agent's log.
/// Follows the decision that caused it.
struct AgentStateChanged {
  AgentId agent;
  AgentState from = AgentState::offline, to = AgentState::offline;
};

using Decision = std::variant<OfferMade,
                              OfferWithdrawn,
                              OfferTimedOut,
                              CallOverflowed,
                              WrapUpEnded,
                              AgentAutoPaused,
                              AgentAutoResumed,
                              AgentStateChanged>;

}  // namespace filo::acd
