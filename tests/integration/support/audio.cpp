#include "support/audio.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>
#include <stdexcept>

namespace filo::test {

namespace {

constexpr std::size_t kFrame = 160;   ///< 20 ms at 8 kHz.
constexpr std::size_t kWindow = 800;  ///< 100 ms: bins of 10 Hz.

using Samples = std::span<const std::int16_t>;

Samples cut(const rtp::Sound& sound, double from, double to) {
  const auto at = [&](double second) {
    const double sample = std::max(0.0, second) * sound.rate;
    return std::min(static_cast<std::size_t>(sample), sound.samples.size());
  };
  return Samples(sound.samples).subspan(at(from), at(std::max(from, to)) - at(from));
}

double energy(Samples samples) {
  double sum = 0;
  for (const std::int16_t sample : samples) sum += static_cast<double>(sample) * sample;
  return sum;
}

double level(Samples samples) {
  if (samples.empty()) return -96;
  const double mean = energy(samples) / static_cast<double>(samples.size());
  return std::max(-96.0, 10 * std::log10(std::max(mean, 1e-9) / (32768.0 * 32768.0)));
}

double goertzel_share(Samples samples, double hz, double rate) {
  const double all = energy(samples);
  if (level(samples) < -60) return 0;
  const double coefficient = 2 * std::cos(2 * std::numbers::pi * hz / rate);
  double one = 0, two = 0;
  for (const std::int16_t sample : samples) {
    const double next = sample + coefficient * one - two;
    two = one;
    one = next;
  }
  const double power = one * one + two * two - coefficient * one * two;
  return 2 * power / (all * static_cast<double>(samples.size()));
}

}  // namespace

rtp::Sound read_sound(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string bytes = text.str();
  auto sound = rtp::parse_wav({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  if (!sound) throw std::runtime_error(path + ": " + sound.error().detail);
  return std::move(*sound);
}

double seconds_of(const rtp::Sound& sound) {
  return static_cast<double>(sound.samples.size()) / sound.rate;
}

double level_dbfs(const rtp::Sound& sound, double from, double to) {
  return level(cut(sound, from, to));
}

double first_sound_s(const rtp::Sound& sound, double dbfs) {
  const Samples all(sound.samples);
  for (std::size_t at = 0; at + kFrame <= all.size(); at += kFrame)
    if (level(all.subspan(at, kFrame)) > dbfs) return static_cast<double>(at) / sound.rate;
  return -1;
}

double tone_share(const rtp::Sound& sound, double hz, double from, double to) {
  const Samples part = cut(sound, from, to);
  std::vector<double> shares;
  for (std::size_t at = 0; at + kWindow <= part.size(); at += kWindow)
    shares.push_back(goertzel_share(part.subspan(at, kWindow), hz, sound.rate));
  if (shares.empty()) return 0;
  std::sort(shares.begin(), shares.end());
  return shares[shares.size() / 2];
}

double loud_share(const rtp::Sound& sound, double from, double to, double dbfs) {
  const Samples part = cut(sound, from, to);
  std::size_t loud = 0, all = 0;
  for (std::size_t at = 0; at + kFrame <= part.size(); at += kFrame, ++all)
    loud += level(part.subspan(at, kFrame)) > dbfs;
  return all ? static_cast<double>(loud) / static_cast<double>(all) : 0;
}

}  // namespace filo::test
