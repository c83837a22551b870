#pragma once
// An IP address with port, as SIP, SDP and the sockets know it. Text forms: RFC 3986 §3.2.2 for
// IPv4 and brackets, RFC 4291 §2.2 for reading IPv6, RFC 5952 for writing it. No name is ever
// resolved.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace filo {

/// An IPv4 or IPv6 address with port. Value type, cheap to copy.
struct Endpoint {
  std::array<std::uint8_t, 16> ip{};  ///< IPv4 in the first four bytes.
  bool v6 = false;
  std::uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;

  /// "192.0.2.1", "[2001:db8::1]" or "2001:db8::1", without port.
  static std::optional<Endpoint> parse(std::string_view ip, std::uint16_t port);
  std::string ip_str() const;    ///< Without brackets.
  std::string host_str() const;  ///< IPv6 in brackets.
  std::string str() const;       ///< host:port
};

}  // namespace filo

template <>
struct std::hash<filo::Endpoint> {
  std::size_t operator()(const filo::Endpoint& e) const noexcept {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (const std::uint8_t byte : e.ip) h = (h ^ byte) * 0x100000001b3ULL;
    return static_cast<std::size_t>((h ^ e.port) * 0x100000001b3ULL);
  }
};
