#pragma once
// The word tables (customer_word, ticket_word): how a record is found by the beginnings of words
// without ever reading a whole table.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records_sql.h"
#include "base/result.h"
#include "domain/people/ids.h"

namespace filo::store {

/// ' word word ' of folded words; what the search_text columns hold.
std::string searchable(std::string_view text);

/// Makes the postings of a record follow from `before` (empty for a new one) to `after`, both as
/// searchable() gives them. `table` is one of ours.
Status write_words(Tx& tx,
                   std::string_view table,
                   TenantId tenant,
                   std::int64_t id,
                   const std::string& before,
                   const std::string& after);

/// The postings of one typed word: those of every word that begins with it.
struct WordRange {
  std::string typed;  ///< Folded.
  std::string from;   ///< First posting of the range.
  std::string below;  ///< End of the range; empty: `from` alone.
};
/// The words of a query as typed; empty when it has none: nothing is found.
std::vector<WordRange> word_ranges(std::string_view typed);
/// Appends " AND word = $n" or a range.
void add_word_range(SqlText& sql, const WordRange& range);

/// The same in the simple way: the longest word drives, the others are checked on what it finds.
struct WordQuery : WordRange {
  std::vector<std::string> others;  ///< LIKE patterns for search_text.
};
/// nullopt when `typed` has no word.
std::optional<WordQuery> word_query(std::string_view typed);

}  // namespace filo::store
