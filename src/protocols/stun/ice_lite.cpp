#include "protocols/stun/ice_lite.h"

namespace filo::stun {

bool IceLite::knows(const Message& request) const {
  const std::size_t colon = request.username.find(':');
  return colon != std::string_view::npos &&
         request.username.substr(0, colon) == config_.local_ufrag &&
         request.username.substr(colon + 1) == config_.remote_ufrag;
}

IceLite::Outcome IceLite::refuse(const Message& request,
                                 std::uint16_t code,
                                 std::string_view reason,
                                 bool signed_) {
  writer_ = Writer(kBindingError, request.id);
  writer_.error(code, reason);
  if (code == 420) {
    const std::array<std::uint8_t, 2> unknown = {static_cast<std::uint8_t>(request.unknown >> 8),
                                                 static_cast<std::uint8_t>(request.unknown)};
    writer_.attribute(kUnknownAttributes, unknown);
  }
  return {false, false, writer_.finish(signed_ ? config_.local_password : std::string_view{})};
}

IceLite::Outcome IceLite::receive(Bytes datagram, const Endpoint& source) {
  const std::optional<Message> request = parse(datagram);
  if (!request || request->type != kBindingRequest) return {};
  if (request->username.empty() || !request->has_integrity) {
    return refuse(*request, 400, "Bad Request", false);
  }
  if (!knows(*request) || !integrity_is(datagram, *request, config_.local_password)) {
    return refuse(*request, 401, "Unauthenticated", false);
  }
  if (request->unknown != 0) return refuse(*request, 420, "Unknown Attribute", true);
  if (request->controlled) return refuse(*request, 487, "Role Conflict", true);
  writer_ = Writer(kBindingSuccess, request->id);
  writer_.xor_mapped_address(source);
  return {true, request->use_candidate, writer_.finish(config_.local_password)};
}

}  // namespace filo::stun
