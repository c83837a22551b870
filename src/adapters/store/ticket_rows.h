#pragma once
// A ticket as its table holds it, and the way to and from the domain's Ticket.

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "adapters/store/tx.h"
#include "app/ports/ticket_repo.h"
#include "base/result.h"

namespace filo::store {

/// The columns of `ticket` without tenant_id, bucket and search_text, then the names that lists
/// show (empty unless joined).
struct TicketRecord {
  TicketId id;
  std::int64_t version = 0, number = 0;
  std::string status, level, priority, channel;
  CustomerId customer_id;
  CategoryId category_id;
  AgentId owner_id;
  TeamId team_id;
  QueueId queue_id;
  CallId call_id;
  TicketId recurrence_of;
  std::int64_t reopened_count = 0;
  Instant created_at, updated_at;
  std::optional<Instant> taken_at, solved_at, closed_at;
  std::optional<Duration> time_to_take_charge, time_to_resolve;
  std::int64_t watch_since = 0;
  Duration watch_level_1{}, watch_level_2{}, watch_level_3{}, watch_level_vendor{};
  Duration watch_new{}, watch_open{}, watch_pending{}, watch_solved{};
  std::string escalation_cause, subject, escalation_reason, work_around, solution;
  AgentId taken_by, solved_by;
  TicketId merged_into;
  std::optional<std::string> category, customer, organisation, owner, team;
};
BOOST_DESCRIBE_STRUCT(TicketRecord,
                      (),
                      (id,
                       version,
                       number,
                       status,
                       level,
                       priority,
                       channel,
                       customer_id,
                       category_id,
                       owner_id,
                       team_id,
                       queue_id,
                       call_id,
                       recurrence_of,
                       reopened_count,
                       created_at,
                       updated_at,
                       taken_at,
                       solved_at,
                       closed_at,
                       time_to_take_charge,
                       time_to_resolve,
                       watch_since,
                       watch_level_1,
                       watch_level_2,
                       watch_level_3,
                       watch_level_vendor,
                       watch_new,
                       watch_open,
                       watch_pending,
                       watch_solved,
                       escalation_cause,
                       subject,
                       escalation_reason,
                       work_around,
                       solution,
                       taken_by,
                       solved_by,
                       merged_into,
                       category,
                       customer,
                       organisation,
                       owner,
                       team))

/// "t.id, t.version, ...": the ticket's own columns of alias t.
std::string_view ticket_columns();

/// Errc::internal when the row holds a word that this program does not know.
Result<Ticket> ticket_of(const TicketRecord& record);
Result<app::TicketRow> ticket_row_of(const TicketRecord& record);

/// What the ticket that a call has opened tells of that call.
struct TicketOfCall {
  TicketId id;        ///< Or the one into which it was merged.
  AgentId taken_by;   ///< Who took it first: the agent who answered.
  Instant opened_at;  ///< When he answered.
};
BOOST_DESCRIBE_STRUCT(TicketOfCall, (), (id, taken_by, opened_at))
Result<std::optional<TicketOfCall>> ticket_of_call(Tx& tx, TenantId tenant, CallId call);

/// status * 16 + level * 4 + priority: the lists' indexes have it in one column.
std::int64_t bucket_of(TicketStatus status, Level level, Priority priority);

}  // namespace filo::store
