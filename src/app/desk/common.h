#pragma once
// What every use case of the desk does at its end: store the change with its history, audit and
// outbox event, and tell the dossier.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "app/ports/records.h"
#include "base/result.h"
#include "base/timeline.h"
#include "domain/tickets/rules.h"

namespace filo::app {

/// Somebody changed the row since the version that `seen` names: conflict with key "changed". The
/// HTTP side answers 412 with the row as it is now.
Error changed_meanwhile(std::string_view what, std::int64_t seen, std::int64_t now);
bool is_changed_meanwhile(const Error& error);
/// The version that a person had before him; none: he does not say, whatever it is now is meant.
using Seen = std::optional<std::int64_t>;
/// changed_meanwhile() when `seen` names another version than the stored one.
Status check_seen(std::string_view what, Seen seen, std::int64_t now);

/// Writes a new ticket: row, history, audit, event, counter, time line. One that begins above level
/// 1 goes to the team of its level.
Status store_opened(Records& records, const Actor& actor, TicketChange change, Stamp now);

/// Writes a changed ticket the same way; nothing at all when there are no events. `before` is the
/// ticket as it was read in this transaction. Another level brings the team of that level, unless
/// the change names a team itself.
Status store_changed(
    Records& records, const Actor& actor, const Ticket& before, TicketChange change, Stamp now);

/// One event of a ticket that does not change its row: an article, a procedure.
Status store_ticket_event(Records& records,
                          const Actor& actor,
                          const Ticket& ticket,
                          const TicketEvent& event,
                          Stamp now);

/// A message, a note or a procedure of a ticket in its customer's dossier: by whom, and its first
/// words. Nothing while the customer is unknown; store_changed() brings it later. Saying it again
/// changes nothing.
Status tell_dossier(Records& records,
                    TenantId tenant,
                    const Ticket& ticket,
                    const Article& article);
Status tell_dossier(Records& records,
                    TenantId tenant,
                    const Ticket& ticket,
                    const Procedure& procedure);

/// Audit and outbox of a changed customer; `action` is create, update, note ...
Status customer_changed(Records& records,
                        const Actor& actor,
                        CustomerId customer,
                        std::string_view action);

/// A person's text: trimmed, UTF-8, 1 to `max` characters; else invalid at /`field`.
Result<std::string> text_of(std::string_view text, std::string_view field, std::size_t max);

/// The country by which numbers are read.
Result<std::string> country_of(Records& records, const Actor& actor);

}  // namespace filo::app
