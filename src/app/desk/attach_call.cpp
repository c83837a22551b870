#include "app/desk/attach_call.h"

#include <algorithm>

#include "app/desk/common.h"

namespace filo::app {

namespace {

// What happens to a call's ticket without anybody's doing.
bool happens_by_itself(const HistoryRow& row) {
  const TicketEventKind kind = row.event.kind;
  return kind == TicketEventKind::opened || kind == TicketEventKind::taken ||
         kind == TicketEventKind::customer_changed || kind == TicketEventKind::team_changed ||
         kind == TicketEventKind::recurrence_found;
}

// What stands in the ticket or points to it would be lost from sight.
Status check_untouched(Records& records, TenantId tenant, const Ticket& ticket) {
  auto articles = records.tickets().articles(tenant, ticket.id);
  if (!articles) return articles.error();
  auto history = records.tickets().history(tenant, ticket.id, {});
  if (!history) return history.error();
  auto contacts = records.tickets().contacts(tenant, ticket);
  if (!contacts) return contacts.error();
  const bool untouched =
      std::ranges::all_of(history->items, happens_by_itself) && history->next.empty();
  if (articles->empty() && untouched && *contacts <= 1) return {};
  return Error{Errc::conflict, "somebody has worked on it", {}, "ticket.merge.touched"};
}

Status merge_own(
    Records& records, const Actor& actor, const Ticket& own, const Ticket& into, Stamp now) {
  auto change = merge(own, into, now);
  if (!change) return change.error();
  if (Status s = check_untouched(records, actor.tenant, own); !s) return s;
  return store_changed(records, actor, own, *change, now);
}

}  // namespace

Result<TicketRow> attach_call(Records& records,
                              const Actor& actor,
                              const AttachCall& wish,
                              Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "ticket.change"};
  auto into = records.tickets().find_for_update(actor.tenant, wish.ticket);
  if (!into) return into.error();
  auto own_id = records.tickets().find_by_call(actor.tenant, wish.call);
  if (!own_id) return own_id.error();
  if (*own_id == into->id) return records.tickets().find(actor.tenant, into->id);
  if (!is_running(into->status)) {
    return Error{Errc::conflict, "the ticket does not run", "/ticket_id", "ticket.not_running"};
  }
  TicketEvent event{.kind = TicketEventKind::call_attached, .to = wish.call.str()};
  if (*own_id) {
    auto own = records.tickets().find_for_update(actor.tenant, **own_id);
    if (!own) return own.error();
    if (Status s = merge_own(records, actor, *own, *into, now); !s) return s.error();
    event.from = std::to_string(own->number);
  }
  if (Status s = store_ticket_event(records, actor, *into, event, now); !s) return s.error();
  // A call of this very moment may not be stored yet; its record then learns it from the live call.
  Status bound = records.calls().bind(actor.tenant, wish.call, into->customer, into->id);
  if (!bound && bound.error().code != Errc::not_found) return bound.error();
  return records.tickets().find(actor.tenant, into->id);
}

}  // namespace filo::app
