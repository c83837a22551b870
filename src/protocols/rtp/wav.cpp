#include "protocols/rtp/wav.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include "base/check.h"
#include "protocols/rtp/g711.h"

namespace filo::rtp {
namespace {

enum Format : std::uint16_t { kPcm = 1, kAlaw = 6, kUlaw = 7, kExtensible = 0xfffe };
constexpr std::uint32_t kRateMin = 8'000, kRateMax = 48'000;

std::uint32_t little(const std::uint8_t* p, int bytes) {
  std::uint32_t value = 0;
  for (int i = bytes - 1; i >= 0; --i) value = value << 8 | p[i];
  return value;
}

void put_little(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

struct Layout {
  std::uint16_t format = 0, channels = 0, bits = 0;
  std::uint32_t rate = 0;
  Bytes data;
  bool has_data = false;
};

std::string_view tag(const std::uint8_t* p) {
  return {reinterpret_cast<const char*>(p), 4};
}

void read_format(Bytes chunk, Layout& layout) {
  if (chunk.size() < 16) return;
  layout.format = static_cast<std::uint16_t>(little(&chunk[0], 2));
  layout.channels = static_cast<std::uint16_t>(little(&chunk[2], 2));
  layout.rate = little(&chunk[4], 4);
  layout.bits = static_cast<std::uint16_t>(little(&chunk[14], 2));
  // The true format stands in the first bytes of the sub-format GUID.
  if (layout.format == kExtensible && chunk.size() >= 26) {
    layout.format = static_cast<std::uint16_t>(little(&chunk[24], 2));
  }
}

Layout read_chunks(Bytes file) {
  Layout layout;
  std::size_t at = 12;
  while (at + 8 <= file.size() && !layout.has_data) {
    const std::string_view name = tag(&file[at]);
    const std::size_t size = std::min<std::size_t>(little(&file[at + 4], 4), file.size() - at - 8);
    const Bytes chunk = file.subspan(at + 8, size);
    if (name == "fmt ") read_format(chunk, layout);
    if (name == "data") {
      layout.data = chunk;
      layout.has_data = true;
    }
    at += 8 + size + size % 2;
  }
  return layout;
}

std::int16_t sample_at(const Layout& layout, std::size_t index) {
  if (layout.format == kAlaw) return alaw_decode(layout.data[index]);
  if (layout.format == kUlaw) return ulaw_decode(layout.data[index]);
  return static_cast<std::int16_t>(little(&layout.data[2 * index], 2));
}

Sound decode(const Layout& layout, std::size_t frames) {
  Sound sound;
  sound.rate = layout.rate;
  sound.samples.resize(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    int sum = 0;
    for (std::size_t c = 0; c < layout.channels; ++c) {
      sum += sample_at(layout, i * layout.channels + c);
    }
    sound.samples[i] = static_cast<std::int16_t>(sum / layout.channels);
  }
  return sound;
}

double sinc(double x) {
  return std::abs(x) < 1e-9 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

}  // namespace

Result<Sound> parse_wav(Bytes file) {
  if (file.size() < 12 || tag(&file[0]) != "RIFF" || tag(&file[8]) != "WAVE") {
    return Error{Errc::invalid, "not a WAV file"};
  }
  const Layout layout = read_chunks(file);
  const bool companded = layout.format == kAlaw || layout.format == kUlaw;
  if (!layout.has_data || !(companded || layout.format == kPcm) ||
      layout.bits != (companded ? 8 : 16)) {
    return Error{Errc::invalid, "WAV must be S16, A-law or mu-law"};
  }
  if (layout.channels < 1 || layout.channels > 2 || layout.rate < kRateMin ||
      layout.rate > kRateMax) {
    return Error{Errc::invalid, "WAV must have 1 or 2 channels and 8 to 48 kHz"};
  }
  const std::size_t frames =
      layout.data.size() / (std::size_t{layout.channels} * (companded ? 1 : 2));
  if (frames > std::size_t{kWavSecondsMax} * layout.rate) {
    return Error{Errc::limit, "WAV is too long"};
  }
  return decode(layout, frames);
}

Sound resample(const Sound& sound, std::uint32_t rate) {
  FILO_CHECK(rate >= kRateMin && rate <= kRateMax);
  FILO_CHECK(sound.rate >= kRateMin && sound.rate <= kRateMax);
  if (sound.rate == rate) return sound;
  constexpr double kCrossings = 16.0;
  const double step = static_cast<double>(sound.rate) / rate;
  const double cutoff = 0.95 * std::min(1.0, 1.0 / step);  // of the source's Nyquist frequency
  const double reach = kCrossings / cutoff;
  Sound out;
  out.rate = rate;
  out.samples.resize(static_cast<std::size_t>(static_cast<double>(sound.samples.size()) / step));
  const auto last = static_cast<std::ptrdiff_t>(sound.samples.size()) - 1;
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    const double centre = static_cast<double>(i) * step;
    const auto from = std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(centre - reach) + 1);
    const auto to = std::min(last, static_cast<std::ptrdiff_t>(centre + reach));
    double sum = 0;
    for (std::ptrdiff_t k = from; k <= to; ++k) {
      const double x = static_cast<double>(k) - centre;
      const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * x / reach);
      sum += sound.samples[static_cast<std::size_t>(k)] * cutoff * sinc(cutoff * x) * window;
    }
    out.samples[i] = static_cast<std::int16_t>(std::lround(std::clamp(sum, -32'768.0, 32'767.0)));
  }
  return out;
}

std::string write_wav(const Sound& sound) {
  const auto bytes = static_cast<std::uint32_t>(sound.samples.size() * 2);
  std::string out = "RIFF";
  out.reserve(44 + bytes);
  put_little(out, 36 + bytes, 4);
  out += "WAVEfmt ";
  put_little(out, 16, 4);
  put_little(out, kPcm, 2);
  put_little(out, 1, 2);
  put_little(out, sound.rate, 4);
  put_little(out, sound.rate * 2, 4);
  put_little(out, 2, 2);
  put_little(out, 16, 2);
  out += "data";
  put_little(out, bytes, 4);
  for (const std::int16_t sample : sound.samples) {
    put_little(out, static_cast<std::uint16_t>(sample), 2);
  }
  return out;
}

}  // namespace filo::rtp
