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

/// A query as typed, ready for SQL. The longest word drives (a range of the word table), the others
/// are checked on what it finds.
struct WordQuery {
  std::string from;                 ///< First posting of the range.
  std::string below;                ///< End of the range; empty: `from` alone.
  std::vector<std::string> others;  ///< LIKE patterns for search_text.
};
/// nullopt when `typed` has no word: nothing is found.
std::optional<WordQuery> word_query(std::string_view typed);

/// Appends " AND <alias>.word = $n" or a range.
void add_word_range(SqlText& sql, const WordQuery& query);

}  // namespace filo::store
