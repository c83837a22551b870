#pragma once
// Builds the record of one call from its facts.
//
// Durations are differences of monotonic time; the UTC times of segments are the UTC start plus
// such differences, so that a clock set back in mid-call bends nothing. Facts that do not fit (a
// second answer, a hold without talk) are ignored and counted: a record is built from what is sure.
// Owner: whoever records (core thread or a worker). Bounds: kSegmentsMax.

#include "domain/calls/types.h"

namespace filo::calls {

class CallLog {
 public:
  CallLog(TenantId tenant, const CallStarted& started);

  /// REQUIRES: the fact is of this call.
  void apply(const Event& fact);

  const CallRecord& record() const { return record_; }
  /// The caller's part is over.
  bool ended() const { return record_.ended_at.has_value(); }
  /// Nothing more is expected: ended, and no wrap-up runs.
  bool complete() const;
  unsigned ignored() const { return ignored_; }

 private:
  void on(const CallStarted& e);
  void on(const FlowEntered& e);
  void on(const ServiceChosen& e);
  void on(const CallQueued& e);
  void on(const WaitAnnounced& e);
  void on(const OfferMade& e);
  void on(const OfferEnded& e);
  void on(const CallAnswered& e);
  void on(const CallHeld& e);
  void on(const CallResumed& e);
  void on(const CallFlowedOut& e);
  void on(const TransferStarted& e);
  void on(const AgentLeft& e);
  void on(const CallEnded& e);
  void on(const WrapUpEnded& e);
  void on(const CustomerKnown& e);
  void on(const TicketLinked& e);

  Instant utc(MonoTime at) const { return start_.utc + (at - start_.mono); }
  Segment* current() { return current_ < 0 ? nullptr : &record_.segments[index(current_)]; }
  bool is(SegmentKind kind) { return current() != nullptr && current()->kind == kind; }
  /// Ends the caller's open segment; empty ones that say nothing vanish.
  void close(SegmentEnd end);
  void begin(SegmentKind kind, AgentId agent, QueueId queue);
  void begin_wrap_up(AgentId agent, QueueId queue);
  Outcome outcome() const;
  /// Somebody talked with the caller, be it outside the house.
  bool spoke() const;
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }

  CallRecord record_;
  Moment start_;
  MonoTime now_{};            // of the last fact; no fact goes back in time
  MonoTime segment_began_{};  // the caller's open segment
  int current_ = -1;          // its place
  struct WrapUp {
    int segment;
    MonoTime began;
  };
  std::vector<WrapUp> wrap_ups_;  // open ones; a call handed on may have several
  OfferId offer_;                 // of the open ring segment
  QueueId waiting_in_;
  Duration answer_within_ = kAnswerWithin;  // of the present stay
  QueueId left_;                            // flowed out of, and nothing followed yet
  bool answered_ = false;
  unsigned ignored_ = 0;
};

/// What the store knows of a call's answer by its ticket: the two are written one after the other,
/// and a server may die in between.
struct AnswerByTicket {
  TicketId ticket;
  AgentId agent;  ///< None: it was opened for the call, but nobody has answered.
  Instant at;
};
/// Puts the ticket, and the answer where there was one, into a record that lacks them. Before
/// close_interrupted().
void recall_answer(CallRecord& record, const AnswerByTicket& answer);

/// Closes the record of a call that was cut off when the server died: what was open ends at
/// `last_alive`, the outcome is that of a call that ended then, the cause is "server_restart".
/// False: nothing was open.
bool close_interrupted(CallRecord& record, Instant last_alive);

}  // namespace filo::calls
