#include "protocols/rtp/rtcp.h"

#include <algorithm>

#include "base/check.h"

namespace filo::rtp {
namespace {

enum PacketType : std::uint8_t { kSr = 200, kRr = 201, kSdes = 202, kBye = 203 };
constexpr std::uint8_t kCname = 1;
constexpr std::size_t kBlockBytes = 24;
constexpr std::size_t kSenderBytes = 20;

/// Appends whole 32-bit words to a buffer known to be large enough.
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> out) : out_(out) {}

  void begin(std::size_t count, std::uint8_t type) {
    start_ = size_;
    u8(static_cast<std::uint8_t>(0x80 | count));
    u8(type);
    u8(0);
    u8(0);
  }
  void end() {
    while (size_ % 4 != 0) u8(0);
    put16(&out_[start_ + 2], static_cast<std::uint16_t>((size_ - start_) / 4 - 1));
  }
  void u8(std::uint8_t v) { out_[size_++] = v; }
  void u32(std::uint32_t v) {
    put32(&out_[size_], v);
    size_ += 4;
  }
  void text(std::string_view v) {
    for (const char c : v) u8(static_cast<std::uint8_t>(c));
  }
  std::size_t size() const { return size_; }

 private:
  std::span<std::uint8_t> out_;
  std::size_t size_ = 0, start_ = 0;
};

void write_block(Writer& w, const ReportBlock& block) {
  w.u32(block.ssrc);
  const auto lost = static_cast<std::uint32_t>(std::clamp(block.lost, -0x800000, 0x7fffff));
  w.u32(static_cast<std::uint32_t>(block.fraction_lost) << 24 | (lost & 0xffffff));
  w.u32(block.highest_sequence);
  w.u32(block.jitter);
  w.u32(block.last_sr);
  w.u32(block.delay_since_last_sr);
}

ReportBlock read_block(const std::uint8_t* p) {
  ReportBlock block;
  block.ssrc = read32(p);
  block.fraction_lost = p[4];
  // Sign-extend 24 bits.
  block.lost = static_cast<std::int32_t>(read32(p + 4) << 8) >> 8;
  block.highest_sequence = read32(p + 8);
  block.jitter = read32(p + 12);
  block.last_sr = read32(p + 16);
  block.delay_since_last_sr = read32(p + 20);
  return block;
}

bool read_sender_or_receiver(Bytes body, std::uint8_t type, std::size_t count, Report& report) {
  const std::size_t fixed = 4 + (type == kSr ? kSenderBytes : 0);
  if (body.size() < fixed + count * kBlockBytes) return false;
  report.ssrc = read32(&body[0]);
  if (type == kSr) {
    report.sender =
        SenderInfo{static_cast<std::uint64_t>(read32(&body[4])) << 32 | read32(&body[8]),
                   read32(&body[12]), read32(&body[16]), read32(&body[20])};
  }
  for (std::size_t i = 0; i < count && report.block_count < Report::kBlocksMax; ++i) {
    report.blocks[report.block_count++] = read_block(&body[fixed + i * kBlockBytes]);
  }
  return true;
}

void read_cname(Bytes body, Report& report) {
  std::size_t at = 4;  // of the first chunk only: a phone speaks for itself
  while (at + 2 <= body.size() && body[at] != 0) {
    const std::size_t length = body[at + 1];
    if (at + 2 + length > body.size()) return;
    if (body[at] == kCname) {
      report.cname = {reinterpret_cast<const char*>(body.data()) + at + 2, length};
      return;
    }
    at += 2 + length;
  }
}

}  // namespace

std::size_t write_report(const Report& report, std::span<std::uint8_t> out) {
  FILO_CHECK(out.size() >= kReportBytesMax && report.cname.size() <= 255);
  FILO_CHECK(report.block_count <= Report::kBlocksMax);
  Writer w(out);
  w.begin(report.block_count, report.sender ? kSr : kRr);
  w.u32(report.ssrc);
  if (report.sender) {
    w.u32(static_cast<std::uint32_t>(report.sender->ntp >> 32));
    w.u32(static_cast<std::uint32_t>(report.sender->ntp));
    w.u32(report.sender->timestamp);
    w.u32(report.sender->packets);
    w.u32(report.sender->octets);
  }
  for (std::size_t i = 0; i < report.block_count; ++i) write_block(w, report.blocks[i]);
  w.end();
  w.begin(1, kSdes);
  w.u32(report.ssrc);
  w.u8(kCname);
  w.u8(static_cast<std::uint8_t>(report.cname.size()));
  w.text(report.cname);
  w.u8(0);  // the end of the chunk's items
  w.end();
  if (report.bye) {
    w.begin(1, kBye);
    w.u32(report.ssrc);
    w.end();
  }
  return w.size();
}

std::optional<Report> parse_report(Bytes datagram) {
  Report report;
  bool first = true;
  while (!datagram.empty()) {
    if (datagram.size() < 4 || datagram[0] >> 6 != 2) return std::nullopt;
    const std::size_t size = 4u * (read16(&datagram[2]) + 1u);
    if (size > datagram.size()) return std::nullopt;
    const std::size_t count = datagram[0] & 0x1f;
    const std::uint8_t type = datagram[1];
    const Bytes body = datagram.subspan(4, size - 4);
    const bool is_report = type == kSr || type == kRr;
    if (first && !is_report) return std::nullopt;
    if (is_report && !read_sender_or_receiver(body, type, count, report)) return std::nullopt;
    if (type == kSdes && count > 0) read_cname(body, report);
    if (type == kBye) report.bye = true;
    first = false;
    datagram = datagram.subspan(size);
  }
  if (first) return std::nullopt;
  return report;
}

std::optional<std::uint32_t> round_trip(const ReportBlock& block, std::uint64_t ntp_now) {
  if (block.last_sr == 0) return std::nullopt;
  const auto now = static_cast<std::uint32_t>(ntp_now >> 16);
  const auto trip = static_cast<std::int32_t>(now - block.last_sr - block.delay_since_last_sr);
  constexpr std::int32_t kSensible = 60 * 65'536;
  if (trip < 0 || trip > kSensible) return std::nullopt;
  return static_cast<std::uint32_t>(trip);
}

}  // namespace filo::rtp
