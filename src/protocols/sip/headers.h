#pragma once
// The pieces that header values are made of (RFC 3261 §7.3, §25.1); used by the parser, the writer
// and digest. All work on views of the caller's text, allocate nothing and always move forward.
// Any thread.

#include <optional>
#include <string_view>

#include "protocols/sip/message.h"

namespace filo::sip {

/// One `name` or `name=value`; a quoted value keeps its quotes.
struct Param {
  std::string_view name;
  std::string_view value;
};

/// Takes the first parameter of "a=b;c" off `text`, with the ';' that follows. nullopt when it
/// breaks the grammar (also an empty parameter, as in ";;").
std::optional<Param> take_param(std::string_view& text);

/// Takes the first element of a comma list off `rest` into `item` (trimmed, may be empty); commas
/// in quotes and angle brackets do not count. False when it was the last element.
bool take_list_item(std::string_view& rest, std::string_view& item);

/// As parse_via(), but a Via whose parameters are broken is still read as far as it goes, with
/// `flawed` set: that is enough to answer 400. nullopt when there is nobody to answer.
std::optional<Via> scan_via(std::string_view value, bool& flawed);

}  // namespace filo::sip
