#include "server/desk_clock.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"

namespace filo::server {

namespace {

constexpr const char* kRead = "SELECT value FROM server_state WHERE key = $1";
constexpr const char* kWrite =
    "INSERT INTO server_state (key, value, updated_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";

struct ValueRow {
  std::string value;
};
BOOST_DESCRIBE_STRUCT(ValueRow, (), (value))

std::string text_of(const TimelineAnchor& anchor) {
  return fmt::format("{} {} {} {}", to_micros(anchor.ticks), anchor.mono.time_since_epoch().count(),
                     to_micros(anchor.utc), anchor.boot_id);
}

std::optional<TimelineAnchor> anchor_of(const std::string& text) {
  const auto parts = split(text, ' ');
  if (parts.size() != 4) return std::nullopt;
  const auto ticks = parse_int<std::int64_t>(parts[0]);
  const auto mono = parse_int<std::int64_t>(parts[1]);
  const auto utc = parse_int<std::int64_t>(parts[2]);
  if (!ticks || !mono || !utc) return std::nullopt;
  return TimelineAnchor{ticks_from_micros(*ticks), MonoTime{Duration{*mono}}, from_micros(*utc),
                        std::string(parts[3])};
}

}  // namespace

Status DeskClock::load(store::Database& database) {
  std::optional<TimelineAnchor> saved;
  const Status read = database.read([&](store::Tx& tx) -> Status {
    auto row = tx.maybe<ValueRow>(kRead, std::string("timeline"));
    if (!row) return row.error();
    if (*row) saved = anchor_of((*row)->value);
    return {};
  });
  if (!read) return read;
  if (saved) previous_end_ = saved->utc;
  line_.emplace(re_anchor(saved, clock_.moment(), system_boot_id()));
  return {};
}

void DeskClock::save(store::Database& database) const {
  const TimelineAnchor anchor = line_->anchor_at(clock_.moment());
  database.write(
      [text = text_of(anchor), at = anchor.utc](store::Tx& tx) -> Status {
        auto done = tx.run(kWrite, std::string("timeline"), text, at);
        if (!done) return done.error();
        return {};
      },
      [](Status saved) {
        if (!saved) FILO_LOG_WARN("server", "sign of life not stored: {}", saved.error().detail);
      });
}

Stamp DeskClock::stamp() const {
  return line_->stamp(clock_.moment());
}

}  // namespace filo::server
