#include "adapters/media/address.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <cstring>

namespace filo::media {

std::optional<Address> Address::parse(const std::string& ip, std::uint16_t port) {
  Address address;
  std::memset(&address.v6_, 0, sizeof address.v6_);
  if (inet_pton(AF_INET, ip.c_str(), &address.v4_.sin_addr) == 1) {
    address.v4_.sin_family = AF_INET;
  } else if (inet_pton(AF_INET6, ip.c_str(), &address.v6_.sin6_addr) == 1) {
    address.v6_.sin6_family = AF_INET6;
  } else {
    return std::nullopt;
  }
  address.set_port(port);
  return address;
}

Address Address::of_socket(int fd) {
  Address address;
  socklen_t size = capacity();
  if (getsockname(fd, address.raw(), &size) != 0) return {};
  return address;
}

bool Address::is_wildcard() const {
  if (is_v6()) return IN6_IS_ADDR_UNSPECIFIED(&v6_.sin6_addr);
  return v4_.sin_addr.s_addr == INADDR_ANY;
}

bool Address::is_local() const {
  if (is_v6()) {
    const std::uint8_t first = v6_.sin6_addr.s6_addr[0];
    return IN6_IS_ADDR_LOOPBACK(&v6_.sin6_addr) || IN6_IS_ADDR_LINKLOCAL(&v6_.sin6_addr) ||
           (first & 0xfe) == 0xfc;
  }
  const std::uint32_t ip = ntohl(v4_.sin_addr.s_addr);
  return ip >> 24 == 127 || ip >> 24 == 10 || ip >> 20 == 0xac1 || ip >> 16 == 0xc0a8 ||
         ip >> 16 == 0xa9fe;
}

std::string Address::ip() const {
  char text[INET6_ADDRSTRLEN] = "";
  const void* source = is_v6() ? static_cast<const void*>(&v6_.sin6_addr) : &v4_.sin_addr;
  inet_ntop(any_.sa_family, source, text, sizeof text);
  return text;
}

std::uint16_t Address::port() const {
  if (!*this) return 0;
  return ntohs(is_v6() ? v6_.sin6_port : v4_.sin_port);
}

void Address::set_port(std::uint16_t port) {
  (is_v6() ? v6_.sin6_port : v4_.sin_port) = htons(port);
}

bool Address::same_ip(const Address& other) const {
  if (any_.sa_family != other.any_.sa_family) return false;
  if (is_v6()) return IN6_ARE_ADDR_EQUAL(&v6_.sin6_addr, &other.v6_.sin6_addr);
  return !*this || v4_.sin_addr.s_addr == other.v4_.sin_addr.s_addr;
}

stun::Endpoint Address::endpoint() const {
  stun::Endpoint endpoint;
  endpoint.v6 = is_v6();
  endpoint.port = port();
  if (is_v6()) {
    std::memcpy(endpoint.ip.data(), &v6_.sin6_addr, 16);
  } else {
    std::memcpy(endpoint.ip.data(), &v4_.sin_addr, 4);
  }
  return endpoint;
}

Address local_toward(const Address& peer) {
  const Fd probe(socket(peer.raw()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  Address target = peer;
  if (target.port() == 0) target.set_port(9);
  if (!probe || connect(probe.get(), target.raw(), target.size()) != 0) return {};
  return Address::of_socket(probe.get());
}

Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace filo::media
