#pragma once
// The RTP stream that a leg's peer hears from us: one SSRC for the leg's whole life, with sequence
// numbers and timestamps that go on smoothly while what feeds it changes (music, a bridge, hold,
// digits). Source: RFC 3550 §5.1; RFC 4733 §2.5.1 for events.

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "protocols/rtp/packet.h"

namespace filo::rtp {

/// One per leg. Feed it from one source at a time; after each change of source call restart().
class OutStream {
 public:
  OutStream(std::uint32_t ssrc, std::uint16_t first_sequence, std::uint32_t first_timestamp)
      : ssrc_(ssrc), sequence_(first_sequence), timestamp_(first_timestamp) {}

  /// The next packet comes from another source: it takes the next sequence number, a timestamp
  /// that has moved on with the clock, and the marker.
  void restart() { anchored_ = false; }

  /// The header for a packet passed on from `in`. Gaps and order of the source stay visible, so
  /// the listener's loss figures are true. nullopt: older than what this stream began with, drop.
  std::optional<Header> relay(const Header& in, std::uint8_t payload_type, MonoTime now);

  /// The header of a frame of our own, `samples` long.
  Header own(std::uint8_t payload_type, std::uint32_t samples, MonoTime now);

  /// The header of a telephone-event packet; `first` begins an event at a new timestamp. Other
  /// sources must pause meanwhile and restart() after.
  Header event(std::uint8_t payload_type, bool first, MonoTime now);

  std::uint32_t ssrc() const { return ssrc_; }
  std::uint32_t timestamp() const { return timestamp_; }
  MonoTime last_sent() const { return last_sent_; }
  bool started() const { return started_; }

 private:
  void anchor(std::uint32_t in_ssrc,
              std::uint16_t in_sequence,
              std::uint32_t in_timestamp,
              MonoTime now);
  void advance_clock(MonoTime now);

  std::uint32_t ssrc_;
  std::uint16_t sequence_;   // highest sent, or what the first packet will carry
  std::uint32_t timestamp_;  // of that packet
  bool started_ = false;
  bool anchored_ = false;
  MonoTime last_sent_{};
  std::uint32_t source_ssrc_ = 0;
  std::uint16_t sequence_offset_ = 0;  // out minus in
  std::uint16_t first_sequence_ = 0;   // where this source began, as sent
  std::uint32_t timestamp_offset_ = 0;
};

}  // namespace filo::rtp
