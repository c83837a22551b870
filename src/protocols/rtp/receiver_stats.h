#pragma once
// What a receiver knows about a stream: loss, jitter, and the block for its RTCP report.
// Source: RFC 3550 A.1 (sequence numbers), A.3 (loss), A.8 (jitter).

#include <cstdint>

#include "base/time.h"
#include "protocols/rtp/rtcp.h"

namespace filo::rtp {

/// One per received leg. A new SSRC or a jump in sequence begins a new count; what was lost before
/// stays in the sums.
class ReceiverStats {
 public:
  /// A packet arrived. `audio`: its timestamp moves with time (telephone-event's does not), so it
  /// counts for jitter.
  void push(const Header& header, bool audio, MonoTime arrival);
  /// A sender report of the peer arrived.
  void sender_report(std::uint64_t ntp, MonoTime arrival);

  std::uint64_t received() const { return received_; }
  std::uint64_t expected() const;
  /// Expected minus received over all streams; never negative here (duplicates hide losses).
  std::uint64_t lost() const;
  double jitter_ms() const { return jitter_ / (kClock / 1000.0); }
  std::uint32_t ssrc() const { return ssrc_; }
  bool any() const { return any_; }

  /// The block for the next report. Moves the interval of fraction_lost forward.
  ReportBlock block(MonoTime now);

 private:
  void restart(const Header& header);
  void update_jitter(const Header& header, MonoTime arrival);
  std::uint32_t highest() const { return cycles_ + max_sequence_; }

  bool any_ = false;
  bool jitter_ready_ = false;
  std::uint16_t max_sequence_ = 0;
  std::uint16_t bad_sequence_ = 0;
  bool bad_known_ = false;
  std::uint32_t ssrc_ = 0;
  std::uint32_t cycles_ = 0;
  std::uint32_t base_sequence_ = 0;
  std::uint64_t received_ = 0;          // all streams
  std::uint64_t stream_received_ = 0;   // this one
  std::uint64_t earlier_expected_ = 0;  // streams before this one
  std::uint64_t expected_prior_ = 0, received_prior_ = 0;
  std::uint32_t transit_ = 0;
  double jitter_ = 0;
  std::uint32_t last_sr_ = 0;
  MonoTime last_sr_at_{};
};

}  // namespace filo::rtp
