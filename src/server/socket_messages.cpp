#include "server/socket_messages.h"

#include <boost/json.hpp>

#include "adapters/http/socket_command.h"
#include "base/limits.h"
#include "base/log.h"

namespace filo::server {

namespace {

namespace json = boost::json;

}  // namespace

void SocketMessages::received(const http::SocketPeer& peer, std::string text) {
  using Kind = http::SocketCommand::Kind;
  auto command = http::read_socket_command(text);
  if (!command) return;
  if (command->kind == Kind::resume) return resume_(peer, command->after);
  if (!peer.user->actor.agent) return;
  if (command->kind == Kind::phone_close) {
    core_.post([this, peer] { given_up(peer); });
  } else {
    core_.post([this, peer, sdp = std::move(command->sdp)] { offered(peer, sdp); });
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
