#pragma once
// How a browser's leg reaches us: one port on which STUN, DTLS, SRTP and SRTCP are told apart by
// their first byte (RFC 7983). ICE-lite proves the address, DTLS the fingerprint of the SDP, SRTP
// each packet.

#include <array>
#include <functional>
#include <optional>

#include "adapters/media/dtls.h"
#include "adapters/media/srtp_session.h"
#include "base/time.h"
#include "protocols/stun/ice_lite.h"

namespace filo::media {

/// Media thread; lives with its leg.
class WebTransport {
 public:
  enum class State { connecting, up, lost };
  struct Config {
    stun::IceLite::Config ice;
    DtlsSession::Peer peer;
  };
  using Send = std::function<void(const Address& to, Bytes datagram)>;

  /// A browser that shows no sign of life for this long is gone: it checks every 5 s, and consent
  /// ends after 30 s (RFC 7675 §5.1).
  static constexpr Duration kConsent = std::chrono::seconds{30};

  WebTransport(const DtlsContext& context, Config config, MonoTime now);
  /// Before anything else; the leg moves between threads only before that.
  void set_sender(Send send) { send_ = std::move(send); }

  /// A plain RTP or RTCP packet that arrived in `datagram`; empty for everything else. Not before
  /// state() is up.
  Buffer receive(Buffer datagram, const Address& source, MonoTime now);
  /// Timers; every 100 ms.
  void tick(MonoTime now);
  /// DTLS close.
  void shut();

  State state() const { return state_; }
  const char* fault() const { return fault_.c_str(); }
  /// Where the browser is: the address it nominated last.
  const Address& remote() const { return remote_; }
  /// Encrypts in place. REQUIRES: SrtpSession::kTrailerMax bytes of room. Empty before up.
  Buffer protect(Buffer packet);
  Buffer protect_rtcp(Buffer packet);

 private:
  void on_check(Bytes datagram, const Address& source, MonoTime now);
  void after_dtls();
  bool is_checked(const Address& source) const;
  void remember(const Address& source);
  void lose(std::string why);

  stun::IceLite ice_;
  DtlsSession dtls_;
  Send send_;
  std::optional<SrtpSession> srtp_;
  State state_ = State::connecting;
  std::string fault_;
  Address remote_;
  std::array<Address, 4> checked_{};  // addresses with a right check, oldest overwritten
  std::size_t next_checked_ = 0;
  MonoTime last_check_;
};

}  // namespace filo::media
