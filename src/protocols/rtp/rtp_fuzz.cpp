// Any bytes: parse must neither crash nor read past them.

#include "base/check.h"
#include "protocols/rtp/packet.h"
#include "protocols/rtp/telephone_event.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static filo::rtp::DigitReceiver receiver;
  const auto packet = filo::rtp::parse({data, size});
  if (!packet) return 0;
  FILO_CHECK(packet->payload_offset + packet->payload.size() <= size);
  receiver.push(packet->header, packet->payload);
  return 0;
}
