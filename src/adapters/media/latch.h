#pragma once
// Whose packets a leg accepts, and where its answers go (symmetric RTP, RFC 4961; against strangers
// who speak into a call or get its sound by sending first, "RTP bleed").

#include "adapters/media/address.h"

namespace filo::media {

/// One per plain leg and port. The peer's SDP names an address; a phone behind NAT sends from
/// another. For the first packets after arm() the source may therefore differ in port, and in IP
/// when it is the one the SIP message came from. After that only the latched address counts, until
/// the next arm() (re-INVITE).
class Latch {
 public:
  static constexpr int kOpenPackets = 5;

  /// `signalled`: from the SDP; `sip_source`: none, or where the SIP message came from.
  void arm(const Address& signalled, const Address& sip_source);
  /// A packet came from `source`; true: it is the peer's.
  bool accept(const Address& source);
  /// Where to send; none before arm().
  const Address& remote() const { return remote_; }

 private:
  Address signalled_, sip_source_, remote_;
  int open_ = 0;
};

}  // namespace filo::media
