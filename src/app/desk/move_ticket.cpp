#include "app/desk/move_ticket.h"

namespace filo::app {

namespace {

template <class Rule>
Result<TicketRow> apply(
    Records& records, const Actor& actor, TicketId id, Seen seen, Stamp now, const Rule& rule) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "ticket.change"};
  auto ticket = records.tickets().find_for_update(actor.tenant, id);
  if (!ticket) return ticket.error();
  if (Status same = check_seen("ticket", seen, ticket->version); !same) return same.error();
  Result<TicketChange> change = rule(*ticket);
  if (!change) return change.error();
  if (Status s = store_changed(records, actor, *ticket, *change, now); !s) return s.error();
  return records.tickets().find(actor.tenant, id);
}

// Who owns it stands in the refusal: the first question of the one who was refused.
Error with_owner(Records& records, const Actor& actor, TicketId id, Error refusal) {
  if (refusal.key != "ticket.owned") return refusal;
  auto row = records.tickets().find(actor.tenant, id);
  if (!row) return row.error();
  refusal.field = "/from";
  refusal.detail = row->owner;
  return refusal;
}

}  // namespace

Result<TicketRow> take_ticket(
    Records& records, const Actor& actor, TicketId id, Stamp now, AgentId from, Seen seen) {
  auto taken = apply(records, actor, id, seen, now,
                     [&](const Ticket& ticket) { return take(ticket, actor.agent, from, now); });
  if (taken) return taken;
  return with_owner(records, actor, id, taken.error());
}

Result<TicketRow> escalate_ticket(Records& records,
                                  const Actor& actor,
                                  TicketId id,
                                  Level level,
                                  const std::string& reason,
                                  Stamp now,
                                  Seen seen) {
  return apply(records, actor, id, seen, now,
               [&](const Ticket& ticket) { return escalate(ticket, level, reason, now); });
}

Result<TicketRow> solve_ticket(Records& records,
                               const Actor& actor,
                               TicketId id,
                               const std::string& solution,
                               Stamp now,
                               Seen seen) {
  return apply(records, actor, id, seen, now,
               [&](const Ticket& ticket) { return solve(ticket, actor.agent, solution, now); });
}

Result<TicketRow> reopen_ticket(Records& records,
                                const Actor& actor,
                                TicketId id,
                                const std::string& reason,
                                Stamp now,
                                Seen seen) {
  return apply(records, actor, id, seen, now,
               [&](const Ticket& ticket) { return reopen(ticket, reason, now); });
}

Result<TicketRow> close_ticket(
    Records& records, const Actor& actor, TicketId id, Stamp now, Seen seen) {
  return apply(records, actor, id, seen, now,
               [&](const Ticket& ticket) { return close(ticket, now); });
}

}  // namespace filo::app
