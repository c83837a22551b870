#pragma once
// Who may speak to us at all: asked before a byte is parsed.
//
// What: a token bucket and a ban per source (an IPv4 address, an IPv6 /64) in a table of fixed
//   size. Scanners and sources with too many failures are banned, each time for longer. A trusted
//   peer or the home of a live registration is neither limited nor banned: UDP sources can be
//   forged, and nobody shall cut off a trunk with forged packets.
// Pure: time is an argument, whom we protect is a question. One thread.
// Bounds: kEntries entries of about 64 bytes; a full set gives way to the newcomer, quiet ones
// first.

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "protocols/sip/flow.h"

namespace filo {

class SourceGuard {
 public:
  static constexpr std::size_t kSets = 4'096, kWays = 4, kEntries = kSets * kWays;

  struct Policy {
    double per_second = 500;  ///< A busy phone sends fewer than 5; NAT may hide a big office,
    double burst = 2'000;     ///< whose phones all come back at once when its power does.
    int failures_max = 20;    ///< Wrong passwords within failure_window.
    Duration failure_window = std::chrono::minutes{1};
    Duration ban_first = std::chrono::minutes{1};
    Duration ban_max = std::chrono::hours{4};
    Duration forgive_after = std::chrono::hours{24};  ///< Then the next ban is a first one again.
  };
  /// Is this source one of ours? Asked at most once a second per source, and only on an offence.
  using IsProtected = std::function<bool(const sip::Endpoint& source)>;

  enum class Verdict : std::uint8_t { pass, flood, banned };

  SourceGuard(Policy policy, IsProtected is_protected, std::uint64_t hash_seed);

  /// May this message be looked at? Costs one token.
  Verdict admit(const sip::Endpoint& source, MonoTime now);
  /// A wrong password or unknown user.
  void note_failure(const sip::Endpoint& source, MonoTime now);
  /// It says itself that it is a scanner. True when it is banned now.
  bool note_scanner(const sip::Endpoint& source, MonoTime now);
  bool is_banned(const sip::Endpoint& source, MonoTime now) const;
  std::uint64_t bans() const { return bans_; }

 private:
  struct Entry {
    std::array<std::uint8_t, 16> key{};
    bool used = false, v6 = false, protected_source = false;
    std::uint8_t times_banned = 0;
    std::uint16_t failures = 0;
    double tokens = 0;
    MonoTime seen{}, window_start{}, banned_until{}, asked{};
  };

  Entry& entry(const sip::Endpoint& source, MonoTime now);
  const Entry* find(const sip::Endpoint& source) const;
  std::size_t set_of(const std::array<std::uint8_t, 16>& key, bool v6) const;
  bool shielded(Entry& e, const sip::Endpoint& source, MonoTime now);
  void ban(Entry& e, MonoTime now);

  Policy policy_;
  IsProtected is_protected_;
  std::uint64_t seed_;
  std::vector<Entry> entries_;
  std::uint64_t bans_ = 0;
};

/// Do the first bytes look like a SIP message: "SIP/2.0 ", or a request line whose method is a
/// token and whose line names any version of SIP?
bool looks_like_sip(std::string_view bytes);
/// Does it carry the User-Agent of a known scanner? Reads the first 1,500 bytes only.
bool looks_like_scanner(std::string_view bytes);

}  // namespace filo
