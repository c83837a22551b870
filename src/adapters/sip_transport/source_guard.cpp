#include "adapters/sip_transport/source_guard.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/sip/message_chars.h"

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
  while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);  // RFC 3261 §7.5
  if (iequals(bytes.substr(0, 8), "SIP/2.0 ")) return true;
  constexpr std::size_t kMethodMax = 64;
  const std::size_t blank = bytes.substr(0, kMethodMax + 1).find(' ');
  if (blank == std::string_view::npos || !sip::chars::is_token(bytes.substr(0, blank)))
    return false;
  const std::string_view line = trim(bytes.substr(0, bytes.find('\n')));
  return iequals(line.substr(line.rfind(' ') + 1, 4), "SIP/");
}

bool looks_like_scanner(std::string_view bytes) {
  std::string head = to_lower(bytes.substr(0, 1'500));
  for (std::size_t at = head.find("\nuser-agent"); at != head.npos;
       at = head.find("\nuser-agent", at + 1)) {
    const std::size_t name_end = head.find_first_not_of(" \t", at + 11);
    if (name_end == head.npos || head[name_end] != ':') continue;
    std::size_t end = head.find("\r\n", name_end);
    while (end != head.npos && end + 2 < head.size() && sip::chars::is_blank(head[end + 2]))
      end = head.find("\r\n", end + 2);
    const std::string_view agent = std::string_view(head).substr(name_end, end - name_end);
    for (const char* name : {"friendly-scanner", "sipvicious", "sipcli", "sip-scan", "sundayddr",
                             "vaxsipuseragent", "friendly-request", "pplsip"}) {
      if (agent.find(name) != agent.npos) return true;
    }
  }
  return false;
}

}  // namespace filo
