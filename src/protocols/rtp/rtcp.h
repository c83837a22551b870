#pragma once
// RTCP: what we send every 5 s (SR or RR, SDES, at the end BYE) and what we read from the peer.
// Source: RFC 3550 §6.4-6.6.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "protocols/rtp/packet.h"

namespace filo::rtp {

/// How one of the receiver's sources arrived.
struct ReportBlock {
  std::uint32_t ssrc = 0;          ///< Whose packets this is about.
  std::uint8_t fraction_lost = 0;  ///< Since the last report, in 1/256.
  std::int32_t lost = 0;           ///< Since the beginning; 24 bits, negative with duplicates.
  std::uint32_t highest_sequence = 0;
  std::uint32_t jitter = 0;   ///< In timestamp units.
  std::uint32_t last_sr = 0;  ///< Middle 32 bits of the NTP time of the last SR; 0 for none.
  std::uint32_t delay_since_last_sr = 0;  ///< In 1/65536 s.
  friend bool operator==(const ReportBlock&, const ReportBlock&) = default;
};

struct SenderInfo {
  std::uint64_t ntp = 0;  ///< 32.32 fixed point seconds.
  std::uint32_t timestamp = 0;
  std::uint32_t packets = 0;
  std::uint32_t octets = 0;
  friend bool operator==(const SenderInfo&, const SenderInfo&) = default;
};

/// A compound packet, as far as a two-party call needs it.
struct Report {
  static constexpr std::size_t kBlocksMax = 4;  ///< Further blocks of a peer are skipped.
  std::uint32_t ssrc = 0;
  std::optional<SenderInfo> sender;  ///< Present: SR, absent: RR.
  std::array<ReportBlock, kBlocksMax> blocks{};
  std::size_t block_count = 0;
  std::string_view cname;  ///< At most 255 bytes; parsed ones are views into the datagram.
  bool bye = false;
};

inline constexpr std::size_t kReportBytesMax = 512;

/// Writes SR or RR, SDES with the CNAME, and BYE when asked. Returns the length.
/// REQUIRES: out.size() >= kReportBytesMax, cname at most 255 bytes.
std::size_t write_report(const Report& report, std::span<std::uint8_t> out);

/// Reads a compound packet; unknown packet types and items are skipped. nullopt when the framing
/// is broken or it does not begin with SR or RR (RFC 3550 §6.1; reduced-size RTCP is not agreed).
std::optional<Report> parse_report(Bytes datagram);

/// The round trip in 1/65536 s from a block about our stream that arrived at `ntp_now`; nullopt
/// when the peer has not seen an SR of ours or the figures make no sense. Source: RFC 3550 §6.4.1.
std::optional<std::uint32_t> round_trip(const ReportBlock& block, std::uint64_t ntp_now);

}  // namespace filo::rtp
