#include "adapters/media/sound.h"

#include <fstream>
#include <iterator>

#include "base/limits.h"
#include "protocols/rtp/g711.h"

namespace filo::media {

SoundPtr encode_sound(const rtp::Sound& sound) {
  const rtp::Sound at_8k = rtp::resample(sound, rtp::kClock);
  const std::size_t frames = (at_8k.samples.size() + rtp::kFrameSamples - 1) / rtp::kFrameSamples;
  auto encoded = std::make_shared<EncodedSound>();
  encoded->pcma.assign(frames * rtp::kFrameSamples, rtp::kAlawSilence);
  encoded->pcmu.assign(frames * rtp::kFrameSamples, rtp::kUlawSilence);
  for (std::size_t i = 0; i < at_8k.samples.size(); ++i) {
    encoded->pcma[i] = rtp::alaw_encode(at_8k.samples[i]);
    encoded->pcmu[i] = rtp::ulaw_encode(at_8k.samples[i]);
  }
  return encoded;
}

Result<SoundPtr> load_sound(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return Error{Errc::not_found, "no sound file " + path};
  const std::streamoff size = file.tellg();
  // A directory opens but has no size that could be read.
  if (size < 0 || size > static_cast<std::streamoff>(limits::kSoundFileBytes)) {
    return Error{Errc::limit, "sound file is too large: " + path};
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), size);
  if (!file) return Error{Errc::not_found, "cannot read sound file " + path};
  Result<rtp::Sound> sound = rtp::parse_wav(bytes);
  if (!sound) return Error{sound.error().code, sound.error().detail + ": " + path};
  return encode_sound(sound.value());
}

std::span<const std::uint8_t> Player::next(app::Codec codec) {
  // One round at most, so that a list of empty sounds that repeats ends as well.
  for (std::size_t tried = 0; tried <= sounds_.size() && playing(); ++tried) {
    const EncodedSound& sound = *sounds_[sound_];
    if (frame_ < sound.frames()) return sound.frame(codec, frame_++);
    frame_ = 0;
    if (++sound_ == sounds_.size() && repeat_) sound_ = 0;
  }
  sound_ = sounds_.size();
  return {};
}

}  // namespace filo::media
