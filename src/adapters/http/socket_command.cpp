#include "adapters/http/socket_command.h"

#include <boost/json.hpp>

#include "base/limits.h"
#include "base/text.h"

namespace filo::http {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

}  // namespace

std::optional<SocketCommand> read_socket_command(std::string_view text) {
  json::parse_options options;
  options.max_depth = limits::kJsonDepth;
  boost::system::error_code fault;
  const json::value message = json::parse(text, fault, {}, options);
  if (fault || !message.is_object()) return std::nullopt;
  const json::object& object = message.get_object();
  const std::string type = text_of(object, "type");
  if (type == "resume") {
    const auto after = parse_int<std::int64_t>(text_of(object, "after"));
    return SocketCommand{SocketCommand::Kind::resume, after.value_or(-1), {}};
  }
  if (type == "phone.offer")
    return SocketCommand{SocketCommand::Kind::phone_offer, -1, text_of(object, "sdp")};
  if (type == "phone.close") return SocketCommand{SocketCommand::Kind::phone_close, -1, {}};
  return std::nullopt;
}

}  // namespace filo::http
