// /tickets: lists, one ticket, its edits, its steps, its parts and its history.

#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/desk_views.h"
#include "app/desk/add_to_ticket.h"
#include "app/desk/change_ticket.h"
#include "app/desk/common.h"
#include "app/desk/move_ticket.h"
#include "app/desk/open_ticket.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(SortOrder, asc, desc)

/// `mine`, `my_teams`: of the asking agent. `order` is desc unless said.
struct TicketQuery : PageQuery {
  std::vector<TicketStatus> status;
  std::vector<Level> level;
  std::vector<Priority> priority;
  std::optional<CategoryId> category_id;
  std::optional<AgentId> owner_id;
  std::optional<TeamId> team_id;
  std::optional<CustomerId> customer_id;
  std::optional<QueueId> queue_id;
  std::optional<OrganisationId> organisation_id;
  std::optional<bool> mine, my_teams, unassigned;
  std::optional<std::string> q;
  std::optional<app::TicketSort> sort;
  std::optional<SortOrder> order;
};
BOOST_DESCRIBE_STRUCT(TicketQuery,
                      (PageQuery),
                      (status,
                       level,
                       priority,
                       category_id,
                       owner_id,
                       team_id,
                       customer_id,
                       queue_id,
                       organisation_id,
                       mine,
                       my_teams,
                       unassigned,
                       q,
                       sort,
                       order))
template <>
inline constexpr auto rules<TicketQuery> = std::array{Rule{"q", 0, limits::kSubjectChars}};

struct NewTicket {
  std::string subject;
  std::optional<CustomerId> customer_id;
  std::optional<CategoryId> category_id;
  std::optional<Priority> priority;
  std::optional<std::string> body;
  std::optional<CallId> call_id;
};
BOOST_DESCRIBE_STRUCT(NewTicket, (), (subject, customer_id, category_id, priority, body, call_id))
template <>
inline constexpr auto rules<NewTicket> =
    std::array{Rule{"subject", 1, limits::kSubjectChars, Format::line},
               Rule{"body", 0, limits::kArticleChars}};

struct PatchTicket {
  Patch<std::string> subject;
  Patch<std::optional<CategoryId>> category_id;
  Patch<Priority> priority;
  Patch<TicketStatus> status;
  Patch<std::optional<AgentId>> owner_id;
  Patch<std::optional<TeamId>> team_id;
  Patch<std::optional<CustomerId>> customer_id;
  Patch<std::optional<std::string>> work_around;
};
BOOST_DESCRIBE_STRUCT(
    PatchTicket,
    (),
    (subject, category_id, priority, status, owner_id, team_id, customer_id, work_around))
template <>
inline constexpr auto rules<PatchTicket> =
    std::array{Rule{"subject", 1, limits::kSubjectChars, Format::line},
               Rule{"work_around", 0, limits::kArticleChars}};

struct NewArticle {
  ArticleKind kind{};
  std::string body;
};
BOOST_DESCRIBE_STRUCT(NewArticle, (), (kind, body))
template <>
inline constexpr auto rules<NewArticle> = std::array{Rule{"body", 1, limits::kArticleChars}};

struct NewProcedure {
  std::string text;
  ProcedureOutcome outcome{};
};
BOOST_DESCRIBE_STRUCT(NewProcedure, (), (text, outcome))
template <>
inline constexpr auto rules<NewProcedure> = std::array{Rule{"text", 1, limits::kReasonChars}};

/// `from`: whose ticket it is, when a colleague's is to be taken over.
struct TakeTicket {
  std::optional<AgentId> from;
};
BOOST_DESCRIBE_STRUCT(TakeTicket, (), (from))

struct EscalateTicket {
  Level level{};
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(EscalateTicket, (), (level, reason))
template <>
inline constexpr auto rules<EscalateTicket> = std::array{Rule{"reason", 1, limits::kReasonChars}};

struct SolveTicket {
  std::string solution;
};
BOOST_DESCRIBE_STRUCT(SolveTicket, (), (solution))
template <>
inline constexpr auto rules<SolveTicket> = std::array{Rule{"solution", 1, limits::kArticleChars}};

struct ReopenTicket {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReopenTicket, (), (reason))
template <>
inline constexpr auto rules<ReopenTicket> = std::array{Rule{"reason", 1, limits::kReasonChars}};

/// What an event changed, as words and ids; the names of what the ids mean, empty for what is gone.
struct HistoryDetail {
  std::string from, to, reason, from_name, to_name;
};
BOOST_DESCRIBE_STRUCT(HistoryDetail, (), (from, to, reason, from_name, to_name))
struct HistoryView {
  Instant at;
  std::optional<PersonRef> actor;
  std::string event;
  HistoryDetail detail;
};
BOOST_DESCRIBE_STRUCT(HistoryView, (), (at, actor, event, detail))

namespace {

using app::Records;

app::TicketFilter filter_of(const TicketQuery& in) {
  return {.statuses = in.status,
          .levels = in.level,
          .priorities = in.priority,
          .category = in.category_id.value_or(CategoryId{}),
          .owner = in.owner_id.value_or(AgentId{}),
          .team = in.team_id.value_or(TeamId{}),
          .customer = in.customer_id.value_or(CustomerId{}),
          .queue = in.queue_id.value_or(QueueId{}),
          .words = in.q.value_or(""),
          .sort = in.sort.value_or(app::TicketSort::updated),
          .ascending = in.order.value_or(SortOrder::desc) == SortOrder::asc,
          .unassigned = in.unassigned.value_or(false),
          .organisation = in.organisation_id.value_or(OrganisationId{})};
}

// A cursor fits only the order in which it was made.
std::string list_name(const app::TicketFilter& filter) {
  return "tickets/" + std::to_string(static_cast<int>(filter.sort)) +
         (filter.ascending ? "a" : "") + (filter.words.empty() ? "" : "q");
}

Result<Page<TicketRowView>> list_tickets(const TicketQuery& in,
                                         const Call& call,
                                         Records& records,
                                         Stamp now) {
  app::TicketFilter filter = filter_of(in);
  if (in.mine.value_or(false)) {
    if (!call.actor.agent) return Page<TicketRowView>{};  // Without a desk nobody owns tickets.
    filter.owner = call.actor.agent;
  }
  if (in.my_teams.value_or(false)) {
    if (!call.actor.agent) return Page<TicketRowView>{};
    auto teams = records.references().teams_of(call.actor.tenant, call.actor.agent);
    if (!teams) return teams.error();
    if (teams->empty()) return Page<TicketRowView>{};
    filter.teams = std::move(*teams);
  }
  auto page = page_of(in, call, list_name(filter));
  if (!page) return page.error();
  auto slice = records.tickets().list(call.actor.tenant, filter, *page);
  if (!slice) return slice.error();
  Page<TicketRowView> out;
  for (const auto& row : slice->items) out.items.push_back(view_of(row, now));
  out.next = cursor_of(slice->next, call, list_name(filter));
  return out;
}

// The whole ticket after a use case, or its error.
Result<TicketView> answer(const Result<app::TicketRow>& row,
                          const Call& call,
                          Records& records,
                          Stamp now) {
  if (!row) return row.error();
  return ticket_view(records, call, *row, now);
}

template <class IdType>
std::optional<IdType> cleared(const Patch<std::optional<IdType>>& patch) {
  if (!patch) return std::nullopt;
  return (*patch).value_or(IdType{});
}

TicketEdit edit_of(const PatchTicket& in) {
  TicketEdit edit;
  if (in.subject) edit.subject = *in.subject;
  if (in.priority) edit.priority = *in.priority;
  if (in.status) edit.status = *in.status;
  edit.category = cleared(in.category_id);
  edit.owner = cleared(in.owner_id);
  edit.team = cleared(in.team_id);
  edit.customer = cleared(in.customer_id);
  edit.work_around = cleared(in.work_around);
  return edit;
}

// The ticket, or 412 with the ticket as it is now when somebody was faster.
Result<TicketView> answer_or_stale(
    const Result<app::TicketRow>& row, Call& call, Records& records, TicketId id, Stamp now) {
  if (row || !app::is_changed_meanwhile(row.error())) return answer(row, call, records, now);
  auto stored = answer(records.tickets().find(call.actor.tenant, id), call, records, now);
  if (!stored) return stored.error();
  return call.stale(*stored);
}

Result<TicketView> patch_ticket(const PatchTicket& in, Call& call, Records& records, Stamp now) {
  auto id = call.id<TicketId>();
  if (!id) return id.error();
  auto row = app::change_ticket(records, call.actor, *id, call.seen(), edit_of(in), now);
  return answer_or_stale(row, call, records, *id, now);
}

Result<Page<HistoryView>> history(const PageQuery& in, Call& call, Records& records) {
  auto id = call.id<TicketId>();
  if (!id) return id.error();
  if (auto known = records.tickets().find(call.actor.tenant, *id); !known) return known.error();
  auto page = page_of(in, call, "history");
  if (!page) return page.error();
  auto slice = records.tickets().history(call.actor.tenant, *id, *page);
  if (!slice) return slice.error();
  Page<HistoryView> out;
  for (const auto& row : slice->items) {
    HistoryView view{
        .at = row.at,
        .actor = std::nullopt,
        .event = to_string(row.event.kind),
        .detail = {row.event.from, row.event.to, row.event.reason, row.from_name, row.to_name}};
    if (row.actor) view.actor = PersonRef{row.actor, row.actor_name};
    out.items.push_back(std::move(view));
  }
  out.next = cursor_of(slice->next, call, "history");
  return out;
}

// What a step acts on.
struct Step {
  Records& records;
  const Actor& actor;
  TicketId id;
  app::Seen seen;
  Stamp now;
};

// A step of the ticket's life: POST /tickets/{id}/<word>.
template <class In, class Fn>
void add_step(Api& api, const DeskContext& desk, Operation operation, Fn fn) {
  operation.method = "POST";
  operation.may_match = true;
  api.write<In, TicketView>(
      operation, [&desk, fn](const In& in, Call& call, Records& records) -> Result<TicketView> {
        auto id = call.id<TicketId>();
        if (!id) return id.error();
        const Step step{records, call.actor, *id, call.seen(), desk.stamp()};
        return answer_or_stale(fn(step, in), call, records, *id, step.now);
      });
}

void add_steps(Api& api, const DeskContext& desk) {
  add_step<TakeTicket>(api, desk,
                       {.path = "/tickets/{id}/take", .id = "takeTicket", .summary = "Take charge"},
                       [](const Step& s, const TakeTicket& in) {
                         return app::take_ticket(s.records, s.actor, s.id, s.now,
                                                 in.from.value_or(AgentId{}), s.seen);
                       });
  add_step<EscalateTicket>(api, desk,
                           {.path = "/tickets/{id}/escalate",
                            .id = "escalateTicket",
                            .summary = "Hand to another level"},
                           [](const Step& s, const EscalateTicket& in) {
                             return app::escalate_ticket(s.records, s.actor, s.id, in.level,
                                                         in.reason, s.now, s.seen);
                           });
  add_step<SolveTicket>(
      api, desk, {.path = "/tickets/{id}/solve", .id = "solveTicket", .summary = "Solve"},
      [](const Step& s, const SolveTicket& in) {
        return app::solve_ticket(s.records, s.actor, s.id, in.solution, s.now, s.seen);
      });
  add_step<ReopenTicket>(
      api, desk, {.path = "/tickets/{id}/reopen", .id = "reopenTicket", .summary = "Reopen"},
      [](const Step& s, const ReopenTicket& in) {
        return app::reopen_ticket(s.records, s.actor, s.id, in.reason, s.now, s.seen);
      });
  add_step<Nothing>(api, desk,
                    {.path = "/tickets/{id}/close", .id = "closeTicket", .summary = "Close"},
                    [](const Step& s, const Nothing&) {
                      return app::close_ticket(s.records, s.actor, s.id, s.now, s.seen);
                    });
}

// Parts collide with nobody, so they need no version; who names one means it.
Status check_seen(Call& call, Records& records, TicketId id, Stamp now) {
  if (!call.seen()) return {};
  auto row = records.tickets().find(call.actor.tenant, id);
  if (!row) return row.error();
  if (call.fits(row->ticket.version)) return {};
  auto stored = ticket_view(records, call, *row, now);
  if (!stored) return stored.error();
  return call.stale(*stored);
}

void add_parts(Api& api, const DeskContext& desk) {
  api.write<NewArticle, ArticleView>(
      {.method = "POST",
       .path = "/tickets/{id}/articles",
       .id = "addArticle",
       .summary = "Add a message or a note",
       .status = 201,
       .may_match = true},
      [&desk](const NewArticle& in, Call& call, Records& records) -> Result<ArticleView> {
        auto id = call.id<TicketId>();
        if (!id) return id.error();
        if (Status s = check_seen(call, records, *id, desk.stamp()); !s) return s.error();
        auto row = app::add_article(records, call.actor, *id, in.kind, in.body, desk.stamp());
        if (!row) return row.error();
        return view_of(*row);
      });
  api.write<NewProcedure, ProcedureView>(
      {.method = "POST",
       .path = "/tickets/{id}/procedures",
       .id = "addProcedure",
       .summary = "Say what was done and whether it helped",
       .status = 201,
       .may_match = true},
      [&desk](const NewProcedure& in, Call& call, Records& records) -> Result<ProcedureView> {
        auto id = call.id<TicketId>();
        if (!id) return id.error();
        if (Status s = check_seen(call, records, *id, desk.stamp()); !s) return s.error();
        auto row = app::add_procedure(records, call.actor, *id, in.text, in.outcome, desk.stamp());
        if (!row) return row.error();
        return view_of(*row);
      });
}

}  // namespace

void add_ticket_routes(Api& api, const DeskContext& desk) {
  api.read<TicketQuery, Page<TicketRowView>>(
      {.path = "/tickets", .id = "listTickets", .summary = "Tickets by any filter"},
      [&desk](const TicketQuery& in, Call& call, Records& records) {
        return list_tickets(in, call, records, desk.stamp());
      });
  api.write<NewTicket, TicketView>(
      {.method = "POST",
       .path = "/tickets",
       .id = "openTicket",
       .summary = "Open a ticket",
       .status = 201},
      [&desk](const NewTicket& in, Call& call, Records& records) {
        const Stamp now = desk.stamp();
        const app::OpenTicket wish{.subject = in.subject,
                                   .customer = in.customer_id.value_or(CustomerId{}),
                                   .category = in.category_id.value_or(CategoryId{}),
                                   .priority = in.priority.value_or(Priority::normal),
                                   .body = in.body.value_or(""),
                                   .call = in.call_id.value_or(CallId{})};
        return answer(app::open_ticket(records, call.actor, wish, now), call, records, now);
      });
  api.read<Nothing, TicketView>(
      {.path = "/tickets/{id}", .id = "getTicket", .summary = "One ticket"},
      [&desk](const Nothing&, Call& call, Records& records) -> Result<TicketView> {
        auto id = call.id<TicketId>();
        if (!id) return id.error();
        return answer(records.tickets().find(call.actor.tenant, *id), call, records, desk.stamp());
      });
  api.write<PatchTicket, TicketView>({.method = "PATCH",
                                      .path = "/tickets/{id}",
                                      .id = "changeTicket",
                                      .summary = "Edit a ticket",
                                      .if_match = true},
                                     [&desk](const PatchTicket& in, Call& call, Records& records) {
                                       return patch_ticket(in, call, records, desk.stamp());
                                     });
  api.read<PageQuery, Page<HistoryView>>(
      {.path = "/tickets/{id}/history", .id = "getTicketHistory", .summary = "What happened"},
      history);
  add_steps(api, desk);
  add_parts(api, desk);
}

}  // namespace filo::http
