#include "adapters/http/json_parse.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <unordered_set>

#include "base/limits.h"

namespace filo::http {
namespace {

namespace json = boost::json;

enum class Refusal { none, duplicate, nul };

/// Builds the value while keys of each open object are compared with those before.
struct Builder {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using Error = json::error_code;

  json::value_stack stack;
  std::vector<std::unordered_set<std::string>> keys;
  std::string text;  // of a key or string that arrives in parts
  std::string duplicate;
  Refusal refusal = Refusal::none;

  bool refuse(Error& error, Refusal why) {
    refusal = why;
    error = json::make_error_code(json::error::syntax);
    return false;
  }
  bool check_nul(std::string_view part, Error& error) {
    return part.find('\0') == std::string_view::npos || refuse(error, Refusal::nul);
  }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) {
    keys.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t size, Error&) {
    keys.pop_back();
    stack.push_object(size);
    return true;
  }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t size, Error&) {
    stack.push_array(size);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, Error& error) {
    text.append(part.data(), part.size());
    stack.push_chars(part);
    return check_nul(part, error);
  }
  bool on_key(json::string_view part, std::size_t, Error& error) {
    text.append(part.data(), part.size());
    if (!check_nul(part, error)) return false;
    if (!keys.back().insert(text).second) {
      duplicate = text;
      return refuse(error, Refusal::duplicate);
    }
    text.clear();
    stack.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, Error& error) {
    stack.push_chars(part);
    return check_nul(part, error);
  }
  bool on_string(json::string_view part, std::size_t, Error& error) {
    stack.push_string(part);
    return check_nul(part, error);
  }
  bool on_number_part(json::string_view, Error&) { return true; }
  bool on_int64(std::int64_t value, json::string_view, Error&) {
    stack.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, json::string_view, Error&) {
    stack.push_uint64(value);
    return true;
  }
  bool on_double(double value, json::string_view, Error&) {
    stack.push_double(value);
    return true;
  }
  bool on_bool(bool value, Error&) {
    stack.push_bool(value);
    return true;
  }
  bool on_null(Error&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }
};

Fault fault_of(const Builder& builder, const json::error_code& error, std::size_t at) {
  if (builder.refusal == Refusal::duplicate) {
    return {"", "json.duplicate", "the key \"" + builder.duplicate + "\" stands twice"};
  }
  if (builder.refusal == Refusal::nul) return {"", "json.nul", "a string holds a NUL character"};
  if (error == json::error::too_deep) return {"", "json.too_deep", "nested deeper than 32"};
  return {"", "json.malformed", "not JSON at byte " + std::to_string(at) + ": " + error.message()};
}

}  // namespace

std::optional<json::value> parse_strict(std::string_view text, Fault& fault) {
  json::parse_options options;
  options.max_depth = limits::kJsonDepth;
  json::basic_parser<Builder> parser(options);
  Builder& builder = parser.handler();
  builder.stack.reset();
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = json::make_error_code(json::error::extra_data);
  if (!error) return builder.stack.release();
  fault = fault_of(builder, error, used);
  return std::nullopt;
}

}  // namespace filo::http
