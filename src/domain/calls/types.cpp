#include "domain/calls/types.h"

#include <array>

namespace filo::calls {
namespace {

/// The words of enumerators 0, 1, 2 ...; used in both directions.
constexpr std::array kDirections{"in", "out"};
constexpr std::array kOfferEnds{"answered", "declined", "no_answer", "phone_failed", "withdrawn"};
constexpr std::array kFlowOuts{"wait_max", "no_agents", "full", "closed"};
constexpr std::array kEndedBy{"caller", "agent", "server"};
constexpr std::array kOutcomes{"answered", "abandoned", "flow_out", "ivr", "failed"};
constexpr std::array kKinds{"ivr", "queue", "ring", "talk", "hold", "wrap_up"};
constexpr std::array kEnds{"continued", "answered",  "declined", "no_answer", "phone_failed",
                           "withdrawn", "abandoned", "flow_out", "ended"};

template <class E, std::size_t n>
std::optional<E> find(const std::array<const char*, n>& words, std::string_view word) {
  for (std::size_t i = 0; i < n; ++i)
    if (word == words[i]) return static_cast<E>(i);
  return std::nullopt;
}
template <class E, std::size_t n>
const char* word_of(const std::array<const char*, n>& words, E value) {
  return words.at(static_cast<std::size_t>(value));
}

}  // namespace

const char* to_string(Direction direction) {
  return word_of(kDirections, direction);
}
const char* to_string(OfferEnd end) {
  return word_of(kOfferEnds, end);
}
const char* to_string(FlowOut reason) {
  return word_of(kFlowOuts, reason);
}
const char* to_string(EndedBy who) {
  return word_of(kEndedBy, who);
}
const char* to_string(Outcome outcome) {
  return word_of(kOutcomes, outcome);
}
const char* to_string(SegmentKind kind) {
  return word_of(kKinds, kind);
}
const char* to_string(SegmentEnd end) {
  return word_of(kEnds, end);
}
std::optional<Direction> parse_direction(std::string_view word) {
  return find<Direction>(kDirections, word);
}
std::optional<EndedBy> parse_ended_by(std::string_view word) {
  return find<EndedBy>(kEndedBy, word);
}
std::optional<Outcome> parse_outcome(std::string_view word) {
  return find<Outcome>(kOutcomes, word);
}
std::optional<SegmentKind> parse_segment_kind(std::string_view word) {
  return find<SegmentKind>(kKinds, word);
}
std::optional<SegmentEnd> parse_segment_end(std::string_view word) {
  return find<SegmentEnd>(kEnds, word);
}

// A visit is a run of queue and ring segments of one queue; a segment that ended as answered,
// abandoned or flow_out is its last one.
std::vector<QueueVisit> visits_of(const CallRecord& record) {
  std::vector<QueueVisit> visits;
  bool visiting = false;
  for (const Segment& s : record.segments) {
    if (s.kind != SegmentKind::queue && s.kind != SegmentKind::ring) continue;
    if (!s.queue) continue;  // rings for an own call or outside
    if (!visiting) {
      visits.push_back({.queue = s.queue,
                        .agent = {},
                        .queued_at = s.started_at,
                        .answer_within = s.answer_within});
    }
    visiting = true;
    QueueVisit& visit = visits.back();
    visit.waited += s.duration;
    if (s.end == SegmentEnd::answered) visit.end = QueueVisit::End::answered;
    if (s.end == SegmentEnd::answered) visit.agent = s.agent;
    if (s.end == SegmentEnd::abandoned) visit.end = QueueVisit::End::abandoned;
    if (s.end == SegmentEnd::flow_out) visit.end = QueueVisit::End::flow_out;
    if (visit.end != QueueVisit::End::waiting) visiting = false;
  }
  return visits;
}

bool works_on(const CallRecord& record, AgentId agent) {
  if (!agent) return false;
  return std::any_of(record.segments.begin(), record.segments.end(), [&](const Segment& s) {
    const bool his = s.kind == SegmentKind::talk || s.kind == SegmentKind::hold ||
                     s.kind == SegmentKind::wrap_up;
    return his && s.open && s.agent == agent;
  });
}

Duration caller_time(const CallRecord& record) {
  Duration sum{0};
  for (const Segment& s : record.segments)
    if (s.kind != SegmentKind::wrap_up) sum += s.duration;
  return sum;
}

}  // namespace filo::calls
