#include "app/desk/open_ticket.h"

#include "app/desk/common.h"
#include "base/limits.h"
#include "base/text.h"

namespace filo::app {

namespace {

Result<std::optional<EarlierTicket>> earlier_of(Records& records,
                                                TenantId tenant,
                                                const Problem& problem) {
  if (!problem.is_known()) return std::optional<EarlierTicket>{};
  return records.tickets().latest_solved(tenant, problem);
}

Status check_references(Records& records, const Actor& actor, const OpenTicket& wish) {
  if (wish.customer) {
    auto known = records.references().exists(actor.tenant, wish.customer);
    if (!known) return known.error();
    if (!*known) return Error{Errc::invalid, "no customer", "/customer_id", "customer.unknown"};
  }
  if (wish.category) {
    auto known = records.references().exists(actor.tenant, wish.category);
    if (!known) return known.error();
    if (!*known) return Error{Errc::invalid, "no category", "/category_id", "category.unknown"};
  }
  return {};
}

Result<TicketChange> opened(Records& records,
                            const Actor& actor,
                            const OpenTicket& wish,
                            Stamp now) {
  if (Status known = check_references(records, actor, wish); !known) return known.error();
  auto earlier = earlier_of(records, actor.tenant, {wish.customer, wish.category, wish.queue});
  if (!earlier) return earlier.error();
  const TicketDraft draft{.subject = wish.subject,
                          .priority = wish.priority,
                          .channel = wish.call ? TicketChannel::phone : TicketChannel::desk,
                          .customer = wish.customer,
                          .category = wish.category,
                          .queue = wish.queue,
                          .call = wish.call};
  // Rules first: a refused ticket must not use up a number.
  auto change = filo::open_ticket(draft, records.new_id<TicketId>(), 0, *earlier,
                                  records.policy().tickets, now);
  if (!change) return change.error();
  auto number = records.tickets().next_number(actor.tenant);
  if (!number) return number.error();
  change->ticket.number = *number;
  return change;
}

/// Who answered the call owns its ticket from the start: one write, and the history tells both.
Result<TicketChange> taken_at_once(const TicketChange& opened, AgentId agent, Stamp now) {
  auto taken = take(opened.ticket, agent, {}, now);
  if (!taken) return taken.error();
  taken->ticket.version = opened.ticket.version;  // nobody has seen it yet
  taken->events.insert(taken->events.begin(), opened.events.begin(), opened.events.end());
  return taken;
}

Status add_first_note(Records& records,
                      const Actor& actor,
                      const Ticket& ticket,
                      const std::string& body,
                      Stamp now) {
  if (body.empty()) return {};
  auto text = text_of(body, "body", limits::kArticleChars);
  if (!text) return text.error();
  const Article article{.id = records.new_id<ArticleId>(),
                        .ticket = ticket.id,
                        .kind = ArticleKind::note,
                        .author = actor.user,
                        .body = std::move(text).value(),
                        .created_at = now.utc};
  if (Status s = records.tickets().add_article(actor.tenant, article); !s) return s;
  return tell_dossier(records, actor.tenant, ticket, article);
}

}  // namespace

Result<TicketRow> open_ticket(Records& records,
                              const Actor& actor,
                              const OpenTicket& wish,
                              Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "ticket.open"};
  if (wish.call) {
    auto had = records.tickets().find_by_call(actor.tenant, wish.call);
    if (!had) return had.error();
    if (*had) return records.tickets().find(actor.tenant, **had);
  }
  auto change = opened(records, actor, wish, now);
  if (!change) return change.error();
  if (Status s = store_opened(records, actor, *change, now); !s) return s.error();
  if (Status s = add_first_note(records, actor, change->ticket, wish.body, now); !s) {
    return s.error();
  }
  return records.tickets().find(actor.tenant, change->ticket.id);
}

std::string subject_of_call(const OpenTicketForCall& call) {
  const bool both = !call.service.empty() && !call.queue_name.empty();
  const std::string known = call.service + (both ? ": " : "") + call.queue_name;
  const std::string& subject = known.empty() ? call.ani : known;
  return subject.empty() ? "-" : std::string(utf8_prefix(subject, limits::kSubjectChars));
}

Result<TicketId> open_ticket_for_call(Records& records,
                                      const Actor& actor,
                                      const OpenTicketForCall& wish,
                                      Stamp now) {
  auto had = records.tickets().find_by_call(actor.tenant, wish.call);
  if (!had) return had.error();
  if (*had) return **had;
  const OpenTicket open{.subject = subject_of_call(wish),
                        .customer = wish.customer,
                        .call = wish.call,
                        .queue = wish.queue};
  auto change = opened(records, actor, open, now);
  if (!change) return change.error();
  if (wish.agent) change = taken_at_once(*change, wish.agent, now);
  if (!change) return change.error();
  if (Status s = store_opened(records, actor, *change, now); !s) return s.error();
  if (wish.late) {
    const Status bound = records.calls().bind(actor.tenant, wish.call, {}, change->ticket.id);
    if (!bound && bound.error().code != Errc::not_found) return bound.error();
  }
  return change->ticket.id;
}

}  // namespace filo::app
