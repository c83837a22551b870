#include "server/api_routes.h"

#include "adapters/http/routes/admin.h"
#include "adapters/http/routes/calls.h"
#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/kpi.h"
#include "adapters/http/routes/live.h"
#include "adapters/http/routes/session.h"
#include "app/ports/call_repo.h"
#include "app/ports/records.h"
#include "app/ports/store.h"
#include "base/log.h"

namespace filo::server {

namespace {

using Number = http::DeskContext::Number;

Error not_yours() {
  return {Errc::forbidden, "another agent's call", {}, "call.not_yours"};
}

/// The other end's number from the record of a call: over, or handed on while the asking agent
/// still wraps up his part.
void find_recorded_number(const ApiParts& parts,
                          const Actor& actor,
                          CallId call,
                          const Number& done) {
  const bool queued = parts.workers.run([&store = parts.store, actor, call, done] {
    done(app::read_as<std::string>(store, [&](app::Records& records) -> Result<std::string> {
      auto row = records.calls().find(actor.tenant, call);
      if (!row) return row.error();
      if (!may_supervise(actor) && !calls::works_on(row->call, actor.agent)) return not_yours();
      const bool is_out = row->call.direction == calls::Direction::out;
      return is_out ? row->call.dnis : row->call.ani;
    }));
  });
  if (!queued) done(Error{Errc::unavailable, "workers are busy"});
}

/// Who called, or who was called: of a live call from the core thread, else from the record.
void find_number(const ApiParts& parts, const Actor& actor, CallId call, const Number& done) {
  const bool posted = parts.core.post([parts, actor, call, done] {
    const app::LiveCall* live = parts.director.find_call(call);
    const bool here = live != nullptr && live->tenant == actor.tenant;
    const bool his =
        here && actor.agent &&
        (live->agent == actor.agent || live->from == actor.agent || live->to == actor.agent);
    const bool is_out = here && live->direction == app::CallDirection::out;
    if (here && (his || may_supervise(actor))) return done(is_out ? live->dnis : live->ani);
    find_recorded_number(parts, actor, call, done);
  });
  if (!posted) done(Error{Errc::unavailable, "the server is stopping"});
}

/// A live call shows its customer at once.
void tell_call(const ApiParts& parts, TenantId tenant, CallId call, const app::CustomerRow& row) {
  app::CallerMatch customer{row.customer.id, row.customer.name, row.organisation};
  parts.core.post([parts, tenant, call, customer] {
    const Status told = parts.director.set_customer(tenant, call, customer);
    if (!told)
      FILO_LOG_DEBUG("server", "customer bound to a call that is over call={}", call.str());
  });
}

/// Who logs out takes no calls any more, not on a desk phone either. One without the desk logs in
/// nowhere, so his presence is that of his log-in.
void sign_off(const ApiParts& parts, const Actor& actor) {
  if (!actor.agent) return;
  parts.core.post([parts, agent = actor.agent] {
    const Status done = parts.director.set_presence(agent, app::Presence::offline, {});
    if (!done) FILO_LOG_DEBUG("server", "no agent any more agent={}", agent.str());
  });
}

Result<http::KpiPlan> plan_of(app::CentreStore& centres, TenantId tenant) {
  auto centre = app::load_centre(centres, tenant);
  if (!centre) return centre.error();
  return http::kpi_plan_of(**centre);
}

}  // namespace

void add_api_routes(http::Api& api, const ApiParts& parts) {
  http::add_session_routes(api, parts.sessions,
                           [parts](const Actor& actor) { sign_off(parts, actor); });
  http::add_live_routes(api, parts.director, parts.core, parts.store, parts.workers);
  http::DeskContext& desk = parts.desk;
  desk.stamp = parts.stamp;
  desk.store = &parts.store;
  desk.caller_number = [parts](const Actor& actor, CallId call, Number done) {
    find_number(parts, actor, call, done);
  };
  desk.caller_bound = [parts](TenantId tenant, CallId call, const app::CustomerRow& row) {
    tell_call(parts, tenant, call, row);
  };
  desk.call_attached = [parts](TenantId tenant, CallId call, TicketId ticket) {
    parts.core.post(
        [parts, tenant, call, ticket] { parts.director.set_ticket(tenant, call, ticket); });
  };
  http::add_desk_routes(api, desk);
  http::add_admin_routes(api, {.centres = parts.centres,
                               .tools = parts.tools,
                               .workers = parts.workers,
                               .end_sessions = [&sessions = parts.sessions](UserId user) {
                                 sessions.drop_user(user);
                               }});
  const http::KpiContext figures{
      .store = parts.store,
      .workers = parts.workers,
      .plan = [&centres = parts.centres](TenantId tenant) { return plan_of(centres, tenant); }};
  http::add_call_routes(api, figures);
  http::add_kpi_routes(api, figures);
}

}  // namespace filo::server
