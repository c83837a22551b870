#pragma once
// Inside of Dispatcher: the tables and the steps that its files share.
//   dispatcher.cpp  facts    centre.cpp  configuration    matching.cpp  advance    views.cpp  views
//
// Callers who wait and are not being offered stand in "lines": one line per queue and set of
// additional skills, so that all callers of a line may be served by the same agents, kept as one
// AgentSet. A decision is then the intersection of line and ready agents.

#include <map>
#include <set>
#include <unordered_map>

#include "domain/acd/agenda.h"
#include "domain/acd/agent_set.h"
#include "domain/acd/dispatcher.h"
#include "domain/acd/wait_estimator.h"

namespace filo::acd {

/// Order of service as a sort key.
struct Key {
  int negative_priority = 0;
  MonoTime enqueued_at{};
  CallId call;
  friend auto operator<=>(const Key&, const Key&) = default;
};

struct Line {
  QueueId queue;
  std::vector<SkillNeed> skills;
  AgentSet eligible;
  std::set<Key> calls;
  std::uint64_t walked = 0;  // number of the last match that walked the whole line
};

struct Refusal {
  AgentId agent;
  unsigned times = 0;
  MonoTime until{};  // not before
};

struct Caller {
  Waiting waiting;
  Key key;
  Line* line = nullptr;
  MonoTime entered_at{};
  std::optional<MonoTime> wait_ends;
  OfferId offer;
  AgentId offered_to;
  std::size_t attempts = 0;
  std::vector<Refusal> refusals;
  std::optional<OverflowReason> leaving;  // when the offer in flight ends unanswered
  std::optional<WaitEstimate> announced;
};

struct Contact {
  CallId call;
  QueueId queue;
  MonoTime since{};
  Duration wrap_up{0};
};

struct Agent {
  AgentRules rules;  // skills sorted
  bool configured = true;
  Presence presence = Presence::offline;
  MonoTime presence_since{};
  PauseReason pause_reason;
  std::optional<MonoTime> auto_pause_until;
  bool reachable = false;
  bool busy = false;
  OfferId offer;
  std::optional<Contact> contact;
  std::optional<MonoTime> wrap_up_until;
  std::optional<Duration> wrap_up_rest;  // to run when `busy` ends
  CallId wrap_up_call;
  unsigned unanswered = 0;
  AgentState state = AgentState::offline;  // derived by refresh()
  MonoTime state_since{};
  MonoTime idle_since{};

  int level(SkillId skill) const;
};

struct Queue {
  explicit Queue(QueueRules r, Duration prior) : rules(std::move(r)), estimator(prior) {}
  QueueRules rules;
  bool closed = false;
  std::set<Key> order;                                    // all who wait, also while being offered
  AgentSet eligible;                                      // members with the queue's skills
  std::unordered_map<AgentId, std::uint64_t> last_offer;  // for round_robin
  WaitEstimator estimator;
  std::optional<MonoTime> deserted_since;  // nobody on duty
  std::optional<MonoTime> no_agents_due;
};

struct Offer {
  CallId call;
  AgentId agent;
  QueueId queue;
  MonoTime expires_at{};
};

struct Dispatcher::Impl {
  Settings settings;
  std::int64_t next_offer;
  std::vector<Agent> agents;
  std::unordered_map<AgentId, std::size_t> agent_index;
  std::unordered_map<QueueId, std::unique_ptr<Queue>> queues;
  std::map<std::pair<QueueId, std::vector<SkillNeed>>, std::unique_ptr<Line>> lines;
  std::unordered_map<CallId, Caller> callers;
  std::unordered_map<OfferId, Offer> offers;
  std::map<SkillNeed, AgentSet> skilled;  // who has a skill at that level or better
  AgentSet ready, on_duty;
  std::vector<std::size_t> fresh_agents;  // became ready since the last match
  std::vector<CallId> fresh_calls;        // became offerable since the last match
  std::uint64_t matches = 0;
  Agenda agenda;
  std::vector<Decision> out;

  // dispatcher.cpp
  Agent* find_agent(AgentId id);
  const Agent* find_agent(AgentId id) const;
  Queue* find_queue(QueueId id) const;
  void refresh(Agent& agent, MonoTime now, bool keep_idle = false);
  void duty_changed(const Agent& agent, MonoTime now);
  void update_desertion(Queue& queue, MonoTime now);
  void set_presence(Agent& agent, Presence presence, PauseReason reason, MonoTime now);
  void set_reachable(Agent& agent, bool reachable, MonoTime now);
  void set_busy(Agent& agent, bool busy, MonoTime now);
  void contact_ended(Agent& agent, MonoTime now);
  void start_wrap_up(Agent& agent, Duration length, MonoTime now);
  void stop_wrap_up(Agent& agent, WrapUpEnded::Cause cause);
  void enqueue(Queue& queue, Waiting waiting, MonoTime now);
  void withdraw(OfferId id, OfferWithdrawn::Reason reason, MonoTime now);
  void answered(OfferId id, MonoTime now);
  void refused(OfferId id, OfferRefusal kind, MonoTime now);
  void charge(Agent& agent, OfferRefusal kind, MonoTime now);
  Offer take_offer(OfferId id);
  void offerable_again(Caller& caller, MonoTime now);
  void overflow(CallId call, OverflowReason reason, MonoTime now);
  void erase_caller(CallId call, MonoTime now);
  void flow_out_all(Queue& queue, OverflowReason reason, MonoTime now);

  // centre.cpp
  void set_centre(Centre centre, MonoTime now);
  void replace_agents(std::vector<AgentRules> rules, MonoTime now);
  void replace_queues(std::vector<QueueRules> rules, MonoTime now);
  void index_skills();
  void index_queues();
  void end_impossible_offers(MonoTime now);
  void rebuild_lines();
  Line& line_for(const Waiting& waiting);
  void join_line(Caller& caller);
  void leave_line(Caller& caller);

  // matching.cpp
  void fire(const Agenda::Entry& entry, MonoTime now);
  void fire_wait_max(CallId call, MonoTime now);
  void fire_no_agents(Queue& queue, MonoTime now);
  void fire_auto_pause(Agent& agent, MonoTime now);
  void match(MonoTime now);
  std::optional<std::size_t> choose(const Caller& caller, Why& why, MonoTime now) const;
  void offer(Caller& caller, std::size_t agent, const Why& why, MonoTime now);
};

}  // namespace filo::acd
