#pragma once
// Described rows to and from neutral trees (ivr::Value) and their JSON text, one template for all
// kinds. Ids are decimal strings, as in the API.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "domain/ivr/value.h"

namespace filo::app::centre {

template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};

/// Calls f(name, member) for each described member.
template <class T, class F>
void for_each_member(T& value, F&& f) {
  using Members =
      boost::describe::describe_members<std::remove_const_t<T>, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>(
      [&](auto member) { f(std::string_view(member.name), value.*member.pointer); });
}

/// `write_id(id)` gives the value of an id; the plain one is its decimal string, null for none.
struct PlainIds {
  template <class Tag>
  ivr::Value operator()(Id<Tag> id) const {
    return id ? ivr::Value(id.str()) : ivr::Value();
  }
};

template <class T, class WriteId = PlainIds>
ivr::Value value_of(const T& value, const WriteId& write_id = {}) {
  if constexpr (is_id<T>::value) {
    return write_id(value);
  } else if constexpr (is_optional<T>::value) {
    return value ? value_of(*value, write_id) : ivr::Value();
  } else if constexpr (is_vector<T>::value) {
    ivr::List list;
    for (const auto& item : value) list.push_back(value_of(item, write_id));
    return list;
  } else if constexpr (std::is_enum_v<T>) {
    return ivr::Value(boost::describe::enum_to_string(value, ""));
  } else if constexpr (boost::describe::has_describe_members<T>::value) {
    ivr::Members members;
    for_each_member(value, [&](std::string_view name, const auto& member) {
      members.emplace_back(std::string(name), value_of(member, write_id));
    });
    return members;
  } else {
    return ivr::Value(value);
  }
}

/// Compact JSON (RFC 8259); with `indent` > 0 one member per line, for people.
std::string json_text(const ivr::Value& value, int indent = 0);

}  // namespace filo::app::centre
