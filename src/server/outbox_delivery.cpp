#include "server/outbox_delivery.h"

#include <fmt/format.h>

#include <set>

#include "base/log.h"

namespace filo::server {

namespace {

constexpr std::size_t kBatch = 200;

std::string envelope(const app::OutboxEvent& event) {
  return fmt::format(R"({{"id":"{}","type":"{}","at":"{}","data":{}}})", event.position,
                     event.topic, to_rfc3339(event.created_at),
                     event.payload.empty() ? "{}" : event.payload);
}

}  // namespace

Status OutboxDelivery::begin() {
  const auto span = outbox_.outbox_span();
  if (!span) return span.error();
  position_ = span->newest;
  return {};
}

void OutboxDelivery::deliver() {
  std::lock_guard lock(one_at_a_time_);
  asked_ = false;  // first: what is written from here on asks again
  bool centre = false;
  std::set<TenantId> tickets;
  for (;;) {
    const auto events = outbox_.events_after(position_, kBatch);
    if (!events) {
      FILO_LOG_WARN("outbox", "not read: {}", events.error().detail);
      return;
    }
    for (const app::OutboxEvent& event : *events) {
      position_ = event.position;
      centre |= event.topic == "centre_changed";
      if (event.topic == "ticket_changed") tickets.insert(TenantId{event.tenant_id});
      if (hub_.sockets() == 0) continue;  // who comes later reads the outbox itself
      hub_.publish_event({.tenant = TenantId{event.tenant_id}}, event.position, envelope(event));
    }
    if (events->size() < kBatch) break;
  }
  if (centre && listener_.centre_changed) listener_.centre_changed();
  if (!listener_.tickets_changed) return;
  for (const TenantId tenant : tickets) listener_.tickets_changed(tenant);
}

void OutboxDelivery::resume(const http::SocketPeer& peer, std::int64_t after) {
  constexpr const char* kResync = R"({"type":"resync"})";
  const auto span = outbox_.outbox_span();
  if (!span || after < span->oldest - 1 || after > span->newest)
    return hub_.send(peer.socket, kResync);
  const auto missed = outbox_.events_after(after, kResumeMax);
  if (!missed || missed->size() >= kResumeMax) return hub_.send(peer.socket, kResync);
  std::vector<http::MissedEvent> events;
  for (const app::OutboxEvent& event : *missed) {
    if (event.tenant_id == peer.user->actor.tenant.raw())
      events.push_back({event.position, envelope(event)});
  }
  const std::int64_t newest = missed->empty() ? after : missed->back().position;
  hub_.send_missed(peer.socket, std::move(events), newest);
}

}  // namespace filo::server
