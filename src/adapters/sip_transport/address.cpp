#include "adapters/sip_transport/address.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace filo {

socklen_t to_sockaddr(const sip::Endpoint& endpoint, sockaddr_storage& out) {
  std::memset(&out, 0, sizeof out);
  if (endpoint.v6) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::memcpy(&v6.sin6_addr, endpoint.ip.data(), 16);
    std::memcpy(&out, &v6, sizeof v6);
    return sizeof v6;
  }
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(endpoint.port);
  std::memcpy(&v4.sin_addr, endpoint.ip.data(), 4);
  std::memcpy(&out, &v4, sizeof v4);
  return sizeof v4;
}

sip::Endpoint from_sockaddr(const sockaddr_storage& address) {
  sip::Endpoint endpoint;
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    endpoint.v6 = true;
    endpoint.port = ntohs(v6.sin6_port);
    std::memcpy(endpoint.ip.data(), &v6.sin6_addr, 16);
  } else if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    endpoint.port = ntohs(v4.sin_port);
    std::memcpy(endpoint.ip.data(), &v4.sin_addr, 4);
  }
  return endpoint;
}

sip::Endpoint local_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  return from_sockaddr(address);
}

bool is_wildcard(const sip::Endpoint& endpoint) {
  return std::all_of(endpoint.ip.begin(), endpoint.ip.end(), [](auto b) { return b == 0; });
}

sip::Endpoint SourceAddress::towards(const sip::Endpoint& remote, const sip::Endpoint& bound) {
  if (!is_wildcard(bound)) return bound;
  sip::Endpoint key = remote;
  key.port = 0;
  const auto found = known_.find(key);
  sip::Endpoint local = found != known_.end() ? found->second : sip::Endpoint{};
  if (found == known_.end()) {
    // connect() on a datagram socket sends nothing; it only asks the routing table.
    const int fd = socket(remote.v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_storage address{};
    sip::Endpoint target = remote;
    if (target.port == 0) target.port = 5060;
    const socklen_t size = to_sockaddr(target, address);
    if (fd >= 0 && connect(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0)
      local = local_of(fd);
    if (fd >= 0) close(fd);
    if (known_.size() >= kKnownMax) known_.clear();
    known_.emplace(key, local);
  }
  local.port = bound.port;
  local.v6 = bound.v6;
  return local;
}

}  // namespace filo
