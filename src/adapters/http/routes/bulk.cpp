// /tickets/bulk: one step for many tickets, each with its own answer.

#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/desk_views.h"
#include "app/desk/change_tickets.h"
#include "base/limits.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

/// The fields that make sense for many. `etag`: only when the ticket is still of that version.
struct BulkPatch {
  TicketId id;
  std::optional<std::string> etag;
  Patch<std::optional<AgentId>> owner_id;
  Patch<std::optional<TeamId>> team_id;
  Patch<std::optional<CategoryId>> category_id;
  Patch<Priority> priority;
  Patch<TicketStatus> status;
};
BOOST_DESCRIBE_STRUCT(BulkPatch, (), (id, etag, owner_id, team_id, category_id, priority, status))

struct BulkEditIn {
  std::vector<BulkPatch> items;
};
BOOST_DESCRIBE_STRUCT(BulkEditIn, (), (items))
template <>
inline constexpr auto rules<BulkEditIn> = std::array{Rule{"items", 1, limits::kBulkTickets}};

struct BulkTakeIn {
  std::vector<TicketId> ids;
};
BOOST_DESCRIBE_STRUCT(BulkTakeIn, (), (ids))
template <>
inline constexpr auto rules<BulkTakeIn> = std::array{Rule{"ids", 1, limits::kBulkTickets}};

struct BulkEscalateIn {
  std::vector<TicketId> ids;
  Level level{};
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(BulkEscalateIn, (), (ids, level, reason))
template <>
inline constexpr auto rules<BulkEscalateIn> =
    std::array{Rule{"ids", 1, limits::kBulkTickets}, Rule{"reason", 1, limits::kReasonChars}};

BOOST_DEFINE_ENUM_CLASS(BulkResult, changed, unchanged, refused)

/// What a bulk step may change, by which it is taken back.
struct BulkState {
  std::string etag;
  TicketStatus status{};
  Level level{};
  Priority priority{};
  std::optional<CategoryRef> category;
  std::optional<OwnerRef> owner;
  std::optional<TeamRef> team;
};
BOOST_DESCRIBE_STRUCT(BulkState, (), (etag, status, level, priority, category, owner, team))

/// `before` and `after` are null and the number 0 for a ticket that there is not; `key` and
/// `detail` say why a step was refused.
struct BulkOutcomeView {
  TicketId id;
  std::int64_t number = 0;
  std::string subject;
  BulkResult result{};
  std::optional<BulkState> before, after;
  std::string key, detail;
};
BOOST_DESCRIBE_STRUCT(BulkOutcomeView,
                      (),
                      (id, number, subject, result, before, after, key, detail))

struct BulkAnswer {
  std::vector<BulkOutcomeView> items;
};
BOOST_DESCRIBE_STRUCT(BulkAnswer, (), (items))

namespace {

using app::Records;

template <class IdType>
std::optional<IdType> cleared(const Patch<std::optional<IdType>>& patch) {
  if (!patch) return std::nullopt;
  return (*patch).value_or(IdType{});
}

app::BulkChange change_of(const BulkPatch& in) {
  TicketEdit edit;
  edit.owner = cleared(in.owner_id);
  edit.team = cleared(in.team_id);
  edit.category = cleared(in.category_id);
  if (in.priority) edit.priority = *in.priority;
  if (in.status) edit.status = *in.status;
  app::BulkChange change{.id = in.id, .step = app::BulkEdit{edit}};
  if (in.etag) change.seen = version_of(*in.etag);
  return change;
}

std::vector<app::BulkChange> same_step(const std::vector<TicketId>& ids,
                                       const decltype(app::BulkChange::step)& step) {
  std::vector<app::BulkChange> changes;
  for (TicketId id : ids) changes.push_back({.id = id, .step = step});
  return changes;
}

BulkState state_of(const app::TicketRow& row, Stamp now) {
  const TicketRowView view = view_of(row, now);
  return {.etag = etag_of(row.ticket.version),
          .status = view.status,
          .level = view.level,
          .priority = view.priority,
          .category = view.category,
          .owner = view.owner,
          .team = view.team};
}

BulkOutcomeView outcome_view(const app::BulkOutcome& outcome, Stamp now) {
  const Ticket& ticket = outcome.after.ticket;
  BulkOutcomeView view;
  view.id = outcome.id;
  view.number = ticket.number;
  view.subject = ticket.subject;
  const bool same = outcome.before.ticket.version == ticket.version;
  view.result = outcome.refused ? BulkResult::refused
                : same          ? BulkResult::unchanged
                                : BulkResult::changed;
  if (ticket.id) {
    view.before = state_of(outcome.before, now);
    view.after = state_of(outcome.after, now);
  }
  view.key = outcome.refused && outcome.error.key.empty() ? to_string(outcome.error.code)
                                                          : outcome.error.key;
  view.detail = outcome.error.detail;
  return view;
}

Result<BulkAnswer> answer(Records& records,
                          const Call& call,
                          const std::vector<app::BulkChange>& changes,
                          Stamp now) {
  auto outcomes = app::change_tickets(records, call.actor, changes, now);
  if (!outcomes) return outcomes.error();
  BulkAnswer out;
  for (const auto& outcome : *outcomes) out.items.push_back(outcome_view(outcome, now));
  return out;
}

}  // namespace

void add_bulk_routes(Api& api, const DeskContext& desk) {
  api.write<BulkEditIn, BulkAnswer>({.method = "POST",
                                     .path = "/tickets/bulk/edit",
                                     .id = "editTickets",
                                     .summary = "Edit many tickets, each by itself"},
                                    [&desk](const BulkEditIn& in, Call& call, Records& records) {
                                      std::vector<app::BulkChange> changes;
                                      for (const BulkPatch& patch : in.items)
                                        changes.push_back(change_of(patch));
                                      return answer(records, call, changes, desk.stamp());
                                    });
  api.write<BulkTakeIn, BulkAnswer>(
      {.method = "POST",
       .path = "/tickets/bulk/take",
       .id = "takeTickets",
       .summary = "Take charge of many tickets"},
      [&desk](const BulkTakeIn& in, Call& call, Records& records) {
        return answer(records, call, same_step(in.ids, app::BulkTake{}), desk.stamp());
      });
  api.write<BulkEscalateIn, BulkAnswer>(
      {.method = "POST",
       .path = "/tickets/bulk/escalate",
       .id = "escalateTickets",
       .summary = "Hand many tickets to another level"},
      [&desk](const BulkEscalateIn& in, Call& call, Records& records) {
        const app::BulkEscalate step{.level = in.level, .reason = in.reason};
        return answer(records, call, same_step(in.ids, step), desk.stamp());
      });
}

}  // namespace filo::http
