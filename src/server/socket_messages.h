#pragma once
// What browsers say on the event socket. `resume` after a lost connection; `phone.offer` and
// `phone.close` of the softphone: offers of sound come in, answers go out, and a page that closes
// takes its sound with it. Contract: docs/reference/api.md#events.

#include <functional>
#include <string>
#include <unordered_map>

#include "adapters/http/socket_hub.h"
#include "app/live/call_director.h"
#include "base/loop.h"

namespace filo::server {

class SocketMessages {
 public:
  using Resume = std::function<void(const http::SocketPeer&, std::int64_t after)>;
  /// `resume` is called on an I/O thread.
  SocketMessages(http::SocketHub& hub, Loop& core, app::CallDirector& director, Resume resume)
      : hub_(hub), core_(core), director_(director), resume_(std::move(resume)) {}

  /// From an I/O thread; the work is done on the core thread.
  void received(const http::SocketPeer& peer, std::string text);
  void closed(const http::SocketPeer& peer);

 private:
  void offered(const http::SocketPeer& peer, const std::string& sdp);
  void given_up(const http::SocketPeer& peer);

  http::SocketHub& hub_;
  Loop& core_;
  app::CallDirector& director_;
  Resume resume_;
  std::unordered_map<AgentId, http::SocketId> owners_;  // core thread: whose page has the sound
};

}  // namespace filo::server
