#pragma once
// RTP packets as they stand on the wire. Nothing here allocates or keeps state.
// Source: RFC 3550 §5.1, RFC 5761 §4 (RTP and RTCP on one port).

#include <cstdint>
#include <optional>
#include <span>

namespace filo::rtp {

using Bytes = std::span<const std::uint8_t>;

inline constexpr std::size_t kHeaderBytes = 12;      ///< What we write: no CSRC, no extension.
inline constexpr std::uint32_t kClock = 8'000;       ///< G.711 and our telephone-event.
inline constexpr std::uint32_t kFrameSamples = 160;  ///< 20 ms, mono, 8 kHz.

struct Header {
  bool marker = false;
  std::uint8_t payload_type = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
  friend bool operator==(const Header&, const Header&) = default;
};

struct Packet {
  Header header;
  Bytes payload;                   ///< A view into the datagram, without padding; may be empty.
  std::size_t payload_offset = 0;  ///< Where the payload begins in the datagram.
};

/// The packet in `datagram`; nullopt unless it is version 2 and its CSRC list, extension and
/// padding fit. RTCP is not RTP: ask is_rtcp() first where both share a port.
std::optional<Packet> parse(Bytes datagram);

/// Writes the 12 bytes of a header. REQUIRES: out.size() >= kHeaderBytes.
void write_header(const Header& header, std::span<std::uint8_t> out);

/// Second byte 192..223: RTCP where RTP and RTCP share a port.
bool is_rtcp(Bytes datagram);

/// First byte 128..191: RTP or RTCP, not STUN and not DTLS. Source: RFC 7983 §7.
bool is_rtp_or_rtcp(Bytes datagram);

// Big-endian words, for this module's formats.
inline std::uint16_t read16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>(p[0] << 8 | p[1]);
}
inline std::uint32_t read32(const std::uint8_t* p) {
  return static_cast<std::uint32_t>(read16(p)) << 16 | read16(p + 2);
}
inline void put16(std::uint8_t* p, std::uint16_t v) {
  p[0] = static_cast<std::uint8_t>(v >> 8);
  p[1] = static_cast<std::uint8_t>(v);
}
inline void put32(std::uint8_t* p, std::uint32_t v) {
  put16(p, static_cast<std::uint16_t>(v >> 16));
  put16(p + 2, static_cast<std::uint16_t>(v));
}

}  // namespace filo::rtp
