#include "protocols/rtp/out_stream.h"

#include <algorithm>

namespace filo::rtp {
namespace {

constexpr std::int16_t kJump = 1'000;  // 20 s of packets: the source began anew

}  // namespace

void OutStream::advance_clock(MonoTime now) {
  if (!started_) {
    started_ = true;
    return;
  }
  const std::int64_t passed = (now - last_sent_).count() * kClock / 1'000'000;
  const std::int64_t frames =
      std::max<std::int64_t>(1, (passed + kFrameSamples / 2) / kFrameSamples);
  ++sequence_;
  timestamp_ += static_cast<std::uint32_t>(frames) * kFrameSamples;
}

void OutStream::anchor(std::uint32_t in_ssrc,
                       std::uint16_t in_sequence,
                       std::uint32_t in_timestamp,
                       MonoTime now) {
  advance_clock(now);
  anchored_ = true;
  source_ssrc_ = in_ssrc;
  sequence_offset_ = static_cast<std::uint16_t>(sequence_ - in_sequence);
  timestamp_offset_ = timestamp_ - in_timestamp;
  first_sequence_ = sequence_;
}

std::optional<Header> OutStream::relay(const Header& in, std::uint8_t payload_type, MonoTime now) {
  bool fresh = !anchored_ || in.ssrc != source_ssrc_;
  if (!fresh) {
    const auto out = static_cast<std::uint16_t>(in.sequence + sequence_offset_);
    const auto ahead = static_cast<std::int16_t>(out - sequence_);
    fresh = ahead > kJump || ahead < -kJump;
  }
  if (fresh) anchor(in.ssrc, in.sequence, in.timestamp, now);

  Header header;
  header.marker = in.marker || fresh;
  header.payload_type = payload_type;
  header.ssrc = ssrc_;
  header.sequence = static_cast<std::uint16_t>(in.sequence + sequence_offset_);
  header.timestamp = in.timestamp + timestamp_offset_;
  if (static_cast<std::int16_t>(header.sequence - sequence_) >= 0) {
    sequence_ = header.sequence;
    timestamp_ = header.timestamp;
  } else if (static_cast<std::int16_t>(header.sequence - first_sequence_) < 0 &&
             static_cast<std::uint16_t>(sequence_ - first_sequence_) < kJump) {
    return std::nullopt;  // its number was given to the source before
  }
  last_sent_ = now;
  return header;
}

Header OutStream::own(std::uint8_t payload_type, std::uint32_t samples, MonoTime now) {
  const bool fresh = !anchored_ || source_ssrc_ != ssrc_;
  if (fresh) {
    anchor(ssrc_, 0, 0, now);
  } else {
    ++sequence_;
    timestamp_ += samples;
  }
  last_sent_ = now;
  return {fresh, payload_type, sequence_, timestamp_, ssrc_};
}

Header OutStream::event(std::uint8_t payload_type, bool first, MonoTime now) {
  anchored_ = false;
  if (first) {
    advance_clock(now);
  } else {
    ++sequence_;
  }
  last_sent_ = first ? now : last_sent_;  // the event's timestamp stays where it began
  return {first, payload_type, sequence_, timestamp_, ssrc_};
}

}  // namespace filo::rtp
