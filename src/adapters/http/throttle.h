#pragma once
// Slows guessing down: wrong tries per key (an account, an address), each further one costs more
// waiting. Kept in memory on purpose: a restart forgets waits of minutes at most, which nobody can
// cause by guessing, and a guess never costs a durable write. Time is an argument; one owner
// (Sessions, under its lock). Bounded: past limits::kLoginTrackers the entries longest without a
// try are forgotten.

#include <map>
#include <string>
#include <unordered_map>

#include "base/time.h"

namespace filo::http {

struct ThrottleRule {
  int free_tries = 5;                             ///< Wrong tries without waiting.
  Duration first_wait = std::chrono::seconds{2};  ///< Doubles with each further wrong try.
  Duration wait_max = std::chrono::minutes{15};
  Duration forget_after = std::chrono::hours{1};
};

class Throttle {
 public:
  explicit Throttle(ThrottleRule rule) : rule_(rule) {}

  /// How long `key` has to wait before its next try; zero: it may.
  Duration wait(const std::string& key, MonoTime now) const;
  void failed(const std::string& key, MonoTime now);
  void succeeded(const std::string& key);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    int failures = 0;
    MonoTime last{};
    MonoTime free_at{};
  };
  void forget(MonoTime now);

  ThrottleRule rule_;
  std::unordered_map<std::string, Entry> entries_;
  std::multimap<MonoTime, std::string> by_age_;
};

}  // namespace filo::http
