#include "adapters/http/routes/calls.h"

#include "adapters/http/routes/blocking.h"
#include "adapters/http/routes/desk_views.h"
#include "app/ports/records.h"

namespace filo::http {

template <>
inline constexpr auto enum_words<calls::Direction> =
    std::array{EnumWord<calls::Direction>{calls::Direction::in, "in"},
               EnumWord<calls::Direction>{calls::Direction::out, "out"}};
template <>
inline constexpr auto enum_words<calls::Outcome> =
    std::array{EnumWord<calls::Outcome>{calls::Outcome::answered, "answered"},
               EnumWord<calls::Outcome>{calls::Outcome::abandoned, "abandoned"},
               EnumWord<calls::Outcome>{calls::Outcome::flow_out, "flow_out"},
               EnumWord<calls::Outcome>{calls::Outcome::ivr, "ivr"},
               EnumWord<calls::Outcome>{calls::Outcome::failed, "failed"}};
template <>
inline constexpr auto enum_words<calls::SegmentKind> =
    std::array{EnumWord<calls::SegmentKind>{calls::SegmentKind::ivr, "ivr"},
               EnumWord<calls::SegmentKind>{calls::SegmentKind::queue, "queue"},
               EnumWord<calls::SegmentKind>{calls::SegmentKind::ring, "ring"},
               EnumWord<calls::SegmentKind>{calls::SegmentKind::talk, "talk"},
               EnumWord<calls::SegmentKind>{calls::SegmentKind::hold, "hold"},
               EnumWord<calls::SegmentKind>{calls::SegmentKind::wrap_up, "wrap_up"}};

// --- the wire ----------------------------------------------------------------------------------

struct CallQuery : PageQuery {
  std::optional<Instant> from, to;
  std::optional<QueueId> queue_id;
  std::optional<AgentId> agent_id;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> ani;
};
BOOST_DESCRIBE_STRUCT(CallQuery, (PageQuery), (from, to, queue_id, agent_id, customer_id, ani))
template <>
inline constexpr auto rules<CallQuery> = std::array{Rule{"ani", 1, 32, Format::phone}};

struct CallSegmentView {
  calls::SegmentKind kind{};
  std::optional<app::AgentRef> agent;
  std::optional<app::QueueRef> queue;
  Instant started_at;
  Duration duration_ms{};
};
BOOST_DESCRIBE_STRUCT(CallSegmentView, (), (kind, agent, queue, started_at, duration_ms))

struct CallRecordView {
  CallId id;
  calls::Direction direction{};
  std::string ani, dnis, service;
  std::optional<app::CustomerRef> customer;
  std::optional<app::QueueRef> queue;
  std::optional<app::AgentRef> agent;
  std::optional<TicketId> ticket_id;
  Instant started_at;
  std::optional<Instant> answered_at, ended_at;
  std::optional<calls::Outcome> outcome;
  std::string cause;
  std::vector<CallSegmentView> segments;
};
BOOST_DESCRIBE_STRUCT(CallRecordView,
                      (),
                      (id,
                       direction,
                       ani,
                       dnis,
                       service,
                       customer,
                       queue,
                       agent,
                       ticket_id,
                       started_at,
                       answered_at,
                       ended_at,
                       outcome,
                       cause,
                       segments))

namespace {

constexpr std::string_view kList = "calls";

CallRecordView view_of(const app::CallRow& row) {
  const calls::CallRecord& call = row.call;
  CallRecordView view;
  view.id = call.id;
  view.direction = call.direction;
  view.ani = call.ani;
  view.dnis = call.dnis;
  view.service = call.service;
  if (call.customer) view.customer = app::CustomerRef{call.customer, row.customer_name, {}};
  view.queue = ref<app::QueueRef>(call.queue, row.queue_name);
  view.agent = ref<app::AgentRef>(call.agent, row.agent_name);
  if (call.ticket) view.ticket_id = call.ticket;
  view.started_at = call.started_at;
  view.answered_at = call.answered_at;
  view.ended_at = call.ended_at;
  view.outcome = call.outcome;
  view.cause = call.cause;
  return view;
}

template <class IdType>
std::string name_in(const std::map<IdType, std::string>& names, IdType id) {
  const auto found = names.find(id);
  return found == names.end() ? std::string{} : found->second;
}

CallRecordView view_of(const app::CallRow& row, const KpiPlan& plan) {
  CallRecordView view = view_of(row);
  for (const calls::Segment& s : row.call.segments) {
    view.segments.push_back({s.kind, ref<app::AgentRef>(s.agent, name_in(plan.agents, s.agent)),
                             ref<app::QueueRef>(s.queue, name_in(plan.queues, s.queue)),
                             s.started_at, s.duration});
  }
  return view;
}

Result<Page<CallRecordView>> list_calls(const CallQuery& in, Call& call, app::Records& records) {
  auto page = page_of(in, call, kList);
  if (!page) return page.error();
  const app::CallFilter filter{.from = in.from,
                               .to = in.to,
                               .queue = in.queue_id.value_or(QueueId{}),
                               .agent = in.agent_id.value_or(AgentId{}),
                               .customer = in.customer_id.value_or(CustomerId{}),
                               .ani = in.ani.value_or("")};
  auto rows = records.calls().list(call.actor.tenant, filter, *page);
  if (!rows) return rows.error();
  Page<CallRecordView> out;
  for (const app::CallRow& row : rows->items) out.items.push_back(view_of(row));
  out.next = cursor_of(rows->next, call, kList);
  return out;
}

Result<CallRecordView> get_call(const KpiContext& context, const Call& call) {
  auto id = call.id<CallId>();
  if (!id) return id.error();
  auto plan = context.plan(call.actor.tenant);
  if (!plan) return plan.error();
  CallRecordView view;
  Status read = context.store.read([&](app::Records& records) -> Status {
    auto row = records.calls().find(call.actor.tenant, *id);
    if (!row) return row.error();
    view = view_of(*row, *plan);
    return {};
  });
  if (!read) return read.error();
  return view;
}

}  // namespace

void add_call_routes(Api& api, const KpiContext& context) {
  api.read<CallQuery, Page<CallRecordView>>(
      {.path = "/calls", .id = "listCalls", .summary = "Calls, newest first"}, list_calls);
  api.async<Nothing, CallRecordView>(
      {.path = "/calls/{id}", .id = "getCall", .summary = "One call with its segments"},
      [context](std::shared_ptr<Nothing>, std::shared_ptr<Call> call, Reply<CallRecordView> reply) {
        run_blocking<CallRecordView>(context.workers, std::move(reply),
                                     [context, call] { return get_call(context, *call); });
      });
}

}  // namespace filo::http
