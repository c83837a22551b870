#include "adapters/flow_json/flow_json.h"

#include <boost/json.hpp>

#include "base/limits.h"

namespace filo::flow_json {
namespace {

namespace json = boost::json;

ivr::Value value_of(const json::value& v) {
  switch (v.kind()) {
    case json::kind::null:
      return {};
    case json::kind::bool_:
      return v.get_bool();
    case json::kind::int64:
      return v.get_int64();
    case json::kind::uint64:
      return static_cast<double>(v.get_uint64());
    case json::kind::double_:
      return v.get_double();
    case json::kind::string:
      return std::string(v.get_string());
    case json::kind::array: {
      ivr::List list;
      for (const json::value& item : v.get_array()) list.push_back(value_of(item));
      return list;
    }
    case json::kind::object: {
      ivr::Members members;
      for (const auto& [name, member] : v.get_object())
        members.emplace_back(std::string(name), value_of(member));
      return members;
    }
  }
  return {};
}

}  // namespace

Result<ivr::Value> parse_value(std::string_view text) {
  if (text.size() > kFlowBytesMax) return Error{Errc::limit, "the document is too large"};
  json::parse_options options;
  options.max_depth = limits::kJsonDepth;
  json::error_code fault;
  const json::value parsed = json::parse({text.data(), text.size()}, fault, {}, options);
  if (fault) return Error{Errc::invalid, fault.message(), {}, "flow.not_json"};
  return value_of(parsed);
}

Result<ivr::Flow, std::vector<ivr::Fault>> read_flow(std::string_view text,
                                                     const ivr::Lookup& lookup) {
  auto value = parse_value(text);
  if (!value) return std::vector{ivr::Fault{"", "flow.not_json", value.error().detail}};
  return ivr::read_flow(*value, lookup);
}

}  // namespace filo::flow_json
