#pragma once
// Strict JSON for described structs: all faults at once, each with its JSON pointer (RFC 6901) and
// the key of a translated text.
//
//   Result<OpenTicket, Faults> in = from_json<OpenTicket>(request->body);
//   std::string out = to_json(view);
//
// Refused on input: unknown fields, two equal keys, nesting past limits::kJsonDepth, bytes after
// the value, integers that do not fit, strings past their rule or with NUL, ids that are not
// strings. Source: RFC 8259; I-JSON (RFC 7493) for duplicate keys and ids.

#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/json_type.h"
#include "base/result.h"

namespace filo::http {

/// One thing wrong with the input. `key` names the text ("error.<key>" in the catalogues); min and
/// max fill its places where has_range.
struct Fault {
  std::string pointer;
  std::string key;
  std::string detail;
  bool has_range = false;
  std::int64_t min = 0, max = 0;
};
using Faults = std::vector<Fault>;
inline constexpr std::size_t kFaultsMax = 50;  ///< More help nobody.

/// Reads `text` into `*into` (a default-made value of the table's type). Empty when all is well;
/// otherwise `*into` holds the fields that were right.
Faults read_json(std::string_view text, const TypeInfo& type, void* into);
/// The same from query parameters: values are text, lists repeat the name or are comma-separated.
Faults read_query(const std::vector<std::pair<std::string, std::string>>& query,
                  const TypeInfo& type,
                  void* into);
/// Appends the JSON of `*value`.
void write_json(std::string& out, const TypeInfo& type, const void* value);
void write_json_string(std::string& out, std::string_view text);
std::string json_string(std::string_view text);

/// JSON Schema (2020-12) of a type. Structs are references to #/components/schemas; each struct met
/// is appended to `named` once, for object_schema().
std::string json_schema(const TypeInfo& type, std::vector<const TypeInfo*>& named);
std::string field_schema(const FieldInfo& field, std::vector<const TypeInfo*>& named);
/// Requests refuse other fields; answers always hold every field.
enum class SchemaUse { request, answer };
std::string object_schema(const TypeInfo& type, std::vector<const TypeInfo*>& named, SchemaUse use);

template <class T>
Result<T, Faults> from_json(std::string_view text) {
  T value{};
  Faults faults = read_json(text, type_of<T>(), &value);
  if (!faults.empty()) return faults;
  return value;
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  write_json(out, type_of<T>(), &value);
  return out;
}

}  // namespace filo::http
