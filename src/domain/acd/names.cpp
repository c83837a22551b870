// The words of enumerators and the sentence of a decision.

#include <fmt/format.h>

#include "domain/acd/decisions.h"

namespace filo::acd {

const char* to_string(Strategy strategy) {
  switch (strategy) {
    case Strategy::longest_idle:
      return "longest_idle";
    case Strategy::most_skilled:
      return "most_skilled";
    case Strategy::round_robin:
      return "round_robin";
  }
  return "?";
}

const char* to_string(Presence presence) {
  switch (presence) {
    case Presence::offline:
      return "offline";
    case Presence::paused:
      return "paused";
    case Presence::ready:
      return "ready";
  }
  return "?";
}

const char* to_string(AgentState state) {
  switch (state) {
    case AgentState::offline:
      return "offline";
    case AgentState::paused:
      return "paused";
    case AgentState::ready:
      return "ready";
    case AgentState::offered:
      return "offered";
    case AgentState::busy:
      return "busy";
    case AgentState::wrap_up:
      return "wrap_up";
  }
  return "?";
}

const char* to_string(OfferWithdrawn::Reason reason) {
  switch (reason) {
    case OfferWithdrawn::Reason::caller_left:
      return "caller_left";
    case OfferWithdrawn::Reason::agent_left:
      return "agent_left";
    case OfferWithdrawn::Reason::released:
      return "released";
    case OfferWithdrawn::Reason::reconfigured:
      return "reconfigured";
  }
  return "?";
}

const char* to_string(OverflowReason reason) {
  switch (reason) {
    case OverflowReason::wait_max:
      return "wait_max";
    case OverflowReason::no_agents:
      return "no_agents";
    case OverflowReason::full:
      return "full";
    case OverflowReason::closed:
      return "closed";
  }
  return "?";
}

const char* to_string(WrapUpEnded::Cause cause) {
  switch (cause) {
    case WrapUpEnded::Cause::elapsed:
      return "elapsed";
    case WrapUpEnded::Cause::by_agent:
      return "by_agent";
    case WrapUpEnded::Cause::went_offline:
      return "went_offline";
    case WrapUpEnded::Cause::released:
      return "released";
  }
  return "?";
}

std::string Why::text() const {
  const auto seconds = [](Duration d) { return static_cast<double>(d.count()) / 1e6; };
  std::string agent = preferred ? "the agent asked for" : to_string(strategy);
  if (!preferred && strategy == Strategy::most_skilled) agent += fmt::format(" {}", skill_sum);
  return fmt::format(
      "call: priority {}, waited {:.1f} s, {} waiting; agent: {}, idle {:.1f} s, one of {} "
      "free; offer {}",
      priority, seconds(waited), waiting, agent, seconds(idle), free, attempt);
}

}  // namespace filo::acd
