#pragma once
// A ticket filter as SQL conditions over `ticket t`, each of which can be read in two ways: it
// chooses the index (`drives`), or it is only checked on rows that another one has found.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records_sql.h"
#include "adapters/store/records_words.h"
#include "app/ports/ticket_repo.h"

namespace filo::store {

/// One thing that is asked of a ticket.
struct TicketCondition {
  enum class By : std::uint8_t { ids, nobody, organisation, buckets, word };
  By by = By::ids;
  std::string_view column = {};           ///< Of `ticket`; empty for a word.
  std::vector<std::int64_t> values = {};  ///< Ids, the organisation, or buckets.
  WordRange word = {};
};

/// Everything asked but the order; conditions on state, level and priority are one, on buckets.
std::vector<TicketCondition> ticket_conditions(const app::TicketFilter& filter);

/// The combinations of state, level and priority asked for; empty: no such filter.
std::vector<std::int64_t> ticket_buckets(const app::TicketFilter& filter);

/// The part of a bucket by which `sort` orders; 0 where it does not.
std::int64_t ticket_rank(app::TicketSort sort, std::int64_t bucket);
bool is_ranked(app::TicketSort sort);
/// The same in SQL over the column `t.bucket`.
std::string ticket_rank_sql(app::TicketSort sort);

/// Appends " AND ..." over `t`; `tenant` is its placeholder. A condition on a word that drives is
/// not this function's: its postings are joined (ticket_finder.cpp).
void add_condition(
    SqlText& sql, Engine engine, const std::string& tenant, const TicketCondition& c, bool drives);

}  // namespace filo::store
