#include "adapters/store/kpi_repo.h"

#include "adapters/store/call_rows.h"

namespace filo::store {
namespace {

struct TicketRow {
  QueueId queue_id;
  AgentId agent_id;
  Duration length{0};
  bool first_contact = false;
};
BOOST_DESCRIBE_STRUCT(TicketRow, (), (queue_id, agent_id, length, first_contact))

kpi::TicketCount taken(const TicketRow& row) {
  return {.queue = row.queue_id, .agent = row.agent_id, .take_charge = row.length, .resolve = {}};
}
kpi::TicketCount resolved(const TicketRow& row) {
  return {.queue = row.queue_id,
          .agent = row.agent_id,
          .take_charge = {},
          .resolve = row.length,
          .first_contact = row.first_contact};
}

}  // namespace

Result<kpi::Table> SqlKpiRepo::figures(TenantId tenant, Instant from, Instant to) {
  auto table = tickets(tenant, from, to);
  if (!table) return table.error();
  Status counted = each_call(tx_, tenant, from, to, [&](const calls::CallRecord& call) {
    *table += kpi::count_call(call);
  });
  if (!counted) return counted.error();
  return table;
}

Result<kpi::Table> SqlKpiRepo::tickets(TenantId tenant, Instant from, Instant to) {
  kpi::Table table;
  auto takes = tx_.exec<TicketRow>(
      "SELECT queue_id, taken_by AS agent_id, time_to_take_charge AS length FROM ticket "
      "WHERE tenant_id = $1 AND taken_at >= $2 AND taken_at < $3 "
      "AND time_to_take_charge IS NOT NULL AND merged_into IS NULL",
      tenant, from, to);
  if (!takes) return takes.error();
  for (const TicketRow& row : *takes) table += kpi::count_ticket(taken(row));
  auto solves = tx_.exec<TicketRow>(
      "SELECT queue_id, solved_by AS agent_id, time_to_resolve AS length, "
      "(first_contact AND (came_back_at IS NULL OR came_back_at - at >= must_last)) "
      "AS first_contact FROM ticket_solve WHERE tenant_id = $1 AND at >= $2 AND at < $3",
      tenant, from, to);
  if (!solves) return solves.error();
  for (const TicketRow& row : *solves) table += kpi::count_ticket(resolved(row));
  return table;
}

}  // namespace filo::store
