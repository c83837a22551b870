#pragma once
// Folding: how names and answers are compared and found, whatever their case, accents or spacing.
//
//   fold("  Niccolò  D'Angiò ") == "niccolo d'angio"
//   search_words("Rossi, S.p.A. (Milano)") == {"rossi", "s", "p", "a", "milano"}
//
// Source: Unicode UAX #15 (NFKD), UAX #21 (case folding), done by ICU without any locale, so the
// same text folds alike on every machine.

#include <string>
#include <string_view>
#include <vector>

namespace filo {

/// Case-folded, without diacritics, blanks collapsed to one and trimmed. Bytes that are not UTF-8
/// become U+FFFD. Order of the result by bytes is the order of lists.
std::string fold(std::string_view text);

/// The folded words (letters and digits) of `text`, each once, in order of appearance, at most
/// `max`. What stands between words does not count.
std::vector<std::string> search_words(std::string_view text, std::size_t max);

/// Letters and digits of the folded text and nothing else: "RSS MRA 80A01" == "rssmra80a01".
std::string fold_tight(std::string_view text);

}  // namespace filo
