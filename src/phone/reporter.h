#pragma once
// What the phone tells: one line per event, for people or (--json) for programs.

#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.h"

namespace filo::phone {

/// Text is written escaped, numbers as numbers.
using Value = std::variant<std::string, std::int64_t, double>;
struct Field {
  std::string_view name;
  Value value;
};
using Fields = std::initializer_list<Field>;

/// Loop thread. Each event is one whole line, flushed at once, so that a program at the other end
/// of a pipe can act on it.
class Reporter {
 public:
  Reporter(std::ostream& out, const Clock& clock, bool json)
      : out_(out), clock_(clock), json_(json) {}

  /// json: {"at":"...Z","event":"answered","codec":"PCMA"}; people: `10:31:05 answered codec=PCMA`
  /// with the time of UTC.
  void event(std::string_view name, Fields fields = {});

 private:
  std::ostream& out_;
  const Clock& clock_;
  bool json_;
};

/// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become "?".
std::string json_string(std::string_view text);

}  // namespace filo::phone
