#pragma once
// An IP address with a port, as sockets want it and as SDP writes it; file descriptors that close
// themselves.

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "protocols/stun/message.h"

namespace filo::media {

/// A value of 28 bytes. Default: none.
class Address {
 public:
  Address() { any_.sa_family = AF_UNSPEC; }
  /// Numeric IPv4 or IPv6 only, without scope; nullopt for anything else.
  static std::optional<Address> parse(const std::string& ip, std::uint16_t port);
  /// What a socket is bound to; none on failure.
  static Address of_socket(int fd);

  explicit operator bool() const { return any_.sa_family != AF_UNSPEC; }
  bool is_v6() const { return any_.sa_family == AF_INET6; }
  bool is_wildcard() const;
  /// Loopback, private (RFC 1918), link-local, unique local (RFC 4193).
  bool is_local() const;
  std::string ip() const;
  std::uint16_t port() const;
  void set_port(std::uint16_t port);
  bool same_ip(const Address& other) const;
  friend bool operator==(const Address& a, const Address& b) {
    return a.same_ip(b) && a.port() == b.port();
  }
  stun::Endpoint endpoint() const;

  const sockaddr* raw() const { return &any_; }
  sockaddr* raw() { return &any_; }
  socklen_t size() const { return is_v6() ? sizeof v6_ : sizeof v4_; }
  static constexpr socklen_t capacity() { return sizeof(sockaddr_in6); }

 private:
  union {
    sockaddr any_;
    sockaddr_in v4_;
    sockaddr_in6 v6_;
  };
};

/// Our own address on the way to `peer`, from the routing table; none when there is no way. Sends
/// nothing.
Address local_toward(const Address& peer);

/// Owns a descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd();
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace filo::media
