#include "server/housekeeping.h"

#include "app/ports/records.h"
#include "base/log.h"

namespace filo::server {

namespace {

using Tenants = std::vector<app::CentreRepo::Tenant>;

Result<Tenants> tenants_of(app::CentreStore& centres) {
  Tenants tenants;
  Status done = centres.read([&](app::CentreRepo& repo) -> Status {
    auto found = repo.tenants();
    if (!found) return found.error();
    tenants = std::move(*found);
    return {};
  });
  if (!done) return done.error();
  return tenants;
}

}  // namespace

Status tidy_records(app::Store& store,
                    app::CentreStore& centres,
                    app::Outbox& outbox,
                    Instant now) {
  auto tenants = tenants_of(centres);
  if (!tenants) return tenants.error();
  for (const auto& tenant : *tenants) {
    Status done = app::write_and_wait(store, [&](app::Records& records) {
      return records.idempotency().remove_answers_before(tenant.id, now - kAnswersKept);
    });
    if (!done) return done;
  }
  auto events = outbox.prune_outbox(now - kEventsKept);
  if (!events) return events.error();
  if (*events > 0) FILO_LOG_DEBUG("server", "old events removed count={}", *events);
  return {};
}

}  // namespace filo::server
