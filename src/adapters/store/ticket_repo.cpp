#include "adapters/store/ticket_repo.h"

#include <algorithm>
#include <unordered_map>

#include "adapters/store/records_sql.h"
#include "adapters/store/records_words.h"
#include "adapters/store/ticket_finder.h"
#include "adapters/store/ticket_rows.h"

namespace filo::store {

namespace {

using app::TicketRow;

const std::string kNames =
    ", c.name AS customer, o.name AS organisation, k.name AS category, a.name AS owner, "
    "g.name AS team ";
// The names of a ticket `t`: primary keys of small tables.
const std::string kNameJoins =
    " LEFT JOIN customer c ON c.tenant_id = t.tenant_id AND c.id = t.customer_id"
    " LEFT JOIN organisation o ON o.tenant_id = t.tenant_id AND o.id = c.organisation_id"
    " LEFT JOIN category k ON k.tenant_id = t.tenant_id AND k.id = t.category_id"
    " LEFT JOIN agent a ON a.tenant_id = t.tenant_id AND a.id = t.owner_id"
    " LEFT JOIN team g ON g.tenant_id = t.tenant_id AND g.id = t.team_id";

std::string ticket_search_text(const Ticket& ticket) {
  return searchable(std::to_string(ticket.number) + " " + ticket.subject);
}

Duration state_time(const Ticket& ticket, TicketStatus status) {
  return ticket.stopwatch.by_state[static_cast<std::size_t>(status)];
}
Duration level_time(const Ticket& ticket, Level level) {
  return ticket.stopwatch.by_level[static_cast<std::size_t>(level)];
}

template <class T>
Result<std::vector<TicketRow>> rows_of(const T& records) {
  std::vector<TicketRow> rows;
  for (const TicketRecord& record : records) {
    Result<TicketRow> row = ticket_row_of(record);
    if (!row) return row.error();
    rows.push_back(std::move(row).value());
  }
  return rows;
}

Error no_ticket(TicketId id) {
  return {Errc::not_found, "no ticket " + id.str()};
}

}  // namespace

Result<Ticket> SqlTicketRepo::find_for_update(TenantId tenant, TicketId id) {
  auto found = tx_.exec_for_update<TicketRecord>("SELECT " + std::string{ticket_columns()} +
                                                     " FROM ticket t WHERE t.tenant_id = $1 AND "
                                                     "t.id = $2",
                                                 tenant, id);
  if (!found) return found.error();
  if (found->empty()) return no_ticket(id);
  return ticket_of(found->front());
}

Result<TicketRow> SqlTicketRepo::find(TenantId tenant, TicketId id) {
  auto found =
      tx_.maybe<TicketRecord>("SELECT " + std::string{ticket_columns()} + kNames + "FROM ticket t" +
                                  kNameJoins + " WHERE t.tenant_id = $1 AND t.id = $2",
                              tenant, id);
  if (!found) return found.error();
  if (!*found) return no_ticket(id);
  return ticket_row_of(**found);
}

Result<std::optional<TicketId>> SqlTicketRepo::find_by_call(TenantId tenant, CallId call) {
  auto found = ticket_of_call(tx_, tenant, call);
  if (!found) return found.error();
  return *found ? std::optional((*found)->id) : std::nullopt;
}

Result<std::optional<EarlierTicket>> SqlTicketRepo::latest_solved(TenantId tenant,
                                                                  const Problem& problem) {
  using Row = std::tuple<TicketId, std::int64_t, Instant>;
  const std::string same =
      problem.category ? "category_id = $3" : "category_id IS NULL AND queue_id = $3";
  auto found = tx_.maybe<Row>(
      "SELECT id, number, solved_at FROM ticket WHERE tenant_id = $1 AND customer_id = $2 AND " +
          same + " AND solved_at IS NOT NULL ORDER BY solved_at DESC, id DESC LIMIT 1",
      tenant, problem.customer, problem.category ? problem.category.raw() : problem.queue.raw());
  if (!found) return found.error();
  if (!*found) return std::optional<EarlierTicket>{};
  const auto& [id, number, solved_at] = **found;
  return std::optional<EarlierTicket>{{.id = id, .number = number, .solved_at = solved_at}};
}

Result<std::int64_t> SqlTicketRepo::next_number(TenantId tenant) {
  return tx_.one<std::int64_t>(
      "INSERT INTO ticket_counter (tenant_id, last_number) VALUES ($1, 1) "
      "ON CONFLICT (tenant_id) DO UPDATE SET last_number = ticket_counter.last_number + 1 "
      "RETURNING last_number",
      tenant);
}

Status SqlTicketRepo::insert(TenantId tenant, const Ticket& t) {
  const std::string search_text = ticket_search_text(t);
  auto added = tx_.run(
      "INSERT INTO ticket (tenant_id, id, version, number, status, level, priority, bucket, "
      "channel, customer_id, category_id, owner_id, team_id, queue_id, call_id, recurrence_of, "
      "reopened_count, created_at, updated_at, taken_at, time_to_take_charge, taken_by, "
      "watch_since, watch_level_1, watch_level_2, watch_level_3, watch_level_vendor, watch_new, "
      "watch_open, watch_pending, watch_solved, escalation_cause, subject, search_text, "
      "escalation_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
      "$15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, "
      "$33, $34, $35)",
      tenant, t.id, t.version, t.number, to_string(t.status), to_string(t.level),
      to_string(t.priority), bucket_of(t.status, t.level, t.priority), to_string(t.channel),
      t.customer, t.category, t.owner, t.team, t.queue, t.call, t.recurrence_of, t.reopened_count,
      t.created_at, t.updated_at, t.taken_at, t.time_to_take_charge, t.taken_by,
      to_micros(t.stopwatch.since), level_time(t, Level::first), level_time(t, Level::second),
      level_time(t, Level::third), level_time(t, Level::vendor), state_time(t, TicketStatus::fresh),
      state_time(t, TicketStatus::open), state_time(t, TicketStatus::pending),
      state_time(t, TicketStatus::solved), to_string(t.escalation_cause), t.subject, search_text,
      t.escalation_reason);
  if (!added) return added.error();
  return write_words(tx_, "ticket_word", tenant, t.id.raw(), "", search_text);
}

Status SqlTicketRepo::update(TenantId tenant, const Ticket& t) {
  auto before = tx_.one<std::string>(
      "SELECT search_text FROM ticket WHERE tenant_id = $1 AND id = $2", tenant, t.id);
  if (!before) return before.error();
  const std::string search_text = ticket_search_text(t);
  auto changed = tx_.run(
      "UPDATE ticket SET version = $3, status = $4, level = $5, priority = $6, bucket = $7, "
      "customer_id = $8, category_id = $9, owner_id = $10, team_id = $11, recurrence_of = $12, "
      "reopened_count = $13, updated_at = $14, taken_at = $15, solved_at = $16, closed_at = $17, "
      "time_to_take_charge = $18, time_to_resolve = $19, watch_since = $20, watch_level_1 = $21, "
      "watch_level_2 = $22, watch_level_3 = $23, watch_level_vendor = $24, watch_new = $25, "
      "watch_open = $26, watch_pending = $27, watch_solved = $28, escalation_cause = $29, "
      "subject = $30, search_text = $31, escalation_reason = $32, work_around = $33, "
      "solution = $34, taken_by = $35, solved_by = $36, merged_into = $37 WHERE tenant_id = $1 AND "
      "id = $2 AND "
      "version = $3 - 1",
      tenant, t.id, t.version, to_string(t.status), to_string(t.level), to_string(t.priority),
      bucket_of(t.status, t.level, t.priority), t.customer, t.category, t.owner, t.team,
      t.recurrence_of, t.reopened_count, t.updated_at, t.taken_at, t.solved_at, t.closed_at,
      t.time_to_take_charge, t.time_to_resolve, to_micros(t.stopwatch.since),
      level_time(t, Level::first), level_time(t, Level::second), level_time(t, Level::third),
      level_time(t, Level::vendor), state_time(t, TicketStatus::fresh),
      state_time(t, TicketStatus::open), state_time(t, TicketStatus::pending),
      state_time(t, TicketStatus::solved), to_string(t.escalation_cause), t.subject, search_text,
      t.escalation_reason, t.work_around, t.solution, t.taken_by, t.solved_by, t.merged_into);
  if (Status one = one_changed(changed); !one) return one;
  return write_words(tx_, "ticket_word", tenant, t.id.raw(), *before, search_text);
}

Result<app::Slice<TicketRow>> SqlTicketRepo::list(TenantId tenant,
                                                  const app::TicketFilter& filter,
                                                  const app::PageRequest& page) {
  auto ids = TicketFinder(tx_, tenant, filter).find(page);
  if (!ids) return ids.error();
  const bool more = ids->size() > page.limit;
  if (more) ids->resize(page.limit);
  auto rows = rows_by_id(tenant, *ids, page.limit);
  if (!rows) return rows.error();
  app::Slice<TicketRow> slice{.items = std::move(*rows), .next = {}};
  if (more) slice.next = TicketFinder::key_after(filter, slice.items.back().ticket);
  return slice;
}

// In the order of `ids`. Places without an id ask for none, so that pages share a statement.
Result<std::vector<TicketRow>> SqlTicketRepo::rows_by_id(TenantId tenant,
                                                         const std::vector<TicketId>& ids,
                                                         std::size_t places) {
  if (ids.empty()) return std::vector<TicketRow>{};
  SqlText sql;
  sql << "SELECT " << ticket_columns() << kNames << "FROM ticket t" << kNameJoins
      << " WHERE t.tenant_id = " << sql.bind(tenant) << " AND t.id IN (";
  for (std::size_t i = 0; i < std::max(places, ids.size()); ++i) {
    sql << (i == 0 ? "" : ", ") << sql.bind(i < ids.size() ? ids[i].raw() : 0);
  }
  sql << ")";
  auto records = sql.rows<TicketRecord>(tx_);
  if (!records) return records.error();
  auto rows = rows_of(*records);
  if (!rows) return rows.error();
  std::unordered_map<TicketId, std::size_t> place;
  for (std::size_t i = 0; i < ids.size(); ++i) place[ids[i]] = i;
  std::ranges::sort(*rows, {}, [&](const TicketRow& row) { return place[row.ticket.id]; });
  return rows;
}

}  // namespace filo::store
