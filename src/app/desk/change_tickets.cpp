#include "app/desk/change_tickets.h"

#include "app/desk/change_ticket.h"
#include "app/desk/common.h"
#include "app/desk/move_ticket.h"
#include "base/limits.h"

namespace filo::app {

namespace {

// What a rule says of one ticket; anything else concerns the whole request.
bool is_refusal(Errc code) {
  return code == Errc::conflict || code == Errc::invalid || code == Errc::not_found ||
         code == Errc::limit;
}

Result<TicketRow> step_of(Records& records,
                          const Actor& actor,
                          const TicketRow& before,
                          const BulkChange& wish,
                          Stamp now) {
  const Ticket& ticket = before.ticket;
  return std::visit(
      overloaded{[&](const BulkEdit& step) {
                   return change_ticket(records, actor, wish.id, ticket.version, step.edit, now);
                 },
                 [&](const BulkTake&) -> Result<TicketRow> {
                   if (actor.agent && ticket.owner == actor.agent) return before;  // already so
                   return take_ticket(records, actor, wish.id, now);
                 },
                 [&](const BulkEscalate& step) -> Result<TicketRow> {
                   if (ticket.level == step.level) return before;
                   return escalate_ticket(records, actor, wish.id, step.level, step.reason, now);
                 }},
      wish.step);
}

Status change_one(
    Records& records, const Actor& actor, const BulkChange& wish, Stamp now, BulkOutcome& out) {
  // Locked before it is compared: nobody changes it between the look and the step.
  if (auto locked = records.tickets().find_for_update(actor.tenant, wish.id); !locked) {
    return locked.error();
  }
  auto before = records.tickets().find(actor.tenant, wish.id);
  if (!before) return before.error();
  out.before = std::move(before).value();
  const std::int64_t version = out.before.ticket.version;
  if (Status same = check_seen("ticket", wish.seen, version); !same) return same;
  auto after = step_of(records, actor, out.before, wish, now);
  if (!after) return after.error();
  out.after = std::move(after).value();
  return {};
}

}  // namespace

Result<std::vector<BulkOutcome>> change_tickets(Records& records,
                                                const Actor& actor,
                                                const std::vector<BulkChange>& changes,
                                                Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "ticket.change"};
  if (changes.size() > limits::kBulkTickets) {
    return Error{Errc::limit, "too many tickets at once", {}, "ticket.bulk.too_many"};
  }
  std::vector<BulkOutcome> outcomes;
  for (const BulkChange& wish : changes) {
    BulkOutcome out{.id = wish.id, .before = {}, .after = {}};
    Status done = records.nested([&] { return change_one(records, actor, wish, now, out); });
    if (!done && !is_refusal(done.error().code)) return done.error();
    if (!done) {
      out.refused = true;
      out.error = done.error();
      out.after = out.before;
    }
    outcomes.push_back(std::move(out));
  }
  return outcomes;
}

}  // namespace filo::app
