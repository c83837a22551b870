#include "domain/people/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace filo {

namespace {

// NFKC with case folding, then decomposed so that marks stand alone and can be dropped.
icu::UnicodeString folded(std::string_view text) {
  UErrorCode fault = U_ZERO_ERROR;
  const icu::Normalizer2* fold_case = icu::Normalizer2::getNFKCCasefoldInstance(fault);
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(fault);
  const auto source =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  icu::UnicodeString out;
  decompose->normalize(fold_case->normalize(source, fault), out, fault);
  return U_SUCCESS(fault) ? out : source;
}

bool is_mark(UChar32 c) {
  return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

bool is_word(UChar32 c) {
  return u_isalnum(c) != 0;
}

void append(std::string& out, UChar32 c) {
  icu::UnicodeString(c).toUTF8String(out);
}

}  // namespace

std::string fold(std::string_view text) {
  const icu::UnicodeString source = folded(text);
  std::string out;
  for (std::int32_t at = 0; at < source.length(); at = source.moveIndex32(at, 1)) {
    const UChar32 c = source.char32At(at);
    if (is_mark(c)) continue;
    if (u_isUWhiteSpace(c) != 0 || u_iscntrl(c) != 0) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      append(out, c);
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string> search_words(std::string_view text, std::size_t max) {
  constexpr std::size_t kWordBytes = 40;  // Longer ones are not words; keys stay short.
  const icu::UnicodeString source = folded(text);
  std::vector<std::string> words;
  std::string word;
  auto finish = [&] {
    if (word.empty()) return;
    if (words.size() < max && std::ranges::find(words, word) == words.end()) words.push_back(word);
    word.clear();
  };
  for (std::int32_t at = 0; at < source.length(); at = source.moveIndex32(at, 1)) {
    const UChar32 c = source.char32At(at);
    if (is_mark(c)) continue;
    if (!is_word(c)) {
      finish();
    } else if (word.size() < kWordBytes) {
      append(word, c);
    }
  }
  finish();
  return words;
}

std::string fold_tight(std::string_view text) {
  std::string out;
  const icu::UnicodeString source = folded(text);
  for (std::int32_t at = 0; at < source.length(); at = source.moveIndex32(at, 1)) {
    if (const UChar32 c = source.char32At(at); is_word(c)) append(out, c);
  }
  return out;
}

}  // namespace filo
