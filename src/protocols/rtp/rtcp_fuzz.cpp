// Any bytes: parse_report must neither crash nor read past them.

#include "base/check.h"
#include "protocols/rtp/rtcp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto report = filo::rtp::parse_report({data, size});
  if (!report) return 0;
  // What we understood can be written and read back.
  std::array<std::uint8_t, filo::rtp::kReportBytesMax> out{};
  const std::size_t written = filo::rtp::write_report(*report, out);
  const auto again = filo::rtp::parse_report({out.data(), written});
  FILO_CHECK(again && again->blocks == report->blocks && again->cname == report->cname);
  return 0;
}
