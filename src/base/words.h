#pragma once
// Enumerators and their words, one table per enum:
//
//   constexpr Words<Priority, 4> kPriorities{{"low", "normal", "high", "urgent"}};
//   kPriorities.word(Priority::high); kPriorities.parse("high");
//
// REQUIRES: the enumerators count from 0 in the order of the table.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace filo {

template <class Enum, std::size_t N>
struct Words {
  std::array<const char*, N> words;

  constexpr const char* word(Enum value) const { return words[static_cast<std::size_t>(value)]; }
  std::optional<Enum> parse(std::string_view word) const {
    const auto it = std::find(words.begin(), words.end(), word);
    if (it == words.end()) return std::nullopt;
    return static_cast<Enum>(it - words.begin());
  }
};

}  // namespace filo
