#pragma once
// Character classes of the SIP grammar (RFC 3261 §25.1) as one table. Constant, any thread.

#include <array>
#include <cstdint>
#include <string_view>

namespace filo::sip::chars {

enum Class : std::uint8_t {
  token_char = 1,     ///< token
  user_char = 2,      ///< user without escapes; '#' too, which phones send raw.
  password_char = 4,  ///< password without escapes
  param_char = 8,     ///< paramchar without escapes
  header_char = 16,   ///< hvalue without escapes
  host_char = 32,     ///< hostname, '_' too
  control_char = 64,  ///< What may stand in a header only behind a backslash.
  digit_char = 128,
};

constexpr std::array<std::uint8_t, 256> make_table() {
  std::array<std::uint8_t, 256> table{};
  const auto mark = [&table](std::string_view set, int classes) {
    for (const char c : set) {
      auto& entry = table[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | classes);
    }
  };
  const int in_uri = user_char | password_char | param_char | header_char;
  mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
       in_uri | token_char | host_char);
  mark("0123456789", digit_char);
  mark("-_.!~*'()", in_uri);
  mark("-.!%*_+`'~", token_char);
  mark("-._", host_char);
  mark("&=+$,;?/#", user_char);
  mark("&=+$,", password_char);
  mark("[]/:&+$", param_char);
  mark("[]/?:+$", header_char);
  for (int c = 0; c < 0x20; ++c) {
    if (c != '\t') table[static_cast<std::size_t>(c)] = control_char;
  }
  table[0x7f] = control_char;
  return table;
}
inline constexpr std::array<std::uint8_t, 256> kTable = make_table();

constexpr bool is(char c, Class wanted) {
  return (kTable[static_cast<unsigned char>(c)] & wanted) != 0;
}
constexpr bool all(std::string_view text, Class wanted) {
  for (const char c : text) {
    if (!is(c, wanted)) return false;
  }
  return true;
}
constexpr bool is_token(std::string_view text) {
  return !text.empty() && all(text, token_char);
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace filo::sip::chars
