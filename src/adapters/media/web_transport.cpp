#include "adapters/media/web_transport.h"

#include <algorithm>

#include "protocols/rtp/packet.h"

namespace filo::media {
namespace {

bool is_dtls(Bytes datagram) {
  return !datagram.empty() && datagram[0] >= 20 && datagram[0] <= 63;
}

}  // namespace

WebTransport::WebTransport(const DtlsContext& context, Config config, MonoTime now)
    : ice_(std::move(config.ice)),
      dtls_(context, std::move(config.peer), [this](Bytes datagram) { send_(remote_, datagram); }),
      last_check_(now) {}

bool WebTransport::is_checked(const Address& source) const {
  return std::find(checked_.begin(), checked_.end(), source) != checked_.end();
}

void WebTransport::remember(const Address& source) {
  if (is_checked(source)) return;
  checked_[next_checked_] = source;
  next_checked_ = (next_checked_ + 1) % checked_.size();
}

void WebTransport::lose(std::string why) {
  if (state_ == State::lost) return;
  state_ = State::lost;
  fault_ = std::move(why);
}

void WebTransport::on_check(Bytes datagram, const Address& source, MonoTime now) {
  const stun::IceLite::Outcome outcome = ice_.receive(datagram, source.endpoint());
  if (!outcome.reply.empty()) send_(source, outcome.reply);
  if (!outcome.valid) return;
  last_check_ = now;
  remember(source);
  if (outcome.nominated || !remote_) remote_ = source;
}

void WebTransport::after_dtls() {
  switch (dtls_.state()) {
    case DtlsSession::State::handshaking:
      break;
    case DtlsSession::State::up:
      if (!srtp_) {
        srtp_.emplace(dtls_.keys());
        state_ = State::up;
      }
      break;
    case DtlsSession::State::failed:
      lose(dtls_.fault());
      break;
    case DtlsSession::State::closed:
      lose("closed by the browser");
      break;
  }
}

Buffer WebTransport::receive(Buffer datagram, const Address& source, MonoTime now) {
  if (state_ == State::lost) return {};
  if (stun::is_stun(datagram)) {
    on_check(datagram, source, now);
    return {};
  }
  if (!is_checked(source)) return {};  // a spoofed ClientHello costs us nothing
  if (is_dtls(datagram)) {
    dtls_.receive(datagram);
    after_dtls();
    return {};
  }
  if (!srtp_ || !rtp::is_rtp_or_rtcp(datagram)) return {};
  return rtp::is_rtcp(datagram) ? srtp_->unprotect_rtcp(datagram) : srtp_->unprotect(datagram);
}

void WebTransport::tick(MonoTime now) {
  if (state_ == State::lost) return;
  if (remote_) {
    dtls_.tick();
    after_dtls();
  }
  if (now - last_check_ > kConsent) lose("no check for 30 s");
}

void WebTransport::shut() {
  if (remote_) dtls_.shut();
}

Buffer WebTransport::protect(Buffer packet) {
  return srtp_ && state_ == State::up ? srtp_->protect(packet) : Buffer{};
}
Buffer WebTransport::protect_rtcp(Buffer packet) {
  return srtp_ && state_ == State::up ? srtp_->protect_rtcp(packet) : Buffer{};
}

}  // namespace filo::media
