#include "adapters/store/call_repo.h"

#include <algorithm>

#include "adapters/store/call_rows.h"
#include "adapters/store/ticket_rows.h"
#include "base/text.h"
#include "domain/calls/call_log.h"

namespace filo::store {
namespace {

using calls::CallRecord;
using calls::Segment;

struct Bound {
  CustomerId customer_id;
  TicketId ticket_id;
  std::optional<Instant> ended_at;

  bool operator==(const Bound&) const = default;
};
BOOST_DESCRIBE_STRUCT(Bound, (), (customer_id, ticket_id, ended_at))

bool is_complete(const CallRecord& call) {
  return call.ended_at &&
         std::none_of(call.segments.begin(), call.segments.end(), [](auto& s) { return s.open; });
}

/// Only of segments in which somebody waits for a queue's agents.
std::optional<Duration> promise_of(const Segment& s) {
  const bool waits = s.kind == calls::SegmentKind::queue || s.kind == calls::SegmentKind::ring;
  if (!waits || !s.queue) return std::nullopt;
  return s.answer_within;
}

std::string customer_event(CustomerId customer) {
  return R"({"customer_id":")" + customer.str() + R"("})";
}

Error no_call(CallId id) {
  return {Errc::not_found, "no call " + id.str()};
}

// What the dossier shows of a call: the service that was called, or the number that we called.
const char* outcome_of(const CallRecord& r) {
  const calls::Outcome outcome = r.outcome.value_or(calls::Outcome::failed);
  if (r.direction == calls::Direction::in) return to_string(outcome);
  return outcome == calls::Outcome::answered ? "out_answered" : "out_failed";
}

}  // namespace

Status SqlCallRepo::save(const CallRecord& record) {
  auto stored = tx_.exec_for_update<Bound>(
      "SELECT customer_id, ticket_id, ended_at FROM call WHERE tenant_id = $1 AND id = $2",
      record.tenant, record.id);
  if (!stored) return stored.error();
  const Bound before = stored->empty() ? Bound{} : stored->front();
  const CustomerId customer = record.customer ? record.customer : before.customer_id;
  auto ticket = ticket_of(record, before.ticket_id);
  if (!ticket) return ticket.error();
  if (Status s = write_call(record, customer, *ticket); !s) return s;
  if (Status s = write_segments(record); !s) return s;
  if (!record.ended_at || before == Bound{customer, *ticket, record.ended_at}) return {};
  return write_timeline(record, before.customer_id, customer, *ticket);
}

/// A ticket that was opened when the call was over already is known by its call only.
Result<TicketId> SqlCallRepo::ticket_of(const CallRecord& record, TicketId before) {
  if (record.ticket) return record.ticket;
  if (before || !record.ended_at || !record.answered_at || !record.agent) return before;
  auto opened = ticket_of_call(tx_, record.tenant, record.id);
  if (!opened) return opened.error();
  return *opened ? (*opened)->id : TicketId{};
}

Status SqlCallRepo::write_call(const CallRecord& r, CustomerId customer, TicketId ticket) {
  std::optional<std::string> outcome;
  if (r.outcome) outcome = to_string(*r.outcome);
  return status_of(tx_.run(
      "INSERT INTO call (tenant_id, id, direction, ani, dnis, service, language, flow_id, "
      "queue_id, agent_id, customer_id, ticket_id, started_at, answered_at, ended_at, complete, "
      "outcome, ended_by, cause, transferred_to, announced_wait, announced_after) VALUES "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
      "$20, $21, $22) ON CONFLICT (tenant_id, id) DO UPDATE SET "
      "service = excluded.service, language = excluded.language, flow_id = excluded.flow_id, "
      "queue_id = excluded.queue_id, agent_id = excluded.agent_id, "
      "customer_id = excluded.customer_id, ticket_id = excluded.ticket_id, "
      "answered_at = excluded.answered_at, ended_at = excluded.ended_at, "
      "complete = excluded.complete, outcome = excluded.outcome, ended_by = excluded.ended_by, "
      "cause = excluded.cause, transferred_to = excluded.transferred_to, "
      "announced_wait = excluded.announced_wait, announced_after = excluded.announced_after",
      r.tenant, r.id, to_string(r.direction), r.ani, r.dnis, r.service, r.language, r.flow, r.queue,
      r.agent, customer, ticket, r.started_at, r.answered_at, r.ended_at, is_complete(r), outcome,
      to_string(r.ended_by), r.cause, r.transferred_to, r.announced_wait, r.announced_after));
}

Status SqlCallRepo::write_segments(const CallRecord& r) {
  if (auto gone =
          tx_.run("DELETE FROM call_segment WHERE tenant_id = $1 AND call_id = $2", r.tenant, r.id);
      !gone)
    return gone.error();
  constexpr std::size_t kRowsAtOnce = 50;
  for (std::size_t first = 0; first < r.segments.size(); first += kRowsAtOnce) {
    SqlText sql;
    sql << "INSERT INTO call_segment (tenant_id, call_id, place, kind, agent_id, queue_id, "
           "started_at, duration, ended_as, running, answer_within) VALUES ";
    for (std::size_t i = first; i < std::min(first + kRowsAtOnce, r.segments.size()); ++i) {
      const Segment& s = r.segments[i];
      sql << (i == first ? "(" : ", (") << sql.bind(r.tenant) << ", " << sql.bind(r.id) << ", "
          << sql.bind(i) << ", " << sql.bind(to_string(s.kind)) << ", " << sql.bind(s.agent) << ", "
          << sql.bind(s.queue) << ", " << sql.bind(s.started_at) << ", " << sql.bind(s.duration)
          << ", " << sql.bind(to_string(s.end)) << ", " << sql.bind(s.open) << ", "
          << sql.bind(promise_of(s)) << ")";
    }
    if (Status s = sql.run(tx_); !s) return s;
  }
  return {};
}

// The item has the id of the call, so writing it again replaces it; a call bound to another
// customer leaves the first one's time line. Who looks at it is told.
Status SqlCallRepo::write_timeline(const CallRecord& r,
                                   CustomerId before,
                                   CustomerId customer,
                                   TicketId ticket) {
  for (CustomerId whose : {before, customer}) {
    if (!whose) continue;
    auto gone = tx_.run(
        "DELETE FROM timeline WHERE tenant_id = $1 AND customer_id = $2 AND at = $3 AND id = $4",
        r.tenant, whose, r.started_at, r.id);
    if (!gone) return gone.error();
  }
  if (!customer) return {};
  Status told = tx_.emit(r.tenant, "customer_changed", customer_event(customer));
  if (!told) return told;
  return status_of(tx_.run(
      "INSERT INTO timeline (tenant_id, customer_id, at, id, kind, ticket_id, call_id, duration, "
      "outcome, title, detail) SELECT k.tenant_id, k.id, $3, $4, 'call', $5, $4, $6, $7, $8, '' "
      "FROM customer k WHERE k.tenant_id = $1 AND k.id = $2",
      r.tenant, customer, r.started_at, r.id, ticket, *r.ended_at - r.started_at, outcome_of(r),
      r.direction == calls::Direction::in ? r.service : r.dnis));
}

Status SqlCallRepo::bind(TenantId tenant, CallId call, CustomerId customer, TicketId ticket) {
  auto found = find(tenant, call);
  if (!found) return found.error();
  CallRecord record = std::move(found->call);
  if (customer) record.customer = customer;
  if (ticket) record.ticket = ticket;
  return save(record);
}

Result<app::CallRow> SqlCallRepo::find(TenantId tenant, CallId call) {
  SqlText sql;
  sql << call_select() << "WHERE c.tenant_id = " << sql.bind(tenant)
      << " AND c.id = " << sql.bind(call);
  auto rows = read_calls(tx_, sql, true);
  if (!rows) return rows.error();
  if (rows->empty()) return no_call(call);
  return std::move(rows->front());
}

Result<app::Slice<app::CallRow>> SqlCallRepo::list(TenantId tenant,
                                                   const app::CallFilter& filter,
                                                   const app::PageRequest& page) {
  SqlText sql;
  sql << call_select() << "WHERE c.tenant_id = " << sql.bind(tenant);
  if (filter.from) sql << " AND c.started_at >= " << sql.bind(*filter.from);
  if (filter.to) sql << " AND c.started_at < " << sql.bind(*filter.to);
  if (filter.queue) sql << " AND c.queue_id = " << sql.bind(filter.queue);
  if (filter.agent) sql << " AND c.agent_id = " << sql.bind(filter.agent);
  if (filter.customer) sql << " AND c.customer_id = " << sql.bind(filter.customer);
  if (!filter.ani.empty()) sql << " AND c.ani = " << sql.bind(filter.ani);
  if (!page.after.empty()) {
    const auto at = parse_int<std::int64_t>(page.after[0]);
    const auto id = page.after.size() == 2 ? parse_int<std::int64_t>(page.after[1]) : std::nullopt;
    if (!at || !id) return Error{Errc::invalid, "not a key of calls", "/after", "page.after"};
    sql << " AND (c.started_at, c.id) < (" << sql.bind(*at) << ", " << sql.bind(*id) << ")";
  }
  sql << " ORDER BY c.started_at DESC, c.id DESC LIMIT " << sql.bind(page.limit + 1);
  auto rows = read_calls(tx_, sql, false);
  if (!rows) return rows.error();
  app::Slice<app::CallRow> slice{.items = std::move(*rows), .next = {}};
  if (slice.items.size() > page.limit) {
    slice.items.resize(page.limit);
    const CallRecord& last = slice.items.back().call;
    slice.next = {std::to_string(to_micros(last.started_at)), last.id.str()};
  }
  return slice;
}

Status SqlCallRepo::for_each(Instant from,
                             Instant to,
                             const std::function<void(const CallRecord&)>& use) {
  return each_call(tx_, {}, from, to, use);
}

Result<std::int64_t> SqlCallRepo::close_interrupted_calls(Instant last_alive) {
  SqlText sql;
  sql << call_select() << "WHERE NOT c.complete ORDER BY c.tenant_id, c.id LIMIT "
      << sql.bind(2 * limits::kCalls);
  auto rows = read_calls(tx_, sql, true);
  if (!rows) return rows.error();
  for (app::CallRow& row : *rows) {
    auto ticket = ticket_of_call(tx_, row.call.tenant, row.call.id);
    if (!ticket) return ticket.error();
    if (const auto& of = *ticket)
      calls::recall_answer(row.call, {of->id, of->taken_by, of->opened_at});
    calls::close_interrupted(row.call, last_alive);
    if (Status s = save(row.call); !s) return s.error();
  }
  auto closed = tx_.run(
      "UPDATE agent_state_log SET ended_at = CASE WHEN started_at > $1 THEN started_at ELSE $1 END "
      "WHERE ended_at IS NULL",
      last_alive);
  if (!closed) return closed.error();
  return static_cast<std::int64_t>(rows->size());
}

Status SqlCallRepo::beat(Instant now) {
  return status_of(
      tx_.run("INSERT INTO server_state (key, value, updated_at) VALUES ('heartbeat', $1, $2) "
              "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
              "updated_at = excluded.updated_at",
              to_rfc3339(now), now));
}

Result<std::optional<Instant>> SqlCallRepo::last_alive() {
  return tx_.maybe<Instant>("SELECT updated_at FROM server_state WHERE key = 'heartbeat'");
}

}  // namespace filo::store
