#include "protocols/rtp/packet.h"

#include "base/check.h"

namespace filo::rtp {

std::optional<Packet> parse(Bytes datagram) {
  if (datagram.size() < kHeaderBytes || datagram[0] >> 6 != 2) return std::nullopt;
  const bool padded = (datagram[0] & 0x20) != 0;
  const bool extended = (datagram[0] & 0x10) != 0;
  std::size_t begin = kHeaderBytes + 4u * (datagram[0] & 0x0fu);
  if (extended) {
    if (datagram.size() < begin + 4) return std::nullopt;
    begin += 4 + 4u * read16(&datagram[begin + 2]);
  }
  std::size_t end = datagram.size();
  if (begin > end) return std::nullopt;
  if (padded) {
    const std::size_t padding = datagram[end - 1];
    if (padding == 0 || padding > end - begin) return std::nullopt;
    end -= padding;
  }
  Packet packet;
  packet.header.marker = (datagram[1] & 0x80) != 0;
  packet.header.payload_type = datagram[1] & 0x7f;
  packet.header.sequence = read16(&datagram[2]);
  packet.header.timestamp = read32(&datagram[4]);
  packet.header.ssrc = read32(&datagram[8]);
  packet.payload = datagram.subspan(begin, end - begin);
  packet.payload_offset = begin;
  return packet;
}

void write_header(const Header& header, std::span<std::uint8_t> out) {
  FILO_CHECK(out.size() >= kHeaderBytes);
  out[0] = 0x80;
  out[1] = static_cast<std::uint8_t>((header.marker ? 0x80 : 0) | (header.payload_type & 0x7f));
  put16(&out[2], header.sequence);
  put32(&out[4], header.timestamp);
  put32(&out[8], header.ssrc);
}

bool is_rtcp(Bytes datagram) {
  return datagram.size() >= 2 && datagram[1] >= 192 && datagram[1] <= 223;
}

bool is_rtp_or_rtcp(Bytes datagram) {
  return !datagram.empty() && datagram[0] >= 128 && datagram[0] <= 191;
}

}  // namespace filo::rtp
