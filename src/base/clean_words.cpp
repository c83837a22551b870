#include "base/clean_words.h"

#include "base/text.h"

namespace filo {
namespace {

/// How many bytes the character at the head has by its first byte; 1 for what begins none.
std::size_t length_of(unsigned char first) {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

/// C0 and C1 controls, U+2028-U+202E, U+2066-U+2069: line ends and directions.
bool is_unfit(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7f;
  if (character.size() == 2) return byte(0) == 0xc2 && byte(1) < 0xa0;
  if (character.size() != 3 || byte(0) != 0xe2) return false;
  const bool lines = byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae;
  return lines || (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9);
}

}  // namespace

std::string clean_words(std::string_view text, std::size_t max) {
  std::string clean;
  while (!text.empty()) {
    std::string_view one = text.substr(0, length_of(static_cast<unsigned char>(text.front())));
    const bool good = is_utf8(one);
    if (!good) one = text.substr(0, 1);
    if (clean.size() + one.size() > max) break;
    if (good && !is_unfit(one)) clean += one;
    text.remove_prefix(one.size());
  }
  return clean;
}

}  // namespace filo
