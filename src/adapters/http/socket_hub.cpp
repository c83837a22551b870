#include "adapters/http/socket_hub.h"

#include "adapters/http/probe.h"
#include "base/check.h"
#include "base/limits.h"

namespace filo::http {
namespace {

constexpr int kPolicyViolation = 1008;
constexpr int kGoingAway = 1001;
constexpr std::int64_t kShardBits = 8;

const SharedText& resync_text() {
  static const SharedText text = std::make_shared<const std::string>(R"({"type":"resync"})");
  return text;
}

bool hears(const Audience& audience, const Actor& actor) {
  return actor.tenant == audience.tenant && actor.role >= audience.role &&
         (!audience.user || actor.user == audience.user) &&
         (!audience.agent || actor.agent == audience.agent);
}

}  // namespace

void SocketQueue::push(SharedText text, const std::string& key) {
  if (!key.empty()) {
    latest_[key] = std::move(text);
    return;
  }
  if (events_.size() >= limits::kSocketEvents || bytes_ + text->size() > limits::kSocketBytes) {
    return overflow();
  }
  bytes_ += text->size();
  events_.push_back(std::move(text));
}

void SocketQueue::overflow() {
  if (!resync_) probe::resyncs.add();
  events_.clear();
  bytes_ = 0;
  resync_ = true;
}

SharedText SocketQueue::next() {
  if (resync_) {
    resync_ = false;
    return resync_text();
  }
  if (!events_.empty()) {
    SharedText text = std::move(events_.front());
    events_.pop_front();
    bytes_ -= text->size();
    return text;
  }
  if (latest_.empty()) return nullptr;
  return std::move(latest_.extract(latest_.begin()).mapped());
}

struct SocketHub::Client {
  SocketPeer peer;
  std::shared_ptr<SocketSink> sink;
  SocketQueue queue;
  std::int64_t first_heard = 0, last_heard = 0;  ///< Numbered events; 0: none yet.
};

struct SocketHub::Shard {
  unsigned number;
  Post post;
  std::map<SocketId, Client> clients;  // oldest first
  std::int64_t last = 0;
  std::atomic<std::size_t> waiting{0};
  std::atomic<bool> lost{false};
};

SocketHub::SocketHub() = default;
SocketHub::~SocketHub() = default;

unsigned SocketHub::add_shard(Post post) {
  const auto number = static_cast<unsigned>(shards_.size());
  FILO_CHECK(number < (1U << kShardBits));
  auto shard = std::make_unique<Shard>();
  shard->number = number;
  shard->post = std::move(post);
  shards_.push_back(std::move(shard));
  return number;
}

SocketHub::Shard& SocketHub::shard_of(SocketId socket) {
  const auto number = static_cast<std::size_t>(socket.raw() & ((1 << kShardBits) - 1));
  FILO_CHECK(number < shards_.size());
  return *shards_[number];
}

SocketHub::Client* SocketHub::find(SocketId socket) {
  Shard& shard = shard_of(socket);
  const auto found = shard.clients.find(socket);
  return found == shard.clients.end() ? nullptr : &found->second;
}

/// Losable work (events) is bounded on its way to the thread; when too much waits there, all
/// clients of the shard resync.
void SocketHub::post(Shard& shard, std::function<void(Shard&)> work, bool losable) {
  if (losable && shard.waiting.load(std::memory_order_relaxed) >= limits::kSocketBacklog) {
    shard.lost = true;
    return;
  }
  ++shard.waiting;
  const bool queued = shard.post([&shard, work = std::move(work)] {
    --shard.waiting;
    if (shard.lost.exchange(false)) {
      for (auto& [id, client] : shard.clients) {
        client.queue.overflow();
        client.sink->wake();
      }
    }
    work(shard);
  });
  if (!queued) --shard.waiting;
}

void SocketHub::post_all(const std::function<void(Shard&)>& work, bool losable) {
  for (auto& shard : shards_) post(*shard, work, losable);
}

void SocketHub::publish(const Audience& audience, std::string text, std::string key) {
  auto shared = std::make_shared<const std::string>(std::move(text));
  post_all(
      [audience, shared, key = std::move(key)](Shard& shard) {
        for (auto& [id, client] : shard.clients) {
          if (!hears(audience, client.peer.user->actor)) continue;
          client.queue.push(shared, key);
          client.sink->wake();
        }
      },
      true);
}

void SocketHub::publish_event(const Audience& audience, std::int64_t position, std::string text) {
  auto shared = std::make_shared<const std::string>(std::move(text));
  post_all(
      [audience, position, shared](Shard& shard) {
        for (auto& [id, client] : shard.clients) {
          if (position <= client.last_heard) continue;
          client.last_heard = position;
          if (client.first_heard == 0) client.first_heard = position;
          if (!hears(audience, client.peer.user->actor)) continue;
          client.queue.push(shared, {});
          client.sink->wake();
        }
      },
      true);
}

void SocketHub::send_missed(SocketId socket, std::vector<MissedEvent> events, std::int64_t newest) {
  post(
      shard_of(socket),
      [this, socket, newest, events = std::move(events)](Shard&) {
        Client* client = find(socket);
        if (client == nullptr) return;
        for (const MissedEvent& event : events) {
          if (client->first_heard != 0 && event.position >= client->first_heard) break;
          client->queue.push(std::make_shared<const std::string>(event.text), {});
        }
        if (client->first_heard == 0) client->first_heard = client->last_heard = newest;
        client->sink->wake();
      },
      true);
}

void SocketHub::send(SocketId socket, std::string text, std::string key) {
  auto shared = std::make_shared<const std::string>(std::move(text));
  post(
      shard_of(socket),
      [this, socket, shared, key = std::move(key)](Shard&) {
        Client* client = find(socket);
        if (client == nullptr) return;
        client->queue.push(shared, key);
        client->sink->wake();
      },
      true);
}

void SocketHub::close_session(SessionId session) {
  post_all(
      [session](Shard& shard) {
        for (auto& [id, client] : shard.clients) {
          if (client.peer.user->session == session) client.sink->close(kPolicyViolation);
        }
      },
      false);
}

void SocketHub::close_user(UserId user) {
  post_all(
      [user](Shard& shard) {
        for (auto& [id, client] : shard.clients) {
          if (client.peer.user->actor.user == user) client.sink->close(kPolicyViolation);
        }
      },
      false);
}

SocketId SocketHub::open(unsigned number,
                         std::shared_ptr<const SessionUser> user,
                         std::shared_ptr<SocketSink> sink) {
  Shard& shard = *shards_.at(number);
  std::size_t own = 0;
  Client* oldest = nullptr;
  for (auto& [id, client] : shard.clients) {
    if (client.peer.user->actor.user != user->actor.user) continue;
    if (own++ == 0) oldest = &client;
  }
  if (own >= limits::kSocketsPerUser) oldest->sink->close(kGoingAway);
  const SocketId socket{(++shard.last << kShardBits) | shard.number};
  const SocketPeer peer{socket, std::move(user)};
  shard.clients.emplace(socket, Client{peer, std::move(sink), {}, 0, 0});
  probe::sockets.set(static_cast<std::int64_t>(++count_));
  if (on_open_) on_open_(peer);
  return socket;
}

void SocketHub::closed(SocketId socket) {
  Shard& shard = shard_of(socket);
  const auto found = shard.clients.find(socket);
  if (found == shard.clients.end()) return;
  const SocketPeer peer = found->second.peer;
  shard.clients.erase(found);
  probe::sockets.set(static_cast<std::int64_t>(--count_));
  if (on_close_) on_close_(peer);
}

SharedText SocketHub::next(SocketId socket) {
  Client* client = find(socket);
  return client == nullptr ? nullptr : client->queue.next();
}

void SocketHub::received(SocketId socket, std::string text) {
  Client* client = find(socket);
  if (client != nullptr && on_message_) on_message_(client->peer, std::move(text));
}

}  // namespace filo::http
