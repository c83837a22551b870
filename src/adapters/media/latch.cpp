#include "adapters/media/latch.h"

namespace filo::media {

void Latch::arm(const Address& signalled, const Address& sip_source) {
  // A refresh with the same SDP keeps sending to where the phone was found, behind its NAT.
  const bool moved = !(signalled_ && signalled_ == signalled);
  signalled_ = signalled;
  sip_source_ = sip_source;
  if (moved) remote_ = signalled;
  open_ = kOpenPackets;
}

bool Latch::accept(const Address& source) {
  if (!remote_) return false;
  if (open_ == 0) return source == remote_;
  const bool from_sip = sip_source_ && source.same_ip(sip_source_);
  if (!source.same_ip(signalled_) && !from_sip) return false;
  --open_;
  remote_ = source;
  return true;
}

}  // namespace filo::media
