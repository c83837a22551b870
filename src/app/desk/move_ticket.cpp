#include "app/desk/move_ticket.h"

#include "app/desk/common.h"

namespace filo::app {

namespace {

template <class Rule>
Result<TicketRow> apply(
    Records& records, const Actor& actor, TicketId id, Stamp now, const Rule& rule) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "ticket.change"};
  auto ticket = records.tickets().find_for_update(actor.tenant, id);
  if (!ticket) return ticket.error();
  Result<TicketChange> change = rule(*ticket);
  if (!change) return change.error();
  if (Status s = store_changed(records, actor, *ticket, *change, now); !s) return s.error();
  return records.tickets().find(actor.tenant, id);
}

}  // namespace

Result<TicketRow> take_ticket(Records& records, const Actor& actor, TicketId id, Stamp now) {
  return apply(records, actor, id, now,
               [&](const Ticket& ticket) { return take(ticket, actor.agent, now); });
}

Result<TicketRow> escalate_ticket(Records& records,
                                  const Actor& actor,
                                  TicketId id,
                                  Level level,
                                  const std::string& reason,
                                  Stamp now) {
  return apply(records, actor, id, now,
               [&](const Ticket& ticket) { return escalate(ticket, level, reason, now); });
}

Result<TicketRow> solve_ticket(
    Records& records, const Actor& actor, TicketId id, const std::string& solution, Stamp now) {
  return apply(records, actor, id, now,
               [&](const Ticket& ticket) { return solve(ticket, solution, now); });
}

Result<TicketRow> reopen_ticket(
    Records& records, const Actor& actor, TicketId id, const std::string& reason, Stamp now) {
  return apply(records, actor, id, now,
               [&](const Ticket& ticket) { return reopen(ticket, reason, now); });
}

Result<TicketRow> close_ticket(Records& records, const Actor& actor, TicketId id, Stamp now) {
  return apply(records, actor, id, now, [&](const Ticket& ticket) { return close(ticket, now); });
}

}  // namespace filo::app
