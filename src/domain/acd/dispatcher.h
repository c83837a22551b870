#pragma once
// Who gets which call: the heart of call distribution.
//
// Pure and event driven: facts come in through the methods, time is an argument, decisions come
// out of advance(). Nothing is polled; next_deadline() says when advance() must be called even if
// no fact arrives. The same facts at the same times give the same decisions.
//
//   dispatcher.enqueue({.call = call, .queue = billing, .enqueued_at = now}, now);
//   for (const Decision& d : dispatcher.advance(now)) carry_out(d);
//   timer.set(dispatcher.next_deadline());
//
// Call advance() after every fact, or after a batch of facts of one instant: facts only note what
// happened, advance() matches. After it returns no free agent and no caller whom he may serve are
// left side by side (find_unserved() proves it).
//
// Rules
// - Order of service: see Waiting. Agents: see Strategy. Several offers may be out at once; an
//   agent has at most one, and a call has at most one.
// - An offer is a lease with an end. What an agent does never reaches the caller: after refusal,
//   silence, pause or a dead phone the caller stands at his place and is offered to others first;
//   the same agent sees the same call again after Settings::retry_after, if nobody else is free.
// - A refusal or no answer puts the agent at the end of the idle order; an offer withdrawn because
//   the caller left does not.
// - Wrap-up begins when the agent's last conversation ends and lasts as the queue says; a pause
//   chosen meanwhile begins after it; going offline ends it; a conversation of his own in between
//   (set_busy) stops its clock.
// - wait_max counts from the entry into this queue and is fixed then. A caller whose agent rings
//   flows out only when that offer ended without an answer.
// - A preferred agent is chosen when he is free; the caller does not wait for him.
// - set_centre() replaces configuration only. Callers keep their places, agents their states.
//   Callers of a queue that is gone flow out to its last overflow target.
//
// Owner: core thread. Bounds: limits::kWaitingPerQueue, kQueues, kAgents.
// Cost: enqueue and "agent free" are bitset intersections over the agents and one walk over the
// lines of waiting callers; figures in README.md.

#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "domain/acd/decisions.h"
#include "domain/acd/types.h"

namespace filo::acd {

/// How an offer ended without an answer. declined: the person said no. no_answer: rang in vain.
/// phone_failed: could not ring. The last two count towards the automatic pause.
enum class OfferRefusal : std::uint8_t { declined, no_answer, phone_failed };

class Dispatcher {
 public:
  /// `first_offer`: where the numbers of offers start; not to be repeated after a restart.
  explicit Dispatcher(Settings settings = {}, std::int64_t first_offer = 1);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // --- configuration ---
  /// Errc::limit: too many queues or agents; then nothing changes.
  Status set_centre(Centre centre, MonoTime now);

  // --- facts about agents; Errc::not_found for an agent who is not in the centre ---
  Status set_presence(AgentId agent, Presence presence, PauseReason reason, MonoTime now);
  Status set_reachable(AgentId agent, bool reachable, MonoTime now);
  /// In a conversation that no queue gave him.
  Status set_busy(AgentId agent, bool busy, MonoTime now);
  /// The conversation of an answered offer is over: wrap-up begins. conflict: he had none.
  Status contact_ended(AgentId agent, MonoTime now);
  /// conflict: not in wrap-up.
  Status end_wrap_up(AgentId agent, MonoTime now);
  /// Moves the end of the wrap-up. conflict: not in wrap-up.
  Status extend_wrap_up(AgentId agent, Duration by, MonoTime now);
  /// A supervisor frees a stuck agent: forgets offer, contact, busy mark and wrap-up.
  Status release_agent(AgentId agent, MonoTime now);

  // --- facts about callers ---
  /// limit: the queue is full. unavailable: the queue is closed. not_found: no such queue.
  /// conflict: the call waits already.
  Status enqueue(Waiting waiting, MonoTime now);
  /// The caller left, or goes elsewhere. Withdraws an offer in flight. False: did not wait.
  bool remove(CallId call, MonoTime now);

  // --- facts about offers; conflict when the offer is over already: then do not bridge ---
  Status offer_answered(OfferId offer, MonoTime now);
  Status offer_declined(OfferId offer, OfferRefusal kind, MonoTime now);

  // --- facts about queues ---
  /// Who waits flows out (who is being offered stays until that ends); enqueue() is refused.
  Status close_queue(QueueId queue, MonoTime now);
  Status open_queue(QueueId queue, MonoTime now);

  /// Fires what is due, matches callers and agents, returns all decisions since the last call.
  std::vector<Decision> advance(MonoTime now);
  /// When to call advance() at the latest; nullopt: when the next fact comes.
  std::optional<MonoTime> next_deadline() const;

  // --- views ---
  std::optional<AgentView> agent(AgentId agent) const;
  std::vector<AgentView> agents() const;
  /// nullopt: no such queue. Cost: linear in its waiting callers.
  std::optional<QueueView> queue(QueueId queue, MonoTime now) const;
  std::size_t waiting() const;
  std::size_t waiting(QueueId queue) const;
  bool is_waiting(CallId call) const;
  const Overflow* overflow_of(QueueId queue) const;
  const QueueRules* rules_of(QueueId queue) const;

  /// What to announce to a waiting caller; never more than what was announced to him before.
  /// nullopt: not waiting, or nobody is on duty. Cost: linear in the queue's waiting callers.
  std::optional<WaitEstimate> announce(CallId call, MonoTime now);

  /// A caller and a free agent who could be joined but are not; for the watchdog and for tests.
  /// Between advance() and the next fact there is none.
  struct Unserved {
    CallId call;
    AgentId agent;
  };
  std::optional<Unserved> find_unserved(MonoTime now) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace filo::acd
