#pragma once
// Use case: a ticket is opened, by hand or by a call. Req: TICKET, CLOCK.

#include <optional>
#include <string>

#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

struct OpenTicket {
  std::string subject;
  CustomerId customer = {};
  CategoryId category = {};
  Priority priority = Priority::normal;
  std::string body = {};  ///< The first note; none when empty.
  CallId call = {};       ///< Opens the call's ticket, as open_ticket_for_call() does.
  QueueId queue = {};
};

/// The new ticket. The same Problem within the recurrence window of a solution opens at level 2 and
/// names the earlier one. With a `call` that already has
/// a ticket, that ticket. Errors: invalid (/subject, /customer_id, /category_id, /body), forbidden.
Result<TicketRow> open_ticket(Records& records,
                              const Actor& actor,
                              const OpenTicket& wish,
                              Stamp now);

struct OpenTicketForCall {
  CallId call;
  CustomerId customer = {};  ///< None: nobody is known by this number.
  AgentId agent = {};        ///< Who took the call: owns the ticket from the start when given.
  QueueId queue = {};
  std::string service = {};     ///< What the dialled number is for: "Support".
  std::string queue_name = {};  ///< Where the call waited: "faults".
  std::string ani = {};         ///< Who calls, E.164; empty: withheld.
  bool late = false;            ///< The call may be over: its record learns the ticket here.
};

/// What a call's ticket is called until somebody names it better: "Support: faults", or what is
/// known of the two, else the caller's number, else "-". At most kSubjectChars long.
std::string subject_of_call(const OpenTicketForCall& call);

/// The ticket of a call, opened once however often it is asked for: the same call gives the same
/// ticket, and the one who comes second learns its id without changing it.
Result<TicketId> open_ticket_for_call(Records& records,
                                      const Actor& actor,
                                      const OpenTicketForCall& wish,
                                      Stamp now);

}  // namespace filo::app
