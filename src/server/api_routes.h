#pragma once
// All routes of the API in one place.

#include "adapters/http/api.h"
#include "adapters/http/routes/desk.h"
#include "adapters/http/sessions.h"
#include "adapters/store/database.h"
#include "app/centre/tools.h"
#include "app/live/call_director.h"
#include "app/ports/centre_repo.h"
#include "base/loop.h"
#include "base/timeline.h"
#include "base/workers.h"

namespace filo::server {

/// What the routes need; outlives the Api.
struct ApiParts {
  http::Sessions& sessions;
  app::CallDirector& director;
  app::Store& store;
  app::CentreStore& centres;
  const app::centre::Tools& tools;
  store::Database& database;
  Workers& workers;
  Loop& core;
  http::DeskContext& desk;  ///< Filled by add_api_routes().
  std::function<Stamp()> stamp;
};
void add_api_routes(http::Api& api, const ApiParts& parts);

}  // namespace filo::server
