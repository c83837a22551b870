#include "app/desk/common.h"

#include <fmt/format.h>

#include "base/text.h"

namespace filo::app {

namespace {

constexpr std::string_view kChanged = "changed_meanwhile";

std::string actor_json(const Actor& actor) {
  return actor.user ? "\"" + actor.user.str() + "\"" : "null";
}

// Ids and words of ours only, so nothing needs escaping.
Status publish_ticket(Records& records, const Actor& actor, TicketId id, TicketEventKind kind) {
  return records.publish(actor.tenant, "ticket_changed",
                         fmt::format(R"({{"ticket_id":"{}","event":"{}","actor_id":{}}})", id.str(),
                                     to_string(kind), actor_json(actor)));
}

Status audit_and_publish(Records& records,
                         const Actor& actor,
                         TicketId id,
                         const std::vector<TicketEvent>& events) {
  for (const TicketEvent& event : events) {
    Status noted = records.audit(
        actor, {.action = to_string(event.kind), .entity = "ticket", .entity_id = id.raw()});
    if (!noted) return noted;
  }
  // One event tells all: who follows reads the ticket anyway, and the history has each step.
  return publish_ticket(records, actor, id, events.front().kind);
}

// What the dossier tells of a ticket; the rest stays in the ticket's own history.
bool is_for_dossier(TicketEventKind kind) {
  return kind == TicketEventKind::opened || kind == TicketEventKind::escalated ||
         kind == TicketEventKind::handed_back || kind == TicketEventKind::solved ||
         kind == TicketEventKind::reopened || kind == TicketEventKind::closed ||
         kind == TicketEventKind::merged || kind == TicketEventKind::recurrence_found;
}

Status tell_dossier(Records& records,
                    const Actor& actor,
                    const Ticket& ticket,
                    const std::vector<TicketEvent>& events,
                    Stamp now) {
  if (!ticket.customer) return {};
  for (const TicketEvent& event : events) {
    if (!is_for_dossier(event.kind)) continue;
    TimelineItem item{.id = records.new_id<TimelineId>(),
                      .customer = ticket.customer,
                      .at = now.utc,
                      .kind = TimelineKind::ticket,
                      .title = ticket.subject,
                      .detail = event.reason,
                      .outcome = to_string(event.kind),
                      .ticket = ticket.id,
                      .call = {},
                      .author = actor.user,
                      .author_name = {},
                      .duration = std::nullopt};
    if (event.kind == TicketEventKind::solved) item.duration = ticket.time_to_resolve;
    if (event.kind == TicketEventKind::opened) item.call = ticket.call;
    if (Status told = records.customers().add_timeline(actor.tenant, item); !told) return told;
  }
  return {};
}

// As much as a line of the dossier shows.
std::string first_words(const std::string& text) {
  constexpr std::size_t kChars = 200;
  if (utf8_length(text) <= kChars) return text;
  return std::string{trim(utf8_prefix(text, kChars))} + "…";
}

// Parts of a ticket: what kind of line they are, what they say and how they are marked.
struct Told {
  TimelineKind kind;
  const std::string& text;
  std::string_view mark;
};
Told told_by(const Article& article) {
  return {TimelineKind::note, article.body, to_string(article.kind)};
}
Told told_by(const Procedure& procedure) {
  return {TimelineKind::procedure, procedure.text, to_string(procedure.outcome)};
}

// The parts keep their ids and moments in the dossier.
template <class Part>
Status tell_part(Records& records, TenantId tenant, const Ticket& ticket, const Part& part) {
  if (!ticket.customer) return {};
  const Told told = told_by(part);
  return records.customers().add_timeline(tenant, {.id = TimelineId{part.id.raw()},
                                                   .customer = ticket.customer,
                                                   .at = part.created_at,
                                                   .kind = told.kind,
                                                   .title = ticket.subject,
                                                   .detail = first_words(told.text),
                                                   .outcome = std::string{told.mark},
                                                   .ticket = ticket.id,
                                                   .call = {},
                                                   .author = part.author,
                                                   .author_name = {},
                                                   .duration = std::nullopt});
}

// A ticket that finds its customer brings into his dossier what was written before.
Status tell_parts(Records& records, TenantId tenant, const Ticket& before, const Ticket& ticket) {
  if (!ticket.customer || ticket.customer == before.customer) return {};
  auto articles = records.tickets().articles(tenant, ticket.id);
  if (!articles) return articles.error();
  for (const ArticleRow& row : *articles) {
    if (Status s = tell_part(records, tenant, ticket, row.article); !s) return s;
  }
  auto procedures = records.tickets().procedures(tenant, ticket.id);
  if (!procedures) return procedures.error();
  for (const ProcedureRow& row : *procedures) {
    if (Status s = tell_part(records, tenant, ticket, row.procedure); !s) return s;
  }
  return {};
}

Status keep_solve(Records& records, TenantId tenant, const Ticket& ticket) {
  auto contacts = records.tickets().contacts(tenant, ticket);
  if (!contacts) return contacts.error();
  return records.tickets().add_solve(
      tenant, {.ticket = ticket.id,
               .at = ticket.solved_at.value_or(ticket.updated_at),
               .by = ticket.solved_by,
               .queue = ticket.queue,
               .time_to_resolve = ticket.time_to_resolve.value_or(Duration::zero()),
               .first_contact = is_first_contact(ticket, *contacts),
               .must_last = first_contact_window(records.policy().tickets)});
}

// Solutions stand by themselves, so that no later step of a ticket changes the figures of a day.
Status keep_solves(Records& records, TenantId tenant, const TicketChange& change, Stamp now) {
  const Ticket& ticket = change.ticket;
  for (const TicketEvent& event : change.events) {
    Status kept;
    if (event.kind == TicketEventKind::solved) kept = keep_solve(records, tenant, ticket);
    if (event.kind == TicketEventKind::reopened) {
      kept = records.tickets().came_back(tenant, ticket.id, now.utc);
    }
    if (event.kind == TicketEventKind::recurrence_found) {
      kept = records.tickets().came_back(tenant, ticket.recurrence_of, now.utc);
    }
    if (!kept) return kept;
  }
  return {};
}

CustomerId counted_for(const Ticket& ticket) {
  return is_running(ticket.status) ? ticket.customer : CustomerId{};
}

Status count_open(Records& records, const Actor& actor, CustomerId had, CustomerId has) {
  if (had == has) return {};
  if (had) {
    if (Status s = records.customers().add_open_tickets(actor.tenant, had, -1); !s) return s;
  }
  if (!has) return {};
  return records.customers().add_open_tickets(actor.tenant, has, 1);
}

// A ticket that finds its customer later brings its opening into his dossier.
std::vector<TicketEvent> with_late_opening(const Ticket& before, const TicketChange& change) {
  std::vector<TicketEvent> events = change.events;
  if (change.ticket.customer && before.customer != change.ticket.customer) {
    events.insert(events.begin(),
                  {.kind = TicketEventKind::opened, .to = to_string(change.ticket.channel)});
  }
  return events;
}

// Another level is another team's work, unless the same change has chosen a team.
Status hand_to_team(Records& records,
                    const Actor& actor,
                    const Ticket& before,
                    TicketChange& change) {
  Ticket& ticket = change.ticket;
  if (ticket.level == before.level || ticket.team != before.team) return {};
  const Result<TeamId> team = records.references().team_of(actor.tenant, ticket.level);
  if (!team) return team.error();
  if (!*team || *team == ticket.team) return {};
  change.events.push_back({.kind = TicketEventKind::team_changed,
                           .from = ticket.team ? ticket.team.str() : "",
                           .to = team->str()});
  ticket.team = *team;
  return {};
}

}  // namespace

Error changed_meanwhile(std::string_view what, std::int64_t seen, std::int64_t now) {
  return {.code = Errc::conflict,
          .detail = fmt::format("{} has version {}, the change was made on {}", what, now, seen),
          .field = {},
          .key = std::string{kChanged}};
}

bool is_changed_meanwhile(const Error& error) {
  return error.code == Errc::conflict && error.key == kChanged;
}

Status check_seen(std::string_view what, Seen seen, std::int64_t now) {
  if (!seen || *seen == now) return {};
  return changed_meanwhile(what, *seen, now);
}

Status store_opened(Records& records, const Actor& actor, TicketChange change, Stamp now) {
  if (Status s = hand_to_team(records, actor, {}, change); !s) return s;
  const Ticket& ticket = change.ticket;
  if (Status s = records.tickets().insert(actor.tenant, ticket); !s) return s;
  if (Status s = keep_solves(records, actor.tenant, change, now); !s) return s;
  Status told =
      records.tickets().add_history(actor.tenant, ticket.id, actor, change.events, now.utc);
  if (!told) return told;
  if (Status s = count_open(records, actor, {}, counted_for(ticket)); !s) return s;
  if (Status s = tell_dossier(records, actor, ticket, change.events, now); !s) return s;
  return audit_and_publish(records, actor, ticket.id, change.events);
}

Status store_changed(
    Records& records, const Actor& actor, const Ticket& before, TicketChange change, Stamp now) {
  if (change.events.empty()) return {};
  if (Status s = hand_to_team(records, actor, before, change); !s) return s;
  const Ticket& ticket = change.ticket;
  if (Status s = records.tickets().update(actor.tenant, ticket); !s) return s;
  if (Status s = keep_solves(records, actor.tenant, change, now); !s) return s;
  Status told =
      records.tickets().add_history(actor.tenant, ticket.id, actor, change.events, now.utc);
  if (!told) return told;
  Status counted = count_open(records, actor, counted_for(before), counted_for(ticket));
  if (!counted) return counted;
  const auto events = with_late_opening(before, change);
  if (Status s = tell_dossier(records, actor, ticket, events, now); !s) return s;
  if (Status s = tell_parts(records, actor.tenant, before, ticket); !s) return s;
  return audit_and_publish(records, actor, ticket.id, change.events);
}

Status store_ticket_event(Records& records,
                          const Actor& actor,
                          const Ticket& ticket,
                          const TicketEvent& event,
                          Stamp now) {
  Status told = records.tickets().add_history(actor.tenant, ticket.id, actor, {event}, now.utc);
  if (!told) return told;
  return audit_and_publish(records, actor, ticket.id, {event});
}

Status tell_dossier(Records& records,
                    TenantId tenant,
                    const Ticket& ticket,
                    const Article& article) {
  return tell_part(records, tenant, ticket, article);
}

Status tell_dossier(Records& records,
                    TenantId tenant,
                    const Ticket& ticket,
                    const Procedure& procedure) {
  return tell_part(records, tenant, ticket, procedure);
}

Status customer_changed(Records& records,
                        const Actor& actor,
                        CustomerId customer,
                        std::string_view action) {
  Status noted =
      records.audit(actor, {.action = action, .entity = "customer", .entity_id = customer.raw()});
  if (!noted) return noted;
  return records.publish(actor.tenant, "customer_changed",
                         fmt::format(R"({{"customer_id":"{}"}})", customer.str()));
}

Result<std::string> text_of(std::string_view text, std::string_view field, std::size_t max) {
  std::string clean{trim(text)};
  const std::string pointer = "/" + std::string{field};
  if (clean.empty()) return Error{Errc::invalid, "empty", pointer, "text.required"};
  if (!is_utf8(clean)) return Error{Errc::invalid, "not UTF-8", pointer, "text.not_utf8"};
  if (utf8_length(clean) > max) return Error{Errc::invalid, "too long", pointer, "text.too_long"};
  return clean;
}

Result<std::string> country_of(Records& records, const Actor& actor) {
  return records.references().country(actor.tenant);
}

}  // namespace filo::app
