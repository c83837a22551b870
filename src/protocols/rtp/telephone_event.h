#pragma once
// Keys as telephone-event packets (RFC 4733): DigitReceiver hears them, DigitSender makes them.

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "protocols/rtp/packet.h"

namespace filo::rtp {

/// The key of an event code: 0-9 * # A-D; nullopt for other events (flash, tones).
std::optional<char> digit_of(std::uint8_t event);
std::optional<std::uint8_t> event_of(char digit);

/// One per received stream. Reports a key once, at its first packet that arrives, whichever that
/// is: an event is one RTP timestamp however often its packets repeat (§2.5.1.2), a segment of a
/// very long press continues the same key (§2.5.1.3), and when all end packets are lost the next
/// timestamp ends it. Packets older than the event in hand are ignored.
class DigitReceiver {
 public:
  struct Heard {
    std::optional<char> pressed;   ///< A key went down.
    std::optional<char> released;  ///< A key ended, with `duration` as far as it was seen.
    std::uint32_t duration = 0;    ///< In timestamp units.
  };
  Heard push(const Header& header, Bytes payload);

 private:
  bool continues(const Header& header, std::uint8_t event) const;

  bool any_ = false;
  bool ended_ = true;
  std::uint32_t ssrc_ = 0;
  std::uint32_t timestamp_ = 0;
  std::uint8_t event_ = 0;
  std::uint16_t segment_duration_ = 0;
  std::uint32_t earlier_segments_ = 0;
};

/// Makes the packets of a row of keys, one call of tick() every 20 ms: 100 ms of tone in five
/// packets, the last of them thrice as end packets (§2.5.1.4), then 80 ms of pause.
class DigitSender {
 public:
  static constexpr std::size_t kWaitingMax = 64;  ///< More digits than any IVR asks at once.

  struct Out {
    bool first = false;  ///< Set the marker and take a new timestamp; else repeat that timestamp.
    std::array<std::uint8_t, 4> payload{};
  };
  /// Appends keys; others than 0-9 * # A-D (either case) and those past the bound are left out.
  void add(std::string_view digits);
  bool busy() const { return !waiting_.empty(); }
  /// What to send now; nullopt in pauses and when nothing waits.
  std::optional<Out> tick();

 private:
  std::deque<std::uint8_t> waiting_;
  int step_ = 0;
};

}  // namespace filo::rtp
