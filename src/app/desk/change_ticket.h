#pragma once
// Use case: somebody edits a ticket in place. Two who edit at once: the second is told. Req:
// TICKET.

#include "app/desk/common.h"
#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

/// The ticket after `edit`. `seen` is the version that the person had before him; another stored
/// version is the conflict of changed_meanwhile() and nothing is written. Errors: not_found,
/// conflict, invalid (a field, an unknown owner, team, category or customer).
Result<TicketRow> change_ticket(Records& records,
                                const Actor& actor,
                                TicketId id,
                                Seen seen,
                                const TicketEdit& edit,
                                Stamp now);

/// What helps until the solution; empty clears it. Without a version: the last word counts.
Result<TicketRow> set_work_around(
    Records& records, const Actor& actor, TicketId id, const std::string& text, Stamp now);

}  // namespace filo::app
