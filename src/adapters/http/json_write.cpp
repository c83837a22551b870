#include <fmt/format.h>

#include <cmath>

#include "adapters/http/json.h"
#include "base/text.h"

namespace filo::http {
namespace {

void write_real(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";  // JSON has no such numbers
  } else {
    fmt::format_to(std::back_inserter(out), "{}", number);
  }
}

void write_word(std::string& out, const TypeInfo& type, const void* value) {
  const std::int64_t number = type.get_int(value);
  for (const auto& [word, known] : type.words) {
    if (known == number) return write_json_string(out, word);
  }
  FILO_CHECK(false && "an enum without a word");
}

void write_list(std::string& out, const TypeInfo& type, const void* value) {
  out += '[';
  const std::size_t size = type.size(value);
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out += ',';
    write_json(out, type.element(), type.at(value, i));
  }
  out += ']';
}

struct MapWalk {
  std::string& out;
  const TypeInfo& element;
  bool first = true;
};

void write_map(std::string& out, const TypeInfo& type, const void* value) {
  MapWalk walk{out, type.element()};
  out += '{';
  type.each(value, &walk, [](void* context, const std::string& key, const void* item) {
    auto& w = *static_cast<MapWalk*>(context);
    if (!w.first) w.out += ',';
    w.first = false;
    write_json_string(w.out, key);
    w.out += ':';
    write_json(w.out, w.element, item);
  });
  out += '}';
}

void write_object(std::string& out, const TypeInfo& type, const void* value) {
  out += '{';
  bool first = true;
  for (const FieldInfo& field : type.fields) {
    const TypeInfo& inner = field.type();
    const void* member = field.member(const_cast<void*>(value));  // only to find the place
    if (inner.kind == Kind::patch && inner.get(member) == nullptr) continue;
    if (!first) out += ',';
    first = false;
    out += '"';
    out += field.name;  // a C++ name needs no escapes
    out += "\":";
    write_json(out, inner, member);
  }
  out += '}';
}

void write_quoted(std::string& out, std::string_view plain) {
  out += '"';
  out += plain;
  out += '"';
}

}  // namespace

void write_json_string(std::string& out, std::string_view text) {
  out += '"';
  const bool good = is_utf8(text);
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else if (byte >= 0x80 && !good) {
      out += "\\ufffd";  // the store holds UTF-8; whatever slipped through must not break a client
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string json_string(std::string_view text) {
  std::string out;
  write_json_string(out, text);
  return out;
}

void write_json(std::string& out, const TypeInfo& type, const void* value) {
  switch (type.kind) {
    case Kind::boolean:
      out += type.get_int(value) != 0 ? "true" : "false";
      return;
    case Kind::integer:
      fmt::format_to(std::back_inserter(out), "{}", type.get_int(value));
      return;
    case Kind::real:
      return write_real(out, *static_cast<const double*>(value));
    case Kind::string:
      return write_json_string(out, *static_cast<const std::string*>(value));
    case Kind::id:
      if (type.get_int(value) == 0) {
        out += "null";
      } else {
        fmt::format_to(std::back_inserter(out), "\"{}\"", type.get_int(value));
      }
      return;
    case Kind::instant:
      return write_quoted(out, to_rfc3339(from_micros(type.get_int(value))));
    case Kind::duration:
      fmt::format_to(std::back_inserter(out), "{}", type.get_int(value) / 1000);
      return;
    case Kind::word:
      return write_word(out, type, value);
    case Kind::optional:
    case Kind::patch:
      if (const void* inside = type.get(value)) return write_json(out, type.element(), inside);
      out += "null";
      return;
    case Kind::list:
      return write_list(out, type, value);
    case Kind::map:
      return write_map(out, type, value);
    case Kind::object:
      return write_object(out, type, value);
    case Kind::raw:
      out += static_cast<const RawJson*>(value)->text;
      return;
  }
}

}  // namespace filo::http
