#include "app/desk/bind_call.h"

#include "app/desk/change_ticket.h"
#include "app/desk/common.h"
#include "app/desk/customers.h"
#include "app/ports/call_repo.h"
#include "base/phone.h"

namespace filo::app {

namespace {

// The caller's number when it is one that can be called back.
Result<std::string> known_number(Records& records, const Actor& actor, const std::string& ani) {
  auto country = country_of(records, actor);
  if (!country) return country.error();
  return to_e164(ani, *country).value_or("");
}

Result<CustomerRow> new_contact(Records& records,
                                const Actor& actor,
                                const std::string& name,
                                const std::string& number,
                                Stamp now) {
  CustomerEdit contact{.name = name};
  if (!number.empty()) contact.numbers = {{.e164 = number, .label = {}}};
  return create_customer(records, actor, contact, now);
}

Result<CustomerRow> known_customer(
    Records& records, const Actor& actor, CustomerId id, const std::string& number, Stamp now) {
  if (number.empty()) return records.customers().find(actor.tenant, id);
  auto attached = attach_number(records, actor, id, number, now);
  if (attached || attached.error().code != Errc::limit) return attached;
  return records.customers().find(actor.tenant, id);  // Full of numbers: still the one who calls.
}

Status move_ticket(Records& records, const Actor& actor, CallId call, CustomerId to, Stamp now) {
  auto id = records.tickets().find_by_call(actor.tenant, call);
  if (!id) return id.error();
  if (!*id) return {};
  auto ticket = records.tickets().find_for_update(actor.tenant, **id);
  if (!ticket) return ticket.error();
  if (ticket->customer == to || ticket->status == TicketStatus::closed) return {};
  auto moved = change_ticket(records, actor, **id, ticket->version, {.customer = to}, now);
  return moved ? Status{} : Status{moved.error()};
}

}  // namespace

Result<CustomerRow> bind_call_customer(Records& records,
                                       const Actor& actor,
                                       const BindCall& wish,
                                       Stamp now) {
  auto number = known_number(records, actor, wish.ani);
  if (!number) return number.error();
  auto customer = wish.customer ? known_customer(records, actor, wish.customer, *number, now)
                                : new_contact(records, actor, wish.name, *number, now);
  if (!customer) return customer.error();
  Status moved = move_ticket(records, actor, wish.call, customer->customer.id, now);
  if (!moved) return moved.error();
  // A call of this very moment may not be stored yet; its record then learns it from the live call.
  Status bound = records.calls().bind(actor.tenant, wish.call, customer->customer.id, {});
  if (!bound && bound.error().code != Errc::not_found) return bound.error();
  return records.customers().find(actor.tenant, customer->customer.id);
}

}  // namespace filo::app
