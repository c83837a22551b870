// Any text as a name or a search: folding ends, is text, and folding again changes nothing.

#include "domain/people/fold.h"

#include <set>

#include "base/check.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace filo;
  constexpr std::size_t kWords = 8;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string folded = fold(text);
  FILO_CHECK(is_utf8(folded));
  FILO_CHECK(fold(folded) == folded);
  const auto words = search_words(text, kWords);
  FILO_CHECK(words.size() <= kWords);
  FILO_CHECK(std::set<std::string>(words.begin(), words.end()).size() == words.size());
  for (const std::string& word : words) FILO_CHECK(!word.empty() && fold(word) == word);
  FILO_CHECK(is_utf8(fold_tight(text)));
  return 0;
}
