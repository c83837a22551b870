#pragma once
// The UDP ports of the media legs: RTP on an even one, RTCP on the odd one above.

#include <deque>
#include <string>

#include "adapters/media/address.h"
#include "base/result.h"

namespace filo::media {

/// Two bound, non-blocking sockets.
struct PortPair {
  Fd rtp, rtcp;
  Address local;  ///< Of the RTP socket; the IP may be the wildcard.
};

/// Hands out pairs in the order they came back, so that a port rests as long as possible before a
/// late packet of its last call could meet the next one. Core thread only.
class PortPool {
 public:
  /// Even ports in [first, last] with their odd neighbour inside too.
  PortPool(std::uint16_t first, std::uint16_t last);

  /// Opens a pair on `bind_ip`. Ports taken by others are skipped, at most kTries at one time.
  /// Errc::limit: none is free. Errc::unavailable: the address cannot be bound or descriptors ran
  /// out.
  Result<PortPair> take(const Address& bind_ip);
  /// The pair is closed; its even port may be used again.
  void give_back(std::uint16_t rtp_port) { free_.push_back(rtp_port); }
  std::size_t free_count() const { return free_.size(); }

 private:
  static constexpr int kTries = 64;
  std::deque<std::uint16_t> free_;
};

}  // namespace filo::media
