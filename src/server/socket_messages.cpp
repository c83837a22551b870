#include "server/socket_messages.h"

#include <boost/json.hpp>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"

namespace filo::server {

namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

}  // namespace

void SocketMessages::received(const http::SocketPeer& peer, std::string text) {
  boost::system::error_code fault;
  const json::value message = json::parse(text, fault);
  if (fault || !message.is_object()) return;
  const std::string type = text_of(message.get_object(), "type");
  if (type == "resume") {
    const auto after = parse_int<std::int64_t>(text_of(message.get_object(), "after"));
    return resume_(peer, after.value_or(-1));
  }
  if (!peer.user->actor.agent) return;
  if (type == "phone.offer") {
    core_.post([this, peer, sdp = text_of(message.get_object(), "sdp")] { offered(peer, sdp); });
  } else if (type == "phone.close") {
    core_.post([this, peer] { given_up(peer); });
  }
}

void SocketMessages::closed(const http::SocketPeer& peer) {
  if (peer.user->actor.agent) core_.post([this, peer] { given_up(peer); });
}

void SocketMessages::offered(const http::SocketPeer& peer, const std::string& sdp) {
  const AgentId agent = peer.user->actor.agent;
  const auto answer =
      sdp.size() <= limits::kSdpBytes
          ? director_.open_browser_phone(agent, sdp)
          : Result<std::string>(Error{Errc::limit, "offer too long", "", "phone.bad_offer"});
  if (!answer) {
    FILO_LOG_WARN("phone", "browser sound refused agent={}: {}", agent.str(),
                  answer.error().detail);
    const std::string& key = answer.error().key;
    return hub_.send(peer.socket,
                     json::serialize(json::object{{"type", "phone.refused"},
                                                  {"key", key.empty() ? "phone.bad_offer" : key}}));
  }
  const auto before = owners_.find(agent);
  if (before != owners_.end() && before->second != peer.socket)
    hub_.send(before->second, R"({"type":"phone.close"})");  // another tab has the sound now
  owners_[agent] = peer.socket;
  hub_.send(peer.socket, json::serialize(json::object{{"type", "phone.answer"}, {"sdp", *answer}}));
}

void SocketMessages::given_up(const http::SocketPeer& peer) {
  const auto owner = owners_.find(peer.user->actor.agent);
  if (owner == owners_.end() || owner->second != peer.socket) return;
  owners_.erase(owner);
  director_.close_browser_phone(peer.user->actor.agent);
}

}  // namespace filo::server
