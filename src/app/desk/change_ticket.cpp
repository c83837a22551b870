#include "app/desk/change_ticket.h"

#include "app/desk/common.h"

namespace filo::app {

namespace {

template <class IdType>
Status check_known(Records& records,
                   TenantId tenant,
                   const std::optional<IdType>& id,
                   const char* field,
                   const char* key) {
  if (!id || !*id) return {};
  auto known = records.references().exists(tenant, *id);
  if (!known) return known.error();
  if (!*known) return Error{Errc::invalid, "refers to nothing", field, key};
  return {};
}

Status check_references(Records& records, TenantId tenant, const TicketEdit& edit) {
  if (Status s = check_known(records, tenant, edit.owner, "/owner_id", "agent.unknown"); !s) {
    return s;
  }
  if (Status s = check_known(records, tenant, edit.team, "/team_id", "team.unknown"); !s) return s;
  Status category = check_known(records, tenant, edit.category, "/category_id", "category.unknown");
  if (!category) return category;
  return check_known(records, tenant, edit.customer, "/customer_id", "customer.unknown");
}

// A customer or category that becomes known may show that this problem was solved before.
Result<TicketChange> with_recurrence(
    Records& records, TenantId tenant, const Ticket& before, TicketChange change, Stamp now) {
  const Ticket& ticket = change.ticket;
  const Problem problem = problem_of(ticket);
  if (problem == problem_of(before) || !problem.is_known()) return change;
  auto earlier = records.tickets().latest_solved(tenant, problem);
  if (!earlier) return earlier.error();
  return maybe_raise_recurrence(change, *earlier, records.policy().tickets, now);
}

Result<TicketRow> apply(
    Records& records, const Actor& actor, const Ticket& ticket, const TicketEdit& wish, Stamp now) {
  if (Status known = check_references(records, actor.tenant, wish); !known) return known.error();
  auto change = edit(ticket, wish, now);
  if (!change) return change.error();
  auto raised = with_recurrence(records, actor.tenant, ticket, std::move(change).value(), now);
  if (!raised) return raised.error();
  if (Status s = store_changed(records, actor, ticket, *raised, now); !s) return s.error();
  return records.tickets().find(actor.tenant, ticket.id);
}

}  // namespace

Result<TicketRow> change_ticket(Records& records,
                                const Actor& actor,
                                TicketId id,
                                Seen seen,
                                const TicketEdit& wish,
                                Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "ticket.change"};
  auto ticket = records.tickets().find_for_update(actor.tenant, id);
  if (!ticket) return ticket.error();
  if (Status same = check_seen("ticket", seen, ticket->version); !same) return same.error();
  return apply(records, actor, *ticket, wish, now);
}

Result<TicketRow> set_work_around(
    Records& records, const Actor& actor, TicketId id, const std::string& text, Stamp now) {
  auto ticket = records.tickets().find_for_update(actor.tenant, id);
  if (!ticket) return ticket.error();
  return apply(records, actor, *ticket, {.work_around = text}, now);
}

}  // namespace filo::app
