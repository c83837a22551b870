#pragma once
// Typed ids. An AgentId is never a CallId and never a bare integer.
//
//   using AgentId = Id<struct AgentTag>;
//
// Ids are made by the application (IdMaker), so nothing depends on database sequences. In JSON
// and URLs they travel as decimal strings: JavaScript loses digits past 2^53.

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace filo {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  explicit constexpr Id(std::int64_t raw) : raw_(raw) {}

  /// 0 means "none": such a row does not exist.
  explicit constexpr operator bool() const { return raw_ != 0; }
  constexpr std::int64_t raw() const { return raw_; }
  friend constexpr auto operator<=>(Id, Id) = default;

  std::string str() const { return std::to_string(raw_); }
  /// The id in `text`, or nullopt unless it is a positive decimal number and nothing else.
  static std::optional<Id> parse(std::string_view text) {
    std::int64_t raw = 0;
    auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), raw);
    if (fault != std::errc{} || end != text.data() + text.size() || raw <= 0) return std::nullopt;
    return Id{raw};
  }

 private:
  std::int64_t raw_ = 0;
};

/// Makes 63-bit ids that grow with time: 41 bits of milliseconds since 2020, 6 of node, 16 of
/// sequence. One per thread of one node (each with its own `node` value), or one behind an owner.
/// Never returns the same id twice, also when the clock steps back: it then counts on.
class IdMaker {
 public:
  explicit IdMaker(unsigned node) : node_(node & 0x3f) {}

  template <class IdType>
  IdType next(Instant now) {
    return IdType{next_raw(now)};
  }
  std::int64_t next_raw(Instant now);

 private:
  unsigned node_;
  std::int64_t last_ = 0;  // milliseconds << 16 | sequence
};

}  // namespace filo

template <class Tag>
struct std::hash<filo::Id<Tag>> {
  std::size_t operator()(filo::Id<Tag> id) const noexcept {
    auto x = static_cast<std::uint64_t>(id.raw());
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    return static_cast<std::size_t>(x);
  }
};
