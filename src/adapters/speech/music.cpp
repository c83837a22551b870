#include "adapters/speech/music.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <vector>

namespace filo::speech {
namespace {

constexpr double kRate = rtp::kClock;
constexpr double kBeat = 0.75;   // seconds: 80 beats a minute
constexpr int kBeats = 64;       // 16 bars of four
constexpr double kPeak = 9'000;  // about -11 dBFS: below speech, so that a prompt stands out

/// A note in MIDI numbers; `at` and `length` in beats.
struct Note {
  double at, length;
  int pitch;
};

/// One timbre: partials with their strength, and how the tone swells and dies.
struct Voice {
  std::array<double, 3> partials;
  double attack, decay, level;  // seconds, seconds, 0..1
};
constexpr Voice kPad{{1.0, 0.30, 0.08}, 0.55, 4.0, 0.16};
constexpr Voice kBell{{1.0, 0.18, 0.10}, 0.012, 0.9, 0.34};
constexpr Voice kBass{{1.0, 0.45, 0.15}, 0.03, 1.6, 0.22};

// Chords of the eight bars that are heard twice: C, Am7, F, G, Em7, Am, Dm7, Gsus.
constexpr std::array<std::array<int, 4>, 8> kChords = {{{60, 64, 67, 71},
                                                        {57, 60, 64, 67},
                                                        {57, 60, 65, 69},
                                                        {59, 62, 67, 71},
                                                        {59, 62, 64, 67},
                                                        {57, 60, 64, 69},
                                                        {57, 60, 62, 65},
                                                        {60, 62, 67, 74}}};
constexpr std::array<int, 8> kRoots = {48, 45, 53, 55, 52, 45, 50, 55};

// The tune: one line a phrase of four bars; the second time it climbs higher before it rests.
const std::vector<Note> kTune = {
    {0, 1.5, 76},    {1.5, 0.5, 74}, {2, 2, 72},    {4, 1, 71},      {5, 1, 72},      {6, 2, 76},
    {8, 1.5, 77},    {9.5, 0.5, 76}, {10, 2, 72},   {12, 1, 74},     {13, 3, 71},     {16, 1.5, 79},
    {17.5, 0.5, 76}, {18, 2, 74},    {20, 1, 72},   {21, 1, 74},     {22, 2, 76},     {24, 1, 77},
    {25, 1, 74},     {26, 2, 69},    {28, 4, 74},   {32, 1.5, 76},   {33.5, 0.5, 79}, {34, 2, 81},
    {36, 1, 79},     {37, 1, 76},    {38, 2, 72},   {40, 1.5, 77},   {41.5, 0.5, 79}, {42, 2, 81},
    {44, 1, 83},     {45, 3, 79},    {48, 1.5, 79}, {49.5, 0.5, 81}, {50, 2, 83},     {52, 1, 81},
    {53, 1, 79},     {54, 2, 76},    {56, 1, 77},   {57, 1, 76},     {58, 2, 74},     {60, 4, 72}};

double frequency(int pitch) {
  return 440.0 * std::exp2((pitch - 69) / 12.0);
}

double envelope(const Voice& voice, double t, double length) {
  constexpr double kRelease = 0.5;
  const double rise = t < voice.attack ? std::sin(t / voice.attack * std::numbers::pi / 2) : 1.0;
  const double fade = t > length ? std::max(0.0, 1.0 - (t - length) / kRelease) : 1.0;
  return rise * fade * std::exp(-t / voice.decay);
}

/// Adds a note; what sounds past the end continues at the beginning, so the loop has no seam.
void add(std::vector<double>& mix, const Voice& voice, const Note& note) {
  const auto begin = static_cast<std::size_t>(note.at * kBeat * kRate);
  const double length = note.length * kBeat;
  const auto samples = static_cast<std::size_t>((length + 0.5) * kRate);
  for (std::size_t i = 0; i < samples; ++i) {
    const double t = static_cast<double>(i) / kRate;
    double sum = 0;
    for (std::size_t k = 0; k < voice.partials.size(); ++k) {
      const double phase =
          2 * std::numbers::pi * frequency(note.pitch) * static_cast<double>(k + 1) * t;
      sum += voice.partials[k] * std::sin(phase);
    }
    mix[(begin + i) % mix.size()] += voice.level * envelope(voice, t, length) * sum;
  }
}

}  // namespace

rtp::Sound compose_music() {
  std::vector<double> mix(static_cast<std::size_t>(kBeats * kBeat * kRate));
  for (int bar = 0; bar < kBeats / 4; ++bar) {
    const auto chord = static_cast<std::size_t>(bar) % kChords.size();
    const double at = bar * 4.0;
    for (const int pitch : kChords[chord]) add(mix, kPad, {at, 4, pitch});
    add(mix, kBass, {at, 1.8, kRoots[chord]});
    add(mix, kBass, {at + 2, 1.8, kRoots[chord] + 7});
    // A quiet broken chord between the notes of the tune.
    for (int step = 0; step < 8; ++step) {
      constexpr Voice kDrop{{1.0, 0.1, 0.0}, 0.01, 0.35, 0.07};
      const int pitch = kChords[chord][static_cast<std::size_t>(step) % 4] + 12;
      add(mix, kDrop, {at + step * 0.5, 0.5, pitch});
    }
  }
  for (const Note& note : kTune) add(mix, kBell, note);

  double peak = 0;
  for (const double sample : mix) peak = std::max(peak, std::abs(sample));
  rtp::Sound sound;
  sound.samples.reserve(mix.size());
  for (const double sample : mix) {
    sound.samples.push_back(static_cast<std::int16_t>(std::lround(sample / peak * kPeak)));
  }
  return sound;
}

Status ensure_music(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code fault;
  if (fs::exists(path, fault)) return {};
  fs::create_directories(fs::path(path).parent_path(), fault);
  const std::string scratch = path + ".tmp";
  std::ofstream file(scratch, std::ios::binary | std::ios::trunc);
  file << rtp::write_wav(compose_music());
  file.close();
  if (file.fail()) return Error{Errc::unavailable, "cannot write " + scratch};
  fs::rename(scratch, path, fault);
  if (fault) return Error{Errc::unavailable, "cannot write " + path};
  return {};
}

}  // namespace filo::speech
