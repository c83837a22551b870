#pragma once
// Which algorithms a phone is challenged for: SHA-256 and MD5, or MD5 alone.
//
// RFC 8760 §2.4 wants both in one 401, best first. Many phones take what they know; some give up on
// the first algorithm they do not know (libre before 3.12, thus baresip 1.0; PJSIP before 2.10)
// and can never register. So, without any setting:
//   - a first request gets both;
//   - who answers with MD5 credentials is challenged for MD5 from then on (a stale nonce, a call);
//   - who comes back with a new request and again no credentials, within kComesBack, has stumbled
//     over two and gets MD5 alone: baresip tries again after 30 to 60 s;
//   - a User-Agent that is known to stumble gets MD5 alone at once: its first attempt succeeds;
//   - a success with SHA-256 forgets all of it; so does a new User-Agent (new firmware).
// Security does not change: MD5 was on offer in the first challenge already, so whoever can tamper
// with messages could always have had it; a phone that knows SHA-256 goes on to use it.
//
// Owner: Core, one thread; time is an argument. Kept per user, source address and User-Agent, known
// user or not (else the answers would tell which users exist). Memory is fixed: kSets * kWays
// entries of a seeded hash, made at the first challenge; in a full set the oldest gives way, and a
// collision only means MD5.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/endpoint.h"
#include "base/time.h"

namespace filo::sip {

enum class DigestAlgorithm : std::uint8_t;

/// Does this User-Agent give up on a 401 that offers more than MD5?
bool stumbles_over_two(std::string_view user_agent);

class ChallengeChoice {
 public:
  static constexpr std::size_t kSets = 2'048, kWays = 4;
  static constexpr Duration kComesBack = std::chrono::minutes{2};
  static constexpr Duration kRemembers = std::chrono::hours{25};  ///< Longer than a registration.

  /// Who asks, as far as a request tells.
  struct Asker {
    std::string_view user;
    Endpoint source;
    std::string_view user_agent;
  };

  explicit ChallengeChoice(std::uint64_t seed) : seed_(seed) {}

  /// A request without credentials is about to be challenged: for MD5 alone? `call_id` and `cseq`
  /// tell a copy of the same request from a new one.
  bool only_md5(const Asker& asker, std::string_view call_id, std::uint32_t cseq, MonoTime now);
  /// Right credentials came.
  void succeeded(const Asker& asker, DigestAlgorithm with, MonoTime now);

 private:
  struct Slot {
    std::uint64_t key = 0;      ///< 0: free.
    std::uint64_t request = 0;  ///< Of the last challenge for both.
    MonoTime at{};
    bool md5 = false;
  };
  std::uint64_t key_of(const Asker& asker) const;
  Slot* find(std::uint64_t key, MonoTime now);
  Slot& make(std::uint64_t key, MonoTime now);
  static bool over(const Slot& slot, MonoTime now);

  std::uint64_t seed_;
  std::vector<Slot> slots_;
};

}  // namespace filo::sip
