#pragma once
// A flow: one way to reach a peer. Local socket + remote address, or one connection (RFC 5626 §3.5).

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace filo::sip {

/// An IPv4 or IPv6 address with port. Value type, cheap to copy.
struct Endpoint {
  std::array<std::uint8_t, 16> ip{};  ///< IPv4 in the first four bytes.
  bool v6 = false;
  std::uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;

  /// "192.0.2.1", "[2001:db8::1]" or "2001:db8::1", without port.
  static std::optional<Endpoint> parse(std::string_view ip, std::uint16_t port);
  std::string ip_str() const;   ///< Without brackets.
  std::string host_str() const; ///< IPv6 in brackets.
  std::string str() const;      ///< host:port
};

enum class Transport : std::uint8_t { udp, tcp, tls, ws, wss };
std::string_view to_string(Transport transport);  ///< "UDP" as in Via.
constexpr bool is_stream(Transport t) { return t != Transport::udp; }

struct Flow {
  Transport transport = Transport::udp;
  std::uint64_t connection = 0;  ///< Number of the connection; 0 on UDP, or "open one when needed".
  Endpoint local;
  Endpoint remote;
  friend auto operator<=>(const Flow&, const Flow&) = default;
};

}  // namespace filo::sip

template <>
struct std::hash<filo::sip::Endpoint> {
  std::size_t operator()(const filo::sip::Endpoint& e) const noexcept {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (const std::uint8_t byte : e.ip) h = (h ^ byte) * 0x100000001b3ULL;
    return static_cast<std::size_t>((h ^ e.port) * 0x100000001b3ULL);
  }
};
