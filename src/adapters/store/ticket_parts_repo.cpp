// The parts of a ticket: solutions, articles, procedures, history.

#include <map>
#include <set>

#include "adapters/store/records_sql.h"
#include "adapters/store/ticket_repo.h"
#include "base/text.h"

namespace filo::store {

namespace {

Error unknown_word(const char* where) {
  return {Errc::internal, std::string{where} + " holds an unknown word"};
}

// The table whose ids an event's words are; null where they are words.
const char* table_of(TicketEventKind kind) {
  switch (kind) {
    case TicketEventKind::taken:
    case TicketEventKind::owner_changed:
      return "agent";
    case TicketEventKind::team_changed:
      return "team";
    case TicketEventKind::category_changed:
      return "category";
    case TicketEventKind::customer_changed:
      return "customer";
    default:
      return nullptr;
  }
}

using Names = std::map<std::int64_t, std::string>;

Result<Names> names_in(Tx& tx,
                       const char* table,
                       TenantId tenant,
                       const std::set<std::int64_t>& ids) {
  SqlText sql;
  sql << "SELECT id, name FROM " << table << " WHERE tenant_id = " << sql.bind(tenant)
      << " AND id IN (";
  for (std::int64_t id : ids) sql << (id == *ids.begin() ? "" : ", ") << sql.bind(id);
  sql << ")";
  auto found = sql.rows<std::tuple<std::int64_t, std::string>>(tx);
  if (!found) return found.error();
  Names names;
  for (auto& [id, name] : *found) names.emplace(id, std::move(name));
  return names;
}

// One query for each table that a page of a history refers to.
Status add_names(Tx& tx, TenantId tenant, std::vector<app::HistoryRow>& rows) {
  std::map<std::string, std::set<std::int64_t>> wanted;
  for (const app::HistoryRow& row : rows) {
    const char* table = table_of(row.event.kind);
    if (table == nullptr) continue;
    for (const std::string& word : {row.event.from, row.event.to}) {
      if (auto id = parse_int<std::int64_t>(word)) wanted[table].insert(*id);
    }
  }
  std::map<std::string, Names> known;
  for (const auto& [table, ids] : wanted) {
    auto names = names_in(tx, table.c_str(), tenant, ids);
    if (!names) return names.error();
    known.emplace(table, std::move(*names));
  }
  for (app::HistoryRow& row : rows) {
    const char* table = table_of(row.event.kind);
    if (table == nullptr) continue;
    const auto name_of = [&names = known[table]](const std::string& word) {
      const auto found = names.find(parse_int<std::int64_t>(word).value_or(0));
      return found == names.end() ? std::string{} : found->second;
    };
    row.from_name = name_of(row.event.from);
    row.to_name = name_of(row.event.to);
  }
  return {};
}

}  // namespace

Status SqlTicketRepo::add_solve(TenantId tenant, const app::TicketSolve& s) {
  return status_of(tx_.run(
      "INSERT INTO ticket_solve (tenant_id, ticket_id, id, at, solved_by, queue_id, "
      "time_to_resolve, first_contact, must_last) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      tenant, s.ticket, tx_.new_id<TicketId>(), s.at, s.by, s.queue, s.time_to_resolve,
      s.first_contact, s.must_last));
}

Status SqlTicketRepo::came_back(TenantId tenant, TicketId ticket, Instant at) {
  return status_of(
      tx_.run("UPDATE ticket_solve SET came_back_at = $3 WHERE tenant_id = $1 AND ticket_id = $2 "
              "AND came_back_at IS NULL",
              tenant, ticket, at));
}

Result<std::int64_t> SqlTicketRepo::contacts(TenantId tenant, const Ticket& ticket) {
  // The call that opened it may be stored a moment later than the ticket.
  auto others = tx_.one<std::int64_t>(
      "SELECT COUNT(*) FROM call WHERE tenant_id = $1 AND ticket_id = $2 AND id <> $3", tenant,
      ticket.id, ticket.call.raw());
  if (!others) return others.error();
  return *others + (ticket.call ? 1 : 0);
}

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
  if (Status named = add_names(tx_, tenant, slice.items); !named) return named.error();
  return slice;
}

}  // namespace filo::store
