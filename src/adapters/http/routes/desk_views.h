#pragma once
// The desk's records as JSON shows them, and the words of its enums.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/api.h"
#include "adapters/http/cursor.h"
#include "app/live/views.h"
#include "app/ports/records.h"
#include "domain/people/identity.h"

namespace filo::http {

template <>
inline constexpr auto enum_words<TicketStatus> =
    std::array{EnumWord<TicketStatus>{TicketStatus::fresh, "new"},
               EnumWord<TicketStatus>{TicketStatus::open, "open"},
               EnumWord<TicketStatus>{TicketStatus::pending, "pending"},
               EnumWord<TicketStatus>{TicketStatus::solved, "solved"},
               EnumWord<TicketStatus>{TicketStatus::closed, "closed"}};
template <>
inline constexpr auto enum_words<Level> =
    std::array{EnumWord<Level>{Level::first, "1"}, EnumWord<Level>{Level::second, "2"},
               EnumWord<Level>{Level::third, "3"}, EnumWord<Level>{Level::vendor, "vendor"}};
template <>
inline constexpr auto enum_words<Priority> = std::array{
    EnumWord<Priority>{Priority::low, "low"}, EnumWord<Priority>{Priority::normal, "normal"},
    EnumWord<Priority>{Priority::high, "high"}, EnumWord<Priority>{Priority::urgent, "urgent"}};
template <>
inline constexpr auto enum_words<ArticleKind> =
    std::array{EnumWord<ArticleKind>{ArticleKind::public_article, "public"},
               EnumWord<ArticleKind>{ArticleKind::note, "note"}};
template <>
inline constexpr auto enum_words<ProcedureOutcome> =
    std::array{EnumWord<ProcedureOutcome>{ProcedureOutcome::worked, "worked"},
               EnumWord<ProcedureOutcome>{ProcedureOutcome::failed, "failed"},
               EnumWord<ProcedureOutcome>{ProcedureOutcome::partly, "partly"}};
template <>
inline constexpr auto enum_words<app::TicketSort> =
    std::array{EnumWord<app::TicketSort>{app::TicketSort::updated, "updated"},
               EnumWord<app::TicketSort>{app::TicketSort::created, "created"},
               EnumWord<app::TicketSort>{app::TicketSort::priority, "priority"},
               EnumWord<app::TicketSort>{app::TicketSort::status, "status"},
               EnumWord<app::TicketSort>{app::TicketSort::level, "level"}};
template <>
inline constexpr auto enum_words<app::TimelineKind> =
    std::array{EnumWord<app::TimelineKind>{app::TimelineKind::call, "call"},
               EnumWord<app::TimelineKind>{app::TimelineKind::ticket, "ticket"},
               EnumWord<app::TimelineKind>{app::TimelineKind::note, "note"},
               EnumWord<app::TimelineKind>{app::TimelineKind::procedure, "procedure"},
               EnumWord<app::TimelineKind>{app::TimelineKind::identity, "identity"}};

struct CategoryRef {
  CategoryId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CategoryRef, (), (id, name))
struct TeamRef {
  TeamId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(TeamRef, (), (id, name))
struct OwnerRef {
  AgentId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(OwnerRef, (), (id, name))
struct PersonRef {
  UserId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(PersonRef, (), (id, name))
struct OrganisationRef {
  OrganisationId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(OrganisationRef, (), (id, name))

struct StopwatchStates {
  Duration new_{}, open{}, pending{}, solved{};
};
BOOST_DESCRIBE_STRUCT(StopwatchStates, (), (new_, open, pending, solved))
/// Everything in milliseconds as of `as_of`; while `running`, total_ms, level_ms and the present
/// level and state grow with the clock.
struct StopwatchView {
  bool running = false;
  Duration total_ms{}, level_ms{};
  std::map<std::string, Duration> by_level;
  StopwatchStates by_state;
  Instant as_of;
};
BOOST_DESCRIBE_STRUCT(StopwatchView, (), (running, total_ms, level_ms, by_level, by_state, as_of))

struct TicketRowView {
  TicketId id;
  std::int64_t number = 0;
  std::string subject;
  TicketStatus status{};
  Level level{};
  Priority priority{};
  std::optional<CategoryRef> category;
  std::optional<app::CustomerRef> customer;
  std::optional<OwnerRef> owner;
  std::optional<TeamRef> team;
  Instant created_at, updated_at;
  StopwatchView stopwatch;
};
BOOST_DESCRIBE_STRUCT(TicketRowView,
                      (),
                      (id,
                       number,
                       subject,
                       status,
                       level,
                       priority,
                       category,
                       customer,
                       owner,
                       team,
                       created_at,
                       updated_at,
                       stopwatch))

struct ArticleView {
  ArticleId id;
  ArticleKind kind{};
  std::optional<PersonRef> author;
  std::string body;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ArticleView, (), (id, kind, author, body, created_at))

struct ProcedureView {
  ProcedureId id;
  std::string text;
  ProcedureOutcome outcome{};
  std::optional<PersonRef> author;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ProcedureView, (), (id, text, outcome, author, created_at))

struct TicketView : TicketRowView {
  std::string etag, channel;
  CallId call_id;
  std::string work_around, solution;
  std::int64_t reopened_count = 0;
  std::string escalation_cause, escalation_reason;
  TicketId recurrence_of, merged_into;
  std::optional<Instant> taken_at, solved_at, closed_at;
  AgentId taken_by_id, solved_by_id;  ///< Who took it first, and who solved it.
  std::vector<ArticleView> articles;
  std::vector<ProcedureView> procedures;
};
BOOST_DESCRIBE_STRUCT(TicketView,
                      (TicketRowView),
                      (etag,
                       channel,
                       call_id,
                       work_around,
                       solution,
                       reopened_count,
                       escalation_cause,
                       escalation_reason,
                       recurrence_of,
                       merged_into,
                       taken_at,
                       solved_at,
                       closed_at,
                       taken_by_id,
                       solved_by_id,
                       articles,
                       procedures))

struct NumberView {
  std::string e164, label;
};
BOOST_DESCRIBE_STRUCT(NumberView, (), (e164, label))

/// What identity questions ask for, for those who keep it; the secret is only known to be set.
struct IdentityDataView {
  std::string birth_date, tax_code, address, last_invoice;
};
BOOST_DESCRIBE_STRUCT(IdentityDataView, (), (birth_date, tax_code, address, last_invoice))

/// `code` is empty while it is an answer that the reader may not see. `identity_set`: which answers
/// are stored, by the words of the questions' fields; `identity`: the answers, in a single row and
/// for supervisors and administrators only.
struct CustomerView {
  CustomerId id;
  std::string etag, name, code, language, email;
  std::vector<std::string> identity_set;
  std::optional<IdentityDataView> identity;
  std::optional<OrganisationRef> organisation;
  std::vector<NumberView> numbers;
  std::string note;
  bool vip = false;
  std::optional<Instant> identity_locked_until;
  std::int64_t open_tickets = 0;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(CustomerView,
                      (),
                      (id,
                       etag,
                       name,
                       code,
                       language,
                       email,
                       identity_set,
                       identity,
                       organisation,
                       numbers,
                       note,
                       vip,
                       identity_locked_until,
                       open_tickets,
                       created_at))

struct TimelineView {
  TimelineId id;
  Instant at;
  std::string kind, title, detail;
  TicketId ticket_id;
  std::optional<std::int64_t> ticket_number;
  CallId call_id;
  std::optional<PersonRef> author;
  std::optional<Duration> duration_ms;
  std::string outcome;
  app::CustomerRef customer;  ///< Without his organisation: the time line is his or that one's.
};
BOOST_DESCRIBE_STRUCT(TimelineView,
                      (),
                      (id,
                       at,
                       kind,
                       title,
                       detail,
                       ticket_id,
                       ticket_number,
                       call_id,
                       author,
                       duration_ms,
                       outcome,
                       customer))

StopwatchView view_of(const Stopwatch& watch, Stamp now);
TicketRowView view_of(const app::TicketRow& row, Stamp now);
ArticleView view_of(const app::ArticleRow& row);
ProcedureView view_of(const app::ProcedureRow& row);
/// As lists show a customer; without the code unless `code`.
CustomerView view_of(const app::CustomerRow& row, bool code);
/// One customer as the asking person may see him.
Result<CustomerView> customer_view(app::Records& records,
                                   const Actor& actor,
                                   const app::CustomerRow& row,
                                   Instant now);
TimelineView view_of(const app::TimelineItem& item);
/// The whole ticket with its articles and procedures.
Result<TicketView> ticket_view(app::Records& records,
                               const Call& call,
                               const app::TicketRow& row,
                               Stamp now);

/// A row of another table with its name; none without an id.
template <class Ref, class IdType>
std::optional<Ref> ref(IdType id, const std::string& name) {
  if (!id) return std::nullopt;
  return Ref{id, name};
}

std::string etag_of(std::int64_t version);

/// The page that a list asks for; `list` names it for the cursor.
Result<app::PageRequest> page_of(const PageQuery& query, const Call& call, std::string_view list);
std::optional<std::string> cursor_of(const app::PageKey& next,
                                     const Call& call,
                                     std::string_view list);

}  // namespace filo::http
