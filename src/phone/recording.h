#pragma once
// What is heard, as a WAV file: 8 kHz mono S16, each packet at its place by RTP timestamp.
//
// Gaps stay silent, late packets fill theirs, a second copy changes nothing. A new stream (another
// SSRC, or a timestamp that jumps) goes where the clock says it belongs, so the file runs as long
// as the call did. Loop thread; the file is written as sound arrives and is a whole WAV file once a
// second and at the end. Bound: kSecondsMax, what comes later is not kept.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "protocols/rtp/packet.h"

namespace filo::phone {

/// Where in a recording a packet belongs. Pure.
class RecordingClock {
 public:
  /// `started`: sample 0.
  explicit RecordingClock(MonoTime started) : started_(started) {}

  /// The sample at which this packet begins; nullopt: before the beginning.
  std::optional<std::uint64_t> place(const rtp::Header& header, MonoTime arrival);

 private:
  MonoTime started_;
  std::optional<std::uint32_t> ssrc_;
  std::uint32_t newest_ = 0;    ///< Highest timestamp of this stream.
  std::int64_t newest_at_ = 0;  ///< Its sample.
};

class Recording {
 public:
  static constexpr std::uint64_t kSecondsMax = 4 * 3'600;  ///< 230 MB.

  /// Creates or replaces the file. Errc::unavailable says why it cannot be written.
  static Result<std::unique_ptr<Recording>> create(const std::string& path, MonoTime now);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  void push(const rtp::Header& header, std::span<const std::int16_t> samples, MonoTime arrival);
  /// Makes the header tell the length so far, at least until `now`.
  void update(MonoTime now);

 private:
  Recording(int fd, MonoTime now) : fd_(fd), started_(now), clock_(now) {}
  void write_header();

  int fd_;
  MonoTime started_;
  RecordingClock clock_;
  std::uint64_t samples_ = 0;
};

}  // namespace filo::phone
