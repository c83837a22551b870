#pragma once
// The SQL of the ticket list: which index serves which filter.
//
//   words                 range of ticket_word, newest ticket first
//   customer, owner, ...  the index of the narrowest of them; the rest is read from the same index
//   state, level, prio    one short range of ticket_bucket_* per combination, merged (at most 80)
//   nothing               ticket_updated or the primary key
// Every shape reads a page's worth or one entity's rows, never the whole table.

#include "adapters/store/records_sql.h"
#include "app/ports/ticket_repo.h"
#include "base/result.h"

namespace filo::store {

/// Appends a SELECT of `id, updated_at, bucket` of one row more than a page, in order. False when
/// nothing can match. `invalid` for a page key that is not ours.
Result<bool> select_ticket_ids(SqlText& sql,
                               TenantId tenant,
                               const app::TicketFilter& filter,
                               const app::PageRequest& page);
/// The ORDER BY of that filter over `alias`.
std::string ticket_order(const app::TicketFilter& filter, const std::string& alias);
/// Where a page that ends with `last` goes on.
app::PageKey ticket_page_key(const app::TicketFilter& filter, const Ticket& last);

}  // namespace filo::store
