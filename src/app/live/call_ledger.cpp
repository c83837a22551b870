#include "app/live/call_ledger.h"

#include <utility>

#include "app/live/figures_view.h"
#include "base/limits.h"

namespace filo::app {

namespace {

std::int64_t millis(Duration d) {
  return d.count() / 1000;
}

/// Midnight to midnight around `now` in the zone; UTC when the system does not know it.
std::pair<Instant, Instant> day_of(Instant now, const std::string& zone_name) {
  const auto zone = TimeZone::find(zone_name);
  if (!zone) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    return {day, day + std::chrono::days{1}};
  }
  const auto day = std::chrono::floor<std::chrono::days>(zone->local(now));
  return {zone->utc(LocalTime{day}), zone->utc(LocalTime{day + std::chrono::days{1}})};
}

}  // namespace

void CallLedger::set_centre(const LiveCentre& centre) {
  zones_ = centre.zones;
}

const calls::CallRecord* CallLedger::record_of(CallId call) const {
  const auto done = complete_.find(call);
  return done != complete_.end() ? &done->second : book_.find(call);
}

void CallLedger::mark(CallId call) {
  const auto [entry, fresh] = dirty_.try_emplace(call, true);
  entry->second = true;
  if (!fresh) return;
  order_.push_back(call);
  if (order_.size() <= limits::kFactQueue) return;
  complete_.erase(order_.front());
  dirty_.erase(order_.front());
  order_.pop_front();
  ++dropped_;
}

void CallLedger::append(TenantId tenant, const calls::Event& fact) {
  const CallId call = calls::call_of(fact);
  const calls::CallRecord* record = book_.apply(tenant, fact);
  if (!record) return;
  if (!book_.find(call)) complete_.insert_or_assign(call, *record);  // the book has let it go
  mark(call);
}

void CallLedger::presence(
    TenantId tenant, AgentId agent, const std::string& presence, PauseReasonId reason, Moment now) {
  presences_.push_back({tenant, agent, presence, reason, now.utc});
  if (presences_.size() <= limits::kFactQueue) return;
  presences_.pop_front();
  ++dropped_;
}

void CallLedger::count_dirty() {
  for (auto& [call, uncounted] : dirty_) {
    if (!std::exchange(uncounted, false)) continue;
    const calls::CallRecord* record = record_of(call);
    if (record) figures_of(record->tenant).update(*record);
  }
}

CallLedger::Changes CallLedger::take_changes() {
  count_dirty();
  Changes changes;
  for (const CallId call : order_) {
    const calls::CallRecord* record = record_of(call);
    if (record) changes.calls.push_back(*record);
  }
  order_.clear();
  dirty_.clear();
  complete_.clear();
  changes.presences.assign(presences_.begin(), presences_.end());
  presences_.clear();
  return changes;
}

void CallLedger::give_back(Changes changes) {
  for (calls::CallRecord& record : changes.calls) {
    const CallId call = record.id;
    if (!record_of(call)) complete_.emplace(call, std::move(record));
    mark(call);
  }
  presences_.insert(presences_.begin(), changes.presences.begin(), changes.presences.end());
}

void CallLedger::remember(const calls::CallRecord& record) {
  figures_of(record.tenant).update(record);
}

kpi::LiveFigures& CallLedger::figures_of(TenantId tenant) {
  kpi::LiveFigures& figures = figures_[tenant];
  const Instant now = clock_.now();
  if (now >= figures.day_ends()) {
    const auto [from, to] = day_of(now, zones_[tenant]);
    figures.start_day(from, to);
  }
  return figures;
}

CallLedger::Day CallLedger::today(TenantId tenant) {
  const kpi::LiveFigures& figures = figures_of(tenant);
  return {figures.day_begins(), figures.day_ends()};
}

std::vector<TenantId> CallLedger::tenants() const {
  std::vector<TenantId> all;
  for (const auto& [tenant, zone] : zones_) all.push_back(tenant);
  return all;
}

void CallLedger::set_tickets(TenantId tenant, Instant day, const kpi::Table& tickets) {
  kpi::LiveFigures& figures = figures_of(tenant);
  if (figures.day_begins() == day) figures.set_tickets(tickets);
}

FiguresView CallLedger::queue(TenantId tenant, QueueId queue) {
  count_dirty();
  const auto& table = figures_of(tenant).table();
  const auto found = table.queues.find(queue);
  return found == table.queues.end() ? FiguresView{} : view_of(found->second);
}

FiguresView CallLedger::tenant(TenantId tenant) {
  count_dirty();
  return view_of(figures_of(tenant).table().total);
}

AgentTodayView CallLedger::agent(TenantId tenant, AgentId agent) {
  count_dirty();
  const auto& table = figures_of(tenant).table();
  const auto found = table.agents.find(agent);
  if (found == table.agents.end()) return {};
  return {found->second.answered, millis(found->second.handling())};
}

}  // namespace filo::app
