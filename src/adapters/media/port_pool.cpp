#include "adapters/media/port_pool.h"

#include <netinet/ip.h>

#include <cerrno>
#include <cstring>

#include "base/check.h"

namespace filo::media {
namespace {

constexpr int kExpeditedForwarding = 0xb8;  // DSCP EF, RFC 4594
constexpr int kReceiveBytes = 128 * 1'024;  // a second of stall

/// Does the system give a new socket enough already? (It says twice what it was told.)
bool gives_enough(int fd) {
  int bytes = 0;
  socklen_t size = sizeof bytes;
  return getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, &size) == 0 && bytes >= kReceiveBytes;
}

void set_options(int fd, bool v6) {
  // Failing options cost quality of service, not the call.
  const int on = 1;
  static const bool enough = gives_enough(fd);
  if (!enough) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kReceiveBytes, sizeof kReceiveBytes);
  if (v6) {
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &kExpeditedForwarding, sizeof(int));
  } else {
    setsockopt(fd, IPPROTO_IP, IP_TOS, &kExpeditedForwarding, sizeof(int));
  }
}

/// errno of the failure, 0 when bound.
int bind_udp(const Address& ip, std::uint16_t port, Fd& out) {
  Address local = ip;
  local.set_port(port);
  Fd fd(socket(local.raw()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return errno;
  set_options(fd.get(), local.is_v6());
  if (bind(fd.get(), local.raw(), local.size()) != 0) return errno;
  out = std::move(fd);
  return 0;
}

}  // namespace

PortPool::PortPool(std::uint16_t first, std::uint16_t last) {
  FILO_CHECK(first > 0 && first < last);
  for (unsigned port = first + first % 2u; port + 1 <= last; port += 2) {
    free_.push_back(static_cast<std::uint16_t>(port));
  }
}

Result<PortPair> PortPool::take(const Address& bind_ip) {
  for (int tries = 0; tries < kTries && !free_.empty(); ++tries) {
    const std::uint16_t port = free_.front();
    free_.pop_front();
    PortPair pair;
    int fault = bind_udp(bind_ip, port, pair.rtp);
    if (fault == 0) fault = bind_udp(bind_ip, static_cast<std::uint16_t>(port + 1), pair.rtcp);
    if (fault == 0) {
      pair.local = bind_ip;
      pair.local.set_port(port);
      return pair;
    }
    free_.push_back(port);
    if (fault != EADDRINUSE) return Error{Errc::unavailable, std::strerror(fault)};
  }
  return Error{Errc::limit, "no media port is free"};
}

}  // namespace filo::media
