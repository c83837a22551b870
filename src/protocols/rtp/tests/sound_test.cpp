// G.711, WAV, resampling and the opinion score.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "protocols/rtp/g711.h"
#include "protocols/rtp/mos.h"
#include "protocols/rtp/wav.h"

namespace filo::rtp {
namespace {

Bytes bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Sound tone(double hertz, std::uint32_t rate, double seconds, double level = 10'000) {
  Sound sound{rate, {}};
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
    sound.samples.push_back(static_cast<std::int16_t>(
        std::lround(level * std::sin(2 * std::numbers::pi * hertz * i / rate))));
  }
  return sound;
}

/// The strength of one frequency (Goertzel), as an amplitude.
double level_at(const Sound& sound, double hertz) {
  double re = 0, im = 0;
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / sound.rate;
    re += sound.samples[i] * std::cos(phase);
    im += sound.samples[i] * std::sin(phase);
  }
  return 2 * std::hypot(re, im) / static_cast<double>(sound.samples.size());
}

TEST(G711, KnownValuesOfTheStandard) {
  EXPECT_EQ(alaw_encode(0), kAlawSilence);
  EXPECT_EQ(ulaw_encode(0), kUlawSilence);
  EXPECT_EQ(alaw_decode(0xd5), 8);
  EXPECT_EQ(alaw_decode(0x2a), -32'256);
  EXPECT_EQ(alaw_decode(0xaa), 32'256);
  EXPECT_EQ(ulaw_decode(0xff), 0);
  EXPECT_EQ(ulaw_decode(0x00), -32'124);
  EXPECT_EQ(ulaw_decode(0x80), 32'124);
}

TEST(G711, EveryCodeSurvivesDecodingAndEncoding) {
  for (int i = 0; i < 256; ++i) {
    const auto byte = static_cast<std::uint8_t>(i);
    EXPECT_EQ(alaw_encode(alaw_decode(byte)), byte);
    const std::uint8_t expected = byte == 0x7f ? 0xff : byte;  // 0x7f is the other zero
    EXPECT_EQ(ulaw_encode(ulaw_decode(byte)), expected);
  }
}

TEST(G711, QuantisationKeepsToItsSegment) {
  for (int s = -32'768; s <= 32'767; s += 7) {
    const auto sample = static_cast<std::int16_t>(s);
    const int bound = std::max(16, std::abs(s) / 16);
    EXPECT_LE(std::abs(alaw_decode(alaw_encode(sample)) - s), bound) << s;
    EXPECT_LE(std::abs(ulaw_decode(ulaw_encode(sample)) - s), std::max(bound, 650)) << s;
  }
}

TEST(G711, LawsConvertWithinAStep) {
  for (int i = 0; i < 256; ++i) {
    std::uint8_t byte[] = {static_cast<std::uint8_t>(i)};
    const int before = alaw_decode(byte[0]);
    alaw_to_ulaw(byte);
    EXPECT_LE(std::abs(ulaw_decode(byte[0]) - before), std::max(16, std::abs(before) / 16));
    ulaw_to_alaw(byte);
    EXPECT_LE(std::abs(alaw_decode(byte[0]) - before), std::max(24, std::abs(before) / 8));
  }
}

TEST(Wav, IsReadAsItWasWritten) {
  const Sound sound = tone(440, 8'000, 0.1);
  const auto got = parse_wav(bytes_of(write_wav(sound)));
  ASSERT_TRUE(got);
  EXPECT_EQ(got.value().rate, 8'000u);
  EXPECT_EQ(got.value().samples, sound.samples);
}

TEST(Wav, AlawAndStereoAreUnderstood) {
  std::string file = write_wav({8'000, {}});
  file[20] = 6;  // A-law
  file[22] = 2;  // stereo
  file[34] = 8;
  file[40] = 4;
  file += std::string("\xaa\xaa\xd5\xd5", 4);
  const auto got = parse_wav(bytes_of(file));
  ASSERT_TRUE(got) << got.error().detail;
  EXPECT_EQ(got.value().samples, (std::vector<std::int16_t>{32'256, 8}));
}

TEST(Wav, ARecordingCutShortStillPlays) {
  std::string file = write_wav(tone(440, 8'000, 0.1));
  file.resize(44 + 200);
  const auto got = parse_wav(bytes_of(file));
  ASSERT_TRUE(got);
  EXPECT_EQ(got.value().samples.size(), 100u);
}

TEST(Wav, OtherFilesAreRefused) {
  EXPECT_FALSE(parse_wav({}));
  EXPECT_FALSE(parse_wav(bytes_of("RIFF....WAVE")));
  std::string file = write_wav(tone(440, 8'000, 0.01));
  for (const auto& [offset, value] : {std::pair{20, 3}, {22, 0}, {22, 9}, {34, 24}}) {
    std::string broken = file;
    broken[static_cast<std::size_t>(offset)] = static_cast<char>(value);
    const auto got = parse_wav(bytes_of(broken));
    ASSERT_FALSE(got) << offset;
    EXPECT_EQ(got.error().code, Errc::invalid);
  }
}

TEST(Resample, KeepsTheToneAndItsLevel) {
  const Sound out = resample(tone(1'000, 22'050, 0.5), 8'000);
  EXPECT_EQ(out.rate, 8'000u);
  EXPECT_EQ(out.samples.size(), 4'000u);
  EXPECT_NEAR(level_at(out, 1'000), 10'000, 150);
}

TEST(Resample, WhatWouldFoldIsFilteredAway) {
  const Sound out = resample(tone(6'000, 22'050, 0.5), 8'000);
  EXPECT_LT(level_at(out, 2'000), 100);
}

TEST(Mos, CleanG711WithoutDelayIs441) {
  EXPECT_NEAR(mos(0, 0), 4.41, 0.005);
}

TEST(Mos, FallsWithLossAndDelay) {
  EXPECT_LT(mos(5, 0), 4.0);
  EXPECT_LT(mos(0, 400), mos(0, 100));
  EXPECT_LT(mos(5, 0, {0, 4.3}), mos(5, 0)) << "without concealment loss hurts more";
  EXPECT_EQ(mos(100, 5'000), 1.0);
}

}  // namespace
}  // namespace filo::rtp
