#pragma once
// Facts about calls, in the past tense: what the live services tell the record. Each names its call
// and the moment; facts of one call arrive in order. CallLog (call_log.h) turns them into a record.

#include <cstdint>
#include <string>
#include <variant>

#include "base/time.h"
#include "domain/people/ids.h"

namespace filo::calls {

enum class Direction : std::uint8_t { in, out };
const char* to_string(Direction direction);

/// The service level time of a queue that says nothing else.
inline constexpr Duration kAnswerWithin = std::chrono::seconds{20};

/// First fact of every call.
struct CallStarted {
  CallId call;
  Moment at;
  Direction direction = Direction::in;
  std::string ani, dnis;  ///< E.164 where it could be normalised.
  std::string service, language;
  AgentId agent = {};  ///< Out: who dialled.
};

struct FlowEntered {
  CallId call;
  Moment at;
  FlowId flow;
};

/// The flow changed what the call stands for. Empty: unchanged.
struct ServiceChosen {
  CallId call;
  Moment at;
  std::string service, language;
};

/// The caller waits in `queue` from now on; also when he comes back after a failed bridge.
struct CallQueued {
  CallId call;
  Moment at;
  QueueId queue;
  Duration answer_within = kAnswerWithin;  ///< The queue's service level time at this moment.
};

/// A caller was told his place and how long he will wait; compared with what came true.
struct WaitAnnounced {
  CallId call;
  Moment at;
  std::size_t position = 0;
  Duration likely{0};
};

struct OfferMade {
  CallId call;
  Moment at;
  OfferId offer;
  AgentId agent;
  QueueId queue;
};

/// `answered` is told by CallAnswered, which follows.
enum class OfferEnd : std::uint8_t { answered, declined, no_answer, phone_failed, withdrawn };
const char* to_string(OfferEnd end);

struct OfferEnded {
  CallId call;
  Moment at;
  OfferId offer;
  AgentId agent;
  OfferEnd how = OfferEnd::answered;
};

/// Caller and agent hear each other. Out: the called party answered. `queue` is none when no queue
/// gave the call.
struct CallAnswered {
  CallId call;
  Moment at;
  AgentId agent;
  QueueId queue;
};

struct CallHeld {
  CallId call;
  Moment at;
  AgentId agent;
};
struct CallResumed {
  CallId call;
  Moment at;
  AgentId agent;
};

enum class FlowOut : std::uint8_t { wait_max, no_agents, full, closed };
const char* to_string(FlowOut reason);

/// The call left `queue` by overflow. What follows (another queue, an outside number, the end) is
/// told by the next fact. `full`: it was refused; a CallQueued of that queue went before.
struct CallFlowedOut {
  CallId call;
  Moment at;
  QueueId queue;
  FlowOut reason = FlowOut::wait_max;
};

/// The caller is being connected to a phone outside. CallAnswered without an agent may follow.
struct TransferStarted {
  CallId call;
  Moment at;
  std::string number;
};

/// The agent's part is over and his wrap-up begins; the call itself may go on.
struct AgentLeft {
  CallId call;
  Moment at;
  AgentId agent;
};

/// `caller`: the other party; of an outgoing call who was called.
enum class EndedBy : std::uint8_t { caller, agent, server };
const char* to_string(EndedBy who);

/// Last fact of the caller's part. `cause`: a short word for the record ("hang_up", "flow_end",
/// "no_media", "busy", "server_restart").
struct CallEnded {
  CallId call;
  Moment at;
  EndedBy by = EndedBy::caller;
  std::string cause = "hang_up";
};

/// The wrap-up after `call` is over. After a queue's call with wrap-up this is the last fact.
struct WrapUpEnded {
  CallId call;
  Moment at;
  AgentId agent;
};

struct CustomerKnown {
  CallId call;
  Moment at;
  CustomerId customer;
};
struct TicketLinked {
  CallId call;
  Moment at;
  TicketId ticket;
};

using Event = std::variant<CallStarted,
                           FlowEntered,
                           ServiceChosen,
                           CallQueued,
                           WaitAnnounced,
                           OfferMade,
                           OfferEnded,
                           CallAnswered,
                           CallHeld,
                           CallResumed,
                           CallFlowedOut,
                           TransferStarted,
                           AgentLeft,
                           CallEnded,
                           WrapUpEnded,
                           CustomerKnown,
                           TicketLinked>;

inline CallId call_of(const Event& event) {
  return std::visit([](const auto& e) { return e.call; }, event);
}
inline Moment moment_of(const Event& event) {
  return std::visit([](const auto& e) { return e.at; }, event);
}

}  // namespace filo::calls
