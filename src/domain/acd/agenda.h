#pragma once
// What the dispatcher has to do at which time. Ties are broken by kind and id, so that a run
// replays exactly.

#include <cstdint>
#include <optional>
#include <set>
#include <tuple>

#include "base/time.h"

namespace filo::acd {

enum class Due : std::uint8_t {
  offer_ends,       ///< id: offer
  wrap_up_ends,     ///< id: agent
  auto_pause_ends,  ///< id: agent
  retry,            ///< id: call; an agent who refused it may be asked again
  wait_max,         ///< id: call
  no_agents,        ///< id: queue
};

class Agenda {
 public:
  void add(MonoTime when, Due kind, std::int64_t id) { entries_.emplace(when, kind, id); }
  void cancel(MonoTime when, Due kind, std::int64_t id) { entries_.erase({when, kind, id}); }

  std::optional<MonoTime> next() const {
    if (entries_.empty()) return std::nullopt;
    return std::get<0>(*entries_.begin());
  }

  struct Entry {
    MonoTime when;
    Due kind;
    std::int64_t id;
  };
  /// Takes the next entry that is due at `now`.
  std::optional<Entry> take(MonoTime now) {
    if (entries_.empty() || std::get<0>(*entries_.begin()) > now) return std::nullopt;
    const auto [when, kind, id] = *entries_.begin();
    entries_.erase(entries_.begin());
    return Entry{when, kind, id};
  }

 private:
  std::set<std::tuple<MonoTime, Due, std::int64_t>> entries_;
};

}  // namespace filo::acd
