#include "phone/recording.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/log.h"
#include "protocols/rtp/wav.h"

namespace filo::phone {
namespace {

constexpr std::size_t kWavHeaderBytes = 44;
constexpr std::int64_t kJump = 2 * rtp::kClock;  // further than this is no gap but a new beginning

std::int64_t samples_in(Duration time) {
  return time.count() * rtp::kClock / 1'000'000;
}

bool write_at(int fd, std::string_view bytes, std::uint64_t offset) {
  return pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(bytes.size());
}

void put_length(std::string& header, std::size_t at, std::uint64_t value) {
  for (std::size_t i = 0; i < 4; ++i) header[at + i] = static_cast<char>(value >> (8 * i));
}

}  // namespace

std::optional<std::uint64_t> RecordingClock::place(const rtp::Header& header, MonoTime arrival) {
  const std::int64_t by_clock = samples_in(arrival - started_);
  const auto ahead = static_cast<std::int32_t>(header.timestamp - newest_);
  const std::int64_t at = newest_at_ + ahead;
  if (ssrc_ != header.ssrc || std::abs(at - by_clock) > kJump) {
    newest_at_ = ssrc_ ? std::max(by_clock, newest_at_ + rtp::kFrameSamples) : by_clock;
    newest_ = header.timestamp;
    ssrc_ = header.ssrc;
    return static_cast<std::uint64_t>(newest_at_);
  }
  if (ahead > 0) {
    newest_ = header.timestamp;
    newest_at_ = at;
  }
  if (at < 0) return std::nullopt;
  return static_cast<std::uint64_t>(at);
}

Result<std::unique_ptr<Recording>> Recording::create(const std::string& path, MonoTime now) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return Error{Errc::unavailable, path + ": " + std::strerror(errno)};
  std::unique_ptr<Recording> recording{new Recording(fd, now)};
  recording->write_header();
  return recording;
}

Recording::~Recording() {
  write_header();
  close(fd_);
}

void Recording::push(const rtp::Header& header,
                     std::span<const std::int16_t> samples,
                     MonoTime arrival) {
  const auto at = clock_.place(header, arrival);
  if (!at || *at + samples.size() > kSecondsMax * rtp::kClock) return;
  std::string bytes(samples.size() * 2, '\0');
  for (std::size_t i = 0; i < samples.size(); ++i) {
    bytes[2 * i] = static_cast<char>(samples[i] & 0xff);
    bytes[2 * i + 1] = static_cast<char>(samples[i] >> 8);
  }
  if (!write_at(fd_, bytes, kWavHeaderBytes + *at * 2)) {
    FILO_LOG_DEBUG("phone", "recording: {}", std::strerror(errno));
    return;
  }
  samples_ = std::max(samples_, *at + samples.size());
}

void Recording::update(MonoTime now) {
  const auto passed =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, samples_in(now - started_)));
  // What was not heard is silence: the file grows by zeros, which is what S16 means by silence.
  const std::uint64_t until = std::min(passed, kSecondsMax * rtp::kClock);
  if (until > samples_ && ftruncate(fd_, static_cast<off_t>(kWavHeaderBytes + until * 2)) == 0) {
    samples_ = until;
  }
  write_header();
}

void Recording::write_header() {
  std::string header = rtp::write_wav({});
  put_length(header, 4, 36 + samples_ * 2);
  put_length(header, 40, samples_ * 2);
  if (!write_at(fd_, header, 0)) FILO_LOG_DEBUG("phone", "recording: {}", std::strerror(errno));
}

}  // namespace filo::phone
