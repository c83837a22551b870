#include "domain/calls/call_log.h"

#include <algorithm>

#include "base/check.h"

namespace filo::calls {

CallLog::CallLog(TenantId tenant, const CallStarted& e) : start_(e.at), now_(e.at.mono) {
  record_.id = e.call;
  record_.tenant = tenant;
  record_.direction = e.direction;
  record_.ani = e.ani;
  record_.dnis = e.dnis;
  record_.service = e.service;
  record_.language = e.language;
  record_.agent = e.agent;
  record_.started_at = e.at.utc;
  if (e.direction == Direction::in)
    begin(SegmentKind::ivr, {}, {});
  else
    begin(SegmentKind::ring, {}, {});
}

void CallLog::apply(const Event& fact) {
  FILO_CHECK(call_of(fact) == record_.id);
  now_ = std::max(now_, moment_of(fact).mono);
  std::visit([this](const auto& e) { on(e); }, fact);
  if (Segment* open = current()) open->duration = now_ - segment_began_;
  for (const WrapUp& w : wrap_ups_) record_.segments[index(w.segment)].duration = now_ - w.began;
}

bool CallLog::complete() const {
  return ended() && wrap_ups_.empty();
}

// --- segments ---------------------------------------------------------------------------------

void CallLog::begin(SegmentKind kind, AgentId agent, QueueId queue) {
  segment_began_ = now_;
  current_ = static_cast<int>(record_.segments.size());
  record_.segments.push_back({.kind = kind,
                              .agent = agent,
                              .queue = queue,
                              .started_at = utc(now_),
                              .open = true,
                              .answer_within = answer_within_});
}

void CallLog::close(SegmentEnd end) {
  Segment* segment = current();
  if (segment == nullptr) return;
  segment->duration = now_ - segment_began_;
  segment->end = end;
  segment->open = false;
  const bool says_something = segment->kind == SegmentKind::ring ||
                              segment->kind == SegmentKind::talk || end != SegmentEnd::continued;
  const bool is_last = index(current_) + 1 == record_.segments.size();
  if (segment->duration == Duration{0} && !says_something && is_last) record_.segments.pop_back();
  current_ = -1;
}

void CallLog::begin_wrap_up(AgentId agent, QueueId queue) {
  wrap_ups_.push_back({static_cast<int>(record_.segments.size()), now_});
  record_.segments.push_back({.kind = SegmentKind::wrap_up,
                              .agent = agent,
                              .queue = queue,
                              .started_at = utc(now_),
                              .open = true});
}

// --- facts ------------------------------------------------------------------------------------

void CallLog::on(const CallStarted&) {
  ++ignored_;
}

void CallLog::on(const FlowEntered& e) {
  if (ended()) return void(++ignored_);
  record_.flow = e.flow;
}

void CallLog::on(const ServiceChosen& e) {
  if (!e.service.empty()) record_.service = e.service;
  if (!e.language.empty()) record_.language = e.language;
}

void CallLog::on(const CallQueued& e) {
  if (ended() || waiting_in_) return void(++ignored_);
  close(SegmentEnd::continued);
  left_ = {};
  waiting_in_ = record_.queue = e.queue;
  answer_within_ = e.answer_within;
  begin(SegmentKind::queue, {}, e.queue);
}

void CallLog::on(const WaitAnnounced& e) {
  if (record_.announced_wait || !waiting_in_) return;
  record_.announced_wait = e.likely;
  for (const QueueVisit& visit : visits_of(record_)) record_.announced_after = visit.waited;
  if (const Segment* open = current())
    record_.announced_after += (now_ - segment_began_) - open->duration;
}

void CallLog::on(const OfferMade& e) {
  if (ended() || !is(SegmentKind::queue)) return void(++ignored_);
  if (record_.segments.size() + 4 > kSegmentsMax) return;
  close(SegmentEnd::continued);
  offer_ = e.offer;
  begin(SegmentKind::ring, e.agent, waiting_in_);
}

void CallLog::on(const OfferEnded& e) {
  if (ended() || !is(SegmentKind::ring) || offer_ != e.offer) return void(++ignored_);
  offer_ = {};
  if (e.how == OfferEnd::answered) return;  // CallAnswered closes the ring
  close(e.how == OfferEnd::declined       ? SegmentEnd::declined
        : e.how == OfferEnd::no_answer    ? SegmentEnd::no_answer
        : e.how == OfferEnd::phone_failed ? SegmentEnd::phone_failed
                                          : SegmentEnd::withdrawn);
  begin(SegmentKind::queue, {}, waiting_in_);
}

void CallLog::on(const CallAnswered& e) {
  if (ended() || is(SegmentKind::talk) || is(SegmentKind::hold)) return void(++ignored_);
  if (Segment* ring = current(); ring != nullptr && waiting_in_) ring->agent = e.agent;
  close(waiting_in_ || is(SegmentKind::ring) ? SegmentEnd::answered : SegmentEnd::continued);
  waiting_in_ = left_ = {};
  offer_ = {};
  if (e.agent || record_.direction == Direction::out) answered_ = true;
  if (e.agent) record_.agent = e.agent;
  if (!record_.answered_at) record_.answered_at = utc(now_);
  begin(SegmentKind::talk, e.agent, e.queue);
}

void CallLog::on(const CallHeld& e) {
  if (!is(SegmentKind::talk)) return void(++ignored_);
  const QueueId queue = current()->queue;
  close(SegmentEnd::continued);
  begin(SegmentKind::hold, e.agent, queue);
}

void CallLog::on(const CallResumed& e) {
  if (!is(SegmentKind::hold)) return void(++ignored_);
  const QueueId queue = current()->queue;
  close(SegmentEnd::continued);
  begin(SegmentKind::talk, e.agent, queue);
}

void CallLog::on(const CallFlowedOut& e) {
  if (ended() || waiting_in_ != e.queue) return void(++ignored_);
  close(SegmentEnd::flow_out);
  waiting_in_ = {};
  left_ = e.queue;
  record_.cause = to_string(e.reason);
  begin(SegmentKind::ivr, {}, {});  // what the caller hears until the next fact
}

void CallLog::on(const TransferStarted& e) {
  if (ended() || waiting_in_) return void(++ignored_);
  record_.transferred_to = e.number;
  close(SegmentEnd::continued);
  begin(SegmentKind::ring, {}, {});
}

void CallLog::on(const AgentLeft& e) {
  if (!is(SegmentKind::talk) && !is(SegmentKind::hold)) return void(++ignored_);
  const QueueId queue = current()->queue;
  close(SegmentEnd::ended);
  begin_wrap_up(e.agent, queue);
  begin(SegmentKind::ivr, {}, {});
}

void CallLog::on(const CallEnded& e) {
  if (ended()) return void(++ignored_);
  const bool talked = is(SegmentKind::talk) || is(SegmentKind::hold);
  const Segment last = current() != nullptr ? *current() : Segment{};
  record_.outcome = outcome();
  record_.ended_by = e.by;
  if (record_.outcome != Outcome::flow_out || record_.cause.empty()) record_.cause = e.cause;
  close(waiting_in_ ? SegmentEnd::abandoned : SegmentEnd::ended);
  record_.ended_at = utc(now_);
  waiting_in_ = {};
  if (talked && last.agent && last.queue) begin_wrap_up(last.agent, last.queue);
}

Outcome CallLog::outcome() const {
  if (waiting_in_) return Outcome::abandoned;
  if (answered_) return Outcome::answered;
  if (record_.queue || spoke()) return Outcome::flow_out;
  return record_.flow ? Outcome::ivr : Outcome::failed;
}

bool CallLog::spoke() const {
  return std::ranges::any_of(record_.segments,
                             [](const Segment& s) { return s.kind == SegmentKind::talk; });
}

void CallLog::on(const WrapUpEnded& e) {
  const auto open = std::find_if(wrap_ups_.begin(), wrap_ups_.end(), [&](const WrapUp& w) {
    return record_.segments[index(w.segment)].agent == e.agent;
  });
  if (open == wrap_ups_.end()) return void(++ignored_);
  Segment& segment = record_.segments[index(open->segment)];
  segment.duration = now_ - open->began;
  segment.end = SegmentEnd::ended;
  segment.open = false;
  wrap_ups_.erase(open);
}

void CallLog::on(const CustomerKnown& e) {
  record_.customer = e.customer;
}

void CallLog::on(const TicketLinked& e) {
  record_.ticket = e.ticket;
}

// --- after a crash ----------------------------------------------------------------------------

void recall_answer(CallRecord& record, const AnswerByTicket& answer) {
  record.ticket = answer.ticket;
  if (!answer.agent || record.agent || record.ended_at) return;
  QueueId queue;
  for (Segment& s : record.segments) {
    if (!s.open) continue;
    const bool in_queue = s.kind == SegmentKind::queue || s.kind == SegmentKind::ring;
    s.open = false;
    s.duration = std::max(Duration{0}, answer.at - s.started_at);
    s.end = in_queue ? SegmentEnd::answered : SegmentEnd::continued;
    if (in_queue) s.agent = answer.agent, queue = s.queue;
  }
  record.agent = answer.agent;
  if (!record.answered_at) record.answered_at = answer.at;
  Segment talk{SegmentKind::talk, answer.agent, queue, answer.at};
  talk.open = true;
  record.segments.push_back(talk);
}

bool close_interrupted(CallRecord& record, Instant last_alive) {
  bool changed = false;
  bool waited = false;
  for (Segment& s : record.segments) {
    if (!s.open) continue;
    changed = true;
    s.open = false;
    s.duration = std::max(s.duration, last_alive - s.started_at);
    const bool in_queue =
        (s.kind == SegmentKind::queue || s.kind == SegmentKind::ring) && bool(s.queue);
    s.end = in_queue ? SegmentEnd::abandoned : SegmentEnd::ended;
    waited = waited || in_queue;
  }
  if (record.ended_at) return changed;
  const bool spoke = std::any_of(record.segments.begin(), record.segments.end(), [&](auto& s) {
    return s.kind == SegmentKind::talk && (s.agent || record.direction == Direction::out);
  });
  record.ended_at = record.started_at + caller_time(record);
  record.ended_by = EndedBy::server;
  record.cause = "server_restart";
  const bool left = record.queue || !record.transferred_to.empty();
  record.outcome = waited        ? Outcome::abandoned
                   : spoke       ? Outcome::answered
                   : left        ? Outcome::flow_out
                   : record.flow ? Outcome::ivr
                                 : Outcome::failed;
  return true;
}

}  // namespace filo::calls
