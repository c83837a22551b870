#include "adapters/sip_transport/stream_ports.h"

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "adapters/sip_transport/probe.h"

namespace filo {

namespace {

constexpr int kBacklog = 512;
constexpr int kAcceptsPerWake = 64;
constexpr int kReadsPerWake = 8;
constexpr std::size_t kReadBytes = 16'384;

sip::Endpoint source_of(const sip::Endpoint& remote) {
  sip::Endpoint source = remote;
  source.port = 0;
  return source;
}

}  // namespace

StreamPorts::StreamPorts(EpollLoop& loop,
                         const SipTransport::Config& config,
                         Door& door,
                         SipTransport::Sink& sink,
                         SourceAddress& addresses)
    : loop_(loop), config_(config), door_(door), sink_(sink), addresses_(addresses) {}

StreamPorts::~StreamPorts() {
  close();
  *alive_ = false;
}

Status StreamPorts::listen(const sip::Endpoint& at) {
  const int fd = socket(at.v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return Error{Errc::unavailable, "no TCP socket: " + std::string{strerror(errno)}};
  const int on = 1;
  if (at.v6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_storage address{};
  const socklen_t size = to_sockaddr(at, address);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(fd, kBacklog) != 0) {
    const Error fault{Errc::unavailable, "cannot bind tcp " + at.str() + ": " + strerror(errno)};
    ::close(fd);
    return fault;
  }
  const Listener listener{fd, local_of(fd)};
  listeners_.push_back(listener);
  loop_.watch(fd, EPOLLIN, [this, listener](std::uint32_t) { accept_some(listener); });
  return {};
}

void StreamPorts::close() {
  for (const Listener& listener : listeners_) {
    loop_.unwatch(listener.fd);
    ::close(listener.fd);
  }
  listeners_.clear();
  for (const auto& [id, c] : by_id_) {
    loop_.unwatch(c->fd);
    ::close(c->fd);
    sip_probe::connections.add(-1);
  }
  by_id_.clear();
  by_remote_.clear();
  per_source_.clear();
}

sip::Endpoint StreamPorts::listener(bool v6) const {
  for (const Listener& listener : listeners_) {
    if (listener.local.v6 == v6) return listener.local;
  }
  return {};
}

// --- in and out --------------------------------------------------------------------------------

void StreamPorts::accept_some(const Listener& listener) {
  const MonoTime now = loop_.clock().mono();
  for (int i = 0; i < kAcceptsPerWake; ++i) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int fd = accept4(listener.fd, reinterpret_cast<sockaddr*>(&address), &size,
                           SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
      sip_probe::accept_failures.add();
      return listen_again(false);  // the listener stays readable: the loop would spin
    }
    if (fd < 0) return;
    const sip::Endpoint remote = from_sockaddr(address);
    const auto from_there = per_source_.find(source_of(remote));
    const std::size_t others = from_there == per_source_.end() ? 0 : from_there->second;
    const bool room =
        by_id_.size() < config_.connections_max && others < config_.connections_per_source;
    if (!room) sip_probe::dropped_connections.add();
    if (!room || !door_.admit_connection(remote, now)) {
      ::close(fd);
      continue;
    }
    add(fd,
        {.transport = sip::Transport::tcp,
         .connection = 0,
         .local = local_of(fd),
         .remote = remote},
        false);
  }
}

void StreamPorts::listen_again(bool wanted) {
  if (deaf_ != wanted) return;
  deaf_ = !wanted;
  const std::uint32_t events = wanted ? std::uint32_t{EPOLLIN} : 0;
  for (const Listener& listener : listeners_) loop_.modify(listener.fd, events);
}

StreamPorts::ConnectionPtr StreamPorts::add(int fd, const sip::Flow& flow, bool connecting) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto c = std::make_shared<Connection>();
  c->fd = fd;
  c->flow = flow;
  c->flow.connection = ++last_id_;
  c->asked = c->flow;
  c->connecting = connecting;
  c->outgoing = connecting;
  c->opened = c->active = loop_.clock().mono();
  by_id_[last_id_] = c;
  by_remote_[flow.remote] = last_id_;
  ++per_source_[source_of(flow.remote)];
  sip_probe::connections_opened.add();
  sip_probe::connections.add(1);
  loop_.watch(fd, connecting ? EPOLLIN | EPOLLOUT : EPOLLIN,
              [this, c](std::uint32_t events) { on_events(c, events); });
  return c;
}

StreamPorts::ConnectionPtr StreamPorts::open(const sip::Flow& flow) {
  if (by_id_.size() >= config_.connections_max) return nullptr;
  const int fd =
      socket(flow.remote.v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return nullptr;
  sockaddr_storage address{};
  const socklen_t size = to_sockaddr(flow.remote, address);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0 && errno != EINPROGRESS) {
    ::close(fd);
    return nullptr;
  }
  sip::Flow ours = flow;
  ours.local = addresses_.towards(flow.remote, listener(flow.remote.v6));
  ConnectionPtr c = add(fd, ours, true);
  c->asked = flow;
  return c;
}

StreamPorts::ConnectionPtr StreamPorts::find(const sip::Flow& flow) {
  auto found = by_id_.find(flow.connection);
  if (found == by_id_.end()) {
    const auto known = by_remote_.find(flow.remote);
    if (known == by_remote_.end()) return nullptr;
    found = by_id_.find(known->second);
  }
  return found == by_id_.end() || found->second->close_pending ? nullptr : found->second;
}

bool StreamPorts::send(const sip::Flow& flow, std::string_view bytes) {
  ConnectionPtr c = find(flow);
  if (!c) c = open(flow);
  if (!c) return false;
  return queue(c, bytes);
}

bool StreamPorts::queue(const ConnectionPtr& c, std::string_view bytes) {
  if (!c->out.add(bytes)) {
    drop_later(c);  // a peer that does not read
    return false;
  }
  if (!c->connecting) write_some(c);
  return true;
}

void StreamPorts::write_some(const ConnectionPtr& c) {
  while (!c->out.waiting().empty()) {
    const std::string_view waiting = c->out.waiting();
    const ssize_t n = ::send(c->fd, waiting.data(), waiting.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return loop_.modify(c->fd, EPOLLIN | EPOLLOUT);
    if (n < 0) return drop_later(c);
    c->out.wrote(static_cast<std::size_t>(n));
  }
  sip_probe::sent.add();
  loop_.modify(c->fd, EPOLLIN);
}

// --- events ------------------------------------------------------------------------------------

void StreamPorts::on_events(const ConnectionPtr& c, std::uint32_t events) {
  if (c->close_pending) return;
  if (c->connecting) {
    int fault = 0;
    socklen_t size = sizeof fault;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &fault, &size);
    if (fault != 0 || (events & (EPOLLERR | EPOLLHUP)) != 0) return drop(c);
    if ((events & EPOLLOUT) == 0) return;
    c->connecting = false;
  }
  if ((events & EPOLLOUT) != 0) write_some(c);
  if (!c->close_pending && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read_some(c);
}

void StreamPorts::read_some(const ConnectionPtr& c) {
  std::array<char, kReadBytes> buffer;
  for (int i = 0; i < kReadsPerWake; ++i) {
    const ssize_t n = recv(c->fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return drop(c);
    c->active = loop_.clock().mono();
    if (!c->framer.feed({buffer.data(), static_cast<std::size_t>(n)})) {
      hand_over(c);  // what was whole before the fault still counts
      return drop(c);
    }
    if (!hand_over(c)) return drop(c);
    if (c->close_pending || by_id_.count(c->flow.connection) == 0) return;
  }
}

/// False when the source lost its welcome.
bool StreamPorts::hand_over(const ConnectionPtr& c) {
  while (const std::optional<std::string> message = c->framer.next()) {
    if (message->empty()) {
      queue(c, "\r\n");
      c->framed_once = true;
      continue;
    }
    if (!door_.admit(c->flow.remote, *message, c->active)) return false;
    c->framed_once = true;
    sink_.on_message(c->flow, *message);
    if (c->close_pending || by_id_.count(c->flow.connection) == 0) return true;
  }
  return true;
}

void StreamPorts::drop_later(const ConnectionPtr& c) {
  if (c->close_pending) return;
  c->close_pending = true;
  const bool posted = loop_.post([this, c, alive = alive_] {
    if (*alive) drop(c);
  });
  if (!posted) c->opened = MonoTime{};  // reap() will find it
}

void StreamPorts::drop(const ConnectionPtr& keep) {
  const ConnectionPtr c = keep;
  if (by_id_.erase(c->flow.connection) == 0) return;
  c->close_pending = true;
  const auto remote = by_remote_.find(c->flow.remote);
  if (remote != by_remote_.end() && remote->second == c->flow.connection) by_remote_.erase(remote);
  const auto source = per_source_.find(source_of(c->flow.remote));
  if (source != per_source_.end() && --source->second == 0) per_source_.erase(source);
  loop_.unwatch(c->fd);
  ::close(c->fd);
  sip_probe::connections.add(-1);
  sink_.on_flow_closed(c->flow);
  if (c->outgoing) sink_.on_flow_closed(c->asked);
}

void StreamPorts::reap(MonoTime now) {
  listen_again(true);
  std::vector<ConnectionPtr> gone;
  for (const auto& [id, c] : by_id_) {
    const bool stuck = c->connecting && now - c->opened > config_.connect_max;
    const bool mute =
        !c->outgoing && !c->framed_once && now - c->opened > config_.first_message_max;
    if (c->close_pending || stuck || mute || now - c->active > config_.idle_max) gone.push_back(c);
  }
  for (const ConnectionPtr& c : gone) drop(c);
}

}  // namespace filo
