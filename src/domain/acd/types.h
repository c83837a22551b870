#pragma once
// What the dispatcher knows: queues and agents as configured, callers who wait, and how an agent
// is doing. Plain values; ids are those of domain/people/ids.h.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "domain/people/ids.h"

namespace filo::acd {

// --- configuration ----------------------------------------------------------------------------

/// The caller needs an agent who has `skill` at `level_min` (1..5) or better.
struct SkillNeed {
  SkillId skill;
  int level_min = 1;
  friend auto operator<=>(const SkillNeed&, const SkillNeed&) = default;
};

/// An agent has `skill` at `level` (1..5).
struct SkillLevel {
  SkillId skill;
  int level = 1;
  friend auto operator<=>(const SkillLevel&, const SkillLevel&) = default;
};

/// Which of several free agents gets the call. All of them try a call's preferred agent first and
/// put agents who just refused this call last.
enum class Strategy : std::uint8_t {
  longest_idle,  ///< Who is free for the longest time.
  most_skilled,  ///< Highest sum of levels in the needed skills, then longest idle.
  round_robin,   ///< Whose last offer of this queue lies longest back, then longest idle.
};
const char* to_string(Strategy strategy);

/// Where a call goes when the queue cannot serve it.
struct Overflow {
  enum class Kind : std::uint8_t { hang_up, queue, number };
  Kind kind = Kind::hang_up;
  QueueId queue;       ///< Kind::queue
  std::string number;  ///< Kind::number
};

struct QueueRules {
  QueueId id;
  std::string name;
  std::vector<SkillNeed> skills;  ///< All of them are needed.
  int priority = 0;               ///< Added to the call's priority; high is served first.
  Strategy strategy = Strategy::longest_idle;
  Duration ring_timeout = std::chrono::seconds{20};
  Duration wrap_up = std::chrono::seconds{30};  ///< 0: agents are free at once.
  Duration wait_max{0};                         ///< Longest stay in this queue; 0: no limit.
  std::size_t waiting_max = limits::kWaitingPerQueue;
  /// Flow out when nobody of the queue is on duty for so long; nullopt: callers wait.
  std::optional<Duration> no_agents_after;
  Overflow overflow;
};

struct AgentRules {
  AgentId id;
  std::string name;
  std::vector<SkillLevel> skills;
  std::vector<QueueId> queues;
};

/// One whole configuration. Replaced as a whole, never patched.
struct Centre {
  std::vector<QueueRules> queues;
  std::vector<AgentRules> agents;
};

/// What is the same for all queues.
struct Settings {
  unsigned unanswered_max = 3;  ///< Offers in a row without an answer before an automatic pause.
  Duration auto_pause = std::chrono::minutes{5};  ///< How long it lasts; then ready again.
  Duration retry_after =
      std::chrono::seconds{8};  ///< Same agent and same call again, at the earliest.
  Duration handling_prior =
      std::chrono::minutes{4};  ///< Handling time believed before any was seen.
};

// --- callers ----------------------------------------------------------------------------------

/// A caller in a queue. Order of service ("score"): queue priority + call priority, high first;
/// then `enqueued_at`, early first; then the id. Source: docs/reference/kpi.md#order-of-service.
struct Waiting {
  CallId call;
  QueueId queue;
  int priority = 0;
  std::vector<SkillNeed> skills;  ///< In addition to the queue's.
  MonoTime enqueued_at{};         ///< The kept place: survives re-offers and changes of queue.
  AgentId preferred;              ///< Gets the call when free; nobody waits for him.
};

// --- agents -----------------------------------------------------------------------------------

enum class Presence : std::uint8_t { offline, paused, ready };  ///< Chosen by the agent.
const char* to_string(Presence presence);

/// Derived from presence, reachability, offer, contact and wrap-up in one place; never set.
enum class AgentState : std::uint8_t { offline, paused, ready, offered, busy, wrap_up };
const char* to_string(AgentState state);

/// Why an agent is paused. `automatic`: by the dispatcher, after unanswered offers.
struct PauseReason {
  PauseReasonId id;
  bool automatic = false;
  friend bool operator==(const PauseReason&, const PauseReason&) = default;
};

/// An agent at this moment, for screens and facts.
struct AgentView {
  AgentId id;
  AgentState state = AgentState::offline;
  MonoTime state_since{};
  Presence presence = Presence::offline;
  MonoTime presence_since{};
  PauseReason pause_reason;                  ///< While paused.
  std::optional<MonoTime> auto_pause_until;  ///< While paused by us.
  bool reachable = false;                    ///< Phone registered or browser audio up.
  std::optional<MonoTime> wrap_up_until;
  OfferId offer;            ///< While offered.
  CallId call;              ///< Offered, served now, or wrapped up.
  unsigned unanswered = 0;  ///< Offers in a row without an answer.
};

/// A caller at this moment. Position 1 is served next; those who ring count.
struct WaitingView {
  CallId call;
  MonoTime enqueued_at{};
  std::size_t position = 0;
  AgentId offered_to;  ///< While an agent's phone rings for this caller.
};

/// A queue at this moment. `agents_*` count agents who may serve it (member and skilled); on duty
/// are those who are ready, offered, busy or in wrap-up.
struct QueueView {
  QueueId id;
  std::vector<WaitingView> waiting;  ///< In order of service.
  std::size_t agents_ready = 0, agents_busy = 0, agents_on_duty = 0;
  bool closed = false;
  std::optional<Duration> estimated_wait;  ///< For who joins now; nullopt: nobody can tell.
};

/// How long a caller will probably still wait.
struct WaitEstimate {
  std::size_t position = 0;
  Duration likely{0};
  Duration low{0}, high{0};  ///< One standard deviation around it.
};

}  // namespace filo::acd
