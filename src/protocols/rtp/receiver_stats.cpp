#include "protocols/rtp/receiver_stats.h"

#include <algorithm>
#include <cmath>

namespace filo::rtp {
namespace {

constexpr std::uint16_t kMaxDropout = 3'000;  // RFC 3550 A.1
constexpr std::uint16_t kMaxMisorder = 100;

std::uint32_t in_units(MonoTime t) {
  return static_cast<std::uint32_t>(t.time_since_epoch().count() * kClock / 1'000'000);
}

}  // namespace

void ReceiverStats::restart(const Header& header) {
  earlier_expected_ = expected();
  any_ = true;
  ssrc_ = header.ssrc;
  base_sequence_ = max_sequence_ = header.sequence;
  cycles_ = 0;
  stream_received_ = 0;
  jitter_ready_ = bad_known_ = false;
}

void ReceiverStats::push(const Header& header, bool audio, MonoTime arrival) {
  const auto ahead = static_cast<std::uint16_t>(header.sequence - max_sequence_);
  if (!any_ || header.ssrc != ssrc_) {
    restart(header);
  } else if (ahead < kMaxDropout) {
    if (header.sequence < max_sequence_) cycles_ += 0x10000;
    max_sequence_ = header.sequence;
  } else if (ahead <= 0x10000 - kMaxMisorder) {
    // A big jump: believe it when two packets in a row agree.
    if (!bad_known_ || header.sequence != bad_sequence_) {
      bad_known_ = true;
      bad_sequence_ = static_cast<std::uint16_t>(header.sequence + 1);
      return;
    }
    restart(header);
  }
  ++received_;
  ++stream_received_;
  if (audio) update_jitter(header, arrival);
}

void ReceiverStats::update_jitter(const Header& header, MonoTime arrival) {
  const std::uint32_t transit = in_units(arrival) - header.timestamp;
  if (jitter_ready_) {
    const double d = std::abs(static_cast<double>(static_cast<std::int32_t>(transit - transit_)));
    // A sender that re-bases its timestamps (transfer, hold) is no jitter.
    if (d < kClock) jitter_ += (d - jitter_) / 16.0;
  }
  transit_ = transit;
  jitter_ready_ = true;
}

void ReceiverStats::sender_report(std::uint64_t ntp, MonoTime arrival) {
  last_sr_ = static_cast<std::uint32_t>(ntp >> 16);
  last_sr_at_ = arrival;
}

std::uint64_t ReceiverStats::expected() const {
  return earlier_expected_ + (any_ ? highest() - base_sequence_ + 1 : 0);
}

std::uint64_t ReceiverStats::lost() const {
  return expected() > received_ ? expected() - received_ : 0;
}

ReportBlock ReceiverStats::block(MonoTime now) {
  ReportBlock block;
  block.ssrc = ssrc_;
  const auto expected_interval = static_cast<std::int64_t>(expected() - expected_prior_);
  const auto received_interval = static_cast<std::int64_t>(received_ - received_prior_);
  const std::int64_t lost_interval = expected_interval - received_interval;
  expected_prior_ = expected();
  received_prior_ = received_;
  if (expected_interval > 0 && lost_interval > 0) {
    block.fraction_lost = static_cast<std::uint8_t>(
        std::min<std::int64_t>(255, lost_interval * 256 / expected_interval));
  }
  const auto stream_expected = static_cast<std::int64_t>(highest() - base_sequence_ + 1);
  block.lost = static_cast<std::int32_t>(std::clamp<std::int64_t>(
      stream_expected - static_cast<std::int64_t>(stream_received_), -0x800000, 0x7fffff));
  block.highest_sequence = highest();
  block.jitter = static_cast<std::uint32_t>(jitter_);
  block.last_sr = last_sr_;
  if (last_sr_ != 0) {
    block.delay_since_last_sr =
        static_cast<std::uint32_t>((now - last_sr_at_).count() * 65'536 / 1'000'000);
  }
  return block;
}

}  // namespace filo::rtp
