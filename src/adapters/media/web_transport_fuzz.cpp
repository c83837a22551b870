// Any datagrams on a browser's port, some after a right ICE check: STUN, DTLS records, SRTP. No
// crash, nothing passes for sound before the handshake, and no packet that we have not sealed
// ourselves is believed.

#include "adapters/media/web_transport.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/check.h"
#include "protocols/rtp/packet.h"

namespace filo::media {
namespace {

constexpr const char* kPassword = "a password of two and twenty";

Address source(unsigned number) {
  return *Address::parse("192.0.2.9", static_cast<std::uint16_t>(4'000 + number % 3));
}

class Port {
 public:
  Port() {
    web_.set_sender([](const Address& to, Bytes datagram) { FILO_CHECK(to && !datagram.empty()); });
  }

  /// A record: what happens, how many bytes it takes, the bytes.
  void take(unsigned what, Bytes bytes) {
    switch (what % 8) {
      case 0:
        return check(what, true);
      case 1:
        return check(what, false);
      case 2:
        now_ += std::chrono::milliseconds{100 * (1 + what / 8)};
        return web_.tick(now_);
      case 3:
        return what == 3 ? web_.shut() : web_.tick(now_);
      default:
        return receive(what / 8, bytes);
    }
  }

 private:
  void check(unsigned from, bool nominate) {
    stun::Writer writer(stun::kBindingRequest, {4, 2});
    writer.attribute(stun::kUsername, "us:them");
    writer.attribute(stun::kIceControlling, std::string_view("12345678"));
    if (nominate) writer.attribute(stun::kUseCandidate, std::string_view());
    receive(from / 8, writer.finish(kPassword));
    if (web_.state() != WebTransport::State::lost) FILO_CHECK(web_.remote());
  }
  void receive(unsigned from, Bytes bytes) {
    std::vector<std::uint8_t> datagram(bytes.begin(), bytes.end());
    FILO_CHECK(web_.receive(datagram, source(from), now_).empty());
    FILO_CHECK(web_.state() != WebTransport::State::up);  // nobody has our certificate's peer
    std::array<std::uint8_t, 64> packet{0x80};
    FILO_CHECK(web_.protect({packet.data(), 12}).empty());
  }

  static const DtlsContext& context() {
    static const DtlsContext kContext;
    return kContext;
  }

  MonoTime now_{std::chrono::hours{1}};
  WebTransport web_{
      context(), {{"us", kPassword, "them"}, {"sha-256", std::string(95, 'A')}}, now_};
};

/// The two ends of one session; `to_peer` of one is `from_peer` of the other.
void check_srtp(Bytes bytes, bool gcm) {
  const std::size_t key = gcm ? 28 : 30;
  const SrtpKeys ours{gcm, std::string(key, 'p'), std::string(key, 'o')};
  const SrtpKeys theirs{gcm, ours.to_peer, ours.from_peer};
  SrtpSession us(ours), them(theirs);
  std::vector<std::uint8_t> forged(bytes.begin(), bytes.end());
  FILO_CHECK(us.unprotect(forged).empty());
  forged.assign(bytes.begin(), bytes.end());
  FILO_CHECK(us.unprotect_rtcp(forged).empty());
  // Sealed by them it is read, once.
  std::vector<std::uint8_t> room(rtp::kHeaderBytes + bytes.size() + SrtpSession::kTrailerMax);
  rtp::write_header({.payload_type = 8, .sequence = 7, .timestamp = 160, .ssrc = 1}, room);
  std::copy(bytes.begin(), bytes.end(), room.begin() + rtp::kHeaderBytes);
  const Buffer sealed = them.protect({room.data(), rtp::kHeaderBytes + bytes.size()});
  FILO_CHECK(!sealed.empty());
  std::vector<std::uint8_t> copy(sealed.begin(), sealed.end());
  const Buffer open = us.unprotect(sealed);
  FILO_CHECK(open.size() == rtp::kHeaderBytes + bytes.size());
  FILO_CHECK(std::equal(bytes.begin(), bytes.end(), open.begin() + rtp::kHeaderBytes));
  FILO_CHECK(us.unprotect(copy).empty());
}

}  // namespace
}  // namespace filo::media

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace filo::media;
  Port port;
  for (Bytes rest{data, size}; rest.size() >= 3;) {
    const std::size_t length =
        std::min<std::size_t>(static_cast<std::size_t>(rest[1] << 8 | rest[2]), rest.size() - 3);
    port.take(rest[0], rest.subspan(3, length));
    rest = rest.subspan(3 + length);
  }
  if (size < 1'400) check_srtp({data, size}, size % 2 == 0);
  return 0;
}
