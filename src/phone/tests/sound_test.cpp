// The rhythm of what is sent, the keys in between, and the place of what is heard.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "phone/digit_script.h"
#include "phone/pacer.h"
#include "phone/recording.h"
#include "phone/tone.h"
#include "protocols/rtp/wav.h"

namespace filo::phone {
namespace {

using std::chrono::milliseconds;

const MonoTime kStart{std::chrono::hours{1}};

TEST(Pacer, LatenessOfSingleTimersDoesNotAddUp) {
  Pacer pacer;
  pacer.start(kStart);
  int sent = 0;
  for (int ms = 0; ms < 10'000; ms += 23) sent += pacer.due(kStart + milliseconds{ms});
  EXPECT_EQ(sent, 500);  // ten seconds at 20 ms, whatever the timer did
}

TEST(Pacer, NothingIsDueBetweenFrames) {
  Pacer pacer;
  pacer.start(kStart);
  EXPECT_EQ(pacer.due(kStart), 1);
  EXPECT_EQ(pacer.due(kStart + milliseconds{19}), 0);
  EXPECT_EQ(pacer.due(kStart + milliseconds{20}), 1);
}

TEST(Pacer, ALongStallIsSkippedNotSentAtOnce) {
  Pacer pacer;
  pacer.start(kStart);
  EXPECT_EQ(pacer.due(kStart + milliseconds{80}), 5);
  EXPECT_EQ(pacer.due(kStart + milliseconds{5'080}), 1);
  EXPECT_EQ(pacer.next(), kStart + milliseconds{5'100});
}

TEST(DigitScript, AWaitKeepsASecondBetweenKeys) {
  DigitScript script;
  script.add("1,w,2");
  std::vector<int> first_packets;
  for (int tick = 0; tick < 200; ++tick) {
    const auto out = script.tick();
    if (out && out->first) first_packets.push_back(tick);
  }
  ASSERT_EQ(first_packets.size(), 2u);
  const int gap = first_packets[1] - first_packets[0];
  EXPECT_GE(gap, DigitScript::kWaitTicks);
  EXPECT_LE(gap, DigitScript::kWaitTicks + 15);  // the key itself takes 11 ticks
  EXPECT_FALSE(script.pressing());
}

TEST(SoftTone, HasTheLevelItClaims) {
  const rtp::Sound tone = soft_tone(440);
  double squares = 0;
  for (const std::int16_t sample : tone.samples) squares += double(sample) * double(sample);
  EXPECT_NEAR(level_dbfs(squares, tone.samples.size()), kToneDbfs, 0.1);
  EXPECT_EQ(level_dbfs(0, 0), kSilenceDbfs);
}

rtp::Header header(std::uint32_t timestamp, std::uint32_t ssrc = 7) {
  rtp::Header h;
  h.timestamp = timestamp;
  h.ssrc = ssrc;
  return h;
}

TEST(RecordingClock, FollowsTimestampsNotArrivals) {
  RecordingClock clock(kStart);
  EXPECT_EQ(clock.place(header(1'000), kStart), 0u);
  EXPECT_EQ(clock.place(header(1'160), kStart + milliseconds{90}), 160u);  // late
  EXPECT_EQ(clock.place(header(1'480), kStart + milliseconds{91}), 480u);  // one is missing
  EXPECT_EQ(clock.place(header(1'320), kStart + milliseconds{92}), 320u);  // there it is
  EXPECT_EQ(clock.place(header(1'320), kStart + milliseconds{93}), 320u);  // twice
}

TEST(RecordingClock, GoesOnAcrossTheWrapOfTimestamps) {
  RecordingClock clock(kStart);
  EXPECT_EQ(clock.place(header(0xffff'ff60), kStart), 0u);
  EXPECT_EQ(clock.place(header(0), kStart + milliseconds{20}), 160u);
}

TEST(RecordingClock, PutsANewStreamWhereTheClockSays) {
  RecordingClock clock(kStart);
  clock.place(header(1'000), kStart);
  EXPECT_EQ(clock.place(header(9, 8), kStart + milliseconds{500}), 4'000u);
  EXPECT_EQ(clock.place(header(900'000, 8), kStart + milliseconds{520}), 4'160u);  // a jump
}

class RecordingFile : public testing::Test {
 protected:
  RecordingFile()
      : path_(std::filesystem::temp_directory_path() /
              ("filo_recording_" + std::to_string(getpid()) + ".wav")) {}
  ~RecordingFile() override { std::filesystem::remove(path_); }
  rtp::Sound read() const {
    std::ifstream file(path_, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    auto sound =
        rtp::parse_wav({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    EXPECT_TRUE(sound) << (sound ? "" : sound.error().detail);
    return sound ? *sound : rtp::Sound{};
  }
  std::filesystem::path path_;
};

TEST_F(RecordingFile, HoldsSilenceWhereAPacketIsMissing) {
  const std::vector<std::int16_t> loud(160, 1'000);
  {
    auto recording = Recording::create(path_.string(), kStart);
    ASSERT_TRUE(recording);
    (*recording)->push(header(0), loud, kStart);
    (*recording)->push(header(320), loud, kStart + milliseconds{40});
    (*recording)->update(kStart + milliseconds{100});
  }
  const rtp::Sound sound = read();
  ASSERT_EQ(sound.samples.size(), 800u);
  EXPECT_EQ(sound.rate, 8'000u);
  EXPECT_EQ(sound.samples[159], 1'000);
  EXPECT_EQ(sound.samples[160], 0);
  EXPECT_EQ(sound.samples[319], 0);
  EXPECT_EQ(sound.samples[320], 1'000);
  EXPECT_EQ(sound.samples[480], 0);
}

TEST_F(RecordingFile, SaysWhyItCannotBeWritten) {
  const auto recording = Recording::create("/dev/null/x.wav", kStart);
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().code, Errc::unavailable);
}

}  // namespace
}  // namespace filo::phone
