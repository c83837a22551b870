#pragma once
// The life of a ticket as pure functions: a ticket and a wish in, the new ticket and its events
// out.
//
//   new -> open <-> pending ; any of them -> solved -> closed ; solved, closed -> open (reopen)
//
// Levels go up by escalate(), down by escalate() too (a hand-back), always with a reason. A
// reopened or recurring ticket goes to level 2 by itself, never lower than it was. Req: TICKET,
// ESC, CLOCK.
//
// Every function may return `conflict` (the state does not allow it) or `invalid` with a field.

#include <optional>
#include <string>

#include "base/result.h"
#include "domain/people/actor.h"
#include "domain/tickets/events.h"
#include "domain/tickets/ticket.h"

namespace filo {

/// What a centre decides about its tickets.
struct TicketPolicy {
  /// A new ticket of the same Problem this soon after a solution is the same problem;
  /// 0: never.
  Duration recurrence_window = std::chrono::days{14};
};

/// By what a problem is known again: the same customer and the same category, or, while a ticket
/// has no category (a call's has none at first), the same queue and none there either.
struct Problem {
  CustomerId customer;
  CategoryId category;
  QueueId queue;
  /// Enough to look for it.
  bool is_known() const { return customer && (category || queue); }
  friend bool operator==(const Problem&, const Problem&) = default;
};
inline Problem problem_of(const Ticket& ticket) {
  return {ticket.customer, ticket.category, ticket.queue};
}

/// The latest solved ticket of the same problem.
struct EarlierTicket {
  TicketId id;
  std::int64_t number = 0;
  Instant solved_at{};
};

struct TicketDraft {
  std::string subject;
  Priority priority = Priority::normal;
  TicketChannel channel = TicketChannel::desk;
  CustomerId customer = {};
  CategoryId category = {};
  QueueId queue = {};
  CallId call = {};
};

/// A ticket at level 1, or at level 2 when `earlier` makes it a recurrence. Id and number are the
/// caller's to give.
Result<TicketChange> open_ticket(const TicketDraft& draft,
                                 TicketId id,
                                 std::int64_t number,
                                 const std::optional<EarlierTicket>& earlier,
                                 const TicketPolicy& policy,
                                 Stamp now);

/// The agent becomes its owner; a new ticket becomes open. The first time records the time to take
/// charge. Another's ticket is taken over only by naming him in `from`: of several who take at once
/// the first one has it. Conflict when it is solved or closed, already his, or owned by anybody but
/// `from` (ticket.owned).
Result<TicketChange> take(const Ticket& ticket, AgentId agent, AgentId from, Stamp now);

/// To another level, up (escalated) or down (handed back), with a reason. The owner is released:
/// the next level takes it itself.
Result<TicketChange> escalate(const Ticket& ticket, Level to, std::string reason, Stamp now);

/// Solved by `by` with `solution`, which may not be empty. Stops the clock.
Result<TicketChange> solve(const Ticket& ticket, AgentId by, std::string solution, Stamp now);

/// Was this solution found at the first contact? `contacts`: calls about the ticket. It stays one
/// only when the problem does not come back within first_contact_window(). Source:
/// docs/reference/kpi.md#first-contact-resolution.
bool is_first_contact(const Ticket& solved, std::int64_t contacts);
/// The recurrence window, or two weeks for a house that recognises no recurrences.
Duration first_contact_window(const TicketPolicy& policy);

/// Back to open at level 2 or where it was, whichever is higher; the clock goes on.
Result<TicketChange> reopen(const Ticket& ticket, std::string reason, Stamp now);

/// From solved to closed.
Result<TicketChange> close(const Ticket& ticket, Stamp now);

/// The ticket of a call that is about `into`: closed without a solution, for good. Conflict unless
/// both run, or when somebody has worked on it (ticket.merge.touched) or another customer's is
/// meant (ticket.merge.other_customer).
Result<TicketChange> merge(const Ticket& ticket, const Ticket& into, Stamp now);

/// What a person edits in place; absent means unchanged. Ids of 0 clear.
struct TicketEdit {
  std::optional<std::string> subject = {};
  std::optional<CategoryId> category = {};
  std::optional<Priority> priority = {};
  std::optional<TicketStatus> status = {};  ///< Only between new, open and pending.
  std::optional<AgentId> owner = {};
  std::optional<TeamId> team = {};
  std::optional<CustomerId> customer = {};
  std::optional<std::string> work_around = {};
};

/// One event per field that really changed. Refused once closed.
Result<TicketChange> edit(const Ticket& ticket, const TicketEdit& edit, Stamp now);

/// Does `earlier` make a ticket opened at `opened` a recurrence?
bool is_recurrence(const std::optional<EarlierTicket>& earlier,
                   const TicketPolicy& policy,
                   Instant opened);
/// A running ticket whose customer or category became known later: raised to level 2 when `earlier`
/// makes it a recurrence; unchanged when it does not or when it is already linked.
TicketChange maybe_raise_recurrence(const TicketChange& change,
                                    const std::optional<EarlierTicket>& earlier,
                                    const TicketPolicy& policy,
                                    Stamp now);

}  // namespace filo
