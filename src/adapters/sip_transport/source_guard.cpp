#include "adapters/sip_transport/source_guard.h"

#include <algorithm>

#include "base/text.h"

namespace filo {

namespace {

std::array<std::uint8_t, 16> key_of(const sip::Endpoint& source) {
  std::array<std::uint8_t, 16> key = source.ip;
  std::fill(key.begin() + (source.v6 ? 8 : 4), key.end(), std::uint8_t{0});
  return key;
}

}  // namespace

SourceGuard::SourceGuard(Policy policy, IsProtected is_protected, std::uint64_t hash_seed)
    : policy_(policy),
      is_protected_(std::move(is_protected)),
      seed_(hash_seed),
      entries_(kEntries) {}

std::size_t SourceGuard::set_of(const std::array<std::uint8_t, 16>& key, bool v6) const {
  std::uint64_t h = seed_ ^ (v6 ? 0x9e3779b97f4a7c15ULL : 0);
  for (const std::uint8_t byte : key) {
    h = (h ^ byte) * 0xff51afd7ed558ccdULL;
    h ^= h >> 29;
  }
  return static_cast<std::size_t>(h % kSets) * kWays;
}

const SourceGuard::Entry* SourceGuard::find(const sip::Endpoint& source) const {
  const auto key = key_of(source);
  const std::size_t first = set_of(key, source.v6);
  for (std::size_t i = first; i < first + kWays; ++i) {
    const Entry& e = entries_[i];
    if (e.used && e.v6 == source.v6 && e.key == key) return &e;
  }
  return nullptr;
}

SourceGuard::Entry& SourceGuard::entry(const sip::Endpoint& source, MonoTime now) {
  if (const Entry* known = find(source)) return const_cast<Entry&>(*known);
  const auto key = key_of(source);
  const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(set_of(key, source.v6));
  // An unused place, else the one that was silent longest; a banned one only among banned ones.
  const auto place = std::min_element(first, first + kWays, [&](const Entry& a, const Entry& b) {
    const auto rank = [&](const Entry& e) { return e.used ? (e.banned_until > now ? 2 : 1) : 0; };
    return std::pair{rank(a), a.seen} < std::pair{rank(b), b.seen};
  });
  *place = Entry{};
  place->key = key;
  place->used = true;
  place->v6 = source.v6;
  place->tokens = policy_.burst;
  place->seen = now;
  place->asked = MonoTime::min();
  return *place;
}

bool SourceGuard::shielded(Entry& e, const sip::Endpoint& source, MonoTime now) {
  if (e.asked == MonoTime::min() || now - e.asked >= std::chrono::seconds{1}) {
    e.asked = now;
    e.protected_source = is_protected_ && is_protected_(source);
    if (e.protected_source) e.banned_until = MonoTime{};
  }
  return e.protected_source;
}

SourceGuard::Verdict SourceGuard::admit(const sip::Endpoint& source, MonoTime now) {
  Entry& e = entry(source, now);
  const double elapsed = std::chrono::duration<double>(now - e.seen).count();
  e.tokens = std::min(policy_.burst, e.tokens + elapsed * policy_.per_second);
  e.seen = now;
  if (e.banned_until > now && !shielded(e, source, now)) return Verdict::banned;
  if (e.tokens >= 1) {
    e.tokens -= 1;
    return Verdict::pass;
  }
  return shielded(e, source, now) ? Verdict::pass : Verdict::flood;
}

void SourceGuard::note_failure(const sip::Endpoint& source, MonoTime now) {
  Entry& e = entry(source, now);
  if (now - e.window_start > policy_.failure_window) {
    e.window_start = now;
    e.failures = 0;
  }
  if (++e.failures < policy_.failures_max || shielded(e, source, now)) return;
  e.failures = 0;
  ban(e, now);
}

bool SourceGuard::note_scanner(const sip::Endpoint& source, MonoTime now) {
  Entry& e = entry(source, now);
  if (shielded(e, source, now)) return false;
  ban(e, now);
  return true;
}

/// Each ban is four times as long as the one before.
void SourceGuard::ban(Entry& e, MonoTime now) {
  if (e.banned_until > now) return;
  if (now - e.banned_until > policy_.forgive_after) e.times_banned = 0;
  Duration span = policy_.ban_first;
  for (int i = 0; i < e.times_banned && span < policy_.ban_max; ++i) span *= 4;
  if (e.times_banned < 16) ++e.times_banned;
  e.banned_until = now + std::min(span, policy_.ban_max);
  ++bans_;
}

bool SourceGuard::is_banned(const sip::Endpoint& source, MonoTime now) const {
  const Entry* e = find(source);
  return e != nullptr && e->banned_until > now;
}

bool looks_like_sip(std::string_view bytes) {
  if (bytes.starts_with("SIP/2.0 ")) return true;
  constexpr std::size_t kMethodMax = 32;
  const std::size_t blank = bytes.substr(0, kMethodMax + 1).find(' ');
  if (blank == std::string_view::npos || blank < 3) return false;
  const bool capitals =
      std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(blank),
                  [](char c) { return c >= 'A' && c <= 'Z'; });
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  return capitals && line.find(" SIP/", blank) != std::string_view::npos;
}

bool looks_like_scanner(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 1'500);
  const std::size_t at = head.find("ser-Agent:");
  if (at == std::string_view::npos) return false;
  const std::size_t end = head.find('\r', at);
  const std::string agent = to_lower(head.substr(at, std::min<std::size_t>(end - at, 100)));
  for (const char* name : {"friendly-scanner", "sipvicious", "sipcli", "sip-scan", "sundayddr",
                           "vaxsipuseragent", "friendly-request", "pplsip"}) {
    if (agent.find(name) != std::string::npos) return true;
  }
  return false;
}

}  // namespace filo
