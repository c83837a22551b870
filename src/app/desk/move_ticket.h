#pragma once
// Use cases: the steps of a ticket's life that people take by a button. Each is one rule of
// domain/tickets/rules.h applied to the stored ticket; errors are those of the rule, not_found, and
// changed_meanwhile() when `seen` names another version than the stored one. Req: TICKET, ESC.

#include <string>

#include "app/desk/common.h"
#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

/// The acting agent becomes the owner. Another's ticket he gets only by naming him in `from`; else
/// conflict ticket.owned at /from, with the owner's name as its detail.
Result<TicketRow> take_ticket(Records& records,
                              const Actor& actor,
                              TicketId id,
                              Stamp now,
                              AgentId from = {},
                              Seen seen = std::nullopt);
Result<TicketRow> escalate_ticket(Records& records,
                                  const Actor& actor,
                                  TicketId id,
                                  Level level,
                                  const std::string& reason,
                                  Stamp now,
                                  Seen seen = std::nullopt);
Result<TicketRow> solve_ticket(Records& records,
                               const Actor& actor,
                               TicketId id,
                               const std::string& solution,
                               Stamp now,
                               Seen seen = std::nullopt);
Result<TicketRow> reopen_ticket(Records& records,
                                const Actor& actor,
                                TicketId id,
                                const std::string& reason,
                                Stamp now,
                                Seen seen = std::nullopt);
Result<TicketRow> close_ticket(
    Records& records, const Actor& actor, TicketId id, Stamp now, Seen seen = std::nullopt);

}  // namespace filo::app
