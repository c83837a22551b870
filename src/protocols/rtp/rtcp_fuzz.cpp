// Any bytes as reports of the other side: nothing is read past them, and what is made of them stays
// possible.

#include "base/check.h"
#include "protocols/rtp/receiver_stats.h"
#include "protocols/rtp/rtcp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace filo::rtp;
  const auto report = parse_report({data, size});
  if (!report) return 0;
  // What we understood can be written and read back.
  std::array<std::uint8_t, kReportBytesMax> out{};
  const std::size_t written = write_report(*report, out);
  const auto again = parse_report({out.data(), written});
  FILO_CHECK(again && again->blocks == report->blocks && again->cname == report->cname);
  FILO_CHECK(again->ssrc == report->ssrc && again->sender == report->sender);
  FILO_CHECK(again->bye == report->bye && again->block_count == report->block_count);
  ReceiverStats stats;
  const filo::MonoTime now{std::chrono::hours{1}};
  if (report->sender) stats.sender_report(report->sender->ntp, now);
  for (std::size_t i = 0; i < report->block_count; ++i) {
    (void)round_trip(report->blocks[i], std::uint64_t{size} << 32);
    (void)round_trip(report->blocks[i], ~std::uint64_t{0});
  }
  (void)stats.block(now + std::chrono::hours{100});
  return 0;
}
