#pragma once
// One problem or request of a customer, with its clock. Plain values; the rules that change them
// stand in rules.h.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "domain/people/ids.h"
#include "domain/tickets/stopwatch.h"

namespace filo {

enum class Priority : std::uint8_t { low, normal, high, urgent };
enum class TicketChannel : std::uint8_t { phone, desk };
/// Why a ticket is on its level; `none` while it is where it was opened, at level 1.
enum class EscalationCause : std::uint8_t { none, by_hand, reopened, recurrence };
enum class ArticleKind : std::uint8_t { public_article, note };
enum class ProcedureOutcome : std::uint8_t { worked, failed, partly };

// The words of the wire and the store.
const char* to_string(TicketStatus status);
const char* to_string(Level level);
const char* to_string(Priority priority);
const char* to_string(TicketChannel channel);
const char* to_string(EscalationCause cause);
const char* to_string(ArticleKind kind);
const char* to_string(ProcedureOutcome outcome);
std::optional<TicketStatus> parse_status(std::string_view word);
std::optional<Level> parse_level(std::string_view word);
std::optional<Priority> parse_priority(std::string_view word);
std::optional<TicketChannel> parse_channel(std::string_view word);
std::optional<EscalationCause> parse_escalation_cause(std::string_view word);
std::optional<ArticleKind> parse_article_kind(std::string_view word);
std::optional<ProcedureOutcome> parse_procedure_outcome(std::string_view word);

struct Ticket {
  TicketId id;
  std::int64_t number = 0;  ///< Counted from 1 within the tenant; what people say aloud.
  std::string subject;
  TicketStatus status = TicketStatus::fresh;
  Level level = Level::first;
  Priority priority = Priority::normal;
  TicketChannel channel = TicketChannel::desk;

  CustomerId customer;
  CategoryId category;
  AgentId owner;
  TeamId team;
  QueueId queue;  ///< Where the call that opened it had waited.
  CallId call;    ///< The call that opened it.

  std::string work_around;
  std::string solution;
  EscalationCause escalation_cause = EscalationCause::none;
  std::string escalation_reason;  ///< The words of who escalated or reopened.
  TicketId recurrence_of;         ///< The solved ticket that this one repeats.
  TicketId merged_into;           ///< The ticket that this one's call was about.
  std::int64_t reopened_count = 0;

  Instant created_at{};
  Instant updated_at{};
  std::optional<Instant> taken_at;   ///< First time that an agent owned it.
  AgentId taken_by;                  ///< That agent; later owners change nothing.
  std::optional<Instant> solved_at;  ///< Last time; none while it is not solved.
  AgentId solved_by;                 ///< Who solved it then; none when he has no desk.
  std::optional<Instant> closed_at;
  std::optional<Duration> time_to_take_charge;  ///< Ticks from opening to the first owner.
  std::optional<Duration> time_to_resolve;      ///< The stopwatch's total when solved.

  Stopwatch stopwatch;
  std::int64_t version = 1;  ///< Grows by one with each change; the etag.
};

/// A message or an internal note inside a ticket. Plain text.
struct Article {
  ArticleId id;
  TicketId ticket;
  ArticleKind kind = ArticleKind::note;
  UserId author;
  std::string body;
  Instant created_at{};
};

/// What was done and whether it helped.
struct Procedure {
  ProcedureId id;
  TicketId ticket;
  std::string text;
  ProcedureOutcome outcome = ProcedureOutcome::worked;
  UserId author;
  Instant created_at{};
};

}  // namespace filo
