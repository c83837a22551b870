#include "base/prng.h"

#include <sys/random.h>

#include <array>
#include <cstring>

#include "base/check.h"
#include "base/text.h"

namespace filo {

namespace {
std::uint64_t rotl(std::uint64_t x, int k) {
  return x << k | x >> (64 - k);
}
}  // namespace

Prng::Prng(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {
    seed += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = seed;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
    word = z ^ z >> 31;
  }
}

std::uint64_t Prng::next() {
  const std::uint64_t result = rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = rotl(state_[3], 45);
  return result;
}

std::uint64_t Prng::below(std::uint64_t n) {
  FILO_CHECK(n > 0);
  const std::uint64_t limit = n * (UINT64_MAX / n);
  for (;;) {
    const std::uint64_t x = next();
    if (x < limit) return x % n;
  }
}

bool Prng::chance(double p) {
  return static_cast<double>(next() >> 11) * 0x1.0p-53 < p;
}

namespace {

void fill_random(char* out, std::size_t bytes) {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got = getrandom(out + done, bytes - done, 0);
    FILO_CHECK(got > 0);
    done += static_cast<std::size_t>(got);
  }
}

/// A call makes a dozen small values: the system is asked once for many. What is handed out is
/// wiped, so that memory read later tells nothing.
struct RandomBlock {
  std::array<char, 1'024> bytes{};
  std::size_t used = sizeof bytes;

  void take(char* out, std::size_t count) {
    if (bytes.size() - used < count) {
      fill_random(bytes.data(), bytes.size());
      used = 0;
    }
    std::memcpy(out, bytes.data() + used, count);
    explicit_bzero(bytes.data() + used, count);
    used += count;
  }
};

}  // namespace

std::string secure_random(std::size_t bytes) {
  constexpr std::size_t kSmall = 32;
  thread_local RandomBlock block;
  std::string out(bytes, '\0');
  bytes <= kSmall ? block.take(out.data(), bytes) : fill_random(out.data(), bytes);
  return out;
}

std::string random_token(std::size_t bytes) {
  return base64url(secure_random(bytes));
}

}  // namespace filo
