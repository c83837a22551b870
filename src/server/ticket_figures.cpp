#include "server/ticket_figures.h"

#include <algorithm>
#include <utility>

#include "app/ports/records.h"
#include "base/log.h"

namespace filo::server {

void TicketFigures::start() {
  core_.call_after(kPause, [this] { look(); });
}

void TicketFigures::look() {
  for (const TenantId tenant : ledger_.tenants()) {
    const auto counted = days_.find(tenant);
    if (counted == days_.end() || counted->second != ledger_.today(tenant).from) changed(tenant);
  }
  core_.call_after(kLook, [this] { look(); });
}

void TicketFigures::changed(TenantId tenant) {
  due_.insert(tenant);
  if (std::exchange(armed_, true)) return;
  core_.call_after(pause_, [this] { count(); });
}

void TicketFigures::count() {
  armed_ = false;
  for (const TenantId tenant : std::exchange(due_, {})) count(tenant);
}

void TicketFigures::count(TenantId tenant) {
  const auto day = ledger_.today(tenant);
  const MonoTime begun = core_.clock().mono();
  const auto job = [this, tenant, day]() -> Result<kpi::Table> {
    Result<kpi::Table> table = kpi::Table{};
    const Status read = store_.read([&](app::Records& records) -> Status {
      table = records.figures().tickets(tenant, day.from, day.to);
      return table ? Status{} : Status{table.error()};
    });
    if (!read) return read.error();
    return table;
  };
  const bool asked = workers_.run(job, core_, [this, tenant, day, begun](Result<kpi::Table> table) {
    pause_ = std::clamp<Duration>(100 * (core_.clock().mono() - begun), kPause, kPauseMax);
    if (!table) {
      FILO_LOG_WARN("server", "tickets of today not counted: {}", table.error().detail);
      days_.erase(tenant);  // look() tries again
      return;
    }
    days_[tenant] = day.from;
    ledger_.set_tickets(tenant, day.from, *table);
    if (counted_) counted_(tenant);
  });
  if (!asked) days_.erase(tenant);
}

}  // namespace filo::server
