#include "phone/tone.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace filo::phone {

rtp::Sound soft_tone(int hz) {
  rtp::Sound sound;
  sound.samples.resize(rtp::kClock);
  if (hz == 0) return sound;
  const double peak = 32'767.0 * std::pow(10.0, kToneDbfs / 20.0) * std::numbers::sqrt2;
  // A whole number of waves fits into a second, so the end joins the beginning.
  const double step = 2.0 * std::numbers::pi * hz / rtp::kClock;
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const double sample = peak * std::sin(step * static_cast<double>(i));
    sound.samples[i] = static_cast<std::int16_t>(std::lround(sample));
  }
  return sound;
}

double level_dbfs(double sum_of_squares, std::size_t samples) {
  if (samples == 0 || sum_of_squares <= 0) return kSilenceDbfs;
  const double rms = std::sqrt(sum_of_squares / static_cast<double>(samples));
  return std::max(kSilenceDbfs, 20.0 * std::log10(rms / 32'767.0));
}

}  // namespace filo::phone
