#pragma once
// Use case: the call is about a ticket that the customer has already; the ticket that the call
// opened by itself is merged into it. Req: TICKET, CTI.

#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

struct AttachCall {
  CallId call;
  TicketId ticket;
};

/// The ticket that the call is about from now on; a second time changes nothing. The call's own
/// ticket is closed and says where it went; the chosen one says which call came. Errors: not_found,
/// forbidden, those of merge(), and conflict ticket.merge.touched when something was written in the
/// call's own ticket or another call is about it.
Result<TicketRow> attach_call(Records& records,
                              const Actor& actor,
                              const AttachCall& wish,
                              Stamp now);

}  // namespace filo::app
