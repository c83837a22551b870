#include <fmt/format.h>

#include <algorithm>

#include "adapters/http/json.h"

namespace filo::http {
namespace {

using Named = std::vector<const TypeInfo*>;

std::string reference(const TypeInfo& type, Named& named) {
  if (std::find(named.begin(), named.end(), &type) == named.end()) named.push_back(&type);
  return fmt::format(R"({{"$ref":"#/components/schemas/{}"}})", type.name);
}

std::string schema(const TypeInfo& type, Named& named, const FieldInfo* field);

std::string nullable(const std::string& inner) {
  return fmt::format(R"({{"anyOf":[{},{{"type":"null"}}]}})", inner);
}

std::string number_schema(const char* type, const FieldInfo* field, const TypeInfo& info) {
  std::string out = fmt::format(R"({{"type":"{}")", type);
  if (field != nullptr && field->has_rule) {
    out += fmt::format(R"(,"minimum":{},"maximum":{})", field->min, field->max);
  } else if (info.kind == Kind::integer && info.min == 0) {
    out += R"(,"minimum":0)";
  }
  return out + '}';
}

std::string string_schema(const FieldInfo* field) {
  if (field == nullptr || !field->has_rule) return R"({"type":"string"})";
  std::string out = R"({"type":"string")";
  if (field->min > 0) out += fmt::format(R"(,"minLength":{})", field->min);
  out += fmt::format(R"(,"maxLength":{})", field->max);
  if (auto pattern = schema_pattern(field->format); !pattern.empty()) {
    out += R"(,"pattern":)" + json_string(pattern);
  }
  if (field->format == Format::date) out += R"(,"format":"date")";
  if (field->format == Format::email) out += R"(,"format":"email")";
  return out + '}';
}

std::string list_schema(const TypeInfo& type, Named& named, const FieldInfo* field) {
  std::string out = R"({"type":"array","items":)" + schema(type.element(), named, nullptr);
  if (field != nullptr && field->has_rule) {
    out += fmt::format(R"(,"minItems":{},"maxItems":{})", field->min, field->max);
  }
  return out + '}';
}

std::string word_schema(const TypeInfo& type) {
  std::string out = R"({"type":"string","enum":[)";
  for (std::size_t i = 0; i < type.words.size(); ++i) {
    out += (i > 0 ? "," : "") + json_string(type.words[i].first);
  }
  return out + "]}";
}

std::string schema(const TypeInfo& type, Named& named, const FieldInfo* field) {
  switch (type.kind) {
    case Kind::boolean:
      return R"({"type":"boolean"})";
    case Kind::integer:
    case Kind::duration:
      return number_schema("integer", field, type);
    case Kind::real:
      return number_schema("number", field, type);
    case Kind::string:
      return string_schema(field);
    case Kind::id:
      return R"({"type":"string","pattern":"^[1-9][0-9]*$"})";
    case Kind::instant:
      return R"({"type":"string","format":"date-time"})";
    case Kind::word:
      return word_schema(type);
    case Kind::optional:
      return nullable(schema(type.element(), named, field));
    case Kind::patch:
      return schema(type.element(), named, field);
    case Kind::list:
      return list_schema(type, named, field);
    case Kind::map:
      return R"({"type":"object","additionalProperties":)" +
             schema(type.element(), named, nullptr) + '}';
    case Kind::object:
      return reference(type, named);
    case Kind::raw:
      return "{}";
  }
  return "{}";
}

bool is_required(const FieldInfo& field) {
  const Kind kind = field.type().kind;
  return kind != Kind::optional && kind != Kind::patch;
}

}  // namespace

std::string json_schema(const TypeInfo& type, Named& named) {
  return schema(type, named, nullptr);
}

std::string field_schema(const FieldInfo& field, Named& named) {
  return schema(field.type(), named, &field);
}

std::string object_schema(const TypeInfo& type, Named& named, SchemaUse use) {
  std::string properties, required;
  for (const FieldInfo& field : type.fields) {
    const TypeInfo& inner = field.type();
    if (!properties.empty()) properties += ',';
    properties += json_string(field.name) + ':' + field_schema(field, named);
    // We always write optional fields (as null), so a client of answers may rely on them.
    if (is_required(field) || (use == SchemaUse::answer && inner.kind == Kind::optional)) {
      required += (required.empty() ? "" : ",") + json_string(field.name);
    }
  }
  std::string out = fmt::format(R"({{"type":"object","properties":{{{}}})", properties);
  if (!required.empty()) out += fmt::format(R"(,"required":[{}])", required);
  if (use == SchemaUse::request) out += R"(,"additionalProperties":false)";
  return out + '}';
}

}  // namespace filo::http
