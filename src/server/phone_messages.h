#pragma once
// The softphone's half of the event socket: offers of sound come in, answers go out; a page that
// closes takes its sound with it. Contract: docs/reference/api.md#events.

#include <string>
#include <unordered_map>

#include "adapters/http/socket_hub.h"
#include "app/live/call_director.h"
#include "base/loop.h"

namespace filo::server {

class PhoneMessages {
 public:
  PhoneMessages(http::SocketHub& hub, Loop& core, app::CallDirector& director)
      : hub_(hub), core_(core), director_(director) {}

  /// From an I/O thread; the work is done on the core thread.
  void received(const http::SocketPeer& peer, std::string text);
  void closed(const http::SocketPeer& peer);

 private:
  void offered(const http::SocketPeer& peer, const std::string& sdp);
  void given_up(const http::SocketPeer& peer);

  http::SocketHub& hub_;
  Loop& core_;
  app::CallDirector& director_;
  std::unordered_map<AgentId, http::SocketId> owners_;  // core thread: whose page has the sound
};

}  // namespace filo::server
