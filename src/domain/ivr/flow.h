#pragma once
// A flow: what a caller goes through before the queue. Checked and typed; made by read_flow()
// (flow_reader.h), walked by Session (session.h). Immutable once made, shared by all its calls.
// The document format is told in docs/reference/flows.md.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "domain/people/ids.h"

namespace filo::ivr {

inline constexpr std::size_t kNodesMax = 500;  ///< The largest published flows have about 200.
inline constexpr std::size_t kTextBytesMax = 4'000;  ///< Four minutes of speech.
inline constexpr std::size_t kNameBytesMax = 64;     ///< Of nodes and variables.
inline constexpr std::size_t kDigitsMax = 40;        ///< A long customer code with room.

/// Languages in which the product speaks by itself; the first is the default.
inline constexpr std::array<const char*, 3> kLanguages{"it", "fr", "en"};

/// A place in Flow::nodes.
using NodeIndex = std::uint16_t;

/// What a caller hears: a recorded file, or words to be spoken. Words are given once for all
/// languages (key "") or per language; they may hold {variables}.
struct Prompt {
  std::map<std::string, std::string> text;
  std::string file;
  bool empty() const { return text.empty() && file.empty(); }
  /// The words for `language`, else those for all, else those of `fallback`, else any.
  const std::string& text_for(const std::string& language, const std::string& fallback) const;
};

struct SayNode {
  Prompt prompt;
  std::string language;       ///< Speak this prompt in another language; empty: the call's.
  bool interruptible = true;  ///< False: digits are kept, but the prompt is heard to its end.
  NodeIndex next = 0;
};

/// One digit chooses. Wrong or no digit: `invalid` or the prompt again, `retries` times, then
/// `otherwise`.
struct MenuNode {
  Prompt prompt;
  std::map<char, NodeIndex> options;
  Duration timeout = std::chrono::seconds{5};  ///< Counted from the end of the prompt.
  int retries = 2;
  Prompt invalid;
  std::optional<NodeIndex> otherwise;  ///< None: hang up.
};

/// Gathers digits into a variable.
struct CollectNode {
  Prompt prompt;
  std::size_t digits_min = 1, digits_max = 1;
  char terminator = '#';                       ///< 0: none.
  Duration timeout = std::chrono::seconds{5};  ///< Between digits.
  int retries = 2;
  Prompt invalid;
  std::string variable;
  bool secret = false;  ///< Never logged, never in a record; masked().
  NodeIndex next = 0;
  std::optional<NodeIndex> otherwise;
};

struct HoursNode {
  CalendarId calendar;
  NodeIndex open = 0, closed = 0, holiday = 0;
};

/// Empty strings: leave as it is.
struct SetNode {
  std::string language, service;
  std::string variable, value;
  NodeIndex next = 0;
};

/// What a waiting caller is told. Intervals of 0: never.
struct QueueAnnounce {
  bool position = true;
  bool estimated_wait = true;
  Duration every = std::chrono::seconds{30};
  Prompt prompt;  ///< In between, in addition.
};

struct QueueNode {
  QueueId queue;
  int priority = 0;
  Prompt prompt;  ///< Before the music starts; agents are looked for meanwhile.
  QueueAnnounce announce;
};

struct TransferNode {
  std::string number;
};

/// The call is answered here, if it is not yet (Flow::answer late): the caller pays from here on.
struct AnswerNode {
  NodeIndex next = 0;
};

struct HangUpNode {
  Prompt prompt;
};

using NodeKind = std::variant<SayNode,
                              MenuNode,
                              CollectNode,
                              HoursNode,
                              SetNode,
                              QueueNode,
                              TransferNode,
                              AnswerNode,
                              HangUpNode>;

struct Node {
  std::string name;
  NodeKind kind;
};

/// When a call is answered. Late: the caller hears prompts, menus and music as early media (183
/// with SDP, RFC 3960 §3) and is charged only from an answer node on, or from the agent who takes
/// the call, or the number that answers a transfer.
enum class Answer : std::uint8_t { first, late };

struct Flow {
  std::string language = "it";  ///< For prompts without words in the call's language.
  Answer answer = Answer::first;
  std::vector<Node> nodes;
  NodeIndex start = 0;
};

}  // namespace filo::ivr
