#include "adapters/sip_transport/udp_port.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <optional>

#include "adapters/sip_transport/probe.h"

namespace filo {

UdpPort::UdpPort(EpollLoop& loop, std::size_t queue_max, Receiver receiver)
    : loop_(loop),
      queue_max_(queue_max),
      receiver_(std::move(receiver)),
      buffers_(new char[kBatch * kBufferBytes]) {}  // untouched pages cost nothing

UdpPort::~UdpPort() {
  close();
}

Status UdpPort::open(const sip::Endpoint& at) {
  fd_ = socket(at.v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return Error{Errc::unavailable, "no UDP socket: " + std::string{strerror(errno)}};
  const int on = 1;
  const int buffer = 4 * 1'024 * 1'024;  // a second of a busy server while the loop is away
  if (at.v6) setsockopt(fd_, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  setsockopt(fd_, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  setsockopt(fd_, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  sockaddr_storage address{};
  const socklen_t size = to_sockaddr(at, address);
  if (bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) != 0) {
    const Error fault{Errc::unavailable, "cannot bind udp " + at.str() + ": " + strerror(errno)};
    close();
    return fault;
  }
  local_ = local_of(fd_);
  loop_.watch(fd_, EPOLLIN, [this](std::uint32_t events) { on_events(events); });
  return {};
}

void UdpPort::close() {
  if (fd_ < 0) return;
  flush();
  loop_.unwatch(fd_);
  ::close(fd_);
  fd_ = -1;
  queued_ = next_ = 0;
}

void UdpPort::on_events(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) flush();
  for (std::size_t i = 0; i < kBatchesPerWake && fd_ >= 0; ++i) {
    if (read_batch() < kBatch) break;
  }
}

namespace {

constexpr std::size_t kControlBytes = CMSG_SPACE(sizeof(timespec));

/// When the kernel got it (SO_TIMESTAMPNS).
std::optional<Instant> arrival_of(msghdr& header) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_TIMESTAMPNS) continue;
    timespec at{};
    std::memcpy(&at, CMSG_DATA(c), sizeof at);
    return from_micros(std::int64_t{at.tv_sec} * 1'000'000 + at.tv_nsec / 1'000);
  }
  return std::nullopt;
}

}  // namespace

/// The system's time may jump: less than nothing is nothing.
void UdpPort::note_lag(msghdr& header) {
  const std::optional<Instant> arrival = arrival_of(header);
  if (arrival) lag_ = std::max(Duration{}, loop_.clock().now() - *arrival);
}

std::size_t UdpPort::read_batch() {
  std::array<mmsghdr, kBatch> headers{};
  std::array<iovec, kBatch> pieces{};
  std::array<sockaddr_storage, kBatch> sources{};
  alignas(cmsghdr) std::array<std::array<char, kControlBytes>, kBatch> control{};
  for (std::size_t i = 0; i < kBatch; ++i) {
    pieces[i] = {buffers_.get() + i * kBufferBytes, kBufferBytes};
    headers[i].msg_hdr.msg_iov = &pieces[i];
    headers[i].msg_hdr.msg_iovlen = 1;
    headers[i].msg_hdr.msg_name = &sources[i];
    headers[i].msg_hdr.msg_namelen = sizeof sources[i];
    headers[i].msg_hdr.msg_control = control[i].data();
    headers[i].msg_hdr.msg_controllen = kControlBytes;
  }
  const int got = recvmmsg(fd_, headers.data(), kBatch, 0, nullptr);
  if (got <= 0) return 0;
  for (int i = 0; i < got && fd_ >= 0; ++i) {
    const auto n = static_cast<std::size_t>(i);
    note_lag(headers[n].msg_hdr);
    receiver_(from_sockaddr(sources[n]), {buffers_.get() + n * kBufferBytes, headers[n].msg_len});
  }
  lag_ = Duration{};
  return static_cast<std::size_t>(got);
}

bool UdpPort::send(const sip::Endpoint& to, std::string_view bytes) {
  if (fd_ < 0) return false;
  if (queued_ - next_ >= queue_max_) flush();
  if (queued_ - next_ >= queue_max_ || to.v6 != local_.v6 || to.port == 0) return false;
  if (queued_ == queue_.size()) queue_.emplace_back();
  queue_[queued_].to = to;
  queue_[queued_].bytes.assign(bytes);
  ++queued_;
  return true;
}

void UdpPort::flush() {
  while (fd_ >= 0 && next_ < queued_) {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> pieces{};
    std::array<sockaddr_storage, kBatch> targets{};
    const std::size_t n = std::min(kBatch, queued_ - next_);
    for (std::size_t i = 0; i < n; ++i) {
      Outgoing& out = queue_[next_ + i];
      pieces[i] = {out.bytes.data(), out.bytes.size()};
      headers[i].msg_hdr.msg_iov = &pieces[i];
      headers[i].msg_hdr.msg_iovlen = 1;
      headers[i].msg_hdr.msg_name = &targets[i];
      headers[i].msg_hdr.msg_namelen = to_sockaddr(out.to, targets[i]);
    }
    const int sent = sendmmsg(fd_, headers.data(), static_cast<unsigned>(n), 0);
    if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS)) return watch_writable(true);
    if (sent < 0 && errno == EINTR) continue;
    // Any other error is about the first datagram alone (unreachable, too long): it is lost.
    if (sent < 0) sip_probe::dropped_send.add();
    if (sent > 0) sip_probe::sent.add(static_cast<std::uint64_t>(sent));
    next_ += sent > 0 ? static_cast<std::size_t>(sent) : 1;
  }
  queued_ = next_ = 0;
  if (writable_watched_) watch_writable(false);
}

void UdpPort::watch_writable(bool wanted) {
  if (writable_watched_ == wanted || fd_ < 0) return;
  writable_watched_ = wanted;
  loop_.modify(fd_, wanted ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

}  // namespace filo
