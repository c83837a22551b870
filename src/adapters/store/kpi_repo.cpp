#include "adapters/store/kpi_repo.h"

#include "adapters/store/call_rows.h"

namespace filo::store {
namespace {

struct TicketRow {
  QueueId queue_id;
  AgentId owner_id;
  Duration length{0};
  bool first_contact = false;
};
BOOST_DESCRIBE_STRUCT(TicketRow, (), (queue_id, owner_id, length, first_contact))

kpi::TicketCount taken(const TicketRow& row) {
  return {.queue = row.queue_id, .owner = row.owner_id, .take_charge = row.length, .resolve = {}};
}
kpi::TicketCount resolved(const TicketRow& row) {
  return {.queue = row.queue_id,
          .owner = row.owner_id,
          .take_charge = {},
          .resolve = row.length,
          .first_contact = row.first_contact};
}

}  // namespace

Result<kpi::Table> SqlKpiRepo::figures(TenantId tenant, Instant from, Instant to) {
  kpi::Table table;
  Status counted = each_call(tx_, tenant, from, to, [&](const calls::CallRecord& call) {
    table += kpi::count_call(call);
  });
  if (!counted) return counted.error();
  auto takes = tx_.exec<TicketRow>(
      "SELECT queue_id, owner_id, time_to_take_charge AS length FROM ticket WHERE tenant_id = $1 "
      "AND taken_at >= $2 AND taken_at < $3 AND time_to_take_charge IS NOT NULL",
      tenant, from, to);
  if (!takes) return takes.error();
  for (const TicketRow& row : *takes) table += kpi::count_ticket(taken(row));
  auto solves = tx_.exec<TicketRow>(
      "SELECT t.queue_id, t.owner_id, t.time_to_resolve AS length, "
      "(t.reopened_count = 0 AND t.recurrence_of IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM ticket r WHERE r.tenant_id = t.tenant_id "
      "AND r.recurrence_of = t.id) "
      "AND (SELECT COUNT(*) FROM call c WHERE c.tenant_id = t.tenant_id AND c.ticket_id = t.id) "
      "<= 1) AS first_contact FROM ticket t WHERE t.tenant_id = $1 AND t.solved_at >= $2 "
      "AND t.solved_at < $3 AND t.time_to_resolve IS NOT NULL",
      tenant, from, to);
  if (!solves) return solves.error();
  for (const TicketRow& row : *solves) table += kpi::count_ticket(resolved(row));
  return table;
}

}  // namespace filo::store
