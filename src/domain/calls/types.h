#pragma once
// The record of a call: who, when, how long in which state, and one outcome.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "domain/calls/events.h"
#include "domain/people/ids.h"

namespace filo::calls {

/// Every call has exactly one, from its end on.
///   answered   an agent (or, out, the called party) spoke with the caller
///   abandoned  ended while waiting in a queue, whoever ended it; `cause` tells
///   flow_out   left its last queue by overflow and no agent answered, or its flow connected it
///              with somebody outside
///   ivr        ended in the flow
///   failed     never got so far; an outgoing call nobody answered
enum class Outcome : std::uint8_t { answered, abandoned, flow_out, ivr, failed };
const char* to_string(Outcome outcome);
std::optional<Direction> parse_direction(std::string_view word);
std::optional<EndedBy> parse_ended_by(std::string_view word);
std::optional<Outcome> parse_outcome(std::string_view word);

enum class SegmentKind : std::uint8_t { ivr, queue, ring, talk, hold, wrap_up };
const char* to_string(SegmentKind kind);
std::optional<SegmentKind> parse_segment_kind(std::string_view word);

/// How a segment ended. `continued`: the next segment goes on with the call.
enum class SegmentEnd : std::uint8_t {
  continued,
  answered,
  declined,
  no_answer,
  phone_failed,
  withdrawn,
  abandoned,
  flow_out,
  ended
};
const char* to_string(SegmentEnd end);
std::optional<SegmentEnd> parse_segment_end(std::string_view word);

/// A stretch of the call. All but wrap_up are the caller's time: they follow one another without
/// gap or overlap from the call's start to its end. A caller whose agent rings is in `ring`, and
/// still waits. wrap_up is the agent's time and begins when his part ended.
struct Segment {
  SegmentKind kind = SegmentKind::ivr;
  AgentId agent;  ///< ring, talk, hold, wrap_up
  QueueId queue;  ///< queue, ring, and what followed from it
  Instant started_at{};
  Duration duration{0};
  SegmentEnd end = SegmentEnd::continued;
  bool open = false;  ///< Still running; `duration` is as of the last fact.
  /// queue, ring of a queue: an answer within this time of the stay is in time, as the queue
  /// promised when the caller came. Kept, so that a later promise changes no past figure.
  Duration answer_within = kAnswerWithin;
};

/// Re-offers of a long day's wait; when reached, further rings stay inside the queue segment.
inline constexpr std::size_t kSegmentsMax = 500;

struct CallRecord {
  CallId id;
  TenantId tenant;
  Direction direction = Direction::in;
  std::string ani, dnis, service, language;
  FlowId flow;
  QueueId queue;  ///< The last one.
  AgentId agent;  ///< The last one who spoke; out, who dialled.
  CustomerId customer;
  TicketId ticket;
  Instant started_at{};
  std::optional<Instant> answered_at, ended_at;
  std::optional<Outcome> outcome;
  EndedBy ended_by = EndedBy::caller;
  std::string cause;  ///< "hang_up", "wait_max", "server_restart" ...
  std::string transferred_to;
  std::optional<Duration> announced_wait;  ///< The first one the caller was told ...
  Duration announced_after{0};             ///< ... when he had waited so long.
  std::vector<Segment> segments;
};

/// One stay of a call in one queue.
struct QueueVisit {
  enum class End : std::uint8_t { waiting, answered, abandoned, flow_out };
  QueueId queue;
  AgentId agent;  ///< Who answered.
  Instant queued_at{};
  Duration waited{0};
  Duration answer_within = kAnswerWithin;  ///< See Segment.
  End end = End::waiting;
};

/// The stays of a call in queues, in order, read from its segments: the only definition of what was
/// offered, answered, abandoned and flowed out. Source: docs/reference/kpi.md#queue-visits.
std::vector<QueueVisit> visits_of(const CallRecord& record);

/// Is it this agent's call: he speaks in it, or wraps it up?
bool works_on(const CallRecord& record, AgentId agent);

/// The caller's time: sum of all segments but wrap_up.
Duration caller_time(const CallRecord& record);

}  // namespace filo::calls
