#include "domain/kpi/count.h"

#include <cstdlib>
#include <utility>

namespace filo::kpi {
namespace {

using calls::QueueVisit;
using calls::Segment;
using calls::SegmentEnd;
using calls::SegmentKind;

Figures count_visit(const QueueVisit& visit, Duration waited) {
  Figures f{.offered = 1};
  const std::int64_t early = waited <= visit.answer_within ? 1 : 0;
  switch (visit.end) {
    case QueueVisit::End::waiting:
      f.waiting = 1;
      break;
    case QueueVisit::End::flow_out:
      f.flow_out = 1;
      break;
    case QueueVisit::End::abandoned:
      f.abandoned = 1;
      f.abandoned_in_time = early;
      break;
    case QueueVisit::End::answered:
      f.answered = 1;
      f.answered_in_time = early;
      f.answered_wait = waited;
      break;
  }
  return f;
}

void count_visits(const calls::CallRecord& call, Table& table) {
  const auto visits = calls::visits_of(call);
  if (visits.empty()) return;
  Duration waited{0};
  for (const QueueVisit& visit : visits) {
    waited += visit.waited;
    table.queues[visit.queue] += count_visit(visit, visit.waited);
  }
  const QueueVisit& last = visits.back();
  Figures total = count_visit(last, waited);
  if (call.announced_wait && total.answered == 1) {
    const Duration real = visits.front().waited - call.announced_after;
    total.forecasts = 1;
    total.forecast_error = Duration{std::abs((*call.announced_wait - real).count())};
  }
  table.total += total;
}

// A phone that failed is not the agent's doing.
bool could_have_answered(SegmentEnd end) {
  return end == SegmentEnd::answered || end == SegmentEnd::declined || end == SegmentEnd::no_answer;
}

void add_segment(const Segment& s, Figures& f) {
  if (s.kind == SegmentKind::talk) f.talk += s.duration;
  if (s.kind == SegmentKind::hold) f.hold += s.duration;
  if (s.kind == SegmentKind::wrap_up) f.wrap_up += s.duration;
}

// How long the caller has waited in the queue where he stands.
class Wait {
 public:
  /// With `s` counted; a stay that ends with `s` is over at the next call.
  Duration up_to(const Segment& s) {
    if (std::exchange(is_over_, false)) waited_ = Duration{0};
    if (s.queue && (s.kind == SegmentKind::queue || s.kind == SegmentKind::ring)) {
      waited_ += s.duration;
      is_over_ = s.end == SegmentEnd::answered || s.end == SegmentEnd::abandoned ||
                 s.end == SegmentEnd::flow_out;
    }
    return waited_;
  }

 private:
  Duration waited_{0};
  bool is_over_ = false;
};

// A ring is in time when the queue's promise was kept with it; calls to the agent himself have
// none.
void count_ring(const Segment& s, Duration waited, Figures& f) {
  if (s.kind != SegmentKind::ring || !could_have_answered(s.end)) return;
  f.offered = 1;
  if (s.end != SegmentEnd::answered) return;
  f.answered = 1;
  f.answered_in_time = s.queue && waited <= s.answer_within ? 1 : 0;
  f.answered_wait = s.queue ? waited : s.duration;
}

// A conversation begins with a talk segment that does not go on from a hold of the same agent.
void count_segments(const calls::CallRecord& call, Table& table) {
  AgentId speaking;
  Wait wait;
  for (const Segment& s : call.segments) {
    const Duration waited = wait.up_to(s);
    if (!s.agent) {
      speaking = {};
      continue;
    }
    Figures f;
    add_segment(s, f);
    if (s.kind == SegmentKind::talk && s.agent != speaking) f.handled = 1;
    if (s.kind != SegmentKind::wrap_up)
      speaking = s.kind == SegmentKind::ring ? AgentId{} : s.agent;
    table.total += f;
    if (s.queue) table.queues[s.queue] += f;
    count_ring(s, waited, f);
    table.agents[s.agent] += f;
  }
}

template <class Id>
void add(std::map<Id, Figures>& to, const std::map<Id, Figures>& from) {
  for (const auto& [id, figures] : from) to[id] += figures;
}
template <class Id>
void take(std::map<Id, Figures>& to, const std::map<Id, Figures>& from) {
  for (const auto& [id, figures] : from) to[id] -= figures;
}

}  // namespace

Table& Table::operator+=(const Table& other) {
  total += other.total;
  add(queues, other.queues);
  add(agents, other.agents);
  return *this;
}
Table& Table::operator-=(const Table& other) {
  total -= other.total;
  take(queues, other.queues);
  take(agents, other.agents);
  return *this;
}

Table count_call(const calls::CallRecord& call) {
  Table table;
  count_visits(call, table);
  count_segments(call, table);
  return table;
}

Table count_ticket(const TicketCount& ticket) {
  Figures f;
  if (ticket.take_charge) {
    f.taken = 1;
    f.take_charge = *ticket.take_charge;
  }
  if (ticket.resolve) {
    f.resolved = 1;
    f.resolve = *ticket.resolve;
    f.first_contact = ticket.first_contact ? 1 : 0;
  }
  Table table{.total = f, .queues = {}, .agents = {}};
  if (ticket.queue) table.queues[ticket.queue] = f;
  if (ticket.agent) table.agents[ticket.agent] = f;
  return table;
}

}  // namespace filo::kpi
