// Any bytes as a check from a stranger, and the same bytes with right credentials behind them, so
// that the answers to a real browser are reached too.

#include <vector>

#include "base/check.h"
#include "protocols/stun/ice_lite.h"

namespace filo::stun {
namespace {

constexpr const char* kPassword = "a password of two and twenty";
constexpr std::size_t kBodyMax = 160;  // so that the writer holds it with user name and signature

void check(IceLite& ice, Bytes datagram, bool may_be_valid) {
  const auto message = parse(datagram);
  if (message) (void)integrity_is(datagram, *message, kPassword);
  const auto outcome = ice.receive(datagram, {.v6 = false, .ip = {192, 0, 2, 9}, .port = 4000});
  FILO_CHECK(may_be_valid || !outcome.valid);
  FILO_CHECK(outcome.valid || !outcome.nominated);
  FILO_CHECK(outcome.reply.empty() || parse(outcome.reply));
}

/// The attributes that `body` holds (type, length, bytes), signed.
void check_signed(IceLite& ice, Bytes body) {
  Writer writer(kBindingRequest, {1, 2, 3});
  writer.attribute(kUsername, "us:them");
  std::size_t written = 0;
  while (body.size() >= 3 && written < kBodyMax) {
    const auto type = static_cast<std::uint16_t>(body[0] << 8 | body[1]);
    const std::size_t length = std::min<std::size_t>(body[2] % 24, body.size() - 3);
    if (type == kMessageIntegrity || type == kFingerprint) return;
    writer.attribute(static_cast<Attribute>(type), body.subspan(3, length));
    written += 4 + (length + 3) / 4 * 4;
    body = body.subspan(3 + length);
  }
  const Bytes datagram = writer.finish(kPassword);
  const auto message = parse(datagram);
  FILO_CHECK(!message || integrity_is(datagram, *message, kPassword));
  check(ice, datagram, true);
}

}  // namespace
}  // namespace filo::stun

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace filo::stun;
  IceLite ice({"us", kPassword, "them"});
  check(ice, {data, size}, false);
  check_signed(ice, {data, size});
  return 0;
}
