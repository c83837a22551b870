#pragma once
// A neutral tree of values, so that flows can be read from JSON (or anything else) while the
// domain knows no JSON. adapters/centre_json translates.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace filo::ivr {

struct Value;
using List = std::vector<Value>;
/// Members in document order; names may be doubled, the reader complains then.
using Members = std::vector<std::pair<std::string, Value>>;

struct Value {
  using Null = std::monostate;
  std::variant<Null, bool, std::int64_t, double, std::string, List, Members> data;

  Value() = default;
  Value(bool v) : data(v) {}                           // NOLINT: a literal is a Value
  Value(std::int64_t v) : data(v) {}                   // NOLINT
  Value(int v) : data(std::int64_t{v}) {}              // NOLINT
  Value(double v) : data(v) {}                         // NOLINT
  Value(std::string v) : data(std::move(v)) {}         // NOLINT
  Value(std::string_view v) : data(std::string(v)) {}  // NOLINT
  Value(const char* v) : data(std::string(v)) {}       // NOLINT
  Value(List v) : data(std::move(v)) {}                // NOLINT
  Value(Members v) : data(std::move(v)) {}             // NOLINT

  bool is_null() const { return data.index() == 0; }
  const bool* as_bool() const { return std::get_if<bool>(&data); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data); }
  const std::string* as_string() const { return std::get_if<std::string>(&data); }
  const List* as_list() const { return std::get_if<List>(&data); }
  const Members* as_members() const { return std::get_if<Members>(&data); }
};

/// Shorthand for code and tests.
inline Value object(std::initializer_list<std::pair<std::string, Value>> members) {
  return Value(Members(members));
}

}  // namespace filo::ivr
