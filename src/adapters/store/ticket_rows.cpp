#include "adapters/store/ticket_rows.h"

namespace filo::store {

std::string_view ticket_columns() {
  return "t.id, t.version, t.number, t.status, t.level, t.priority, t.channel, t.customer_id, "
         "t.category_id, t.owner_id, t.team_id, t.queue_id, t.call_id, t.recurrence_of, "
         "t.reopened_count, t.created_at, t.updated_at, t.taken_at, t.solved_at, t.closed_at, "
         "t.time_to_take_charge, t.time_to_resolve, t.watch_since, t.watch_level_1, "
         "t.watch_level_2, t.watch_level_3, t.watch_level_vendor, t.watch_new, t.watch_open, "
         "t.watch_pending, t.watch_solved, t.escalation_cause, t.subject, t.escalation_reason, "
         "t.work_around, t.solution, t.taken_by, t.solved_by, "
         "t.merged_into";
}

Result<std::optional<TicketOfCall>> ticket_of_call(Tx& tx, TenantId tenant, CallId call) {
  return tx.maybe<TicketOfCall>(
      "SELECT COALESCE(merged_into, id) AS id, taken_by, created_at AS opened_at FROM ticket "
      "WHERE tenant_id = $1 AND call_id = $2",
      tenant, call);
}

std::int64_t bucket_of(TicketStatus status, Level level, Priority priority) {
  return static_cast<std::int64_t>(status) * 16 + static_cast<std::int64_t>(level) * 4 +
         static_cast<std::int64_t>(priority);
}

Result<Ticket> ticket_of(const TicketRecord& r) {
  const auto status = parse_status(r.status);
  const auto level = parse_level(r.level);
  const auto priority = parse_priority(r.priority);
  const auto channel = parse_channel(r.channel);
  const auto cause = parse_escalation_cause(r.escalation_cause);
  if (!status || !level || !priority || !channel || !cause) {
    return Error{Errc::internal, "ticket " + r.id.str() + " holds an unknown word"};
  }
  Ticket t;
  t.id = r.id;
  t.number = r.number;
  t.version = r.version;
  t.subject = r.subject;
  t.status = *status;
  t.level = *level;
  t.priority = *priority;
  t.channel = *channel;
  t.customer = r.customer_id;
  t.category = r.category_id;
  t.owner = r.owner_id;
  t.team = r.team_id;
  t.queue = r.queue_id;
  t.call = r.call_id;
  t.work_around = r.work_around;
  t.solution = r.solution;
  t.escalation_cause = *cause;
  t.escalation_reason = r.escalation_reason;
  t.recurrence_of = r.recurrence_of;
  t.reopened_count = r.reopened_count;
  t.created_at = r.created_at;
  t.updated_at = r.updated_at;
  t.taken_at = r.taken_at;
  t.solved_at = r.solved_at;
  t.closed_at = r.closed_at;
  t.time_to_take_charge = r.time_to_take_charge;
  t.time_to_resolve = r.time_to_resolve;
  t.taken_by = r.taken_by;
  t.solved_by = r.solved_by;
  t.merged_into = r.merged_into;
  t.stopwatch.by_level = {r.watch_level_1, r.watch_level_2, r.watch_level_3, r.watch_level_vendor};
  t.stopwatch.by_state = {r.watch_new, r.watch_open, r.watch_pending, r.watch_solved,
                          Duration::zero()};
  t.stopwatch.since = ticks_from_micros(r.watch_since);
  t.stopwatch.status = *status;
  t.stopwatch.level = *level;
  return t;
}

Result<app::TicketRow> ticket_row_of(const TicketRecord& record) {
  Result<Ticket> ticket = ticket_of(record);
  if (!ticket) return ticket.error();
  app::TicketRow row;
  row.ticket = std::move(ticket).value();
  row.category = record.category.value_or("");
  row.customer = record.customer.value_or("");
  row.organisation = record.organisation.value_or("");
  row.owner = record.owner.value_or("");
  row.team = record.team.value_or("");
  return row;
}

}  // namespace filo::store
