#include <boost/json/serialize.hpp>
#include <cmath>

#include "adapters/http/json.h"
#include "adapters/http/json_parse.h"
#include "base/text.h"

namespace filo::http {
namespace {

namespace json = boost::json;

/// The bounds that stand with a field and travel down to the value inside optional and patch.
struct Bounds {
  bool set = false;
  std::int64_t min = 0, max = 0;
  Format format = Format::any;
};

/// Walks value and table together. Faults are gathered, the walk goes on.
class Reader {
 public:
  Faults faults;

  void read(const json::value& value, const TypeInfo& type, void* into, const Bounds& bounds);

 private:
  /// Puts a name onto the pointer for as long as it lives.
  class Step {
   public:
    Step(std::string& pointer, std::string_view name) : pointer_(pointer), size_(pointer.size()) {
      pointer_ += '/';
      for (char c : name) {
        if (c == '~')
          pointer_ += "~0";
        else if (c == '/')
          pointer_ += "~1";
        else
          pointer_ += c;
      }
    }
    ~Step() { pointer_.resize(size_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    std::string& pointer_;
    std::size_t size_;
  };

  void add(const char* key, std::string detail) {
    if (faults.size() < kFaultsMax) faults.push_back({pointer_, key, std::move(detail)});
  }
  void add_range(const char* key, std::string detail, std::int64_t min, std::int64_t max) {
    if (faults.size() < kFaultsMax) {
      faults.push_back({pointer_, key, std::move(detail), true, min, max});
    }
  }
  void wrong_type(const char* expected) { add("field.type", std::string("must be ") + expected); }

  void read_integer(const json::value& value,
                    const TypeInfo& type,
                    void* into,
                    const Bounds& bounds);
  void read_real(const json::value& value, void* into, const Bounds& bounds);
  void read_string(const json::value& value, void* into, const Bounds& bounds);
  void read_id(const json::value& value, const TypeInfo& type, void* into);
  void read_instant(const json::value& value, const TypeInfo& type, void* into);
  void read_duration(const json::value& value,
                     const TypeInfo& type,
                     void* into,
                     const Bounds& bounds);
  void read_word(const json::value& value, const TypeInfo& type, void* into);
  void read_list(const json::value& value, const TypeInfo& type, void* into, const Bounds& bounds);
  void read_map(const json::value& value, const TypeInfo& type, void* into, const Bounds& bounds);
  void read_object(const json::value& value, const TypeInfo& type, void* into);
  void read_patch(const json::value& value, const TypeInfo& type, void* into, const Bounds& bounds);
  void refuse_unknown(const json::object& object, const TypeInfo& type);

  std::string pointer_;
};

std::optional<std::int64_t> integer_of(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  return std::nullopt;  // uint64 is larger than any of our integers; 1.0 is not an integer
}

void Reader::read(const json::value& value,
                  const TypeInfo& type,
                  void* into,
                  const Bounds& bounds) {
  switch (type.kind) {
    case Kind::boolean:
      return value.is_bool() ? type.set_int(into, value.get_bool()) : wrong_type("true or false");
    case Kind::integer:
      return read_integer(value, type, into, bounds);
    case Kind::real:
      return read_real(value, into, bounds);
    case Kind::string:
      return read_string(value, into, bounds);
    case Kind::id:
      return read_id(value, type, into);
    case Kind::instant:
      return read_instant(value, type, into);
    case Kind::duration:
      return read_duration(value, type, into, bounds);
    case Kind::word:
      return read_word(value, type, into);
    case Kind::optional:
      return value.is_null() ? type.reset(into)
                             : read(value, type.element(), type.emplace(into), bounds);
    case Kind::patch:
      return read_patch(value, type, into, bounds);
    case Kind::list:
      return read_list(value, type, into, bounds);
    case Kind::map:
      return read_map(value, type, into, bounds);
    case Kind::object:
      return read_object(value, type, into);
    case Kind::raw:
      static_cast<RawJson*>(into)->text = json::serialize(value);
      return;
  }
}

void Reader::read_integer(const json::value& value,
                          const TypeInfo& type,
                          void* into,
                          const Bounds& bounds) {
  const auto number = integer_of(value);
  if (!number) return wrong_type("an integer");
  const std::int64_t min = bounds.set ? bounds.min : type.min;
  const std::int64_t max = bounds.set ? bounds.max : type.max;
  if (*number < min || *number > max) {
    return add_range("field.out_of_range", "is out of range", min, max);
  }
  type.set_int(into, *number);
}

void Reader::read_real(const json::value& value, void* into, const Bounds& bounds) {
  if (!value.is_number()) return wrong_type("a number");
  const double number = value.to_number<double>();
  if (!std::isfinite(number)) return wrong_type("a finite number");
  if (bounds.set &&
      (number < static_cast<double>(bounds.min) || number > static_cast<double>(bounds.max))) {
    return add_range("field.out_of_range", "is out of range", bounds.min, bounds.max);
  }
  *static_cast<double*>(into) = number == 0 ? 0 : number;  // -0.0 and 0 are one value, written 0
}

void Reader::read_string(const json::value& value, void* into, const Bounds& bounds) {
  if (!value.is_string()) return wrong_type("a string");
  const std::string_view text = value.get_string();
  const std::int64_t min = bounds.set ? bounds.min : 0;
  const std::int64_t max = bounds.set ? bounds.max : kDefaultChars;
  const auto length = static_cast<std::int64_t>(utf8_length(text));
  if (length == 0 && min > 0) return add("field.required", "must not be empty");
  if (length < min) return add_range("field.too_short", "is too short", min, max);
  if (length > max) return add_range("field.too_long", "is too long", min, max);
  if (length > 0 && !fits(bounds.format, text)) return add("field.format", "has a wrong form");
  static_cast<std::string*>(into)->assign(text);
}

void Reader::read_id(const json::value& value, const TypeInfo& type, void* into) {
  if (!value.is_string()) return wrong_type("an id as a string of digits");
  const auto id = Id<void>::parse(std::string_view(value.get_string()));
  if (!id) return add("field.id", "is not an id");
  type.set_int(into, id->raw());
}

void Reader::read_instant(const json::value& value, const TypeInfo& type, void* into) {
  if (!value.is_string()) return wrong_type("a time in RFC 3339");
  const auto at = parse_rfc3339(std::string_view(value.get_string()));
  if (!at) return add("field.time", "is not a time in RFC 3339");
  type.set_int(into, to_micros(*at));
}

void Reader::read_duration(const json::value& value,
                           const TypeInfo& type,
                           void* into,
                           const Bounds& bounds) {
  constexpr std::int64_t kYearMs = 366LL * 24 * 3600 * 1000;
  const auto ms = integer_of(value);
  if (!ms) return wrong_type("an integer of milliseconds");
  const std::int64_t min = bounds.set ? bounds.min : 0;
  const std::int64_t max = bounds.set ? bounds.max : kYearMs;
  if (*ms < min || *ms > max) return add_range("field.out_of_range", "is out of range", min, max);
  type.set_int(into, *ms * 1000);
}

void Reader::read_word(const json::value& value, const TypeInfo& type, void* into) {
  if (!value.is_string()) return wrong_type("a word");
  const std::string_view text = value.get_string();
  std::string all;
  for (const auto& [word, number] : type.words) {
    if (word == text) return type.set_int(into, number);
    all += (all.empty() ? "" : ", ") + word;
  }
  add("field.word", "must be one of: " + all);
}

void Reader::read_list(const json::value& value,
                       const TypeInfo& type,
                       void* into,
                       const Bounds& bounds) {
  if (!value.is_array()) return wrong_type("a list");
  const json::array& items = value.get_array();
  const std::int64_t min = bounds.set ? bounds.min : 0;
  const std::int64_t max = bounds.set ? bounds.max : kDefaultItems;
  const auto count = static_cast<std::int64_t>(items.size());
  if (count < min) return add_range("field.too_few", "has too few items", min, max);
  if (count > max) return add_range("field.too_many", "has too many items", min, max);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Step step(pointer_, std::to_string(i));
    read(items[i], type.element(), type.append(into), {});
  }
}

void Reader::read_map(const json::value& value,
                      const TypeInfo& type,
                      void* into,
                      const Bounds& bounds) {
  if (!value.is_object()) return wrong_type("an object");
  const std::int64_t max = bounds.set ? bounds.max : kDefaultItems;
  if (static_cast<std::int64_t>(value.get_object().size()) > max) {
    return add_range("field.too_many", "has too many entries", 0, max);
  }
  for (const auto& member : value.get_object()) {
    const std::string_view key = member.key();
    const Step step(pointer_, key);
    read(member.value(), type.element(), type.insert(into, key), {});
  }
}

void Reader::read_patch(const json::value& value,
                        const TypeInfo& type,
                        void* into,
                        const Bounds& bounds) {
  if (value.is_null() && type.element().kind != Kind::optional) {
    return add("field.not_null", "cannot be cleared");
  }
  const std::size_t before = faults.size();
  read(value, type.element(), type.emplace(into), bounds);
  if (faults.size() != before) type.reset(into);
}

void Reader::refuse_unknown(const json::object& object, const TypeInfo& type) {
  for (const auto& member : object) {
    const std::string_view key = member.key();
    bool known = false;
    for (const FieldInfo& field : type.fields) known = known || field.name == key;
    if (known) continue;
    const Step step(pointer_, key.substr(0, 100));
    add("field.unknown", "is not a field of " + type.name);
  }
}

void Reader::read_object(const json::value& value, const TypeInfo& type, void* into) {
  if (!value.is_object()) return wrong_type("an object");
  const json::object& object = value.get_object();
  for (const FieldInfo& field : type.fields) {
    const Step step(pointer_, field.name);
    const TypeInfo& inner = field.type();
    const json::value* found = object.if_contains(field.name);
    if (found != nullptr) {
      read(*found, inner, field.member(into), {field.has_rule, field.min, field.max, field.format});
    } else if (inner.kind != Kind::optional && inner.kind != Kind::patch) {
      add("field.required", "is missing");
    }
  }
  refuse_unknown(object, type);
}

/// A query value as the JSON that the table expects: numbers and booleans lose their quotes.
json::value query_json(std::string_view text, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::optional:
    case Kind::patch:
      return query_json(text, type.element());
    case Kind::boolean:
      if (text == "true" || text == "1") return true;
      if (text == "false" || text == "0") return false;
      break;
    case Kind::integer:
    case Kind::duration:
      if (auto number = parse_int<std::int64_t>(text)) return *number;
      break;
    default:
      break;
  }
  return json::value(json::string_view(text.data(), text.size()));
}

const TypeInfo& inside(const TypeInfo& type) {
  return type.kind == Kind::optional || type.kind == Kind::patch ? inside(type.element()) : type;
}

const FieldInfo* field_of(const TypeInfo& type, std::string_view name) {
  for (const FieldInfo& field : type.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace

Faults read_json(std::string_view text, const TypeInfo& type, void* into) {
  Fault fault;
  const auto value = parse_strict(text, fault);
  if (!value) return {fault};
  Reader reader;
  reader.read(*value, type, into, {});
  return std::move(reader.faults);
}

Faults read_query(const std::vector<std::pair<std::string, std::string>>& query,
                  const TypeInfo& type,
                  void* into) {
  json::object object;
  Faults twice;
  for (const auto& [name, text] : query) {
    const FieldInfo* field = field_of(type, name);
    if (field == nullptr) {
      object[name] = nullptr;  // refused below as unknown
      continue;
    }
    const TypeInfo& inner = inside(field->type());
    if (inner.kind == Kind::list) {
      if (!object.contains(name)) object[name] = json::array{};
      for (std::string_view part : split(text, ',')) {
        object[name].as_array().push_back(query_json(part, inner.element()));
      }
    } else if (object.contains(name)) {
      twice.push_back({"/" + name, "json.duplicate", "stands twice"});
    } else if (!text.empty() || inner.kind == Kind::string) {
      object[name] = query_json(text, inner);  // `&status=` of an empty filter is no filter
    }
  }
  for (const FieldInfo& field : type.fields) {  // a list that is not named is empty
    if (field.type().kind == Kind::list && !object.contains(field.name))
      object[field.name] = json::array{};
  }
  Reader reader;
  reader.read(object, type, into, {});
  reader.faults.insert(reader.faults.end(), twice.begin(), twice.end());
  return std::move(reader.faults);
}

}  // namespace filo::http
