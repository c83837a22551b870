// Any bytes as a check from a stranger: parsing, integrity and every answer.

#include "base/check.h"
#include "protocols/stun/ice_lite.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace filo::stun;
  static IceLite ice({"us", "a password of two and twenty", "them"});
  const Bytes datagram{data, size};
  const auto message = parse(datagram);
  if (message) integrity_is(datagram, *message, "password");
  const auto outcome = ice.receive(datagram, {});
  FILO_CHECK(outcome.reply.empty() || parse(outcome.reply));
  return 0;
}
