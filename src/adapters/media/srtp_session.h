#pragma once
// SRTP and SRTCP of one leg, both ways, by libsrtp2. Source: RFC 3711, RFC 7714.

#include <srtp2/srtp.h>

#include <memory>

#include "adapters/media/datagrams.h"
#include "adapters/media/dtls.h"

namespace filo::media {

/// Media thread. All work is done in the caller's buffer; none allocates after construction but
/// for the state of a new SSRC.
class SrtpSession {
 public:
  static constexpr std::size_t kTrailerMax = SRTP_MAX_TRAILER_LEN + 4;

  explicit SrtpSession(const SrtpKeys& keys);

  /// The plain packet within `packet`; empty when it is forged, replayed or broken.
  Buffer unprotect(Buffer packet);
  Buffer unprotect_rtcp(Buffer packet);
  /// The protected packet, longer than `packet`. REQUIRES: kTrailerMax bytes of room behind it.
  /// Empty on failure.
  Buffer protect(Buffer packet);
  Buffer protect_rtcp(Buffer packet);

 private:
  using Context = std::unique_ptr<srtp_ctx_t, decltype(&srtp_dealloc)>;
  Context in_, out_;
};

}  // namespace filo::media
