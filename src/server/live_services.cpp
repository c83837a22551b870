#include "server/live_services.h"

#include <fmt/format.h>

#include "adapters/http/json.h"
#include "app/desk/open_ticket.h"
#include "base/log.h"

namespace filo::server {

void StoreCallers::lookup(TenantId tenant, const std::string& e164, Found done) {
  const bool queued = workers_.run(
      [this, tenant, e164] {
        return app::read_as<std::vector<app::CallerMatch>>(
            store_, [&](app::Records& records) -> Result<std::vector<app::CallerMatch>> {
              auto rows = records.customers().find_by_number(tenant, e164);
              if (!rows) return rows.error();
              std::vector<app::CallerMatch> matches;
              for (const app::CustomerRow& row : *rows)
                matches.push_back({row.customer.id, row.customer.name, row.organisation});
              return matches;
            });
      },
      core_,
      [done](Result<std::vector<app::CallerMatch>> matches) {
        if (!matches) FILO_LOG_WARN("live", "caller not looked up: {}", matches.error().detail);
        done(matches ? std::move(*matches) : std::vector<app::CallerMatch>{});
      });
  if (!queued) FILO_LOG_WARN("live", "caller not looked up: workers are busy");
}

void StoreCallTickets::open_for_call(const Opening& opening, Opened done) {
  open({opening, std::move(done), clock_.stamp()});
}

void StoreCallTickets::open(const Wish& wish) {
  const bool queued = app::write_as<TicketId>(
      store_,
      [wish](app::Records& records) {
        const Opening& o = wish.opening;
        return app::open_ticket_for_call(records, system_actor(o.tenant),
                                         {.call = o.call,
                                          .customer = o.customer,
                                          .agent = o.agent,
                                          .queue = o.queue,
                                          .service = o.service,
                                          .queue_name = o.queue_name,
                                          .ani = o.ani,
                                          .late = wish.late},
                                         wish.answered);
      },
      [this, wish](Result<TicketId> ticket) {
        core_.post([this, wish, ticket = std::move(ticket)] { opened(wish, ticket); });
      });
  if (!queued) opened(wish, Error{Errc::unavailable, "the write queue is full"});
}

void StoreCallTickets::opened(Wish wish, const Result<TicketId>& ticket) {
  const bool again = !ticket && ticket.error().code == Errc::unavailable;
  if (!again || waiting_ >= kWaitingMax) return wish.done(ticket);
  if (!wish.late) FILO_LOG_WARN("live", "ticket waits call={}", wish.opening.call.str());
  wish.late = true;
  ++waiting_;
  core_.call_after(kAgain, [this, wish] {
    --waiting_;
    open(wish);
  });
}

void SocketPush::agent_changed(TenantId tenant, AgentId agent) {
  agents_.emplace(tenant, agent);
  if (std::exchange(agents_armed_, true)) return;
  core_.call_after(kAgentPause, [this] { push_agents(); });
}

void SocketPush::board_changed(TenantId tenant) {
  boards_.insert(tenant);
  if (std::exchange(boards_armed_, true)) return;
  core_.call_after(kBoardPause, [this] { push_boards(); });
}

void SocketPush::push_agents() {
  agents_armed_ = false;
  const auto changed = std::exchange(agents_, {});
  if (hub_.sockets() == 0) return;
  for (const auto& [tenant, agent] : changed) {
    const auto state = director_ ? director_->my_state(agent) : std::nullopt;
    if (!state) continue;
    hub_.publish({.tenant = tenant, .agent = agent},
                 fmt::format(R"({{"type":"my_state","at":"{}","data":{}}})",
                             to_rfc3339(core_.clock().now()), http::to_json(*state)),
                 "my_state");
  }
}

void SocketPush::push_boards() {
  boards_armed_ = false;
  for (const TenantId tenant : std::exchange(boards_, {})) {
    if (!director_ || hub_.sockets() == 0) continue;
    hub_.publish(
        {.tenant = tenant, .role = Role::supervisor},
        fmt::format(R"({{"type":"board","at":"{}","data":{}}})", to_rfc3339(core_.clock().now()),
                    http::to_json(director_->board(tenant))),
        "board");
  }
}

}  // namespace filo::server
