#pragma once
// Small things with text that the standard library lacks. ASCII rules unless said.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace filo {

/// ASCII only; other bytes pass unchanged.
std::string to_lower(std::string_view text);
bool iequals(std::string_view a, std::string_view b);
/// Without blanks, tabs, CR and LF at both ends.
std::string_view trim(std::string_view text);
/// The parts between separators; always at least one, parts may be empty.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The whole of `text` as a decimal number; nullopt for anything else, also for overflow.
template <class Int>
std::optional<Int> parse_int(std::string_view text) {
  Int value{};
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}
/// Well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF)?
bool is_utf8(std::string_view text);
/// How many code points; bytes that are not UTF-8 count one each.
std::size_t utf8_length(std::string_view text);
/// The first `chars` characters at most; `text` is well-formed.
std::string_view utf8_prefix(std::string_view text, std::size_t chars);
/// Levenshtein distance with transposition, for "did you mean"; bounded by the shorter of 64.
std::size_t edit_distance(std::string_view a, std::string_view b);
/// The entry of `names` nearest to `wrong`, or empty when nothing is near (more than 3 edits).
std::string nearest(std::string_view wrong, const std::vector<std::string>& names);

std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64url(std::string_view text);
std::string hex(std::string_view bytes);

}  // namespace filo
