#pragma once
// Random numbers of two kinds: Prng replays from its seed (simulation, jitter, tags inside tests);
// secure_random() comes from the system (tokens, passwords, nonces, branch and tag values).

#include <cstdint>
#include <string>

namespace filo {

/// xoshiro256** seeded by splitmix64. Source: Blackman and Vigna, "Scrambled linear pseudorandom
/// number generators", 2018. Not for secrets. One owner.
class Prng {
 public:
  explicit Prng(std::uint64_t seed);
  std::uint64_t next();
  /// Uniform in [0, n). REQUIRES: n > 0.
  std::uint64_t below(std::uint64_t n);
  /// True with probability `p` (0..1).
  bool chance(double p);

 private:
  std::uint64_t state_[4];
};

/// `bytes` bytes from the system's generator. Aborts when the system has none.
std::string secure_random(std::size_t bytes);
/// A token of `bytes` random bytes as base64url, safe in URLs and headers.
std::string random_token(std::size_t bytes = 16);

}  // namespace filo
