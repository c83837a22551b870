#pragma once
// A flow: one way to reach a peer. Local socket + remote address, or one connection (RFC 5626
// §3.5).

#include <compare>
#include <cstdint>
#include <string_view>

#include "base/endpoint.h"

namespace filo::sip {

using filo::Endpoint;

enum class Transport : std::uint8_t { udp, tcp, tls, ws, wss };
std::string_view to_string(Transport transport);  ///< "UDP" as in Via.
constexpr bool is_stream(Transport t) {
  return t != Transport::udp;
}

struct Flow {
  Transport transport = Transport::udp;
  std::uint64_t connection = 0;  ///< Number of the connection; 0 on UDP, or "open one when needed".
  Endpoint local;
  Endpoint remote;
  friend auto operator<=>(const Flow&, const Flow&) = default;
};

}  // namespace filo::sip
