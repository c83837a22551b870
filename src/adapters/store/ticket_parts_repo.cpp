// The parts of a ticket: articles, procedures, history.

#include "adapters/store/ticket_repo.h"
#include "base/text.h"

namespace filo::store {

namespace {

Error unknown_word(const char* where) {
  return {Errc::internal, std::string{where} + " holds an unknown word"};
}

}  // namespace

Status SqlTicketRepo::add_article(TenantId tenant, const Article& a) {
  auto added = tx_.run(
      "INSERT INTO article (tenant_id, ticket_id, id, kind, author_id, created_at, body) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      tenant, a.ticket, a.id, to_string(a.kind), a.author, a.created_at, a.body);
  return added ? Status{} : Status{added.error()};
}

Result<std::vector<app::ArticleRow>> SqlTicketRepo::articles(TenantId tenant, TicketId ticket) {
  using Row =
      std::tuple<ArticleId, std::string, UserId, std::optional<std::string>, Instant, std::string>;
  auto found = tx_.exec<Row>(
      "SELECT x.id, x.kind, x.author_id, u.name, x.created_at, x.body FROM article x "
      "LEFT JOIN app_user u ON u.tenant_id = x.tenant_id AND u.id = x.author_id "
      "WHERE x.tenant_id = $1 AND x.ticket_id = $2 ORDER BY x.id",
      tenant, ticket);
  if (!found) return found.error();
  std::vector<app::ArticleRow> out;
  for (auto& [id, word, author, name, at, body] : *found) {
    const auto kind = parse_article_kind(word);
    if (!kind) return unknown_word("article");
    out.push_back({.article = {.id = id,
                               .ticket = ticket,
                               .kind = *kind,
                               .author = author,
                               .body = std::move(body),
                               .created_at = at},
                   .author = name.value_or("")});
  }
  return out;
}

Status SqlTicketRepo::add_procedure(TenantId tenant, const Procedure& p) {
  auto added = tx_.run(
      "INSERT INTO procedure_done (tenant_id, ticket_id, id, outcome, author_id, created_at, text) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      tenant, p.ticket, p.id, to_string(p.outcome), p.author, p.created_at, p.text);
  return added ? Status{} : Status{added.error()};
}

Result<std::vector<app::ProcedureRow>> SqlTicketRepo::procedures(TenantId tenant, TicketId ticket) {
  using Row = std::tuple<ProcedureId, std::string, UserId, std::optional<std::string>, Instant,
                         std::string>;
  auto found = tx_.exec<Row>(
      "SELECT x.id, x.outcome, x.author_id, u.name, x.created_at, x.text FROM procedure_done x "
      "LEFT JOIN app_user u ON u.tenant_id = x.tenant_id AND u.id = x.author_id "
      "WHERE x.tenant_id = $1 AND x.ticket_id = $2 ORDER BY x.id",
      tenant, ticket);
  if (!found) return found.error();
  std::vector<app::ProcedureRow> out;
  for (auto& [id, word, author, name, at, text] : *found) {
    const auto outcome = parse_procedure_outcome(word);
    if (!outcome) return unknown_word("procedure");
    out.push_back({.procedure = {.id = id,
                                 .ticket = ticket,
                                 .text = std::move(text),
                                 .outcome = *outcome,
                                 .author = author,
                                 .created_at = at},
                   .author = name.value_or("")});
  }
  return out;
}

Status SqlTicketRepo::add_history(TenantId tenant,
                                  TicketId ticket,
                                  const Actor& actor,
                                  const std::vector<TicketEvent>& events,
                                  Instant now) {
  for (const TicketEvent& event : events) {
    auto added = tx_.run(
        "INSERT INTO ticket_history (tenant_id, ticket_id, id, at, actor_id, event, before, after, "
        "reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tenant, ticket, tx_.new_id<TicketId>(), now, actor.user, to_string(event.kind), event.from,
        event.to, event.reason);
    if (!added) return added.error();
  }
  return {};
}

Result<app::Slice<app::HistoryRow>> SqlTicketRepo::history(TenantId tenant,
                                                           TicketId ticket,
                                                           const app::PageRequest& page) {
  using Row = std::tuple<std::int64_t, Instant, UserId, std::optional<std::string>, std::string,
                         std::string, std::string, std::string>;
  const auto after = page.after.empty() ? std::optional<std::int64_t>{0}
                                        : parse_int<std::int64_t>(page.after.front());
  if (!after) return Error{Errc::invalid, "not a key of a history", "/after", "page.after"};
  auto found = tx_.exec<Row>(
      "SELECT h.id, h.at, h.actor_id, u.name, h.event, h.before, h.after, h.reason "
      "FROM ticket_history h LEFT JOIN app_user u ON u.tenant_id = h.tenant_id AND "
      "u.id = h.actor_id WHERE h.tenant_id = $1 AND h.ticket_id = $2 AND h.id > $3 "
      "ORDER BY h.id LIMIT $4",
      tenant, ticket, *after, page.limit + 1);
  if (!found) return found.error();
  app::Slice<app::HistoryRow> slice;
  for (auto& [id, at, actor, name, word, before, changed, reason] : *found) {
    if (slice.items.size() == page.limit) {
      slice.next = {std::to_string(slice.items.back().id)};
      break;
    }
    const auto kind = parse_ticket_event(word);
    if (!kind) return unknown_word("ticket_history");
    slice.items.push_back({.id = id,
                           .at = at,
                           .actor = actor,
                           .actor_name = name.value_or(""),
                           .event = {.kind = *kind,
                                     .from = std::move(before),
                                     .to = std::move(changed),
                                     .reason = std::move(reason)}});
  }
  return slice;
}

}  // namespace filo::store
