#include "protocols/sip/challenge_choice.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "protocols/sip/digest.h"

namespace filo::sip {

namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
  return hash ^ hash >> 32;
}

std::uint64_t mixed(std::uint64_t hash, std::string_view text) {
  return mixed(hash, std::hash<std::string_view>{}(text));
}

/// "1.0.0 (x86_64/linux)" -> major 1, minor 0.
struct Version {
  int major = 0, minor = 0;
};
Version version_of(std::string_view text) {
  Version version;
  const std::size_t dot = text.find('.');
  version.major = parse_int<int>(text.substr(0, dot)).value_or(0);
  if (dot == std::string_view::npos) return version;
  const std::string_view rest = text.substr(dot + 1);
  version.minor = parse_int<int>(rest.substr(0, rest.find_first_not_of("0123456789"))).value_or(0);
  return version;
}

}  // namespace

/// baresip tells its version, and it goes with libre's: SHA-256 came with 3.12 (April 2024).
bool stumbles_over_two(std::string_view user_agent) {
  constexpr std::string_view kBaresip = "baresip v";
  if (!user_agent.starts_with(kBaresip)) return false;
  const Version version = version_of(user_agent.substr(kBaresip.size()));
  return version.major < 3 || (version.major == 3 && version.minor < 12);
}

std::uint64_t ChallengeChoice::key_of(const Asker& asker) const {
  std::uint64_t hash = mixed(seed_, asker.user);
  hash = mixed(hash, std::string_view{reinterpret_cast<const char*>(asker.source.ip.data()),
                                      asker.source.ip.size()});
  hash = mixed(hash, asker.source.v6 ? 6 : 4);
  hash = mixed(hash, asker.user_agent);
  return hash == 0 ? 1 : hash;
}

bool ChallengeChoice::over(const Slot& slot, MonoTime now) {
  return slot.key == 0 || now - slot.at > (slot.md5 ? kRemembers : kComesBack);
}

ChallengeChoice::Slot* ChallengeChoice::find(std::uint64_t key, MonoTime now) {
  if (slots_.empty()) return nullptr;
  Slot* const set = &slots_[key % kSets * kWays];
  Slot* const found = std::find_if(set, set + kWays, [&](const Slot& s) { return s.key == key; });
  return found == set + kWays || over(*found, now) ? nullptr : found;
}

/// A free or outlived entry of the set, else the oldest.
ChallengeChoice::Slot& ChallengeChoice::make(std::uint64_t key, MonoTime now) {
  if (slots_.empty()) slots_.resize(kSets * kWays);
  Slot* const set = &slots_[key % kSets * kWays];
  Slot* best = std::find_if(set, set + kWays, [&](const Slot& s) { return s.key == key; });
  if (best == set + kWays)
    best = std::min_element(set, set + kWays, [&](const Slot& a, const Slot& b) {
      return over(a, now) != over(b, now) ? over(a, now) : a.at < b.at;
    });
  *best = {.key = key, .request = 0, .at = now, .md5 = false};
  return *best;
}

bool ChallengeChoice::only_md5(const Asker& asker,
                               std::string_view call_id,
                               std::uint32_t cseq,
                               MonoTime now) {
  if (stumbles_over_two(asker.user_agent)) return true;
  const std::uint64_t key = key_of(asker);
  const std::uint64_t request = mixed(mixed(seed_, call_id), cseq);
  Slot* known = find(key, now);
  if (known == nullptr) {
    make(key, now).request = request;
    return false;
  }
  if (known->md5 || known->request == request) return known->md5;
  known->md5 = true;  // came back with nothing: it could not answer
  known->at = now;
  return true;
}

void ChallengeChoice::succeeded(const Asker& asker, DigestAlgorithm with, MonoTime now) {
  const std::uint64_t key = key_of(asker);
  if (with == DigestAlgorithm::md5) {
    make(key, now).md5 = true;
  } else if (Slot* known = find(key, now)) {
    *known = {};
  }
}

}  // namespace filo::sip
