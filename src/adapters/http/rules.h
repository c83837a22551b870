#pragma once
// Bounds of described structs, written beside them; they become validation and JSON Schema.
//
//   struct OpenTicket { std::string subject; std::optional<std::string> body; };
//   BOOST_DESCRIBE_STRUCT(OpenTicket, (), (subject, body))
//   template <> inline constexpr auto filo::http::rules<OpenTicket> =
//       std::array{Rule{"subject", 1, limits::kSubjectChars, Format::line}};
//
// A field without a rule is bounded all the same: kDefaultChars, kDefaultItems.

#include <array>
#include <cstdint>
#include <string_view>

#include "base/limits.h"

namespace filo::http {

/// What a string may look like. Checked by hand-written code, never by a backtracking regex.
enum class Format : std::uint8_t {
  any,     ///< Well-formed UTF-8 without NUL.
  line,    ///< One line: no control characters.
  digits,  ///< 0-9 * #
  phone,   ///< A number as people write it: + 0-9 blank ( ) . / -
  login,   ///< a-z 0-9 . _ - @
  host,    ///< A host name or an address.
  email,   ///< one@host
  date,    ///< 2026-11-22, a day that exists.
  time,    ///< 00:00 to 24:00
};

/// min and max: code points of a string, value of a number, items of a list.
struct Rule {
  std::string_view field;
  std::int64_t min = 0;
  std::int64_t max = 0;
  Format format = Format::any;

  constexpr Rule(std::string_view name,
                 std::int64_t least,
                 std::size_t most,
                 Format form = Format::any)
      : field(name), min(least), max(static_cast<std::int64_t>(most)), format(form) {}
  constexpr Rule(std::string_view name, std::int64_t least, int most, Format form = Format::any)
      : field(name), min(least), max(most), format(form) {}
  constexpr Rule(std::string_view name,
                 std::int64_t least,
                 std::int64_t most,
                 Format form = Format::any)
      : field(name), min(least), max(most), format(form) {}
};

inline constexpr std::int64_t kDefaultChars = 10'000;
inline constexpr std::int64_t kDefaultItems = 1'000;

/// The rules of T; specialise it beside the struct.
template <class T>
inline constexpr std::array<Rule, 0> rules{};

bool fits(Format format, std::string_view text);
/// The same as a pattern for JSON Schema (ECMA-262), or empty.
std::string_view schema_pattern(Format format);

}  // namespace filo::http
