#pragma once
// Use cases: the steps of a ticket's life that people take by a button. Each is one rule of
// domain/tickets/rules.h applied to the stored ticket; errors are those of the rule, and not_found.
// Req: TICKET, ESC.

#include <string>

#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

/// The acting agent becomes the owner.
Result<TicketRow> take_ticket(Records& records, const Actor& actor, TicketId id, Stamp now);
Result<TicketRow> escalate_ticket(Records& records,
                                  const Actor& actor,
                                  TicketId id,
                                  Level level,
                                  const std::string& reason,
                                  Stamp now);
Result<TicketRow> solve_ticket(
    Records& records, const Actor& actor, TicketId id, const std::string& solution, Stamp now);
Result<TicketRow> reopen_ticket(
    Records& records, const Actor& actor, TicketId id, const std::string& reason, Stamp now);
Result<TicketRow> close_ticket(Records& records, const Actor& actor, TicketId id, Stamp now);

}  // namespace filo::app
