#pragma once
// How C++ values become SQL parameters and columns become C++ values, the same on both engines.
//
//   bool                       boolean (INTEGER 0/1 on SQLite)
//   integers, Id<>             bigint; an Id of 0 ("none") is NULL and back
//   Instant, Duration          bigint microseconds (other chrono durations: their own unit)
//   double                     double precision
//   std::string, enums         text; described enums by the word of the enumerator
//   Blob                       bytea
//   std::optional<T>           T or NULL

#include <boost/describe.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace filo::store {

using Blob = std::vector<std::uint8_t>;

enum class Kind : std::uint8_t { any, integer, boolean, real, text, blob };

/// One bound parameter. Text and blobs are borrowed for the length of the call.
struct Param {
  Kind kind = Kind::any;
  bool null = true;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text = {};
};

/// The row on which a result stands. `column` counts from 0. The readers return false when the
/// column holds another kind of value; text stays valid until the next row.
class RowView {
 public:
  virtual ~RowView() = default;
  virtual int columns() const = 0;
  virtual std::string_view name(int column) const = 0;
  virtual bool null(int column) const = 0;
  virtual bool integer(int column, std::int64_t& out) const = 0;
  virtual bool boolean(int column, bool& out) const = 0;
  virtual bool real(int column, double& out) const = 0;
  virtual bool text(int column, std::string_view& out) const = 0;
  virtual bool blob(int column, Blob& out) const = 0;
};

template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_duration : std::false_type {};
template <class Rep, class Period>
struct is_duration<std::chrono::duration<Rep, Period>> : std::true_type {};

template <class E>
std::string_view enum_word(E value) {
  return boost::describe::enum_to_string(value, "");
}

template <class T>
Param to_param(const T& value) {
  if constexpr (is_optional<T>::value) {
    if (value) return to_param(*value);
    Param none = to_param(typename T::value_type{});
    none.null = true;
    return none;
  } else if constexpr (std::is_same_v<T, bool>) {
    return {.kind = Kind::boolean, .null = false, .integer = value ? 1 : 0};
  } else if constexpr (std::is_integral_v<T>) {
    return {.kind = Kind::integer, .null = false, .integer = static_cast<std::int64_t>(value)};
  } else if constexpr (std::is_floating_point_v<T>) {
    return {.kind = Kind::real, .null = false, .real = static_cast<double>(value)};
  } else if constexpr (is_id<T>::value) {
    return {.kind = Kind::integer, .null = !value, .integer = value.raw()};
  } else if constexpr (is_duration<T>::value) {
    return {.kind = Kind::integer, .null = false, .integer = value.count()};
  } else if constexpr (std::is_same_v<T, Instant>) {
    return {.kind = Kind::integer, .null = false, .integer = to_micros(value)};
  } else if constexpr (std::is_enum_v<T>) {
    return {.kind = Kind::text, .null = false, .text = enum_word(value)};
  } else if constexpr (std::is_same_v<T, Blob>) {
    return {.kind = Kind::blob,
            .null = false,
            .text = {reinterpret_cast<const char*>(value.data()), value.size()}};
  } else if constexpr (std::is_same_v<T, std::nullopt_t>) {
    return {};
  } else {
    static_assert(std::is_convertible_v<const T&, std::string_view>, "no SQL type for this");
    return {.kind = Kind::text, .null = false, .text = value};
  }
}

/// Reads one column; false when it does not fit the type (also NULL into a type without "none").
template <class T>
bool from_column(const RowView& row, int column, T& out) {
  if constexpr (is_optional<T>::value) {
    out.reset();
    return row.null(column) || from_column(row, column, out.emplace());
  } else if constexpr (is_id<T>::value) {
    out = {};
    std::int64_t raw = 0;
    if (row.null(column)) return true;
    if (!row.integer(column, raw)) return false;
    out = T{raw};
    return true;
  } else if constexpr (std::is_same_v<T, bool>) {
    return row.boolean(column, out);
  } else if constexpr (std::is_integral_v<T>) {
    std::int64_t raw = 0;
    if (!row.integer(column, raw) || !std::in_range<T>(raw)) return false;
    out = static_cast<T>(raw);
    return true;
  } else if constexpr (std::is_floating_point_v<T>) {
    double raw = 0;
    if (!row.real(column, raw)) return false;
    out = static_cast<T>(raw);
    return true;
  } else if constexpr (is_duration<T>::value) {
    std::int64_t raw = 0;
    if (!row.integer(column, raw)) return false;
    out = T{raw};
    return true;
  } else if constexpr (std::is_same_v<T, Instant>) {
    std::int64_t raw = 0;
    if (!row.integer(column, raw)) return false;
    out = from_micros(raw);
    return true;
  } else if constexpr (std::is_enum_v<T>) {
    std::string_view word;
    return row.text(column, word) &&
           boost::describe::enum_from_string(std::string(word).c_str(), out);
  } else if constexpr (std::is_same_v<T, Blob>) {
    return row.blob(column, out);
  } else {
    static_assert(std::is_same_v<T, std::string>, "no column type for this");
    std::string_view text;
    if (!row.text(column, text)) return false;
    out = text;
    return true;
  }
}

}  // namespace filo::store
