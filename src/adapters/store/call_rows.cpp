#include "adapters/store/call_rows.h"

#include <unordered_map>

namespace filo::store {
namespace {

using calls::CallRecord;
using calls::Segment;

struct CallColumns {
  TenantId tenant_id;
  CallId id;
  std::string direction, ani, dnis, service, language;
  FlowId flow_id;
  QueueId queue_id;
  AgentId agent_id;
  CustomerId customer_id;
  TicketId ticket_id;
  Instant started_at;
  std::optional<Instant> answered_at, ended_at;
  std::optional<std::string> outcome;
  std::string ended_by, cause, transferred_to;
  std::optional<Duration> announced_wait;
  Duration announced_after{0};
  std::optional<std::string> customer_name, queue_name, agent_name;
};
BOOST_DESCRIBE_STRUCT(CallColumns,
                      (),
                      (tenant_id,
                       id,
                       direction,
                       ani,
                       dnis,
                       service,
                       language,
                       flow_id,
                       queue_id,
                       agent_id,
                       customer_id,
                       ticket_id,
                       started_at,
                       answered_at,
                       ended_at,
                       outcome,
                       ended_by,
                       cause,
                       transferred_to,
                       announced_wait,
                       announced_after,
                       customer_name,
                       queue_name,
                       agent_name))

struct SegmentColumns {
  CallId call_id;
  std::string kind;
  AgentId agent_id;
  QueueId queue_id;
  Instant started_at;
  Duration duration{0};
  std::string ended_as;
  bool running = false;
  std::optional<Duration> answer_within;
};
BOOST_DESCRIBE_STRUCT(
    SegmentColumns,
    (),
    (call_id, kind, agent_id, queue_id, started_at, duration, ended_as, running, answer_within))

Error unknown_word() {
  return {Errc::internal, "a call holds an unknown word"};
}

Result<app::CallRow> row_of(CallColumns c) {
  const auto direction = calls::parse_direction(c.direction);
  const auto ended_by = calls::parse_ended_by(c.ended_by);
  const auto outcome = c.outcome ? calls::parse_outcome(*c.outcome) : std::nullopt;
  if (!direction || !ended_by || (c.outcome && !outcome)) return unknown_word();
  app::CallRow row;
  CallRecord& call = row.call;
  call.id = c.id;
  call.tenant = c.tenant_id;
  call.direction = *direction;
  call.ani = std::move(c.ani);
  call.dnis = std::move(c.dnis);
  call.service = std::move(c.service);
  call.language = std::move(c.language);
  call.flow = c.flow_id;
  call.queue = c.queue_id;
  call.agent = c.agent_id;
  call.customer = c.customer_id;
  call.ticket = c.ticket_id;
  call.started_at = c.started_at;
  call.answered_at = c.answered_at;
  call.ended_at = c.ended_at;
  call.outcome = outcome;
  call.ended_by = *ended_by;
  call.cause = std::move(c.cause);
  call.transferred_to = std::move(c.transferred_to);
  call.announced_wait = c.announced_wait;
  call.announced_after = c.announced_after;
  row.customer_name = c.customer_name.value_or("");
  row.queue_name = c.queue_name.value_or("");
  row.agent_name = c.agent_name.value_or("");
  return row;
}

Result<Segment> segment_of(const SegmentColumns& c) {
  const auto kind = calls::parse_segment_kind(c.kind);
  const auto end = calls::parse_segment_end(c.ended_as);
  if (!kind || !end) return unknown_word();
  return Segment{.kind = *kind,
                 .agent = c.agent_id,
                 .queue = c.queue_id,
                 .started_at = c.started_at,
                 .duration = c.duration,
                 .end = *end,
                 .open = c.running,
                 .answer_within = c.answer_within.value_or(calls::kAnswerWithin)};
}

Status read_segments(Tx& tx, std::vector<app::CallRow>& rows) {
  if (rows.empty()) return {};
  std::unordered_map<CallId, CallRecord*> by_id;
  SqlText sql;
  sql << "SELECT call_id, kind, agent_id, queue_id, started_at, duration, ended_as, running, "
         "answer_within "
         "FROM call_segment WHERE (tenant_id, call_id) IN (VALUES ";
  for (app::CallRow& row : rows) {
    sql << (by_id.empty() ? "(" : ", (") << sql.bind(row.call.tenant) << ", "
        << sql.bind(row.call.id) << ")";
    by_id[row.call.id] = &row.call;
  }
  sql << ") ORDER BY call_id, place";
  auto found = sql.rows<SegmentColumns>(tx);
  if (!found) return found.error();
  for (const SegmentColumns& columns : *found) {
    auto segment = segment_of(columns);
    if (!segment) return segment.error();
    by_id.at(columns.call_id)->segments.push_back(*segment);
  }
  return {};
}

}  // namespace

const std::string& call_select() {
  static const std::string kSelect =
      "SELECT c.tenant_id, c.id, c.direction, c.ani, c.dnis, c.service, c.language, c.flow_id, "
      "c.queue_id, c.agent_id, c.customer_id, c.ticket_id, c.started_at, c.answered_at, "
      "c.ended_at, c.outcome, c.ended_by, c.cause, c.transferred_to, c.announced_wait, "
      "c.announced_after, k.name AS customer_name, q.name AS queue_name, a.name AS agent_name "
      "FROM call c "
      "LEFT JOIN customer k ON k.tenant_id = c.tenant_id AND k.id = c.customer_id "
      "LEFT JOIN queue q ON q.tenant_id = c.tenant_id AND q.id = c.queue_id "
      "LEFT JOIN agent a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id ";
  return kSelect;
}

Result<std::vector<app::CallRow>> read_calls(Tx& tx, const SqlText& sql, bool segments) {
  auto found = sql.rows<CallColumns>(tx);
  if (!found) return found.error();
  std::vector<app::CallRow> rows;
  rows.reserve(found->size());
  for (CallColumns& columns : *found) {
    auto row = row_of(std::move(columns));
    if (!row) return row.error();
    rows.push_back(std::move(row).value());
  }
  if (segments)
    if (Status read = read_segments(tx, rows); !read) return read.error();
  return rows;
}

Status each_call(Tx& tx,
                 TenantId tenant,
                 Instant from,
                 Instant to,
                 const std::function<void(const CallRecord&)>& use) {
  constexpr std::size_t kBatch = 200;
  Instant at = from;
  CallId last;
  for (;;) {
    SqlText sql;
    sql << call_select() << "WHERE (c.started_at, c.id) > (" << sql.bind(at) << ", "
        << sql.bind(last.raw()) << ") AND c.started_at < " << sql.bind(to);
    if (tenant) sql << " AND c.tenant_id = " << sql.bind(tenant);
    sql << " ORDER BY c.started_at, c.id LIMIT " << sql.bind(kBatch);
    auto rows = read_calls(tx, sql, true);
    if (!rows) return rows.error();
    for (const app::CallRow& row : *rows) use(row.call);
    if (rows->size() < kBatch) return {};
    at = rows->back().call.started_at;
    last = rows->back().call.id;
  }
}

}  // namespace filo::store
