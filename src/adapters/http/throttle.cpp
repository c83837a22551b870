#include "adapters/http/throttle.h"

#include <algorithm>

#include "base/limits.h"

namespace filo::http {
namespace {

void erase_pair(std::multimap<MonoTime, std::string>& map, MonoTime at, const std::string& key) {
  auto [begin, end] = map.equal_range(at);
  for (; begin != end; ++begin) {
    if (begin->second != key) continue;
    map.erase(begin);
    return;
  }
}

}  // namespace

Duration Throttle::wait(const std::string& key, MonoTime now) const {
  const auto found = entries_.find(key);
  if (found == entries_.end() || now - found->second.last > rule_.forget_after) return {};
  return std::max(Duration{0}, found->second.free_at - now);
}

void Throttle::failed(const std::string& key, MonoTime now) {
  forget(now);
  Entry& entry = entries_[key];
  if (entry.failures > 0) erase_pair(by_age_, entry.last, key);
  entry.last = now;
  by_age_.emplace(now, key);
  const int over = ++entry.failures - rule_.free_tries;
  if (over < 0) return;
  Duration wait = rule_.first_wait;
  for (int i = 0; i < over && wait < rule_.wait_max; ++i) wait *= 2;
  entry.free_at = now + std::min(wait, rule_.wait_max);
}

void Throttle::succeeded(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  erase_pair(by_age_, found->second.last, key);
  entries_.erase(found);
}

void Throttle::forget(MonoTime now) {
  while (!by_age_.empty() && (now - by_age_.begin()->first > rule_.forget_after ||
                              entries_.size() >= limits::kLoginTrackers)) {
    entries_.erase(by_age_.begin()->second);
    by_age_.erase(by_age_.begin());
  }
}

}  // namespace filo::http
