#pragma once
// Trying a flow before callers do: a real Session is walked through what a caller did, and
// everything he hears and where he goes is written down. Nothing is kept between two trials, so
// each one is told the whole story from the start.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/ivr/session.h"

namespace filo::ivr {

inline constexpr std::size_t kTrialInputsMax = 200;
inline constexpr std::size_t kTrialStepsMax = 300;  ///< The last ones count.

/// What the caller does. Before each input he has listened to everything; the digits of one input
/// are pressed in a row, so those that come too early are type-ahead, as on a telephone.
struct TrialInput {
  enum class Kind : std::uint8_t { digits, wait, hang_up };  ///< wait: until the time is over.
  Kind kind = Kind::digits;
  std::string digits = {};
};

struct TrialStep {
  /// That of the node, except `caller`: what he did; `set`: something is known from here on, in
  /// whatever node; hang_up also where a node ends the call because nobody pressed anything.
  enum class Kind : std::uint8_t {
    say,
    menu,
    collect,
    hours,
    set,
    queue,
    transfer,
    answer,
    hang_up,
    caller
  };
  std::string node;
  Kind kind = Kind::say;
  std::string text, file, language;  ///< What is heard: words in a language, or a recorded file.
  /// hours: open, closed or holiday. set: "name=value", secret values masked. transfer: the number.
  /// hang_up: flow_end, no_input, budget or caller. caller: digits (secret ones masked), "wait".
  std::string detail = {};
  QueueId queue = {};        ///< Of a queue step.
  CalendarId calendar = {};  ///< Of an hours step.
};

struct Trial {
  enum class Awaits : std::uint8_t { digits, nothing, ended };  ///< nothing: handed on.
  std::vector<TrialStep> steps;
  std::size_t left_out = 0;  ///< Steps before the first of `steps`.
  Awaits awaits = Awaits::digits;
  std::string node;                 ///< Reached.
  std::string language;             ///< Of the call by now.
  std::optional<Duration> timeout;  ///< How long a digit is awaited.
};

/// Pure. Inputs after the end of the flow are ignored. Bounds: kTrialInputsMax inputs of kDigitsMax
/// digits (more are not looked at), and those of Session.
Trial try_flow(std::shared_ptr<const Flow> flow,
               CallFacts facts,
               const std::vector<TrialInput>& inputs,
               const std::function<Hours(CalendarId)>& hours);

}  // namespace filo::ivr
