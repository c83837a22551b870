#include "adapters/sip_transport/door.h"

#include <cstring>

#include "adapters/sip_transport/probe.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/prng.h"

namespace filo {

namespace sip_probe {

Counter received{"filo_sip_messages_received_total", "Messages that reached the parser."};
Counter sent{"filo_sip_messages_sent_total", "Messages handed to the kernel."};
Counter connections_opened{"filo_sip_connections_total", "Stream connections, in and out."};
Counter dropped_flood{"filo_sip_dropped_total", "Refused before parsing.", "reason=\"flood\""};
Counter dropped_banned{"filo_sip_dropped_total", "Refused before parsing.", "reason=\"banned\""};
Counter dropped_garbage{"filo_sip_dropped_total", "Refused before parsing.", "reason=\"garbage\""};
Counter dropped_size{"filo_sip_dropped_total", "Refused before parsing.", "reason=\"size\""};
Counter dropped_scanner{"filo_sip_dropped_total", "Refused before parsing.", "reason=\"scanner\""};
Counter dropped_send{"filo_sip_send_dropped_total", "Messages that could not be sent."};
Counter dropped_connections{"filo_sip_connections_refused_total", "Connections over a bound."};
Counter accept_failures{"filo_sip_accept_failures_total", "No descriptor left for a connection."};
Counter auth_failures{"filo_sip_auth_failures_total", "Wrong passwords and unknown users."};
Gauge connections{"filo_sip_connections", "Open stream connections."};

}  // namespace sip_probe

namespace {

std::uint64_t random_seed() {
  const std::string bytes = secure_random(sizeof(std::uint64_t));
  std::uint64_t seed = 0;
  std::memcpy(&seed, bytes.data(), sizeof seed);
  return seed;
}

}  // namespace

Door::Door(SourceGuard::Policy policy, SourceGuard::IsProtected is_protected)
    : guard_(policy, std::move(is_protected), random_seed()) {}

bool Door::refuse(Counter& counter, const sip::Endpoint& source) {
  counter.add();
  ++refused_;
  last_refused_ = source;
  return false;
}

bool Door::admit(const sip::Endpoint& source, std::string_view bytes, MonoTime now) {
  const SourceGuard::Verdict verdict = guard_.admit(source, now);
  if (verdict == SourceGuard::Verdict::banned) return refuse(sip_probe::dropped_banned, source);
  if (verdict == SourceGuard::Verdict::flood) return refuse(sip_probe::dropped_flood, source);
  if (bytes.size() > limits::kSipMessageBytes) return refuse(sip_probe::dropped_size, source);
  if (source.port == 0 || !looks_like_sip(bytes)) return refuse(sip_probe::dropped_garbage, source);
  if (looks_like_scanner(bytes)) {
    // At the address of a trunk it is forged or a neighbour: its words are dropped, the trunk's
    // not.
    guard_.note_scanner(source, now);
    return refuse(sip_probe::dropped_scanner, source);
  }
  sip_probe::received.add();
  return true;
}

bool Door::admit_connection(const sip::Endpoint& source, MonoTime now) {
  const SourceGuard::Verdict verdict = guard_.admit(source, now);
  return verdict == SourceGuard::Verdict::pass || refuse(sip_probe::dropped_connections, source);
}

void Door::note_failure(const sip::Endpoint& source, MonoTime now) {
  sip_probe::auth_failures.add();
  guard_.note_failure(source, now);
}

void Door::maybe_log(MonoTime now) {
  if (refused_ == refused_told_ || now - last_log_ < std::chrono::minutes{1}) return;
  FILO_LOG_WARN("sip", "messages refused before parsing count={} bans={} last_source={}",
                refused_ - refused_told_, guard_.bans(), last_refused_.ip_str());
  refused_told_ = refused_;
  last_log_ = now;
}

}  // namespace filo
