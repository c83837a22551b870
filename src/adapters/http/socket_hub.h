#pragma once
// Who listens on the event socket and what waits for whom.
//
//   hub.publish({.tenant = t, .role = Role::supervisor}, board_json, "board");   // any thread
//   hub.set_on_message([](const SocketPeer& peer, std::string text) { ... });    // softphone,
//   resume
//
// One shard per I/O thread; a client belongs to one shard and only its thread touches it. Other
// threads post one shared immutable text per event. Each client has a bounded queue: past
// limits::kSocketEvents or kSocketBytes all that waits is dropped and one `resync` is sent instead,
// so a slow browser costs bounded memory and reads again by REST.

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/http/session_user.h"
#include "base/loop.h"
#include "domain/people/actor.h"

namespace filo::http {

using SocketId = Id<struct SocketTag>;
using SharedText = std::shared_ptr<const std::string>;

/// Who is at the other end.
struct SocketPeer {
  SocketId socket;
  std::shared_ptr<const SessionUser> user;
};

/// Who gets an event; every condition that is set must hold.
struct Audience {
  TenantId tenant;
  Role role = Role::agent;  ///< The least role.
  UserId user = {};         ///< Only this person.
  AgentId agent = {};       ///< Only this agent.
};

/// An event of the past for one client.
struct MissedEvent {
  std::int64_t position = 0;
  std::string text;
};

/// The connection as the hub sees it. Called on its shard's thread.
class SocketSink {
 public:
  virtual ~SocketSink() = default;
  /// Something waits: call SocketHub::next() when able to write.
  virtual void wake() = 0;
  /// Close with this code (RFC 6455 §7.4).
  virtual void close(int code) = 0;
};

/// What waits for one client. No thread of its own.
class SocketQueue {
 public:
  /// With a `key` only the newest unsent text of that key is kept.
  void push(SharedText text, const std::string& key);
  /// Everything that waits becomes one resync.
  void overflow();
  /// The next text to write, or null.
  SharedText next();
  bool empty() const { return !resync_ && events_.empty() && latest_.empty(); }

 private:
  std::deque<SharedText> events_;
  std::map<std::string, SharedText> latest_;
  std::size_t bytes_ = 0;
  bool resync_ = false;
};

class SocketHub {
 public:
  using Post = std::function<bool(Task)>;
  using OnMessage = std::function<void(const SocketPeer&, std::string text)>;
  using OnPeer = std::function<void(const SocketPeer&)>;

  SocketHub();
  ~SocketHub();
  SocketHub(const SocketHub&) = delete;
  SocketHub& operator=(const SocketHub&) = delete;

  // --- before the server starts ---
  /// Handlers run on the I/O thread of the socket: post on, do not work there.
  void set_on_message(OnMessage handler) { on_message_ = std::move(handler); }
  void set_on_open(OnPeer handler) { on_open_ = std::move(handler); }
  void set_on_close(OnPeer handler) { on_close_ = std::move(handler); }
  /// The server adds one per I/O thread. Returns its number.
  unsigned add_shard(Post post);

  // --- any thread ---
  void publish(const Audience& audience, std::string text, std::string key = {});
  /// One of a numbered row of events; each client hears each number once.
  void publish_event(const Audience& audience, std::int64_t position, std::string text);
  /// What a client missed before it came, oldest first, up to `newest`; what it has heard live
  /// already is left out, and so will be what comes live up to there.
  void send_missed(SocketId socket, std::vector<MissedEvent> events, std::int64_t newest);
  /// To one socket; nothing happens when it has gone.
  void send(SocketId socket, std::string text, std::string key = {});
  /// Log-out: ends the sockets of a session.
  void close_session(SessionId session);
  /// Deactivated or changed user.
  void close_user(UserId user);
  std::size_t sockets() const { return count_.load(std::memory_order_relaxed); }

  // --- the shard's thread (the connection) ---
  /// A person past kSocketsPerUser loses the oldest socket.
  SocketId open(unsigned shard,
                std::shared_ptr<const SessionUser> user,
                std::shared_ptr<SocketSink> sink);
  void closed(SocketId socket);
  SharedText next(SocketId socket);
  void received(SocketId socket, std::string text);

 private:
  struct Client;
  struct Shard;
  Shard& shard_of(SocketId socket);
  Client* find(SocketId socket);
  void post(Shard& shard, std::function<void(Shard&)> work, bool losable);
  void post_all(const std::function<void(Shard&)>& work, bool losable);

  std::vector<std::unique_ptr<Shard>> shards_;
  std::atomic<std::size_t> count_{0};
  OnMessage on_message_;
  OnPeer on_open_, on_close_;
};

}  // namespace filo::http
