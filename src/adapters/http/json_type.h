#pragma once
// What a C++ type looks like in JSON, as a table built once per type from Boost.Describe. Reading,
// writing and the schema walk this table, so that a route costs the compiler almost nothing.
//
//   C++                     JSON
//   bool, integers, double  boolean, number (an integer that does not fit its type is refused)
//   std::string             string, UTF-8
//   Id<Tag>                 string of decimal digits; none (0) is written as null
//   Instant                 RFC 3339 UTC
//   Duration                integer of milliseconds; such fields are named *_ms
//   std::optional<T>        T or null; may be absent
//   Patch<T>                see patch.h
//   std::vector<T>          array;  std::map<std::string, T>: object with any keys
//   enum                    its words: BOOST_DEFINE_ENUM_CLASS / BOOST_DESCRIBE_ENUM, or EnumWords
//   RawJson                 any JSON, kept as text
//   described struct        object; base classes come first
// A trailing underscore of a C++ name is not part of the word: `new_` is "new".

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "adapters/http/patch.h"
#include "adapters/http/rules.h"
#include "base/id.h"
#include "base/time.h"

namespace filo::http {

/// JSON that we carry but do not look into (IVR flows); valid, at most 32 deep.
struct RawJson {
  std::string text = "null";
};

/// No body, no query, no answer.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// Words of an enum that is not described or whose words are no C++ names:
///   template <> inline constexpr auto filo::http::enum_words<Level> =
///       std::array{EnumWord<Level>{Level::first, "1"}, ...};
template <class E>
struct EnumWord {
  E value;
  std::string_view word;
};
template <class E>
inline constexpr std::array<EnumWord<E>, 0> enum_words{};

struct TypeInfo;
using TypeRef = const TypeInfo& (*)();

enum class Kind : std::uint8_t {
  boolean,
  integer,
  real,
  string,
  id,
  instant,
  duration,
  optional,
  patch,
  list,
  map,
  object,
  word,
  raw
};

struct FieldInfo {
  std::string name;
  TypeRef type = nullptr;
  void* (*member)(void*) = nullptr;
  bool has_rule = false;
  std::int64_t min = 0, max = 0;
  Format format = Format::any;
};

/// One type. Which functions are set depends on `kind`; all work on a pointer to the value.
struct TypeInfo {
  Kind kind{};
  std::string name;  ///< The struct's or enum's name without namespaces; else empty.
  TypeRef element = nullptr;
  std::vector<FieldInfo> fields;
  std::vector<std::pair<std::string, std::int64_t>> words;
  std::int64_t min = 0, max = 0;  ///< Range of an integer type.

  void (*set_int)(void*, std::int64_t) = nullptr;  // integer id instant duration word boolean
  std::int64_t (*get_int)(const void*) = nullptr;
  void* (*emplace)(void*) = nullptr;          // optional, patch: a fresh value inside
  const void* (*get)(const void*) = nullptr;  // optional, patch: the value or null
  void (*reset)(void*) = nullptr;
  void* (*append)(void*) = nullptr;  // list
  std::size_t (*size)(const void*) = nullptr;
  const void* (*at)(const void*, std::size_t) = nullptr;
  void* (*insert)(void*, std::string_view) = nullptr;  // map
  void (*each)(const void*,
               void* context,
               void (*visit)(void* context, const std::string& key, const void* value)) = nullptr;
};

/// The table of T. Built at first use, lives for ever. Any thread.
template <class T>
const TypeInfo& type_of();

namespace detail {

std::string wire_name(std::string_view cpp_name);
std::string short_type_name(std::string_view pretty_function);

template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};
template <class T, template <class...> class Of>
struct is_a : std::false_type {};
template <class... A, template <class...> class Of>
struct is_a<Of<A...>, Of> : std::true_type {};

template <class T>
std::string type_name() {
  return short_type_name(__PRETTY_FUNCTION__);
}

template <class T>
void fill_integer(TypeInfo& info) {
  info.kind = std::is_same_v<T, bool> ? Kind::boolean : Kind::integer;
  info.min = std::is_unsigned_v<T> ? 0 : static_cast<std::int64_t>(std::numeric_limits<T>::min());
  info.max = sizeof(T) == 8 ? std::numeric_limits<std::int64_t>::max()
                            : static_cast<std::int64_t>(std::numeric_limits<T>::max());
  info.set_int = [](void* p, std::int64_t v) { *static_cast<T*>(p) = static_cast<T>(v); };
  info.get_int = [](const void* p) { return static_cast<std::int64_t>(*static_cast<const T*>(p)); };
}

template <class E>
void fill_enum(TypeInfo& info) {
  info.kind = Kind::word;
  info.name = type_name<E>();
  if constexpr (!enum_words<E>.empty()) {
    for (const auto& entry : enum_words<E>)
      info.words.emplace_back(std::string(entry.word), static_cast<std::int64_t>(entry.value));
  } else {
    static_assert(boost::describe::has_describe_enumerators<E>::value,
                  "describe the enum with BOOST_DESCRIBE_ENUM or specialise enum_words");
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
      info.words.emplace_back(wire_name(d.name), static_cast<std::int64_t>(d.value));
    });
  }
  info.set_int = [](void* p, std::int64_t v) { *static_cast<E*>(p) = static_cast<E>(v); };
  info.get_int = [](const void* p) { return static_cast<std::int64_t>(*static_cast<const E*>(p)); };
}

template <class T>
void fill_holder(TypeInfo& info) {  // optional, patch
  using V = std::decay_t<decltype(std::declval<T&>().value())>;
  info.element = &type_of<V>;
  info.emplace = [](void* p) -> void* { return &static_cast<T*>(p)->emplace(); };
  info.get = [](const void* p) -> const void* {
    const auto& holder = *static_cast<const T*>(p);
    return holder ? &holder.value() : nullptr;
  };
  info.reset = [](void* p) { *static_cast<T*>(p) = T{}; };
}

template <class T>
void fill_list(TypeInfo& info) {
  static_assert(!std::is_same_v<typename T::value_type, bool>, "no vector<bool> in the API");
  info.kind = Kind::list;
  info.element = &type_of<typename T::value_type>;
  info.append = [](void* p) -> void* { return &static_cast<T*>(p)->emplace_back(); };
  info.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
  info.at = [](const void* p, std::size_t i) -> const void* {
    return &(*static_cast<const T*>(p))[i];
  };
}

template <class T>
void fill_map(TypeInfo& info) {
  info.kind = Kind::map;
  info.element = &type_of<typename T::mapped_type>;
  info.insert = [](void* p, std::string_view key) -> void* {
    return &(*static_cast<T*>(p))[std::string(key)];
  };
  info.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
  info.each = [](const void* p, void* context, auto visit) {
    for (const auto& [key, value] : *static_cast<const T*>(p)) visit(context, key, &value);
  };
}

void apply_rules(TypeInfo& info, std::span<const Rule> all);

template <class T>
void fill_object(TypeInfo& info) {
  namespace bd = boost::describe;
  static_assert(bd::has_describe_members<T>::value, "describe the struct: BOOST_DESCRIBE_STRUCT");
  info.kind = Kind::object;
  info.name = type_name<T>();
  using Members = bd::describe_members<T, bd::mod_public | bd::mod_inherited>;
  boost::mp11::mp_for_each<Members>([&](auto d) {
    using D = decltype(d);
    using M = std::remove_reference_t<decltype(std::declval<T&>().*D::pointer)>;
    FieldInfo& field = info.fields.emplace_back();
    field.name = wire_name(D::name);
    field.type = &type_of<M>;
    field.member = [](void* p) -> void* { return &(static_cast<T*>(p)->*D::pointer); };
  });
  boost::mp11::mp_for_each<bd::describe_bases<T, bd::mod_public>>(
      [&](auto d) { apply_rules(info, rules<typename decltype(d)::type>); });
  apply_rules(info, rules<T>);
}

template <class T>
TypeInfo build() {
  TypeInfo info;
  if constexpr (std::is_integral_v<T>) {
    fill_integer<T>(info);
  } else if constexpr (std::is_enum_v<T>) {
    fill_enum<T>(info);
  } else if constexpr (std::is_same_v<T, double>) {
    info.kind = Kind::real;
  } else if constexpr (std::is_same_v<T, std::string>) {
    info.kind = Kind::string;
  } else if constexpr (std::is_same_v<T, RawJson>) {
    info.kind = Kind::raw;
  } else if constexpr (is_id<T>::value) {
    info.kind = Kind::id;
    info.set_int = [](void* p, std::int64_t v) { *static_cast<T*>(p) = T{v}; };
    info.get_int = [](const void* p) { return static_cast<const T*>(p)->raw(); };
  } else if constexpr (std::is_same_v<T, Instant>) {
    info.kind = Kind::instant;
    info.set_int = [](void* p, std::int64_t v) { *static_cast<T*>(p) = from_micros(v); };
    info.get_int = [](const void* p) { return to_micros(*static_cast<const T*>(p)); };
  } else if constexpr (std::is_same_v<T, Duration>) {
    info.kind = Kind::duration;
    info.set_int = [](void* p, std::int64_t v) { *static_cast<T*>(p) = Duration{v}; };
    info.get_int = [](const void* p) { return static_cast<const T*>(p)->count(); };
  } else if constexpr (is_a<T, std::optional>::value) {
    info.kind = Kind::optional;
    fill_holder<T>(info);
  } else if constexpr (is_a<T, Patch>::value) {
    info.kind = Kind::patch;
    fill_holder<T>(info);
  } else if constexpr (is_a<T, std::vector>::value) {
    fill_list<T>(info);
  } else if constexpr (is_a<T, std::map>::value) {
    fill_map<T>(info);
  } else {
    fill_object<T>(info);
  }
  return info;
}

}  // namespace detail

template <class T>
const TypeInfo& type_of() {
  static const TypeInfo info = detail::build<T>();
  return info;
}

}  // namespace filo::http
