#include "adapters/http/routes/kpi.h"

#include "adapters/http/routes/blocking.h"
#include "app/live/figures_view.h"
#include "app/ports/records.h"
#include "base/text.h"
#include "base/timezone.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

struct KpiDayQuery {
  std::string date;
  std::optional<QueueId> queue_id;
};
BOOST_DESCRIBE_STRUCT(KpiDayQuery, (), (date, queue_id))
template <>
inline constexpr auto rules<KpiDayQuery> = std::array{Rule{"date", 10, 10, Format::date}};

struct QueueFigures {
  app::QueueRef queue;
  app::FiguresView figures;
};
BOOST_DESCRIBE_STRUCT(QueueFigures, (), (queue, figures))

struct AgentFigures {
  app::AgentRef agent;
  app::FiguresView figures;
};
BOOST_DESCRIBE_STRUCT(AgentFigures, (), (agent, figures))

struct KpiDayView {
  std::string date, zone;
  app::FiguresView total;
  std::vector<QueueFigures> queues;
  std::vector<AgentFigures> agents;
};
BOOST_DESCRIBE_STRUCT(KpiDayView, (), (date, zone, total, queues, agents))

namespace {

std::chrono::sys_days date_of(std::string_view text) {  // the rule has checked its form
  const auto part = [&](std::size_t at, std::size_t size) {
    return parse_int<int>(text.substr(at, size)).value_or(1);
  };
  return std::chrono::year{part(0, 4)} / part(5, 2) / part(8, 2);
}

/// Midnight to midnight in the zone; UTC when the system does not know it.
std::pair<Instant, Instant> day_in(const std::string& zone_name, std::chrono::sys_days date) {
  const std::chrono::days one{1};
  const auto zone = TimeZone::find(zone_name);
  if (!zone) return {date, date + one};
  const LocalTime midnight{date.time_since_epoch()};
  return {zone->utc(midnight), zone->utc(midnight + one)};
}

/// Every one that is set up, and those of old calls that are gone.
template <class Row, class Ref, class IdType>
std::vector<Row> rows_of(std::map<IdType, std::string> names,
                         const std::map<IdType, kpi::Figures>& figures) {
  for (const auto& [id, counted] : figures) names.try_emplace(id);
  std::vector<Row> rows;
  for (const auto& [id, name] : names) {
    const auto found = figures.find(id);
    const kpi::Figures counted = found == figures.end() ? kpi::Figures{} : found->second;
    rows.push_back({Ref{id, name}, app::view_of(counted)});
  }
  return rows;
}

void keep_queue(KpiDayView& view, QueueId queue) {
  std::erase_if(view.queues, [&](const QueueFigures& row) { return row.queue.id != queue; });
  view.total = view.queues.empty() ? app::FiguresView{} : view.queues.front().figures;
  view.agents.clear();
}

Result<KpiDayView> get_day(const KpiContext& context, const KpiDayQuery& in, TenantId tenant) {
  auto plan = context.plan(tenant);
  if (!plan) return plan.error();
  if (in.queue_id && !plan->queues.contains(*in.queue_id)) {
    return Error{Errc::not_found, "no such queue"};
  }
  const auto [from, to] = day_in(plan->zone, date_of(in.date));
  kpi::Table table;
  Status read = context.store.read([&, begin = from, end = to](app::Records& records) -> Status {
    auto counted = records.figures().figures(tenant, begin, end);
    if (!counted) return counted.error();
    table = std::move(*counted);
    return {};
  });
  if (!read) return read.error();
  KpiDayView view;
  view.date = in.date;
  view.zone = plan->zone;
  view.total = app::view_of(table.total);
  view.queues = rows_of<QueueFigures, app::QueueRef>(std::move(plan->queues), table.queues);
  view.agents = rows_of<AgentFigures, app::AgentRef>(std::move(plan->agents), table.agents);
  if (in.queue_id) keep_queue(view, *in.queue_id);
  return view;
}

}  // namespace

KpiPlan kpi_plan_of(const app::centre::Centre& centre) {
  KpiPlan plan;
  plan.zone = centre.sites.empty() ? "UTC" : centre.sites.front().zone;
  for (const auto& queue : centre.queues) plan.queues.emplace(queue.id, queue.name);
  for (const auto& agent : centre.agents) plan.agents.emplace(agent.id, agent.name);
  return plan;
}

void add_kpi_routes(Api& api, const KpiContext& context) {
  api.async<KpiDayQuery, KpiDayView>(
      {.path = "/kpi/day",
       .id = "getKpiDay",
       .summary = "The figures of one day",
       .role = Role::supervisor},
      [context](std::shared_ptr<KpiDayQuery> in, std::shared_ptr<Call> call,
                Reply<KpiDayView> reply) {
        run_blocking<KpiDayView>(context.workers, std::move(reply), [context, in, call] {
          return get_day(context, *in, call->actor.tenant);
        });
      });
}

}  // namespace filo::http
