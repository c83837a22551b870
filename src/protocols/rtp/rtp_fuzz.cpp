// Packets of a stranger one after the other: parsing reads nothing past them, and the counts of a
// stream stay possible whatever its numbers do.

#include <algorithm>

#include "base/check.h"
#include "protocols/rtp/packet.h"
#include "protocols/rtp/receiver_stats.h"
#include "protocols/rtp/telephone_event.h"

namespace filo::rtp {
namespace {

struct Listener {
  DigitReceiver digits;
  ReceiverStats stats;
  MonoTime now{std::chrono::hours{1}};
  std::uint64_t pushed = 0;

  void hear(Bytes datagram) {
    const auto packet = parse(datagram);
    if (!packet) return;
    FILO_CHECK(packet->payload_offset + packet->payload.size() <= datagram.size());
    std::array<std::uint8_t, kHeaderBytes> plain{};
    write_header(packet->header, plain);
    const auto again = parse(plain);
    FILO_CHECK(again && again->header == packet->header && again->payload.empty());
    const bool audio = packet->header.payload_type != 101;
    if (!audio) digits.push(packet->header, packet->payload);
    stats.push(packet->header, audio, now);
    FILO_CHECK(stats.received() <= ++pushed);
    FILO_CHECK(stats.lost() <= stats.expected() && stats.jitter_ms() >= 0);
  }
};

}  // namespace
}  // namespace filo::rtp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace filo::rtp;
  Listener listener;
  // Each packet: its length, how long it took, its bytes.
  for (Bytes rest{data, size}; rest.size() > 2;) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 2);
    listener.now += std::chrono::milliseconds{rest[1]};
    listener.hear(rest.subspan(2, length));
    if (rest[1] % 16 == 15) (void)listener.stats.block(listener.now);
    rest = rest.subspan(2 + length);
  }
  listener.hear({data, size});
  return 0;
}
