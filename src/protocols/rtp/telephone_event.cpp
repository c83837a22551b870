#include "protocols/rtp/telephone_event.h"

#include <algorithm>

namespace filo::rtp {
namespace {

constexpr std::string_view kDigits = "0123456789*#ABCD";
constexpr int kToneSteps = 5, kEndRepeats = 3, kPauseSteps = 4;
constexpr std::uint8_t kEndBit = 0x80;
constexpr std::uint8_t kVolume = 10;  // -10 dBm0, as usual for keys

}  // namespace

std::optional<char> digit_of(std::uint8_t event) {
  if (event >= kDigits.size()) return std::nullopt;
  return kDigits[event];
}

std::optional<std::uint8_t> event_of(char digit) {
  const char upper = digit >= 'a' && digit <= 'd' ? static_cast<char>(digit - 32) : digit;
  const std::size_t at = kDigits.find(upper);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(at);
}

bool DigitReceiver::continues(const Header& header, std::uint8_t event) const {
  return !ended_ && !header.marker && event == event_ &&
         header.timestamp == timestamp_ + segment_duration_ && segment_duration_ > 0x8000;
}

DigitReceiver::Heard DigitReceiver::push(const Header& header, Bytes payload) {
  Heard heard;
  if (payload.size() < 4) return heard;
  const std::uint8_t event = payload[0];
  const bool end = (payload[1] & kEndBit) != 0;
  const std::uint16_t duration = read16(&payload[2]);
  const std::optional<char> digit = digit_of(event);
  if (!digit) return heard;

  const bool same_stream = any_ && header.ssrc == ssrc_;
  if (same_stream && static_cast<std::int32_t>(header.timestamp - timestamp_) < 0) return heard;
  if (!same_stream || header.timestamp != timestamp_) {
    if (same_stream && continues(header, event)) {
      earlier_segments_ += segment_duration_;
    } else {
      if (any_ && !ended_) {
        heard.released = digit_of(event_);
        heard.duration = earlier_segments_ + segment_duration_;
      }
      heard.pressed = digit;
      earlier_segments_ = 0;
      ended_ = false;
    }
    any_ = true;
    ssrc_ = header.ssrc;
    timestamp_ = header.timestamp;
    event_ = event;
    segment_duration_ = 0;
  }
  segment_duration_ = std::max(segment_duration_, duration);
  if (end && !ended_ && !heard.released) {
    ended_ = true;
    heard.released = digit_of(event_);
    heard.duration = earlier_segments_ + segment_duration_;
  }
  return heard;
}

void DigitSender::add(std::string_view digits) {
  for (const char digit : digits) {
    const std::optional<std::uint8_t> event = event_of(digit);
    if (event && waiting_.size() < kWaitingMax) waiting_.push_back(*event);
  }
}

std::optional<DigitSender::Out> DigitSender::tick() {
  if (waiting_.empty()) return std::nullopt;
  const int step = step_++;
  const int end_from = kToneSteps - 1;
  if (step >= end_from + kEndRepeats) {
    if (step_ == end_from + kEndRepeats + kPauseSteps) {
      waiting_.pop_front();
      step_ = 0;
    }
    return std::nullopt;
  }
  Out out;
  out.first = step == 0;
  out.payload[0] = waiting_.front();
  out.payload[1] = static_cast<std::uint8_t>((step >= end_from ? kEndBit : 0) | kVolume);
  const int frames = std::min(step + 1, kToneSteps);
  put16(&out.payload[2], static_cast<std::uint16_t>(frames * static_cast<int>(kFrameSamples)));
  return out;
}

}  // namespace filo::rtp
