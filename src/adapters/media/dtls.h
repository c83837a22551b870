#pragma once
// DTLS for browsers' legs: OpenSSL over memory buffers, server side, only to agree on SRTP keys.
// Source: RFC 5763, RFC 5764 (use_srtp), RFC 8122 (fingerprint).

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>

#include "adapters/media/datagrams.h"
#include "base/result.h"
#include "base/time.h"

namespace filo::media {

/// The certificate of this process (self-signed ECDSA P-256, as WebRTC has it; the fingerprint in
/// the SDP vouches for it) and the context made from it. Immutable after construction, shared.
class DtlsContext {
 public:
  DtlsContext();
  /// "AB:CD:..." of our certificate, SHA-256; for `a=fingerprint:sha-256`.
  const std::string& fingerprint() const { return fingerprint_; }
  SSL_CTX* raw() const { return context_.get(); }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::string fingerprint_;
};

/// The fingerprint of a certificate with the hash named as in SDP ("sha-256", "sha-384",
/// "sha-512"); empty for others.
std::string fingerprint_of(const X509* certificate, const std::string& hash);

/// What SRTP needs after the handshake.
struct SrtpKeys {
  bool gcm = false;                ///< AEAD_AES_128_GCM, else AES_CM_128_HMAC_SHA1_80.
  std::string from_peer, to_peer;  ///< Master key, then salt.
};

/// One handshake. Media thread.
class DtlsSession {
 public:
  enum class State { handshaking, up, failed, closed };
  static constexpr long kMtu = 1'200;

  struct Peer {
    std::string hash;         ///< As in `a=fingerprint`.
    std::string fingerprint;  ///< Upper or lower case.
  };
  using Send = std::function<void(Bytes datagram)>;

  DtlsSession(const DtlsContext& context, Peer peer, Send send);

  /// A datagram whose first byte is 20..63.
  void receive(Bytes datagram);
  /// Retransmits what is due; call every 100 ms or oftener while handshaking.
  void tick();
  /// Tells the peer that we leave.
  void shut();
  State state() const { return state_; }
  /// REQUIRES: state() == up.
  SrtpKeys keys() const;
  /// Why it failed; for the log.
  const std::string& fault() const { return fault_; }

 private:
  void step();
  void finish_handshake();
  void fail(std::string why);
  void flush();

  Peer peer_;
  Send send_;
  State state_ = State::handshaking;
  std::string fault_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

}  // namespace filo::media
