#pragma once
// Reads and checks a flow document. Either a whole, sound flow, or all its faults at once, each
// with the JSON pointer (RFC 6901) of the place and a translatable key.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/ivr/flow.h"
#include "domain/ivr/value.h"

namespace filo::ivr {

/// What flows refer to by name or by id.
class Lookup {
 public:
  virtual ~Lookup() = default;
  /// The id for a name or a decimal id; none when there is no such thing.
  virtual QueueId queue(std::string_view reference) const = 0;
  virtual CalendarId calendar(std::string_view reference) const = 0;
  /// Whether there is a recorded prompt of that name; a lookup that does not look says yes.
  virtual bool has_prompt(const std::string& /*file*/) const { return true; }
  /// For "did you mean".
  virtual std::vector<std::string> queue_names() const = 0;
  virtual std::vector<std::string> calendar_names() const = 0;
};

struct Fault {
  std::string pointer;  ///< "/nodes/welcome/next"
  std::string key;      ///< "flow.unknown_node"
  std::string detail;   ///< English, with the nearest known name where there is one.
  friend bool operator==(const Fault&, const Fault&) = default;
};

inline constexpr std::size_t kFaultsMax = 50;  ///< A broken document is told in one page.

/// Faults: wrong kind of value, missing or unknown member, unknown type, node, queue, calendar,
/// prompt file or language, a node nobody reaches, a loop in which the caller neither hears nor
/// presses anything, bad digit, number out of range, text too long. Bounds: kNodesMax nodes; pure;
/// linear in the document.
Result<Flow, std::vector<Fault>> read_flow(const Value& document, const Lookup& lookup);

}  // namespace filo::ivr
