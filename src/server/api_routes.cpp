#include "server/api_routes.h"

#include "adapters/http/routes/admin.h"
#include "adapters/http/routes/calls.h"
#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/kpi.h"
#include "adapters/http/routes/live.h"
#include "adapters/http/routes/session.h"

namespace filo::server {

namespace {

/// The caller's number: of a live call from the core thread.
void find_number(const ApiParts& parts,
                 TenantId tenant,
                 CallId call,
                 http::DeskContext::Number done) {
  app::CallDirector& director = parts.director;
  const bool posted = parts.core.post([&director, tenant, call, done] {
    const app::LiveCall* live = director.find_call(call);
    if (live && live->tenant == tenant) return done(live->ani);
    done(Error{Errc::not_found, "no such call"});
  });
  if (!posted) done(Error{Errc::unavailable, "the server is stopping"});
}

Result<http::KpiPlan> plan_of(app::CentreStore& centres, TenantId tenant) {
  auto centre = app::load_centre(centres, tenant);
  if (!centre) return centre.error();
  return http::kpi_plan_of(**centre);
}

}  // namespace

void add_api_routes(http::Api& api, const ApiParts& parts) {
  http::add_session_routes(api, parts.sessions);
  http::add_live_routes(api, parts.director);
  http::DeskContext& desk = parts.desk;
  desk.stamp = parts.stamp;
  desk.store = &parts.store;
  desk.caller_number = [parts](TenantId tenant, CallId call, http::DeskContext::Number done) {
    find_number(parts, tenant, call, std::move(done));
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
