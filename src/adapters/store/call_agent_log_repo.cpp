// The log of agents' presence.

#include "adapters/store/call_repo.h"
#include "adapters/store/records_sql.h"

namespace filo::store {
namespace {

struct Running {
  std::string presence;
  PauseReasonId pause_reason_id;
};
BOOST_DESCRIBE_STRUCT(Running, (), (presence, pause_reason_id))

struct IntervalRow {
  std::string presence;
  PauseReasonId pause_reason_id;
  Instant started_at;
  std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(IntervalRow, (), (presence, pause_reason_id, started_at, ended_at))

struct LogTag;

}  // namespace

Status SqlAgentLogRepo::presence_changed(
    TenantId tenant, AgentId agent, const std::string& presence, PauseReasonId reason, Instant at) {
  auto running = tx_.exec_for_update<Running>(
      "SELECT presence, pause_reason_id FROM agent_state_log "
      "WHERE tenant_id = $1 AND agent_id = $2 AND ended_at IS NULL",
      tenant, agent);
  if (!running) return running.error();
  if (!running->empty() && running->front().presence == presence &&
      running->front().pause_reason_id == reason)
    return {};
  auto ended = tx_.run(
      "UPDATE agent_state_log SET ended_at = CASE WHEN started_at > $3 THEN started_at ELSE $3 END "
      "WHERE tenant_id = $1 AND agent_id = $2 AND ended_at IS NULL",
      tenant, agent, at);
  if (!ended) return ended.error();
  if (presence == "offline") return {};
  return status_of(
      tx_.run("INSERT INTO agent_state_log (tenant_id, agent_id, started_at, id, presence, "
              "pause_reason_id) VALUES ($1, $2, $3, $4, $5, $6)",
              tenant, agent, at, tx_.new_id<Id<LogTag>>(), presence, reason));
}

Result<std::vector<app::AgentInterval>> SqlAgentLogRepo::intervals(TenantId tenant,
                                                                   AgentId agent,
                                                                   Instant from,
                                                                   Instant to) {
  auto rows = tx_.exec<IntervalRow>(
      "SELECT presence, pause_reason_id, started_at, ended_at FROM agent_state_log "
      "WHERE tenant_id = $1 AND agent_id = $2 AND started_at < $4 "
      "AND (ended_at IS NULL OR ended_at > $3) ORDER BY started_at, id",
      tenant, agent, from, to);
  if (!rows) return rows.error();
  std::vector<app::AgentInterval> intervals;
  for (IntervalRow& row : *rows)
    intervals.push_back({.agent = agent,
                         .presence = std::move(row.presence),
                         .pause_reason = row.pause_reason_id,
                         .started_at = row.started_at,
                         .ended_at = row.ended_at});
  return intervals;
}

}  // namespace filo::store
