#pragma once
// A prompt or music file, encoded once for both laws and shared by every leg that hears it.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/ports/media.h"
#include "base/result.h"
#include "protocols/rtp/wav.h"

namespace filo::media {

/// Immutable after loading, so threads share it. Bytes: 8 kHz G.711, whole frames of 160, the last
/// one filled with silence. 16 kB per second for both laws.
struct EncodedSound {
  std::vector<std::uint8_t> pcma, pcmu;

  std::size_t frames() const { return pcma.size() / rtp::kFrameSamples; }
  std::size_t bytes() const { return pcma.size() + pcmu.size(); }
  /// REQUIRES: index < frames().
  std::span<const std::uint8_t> frame(app::Codec codec, std::size_t index) const {
    const auto& bytes_of = codec == app::Codec::pcma ? pcma : pcmu;
    return {bytes_of.data() + index * rtp::kFrameSamples, rtp::kFrameSamples};
  }
};
using SoundPtr = std::shared_ptr<const EncodedSound>;

/// Encodes; other rates are resampled first.
SoundPtr encode_sound(const rtp::Sound& sound);
/// Reads and encodes a file. Blocks: on a worker only. Errc::not_found, Errc::invalid, Errc::limit.
Result<SoundPtr> load_sound(const std::string& path);

/// The place of one leg in its list of sounds. Media thread.
class Player {
 public:
  Player() = default;
  Player(std::uint32_t id, std::vector<SoundPtr> sounds, bool repeat)
      : id_(id), sounds_(std::move(sounds)), repeat_(repeat) {}

  /// The next 20 ms; empty at the end.
  std::span<const std::uint8_t> next(app::Codec codec);
  bool playing() const { return sound_ < sounds_.size(); }
  std::uint32_t id() const { return id_; }

 private:
  std::uint32_t id_ = 0;
  std::vector<SoundPtr> sounds_;
  bool repeat_ = false;
  std::size_t sound_ = 0, frame_ = 0;
};

}  // namespace filo::media
