// Speech with the real engine where it is installed (it is one of the product's packages), with
// small stand-in programs for its failures.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "adapters/speech/espeak.h"
#include "adapters/speech/music.h"
#include "base/limits.h"
#include "base/tests/test_loop.h"
#include "protocols/rtp/wav.h"

namespace filo::speech {
namespace {

using namespace std::chrono_literals;

rtp::Sound read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  auto sound = rtp::parse_wav({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  return sound ? sound.value() : rtp::Sound{};
}

double rms(const rtp::Sound& sound) {
  double sum = 0;
  for (const double s : sound.samples) sum += s * s;
  return std::sqrt(sum / std::max<double>(1, static_cast<double>(sound.samples.size())));
}

struct Speaking : testing::Test {
  TestLoop core;
  Workers workers{2, 100};
  std::string folder;
  EspeakConfig config;
  std::vector<Result<std::string>> answers;

  void SetUp() override {
    std::string pattern = "/tmp/filo_speech_XXXXXX";
    folder = mkdtemp(pattern.data());
    config.folder = folder + "/prompts";
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  app::Speech::Done keep() {
    return [this](Result<std::string> result) { answers.push_back(std::move(result)); };
  }
  std::string program(const std::string& script) {
    const std::string path = folder + "/engine";
    std::ofstream(path) << "#!/bin/sh\n" << script;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
  Errc fails(EspeakSpeech& speech, const std::string& text, const std::string& language) {
    const std::size_t before = answers.size();
    speech.prompt(text, language, keep());
    EXPECT_TRUE(core.until([&] { return answers.size() > before; }));
    EXPECT_FALSE(answers.back());
    return answers.back() ? Errc::internal : answers.back().error().code;
  }
};

TEST_F(Speaking, EachLanguageHasItsVoice) {
  EspeakSpeech speech(core, workers, config);
  speech.prompt("Benvenuti. Tutti gli operatori sono occupati.", "it", keep());
  speech.prompt("Bienvenue, votre appel va être pris.", "fr-FR", keep());
  speech.prompt("Welcome. Please hold the line.", "en_GB", keep());
  ASSERT_TRUE(core.until([&] { return answers.size() == 3; }));
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer) << answer.error().detail;
    const rtp::Sound sound = read(answer.value());
    EXPECT_EQ(sound.rate, 8'000u);
    EXPECT_GT(sound.samples.size(), 8'000u);
    EXPECT_LT(sound.samples.size(), 80'000u);
    EXPECT_GT(rms(sound), 300);
  }
}

TEST_F(Speaking, SamePromptAskedTogetherIsRenderedOnceAndThenKept) {
  config.program = program("echo run >> " + folder + "/runs; exec espeak-ng \"$@\"");
  config.program =
      program("echo run >> " + folder + "/runs\nPATH=/usr/bin:/bin\nexec espeak-ng \"$@\"\n");
  EspeakSpeech speech(core, workers, config);
  for (int i = 0; i < 5; ++i) speech.prompt("Premere uno.", "it", keep());
  ASSERT_TRUE(core.until([&] { return answers.size() == 5; }));
  speech.prompt("Premere uno.", "it", keep());
  ASSERT_TRUE(core.until([&] { return answers.size() == 6; }));
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer.value(), answers[0].value());
  }
  EXPECT_EQ(std::filesystem::file_size(folder + "/runs"), 4u) << "one line: one run";
}

TEST_F(Speaking, NothingIsLeftBesideThePrompt) {
  EspeakSpeech speech(core, workers, config);
  speech.prompt("Pronto.", "it", keep());
  ASSERT_TRUE(core.until([&] { return !answers.empty(); }));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(config.folder))
    ++files;
  EXPECT_EQ(files, 1u);
}

TEST_F(Speaking, TextThatLooksLikeAnOptionOrACommandIsOnlySpoken) {
  EspeakSpeech speech(core, workers, config);
  speech.prompt("--version; touch " + folder + "/harm $(touch " + folder + "/harm)", "en", keep());
  ASSERT_TRUE(core.until([&] { return !answers.empty(); }));
  EXPECT_TRUE(answers[0]);
  EXPECT_FALSE(std::filesystem::exists(folder + "/harm"));
}

TEST_F(Speaking, BadRequestsAreRefused) {
  EspeakSpeech speech(core, workers, config);
  EXPECT_EQ(fails(speech, "", "it"), Errc::invalid);
  EXPECT_EQ(fails(speech, "  \n", "it"), Errc::invalid);
  EXPECT_EQ(fails(speech, "\xff\xfe", "it"), Errc::invalid);
  EXPECT_EQ(fails(speech, "hallo", "de"), Errc::invalid);
  EXPECT_EQ(fails(speech, std::string(limits::kPromptChars + 1, 'a'), "it"), Errc::limit);
}

TEST_F(Speaking, EngineThatHangsIsKilled) {
  config.program = program("exec /bin/sleep 60\n");
  config.time_limit = 200ms;
  EspeakSpeech speech(core, workers, config);
  EXPECT_EQ(fails(speech, "ciao", "it"), Errc::timeout);
}

TEST_F(Speaking, EngineThatFailsOrIsAbsentIsReported) {
  config.program = program("exit 3\n");
  EspeakSpeech failing(core, workers, config);
  EXPECT_EQ(fails(failing, "ciao", "it"), Errc::unavailable);
  config.program = "/nowhere/espeak-ng";
  EspeakSpeech absent(core, workers, config);
  EXPECT_EQ(fails(absent, "ciao", "it"), Errc::unavailable);
  config.program = program("exit 0\n");  // says it worked, wrote nothing
  EspeakSpeech lying(core, workers, config);
  EXPECT_EQ(fails(lying, "ciao", "it"), Errc::unavailable);
}

TEST_F(Speaking, WaitingPromptsAreBounded) {
  config.program = program("exec /bin/sleep 60\n");
  config.time_limit = 300ms;
  EspeakSpeech speech(core, workers, config);
  for (std::size_t i = 0; i < limits::kPromptsWaiting; ++i) speech.prompt("ciao", "it", keep());
  EXPECT_EQ(fails(speech, "un'altra", "it"), Errc::limit);
  EXPECT_TRUE(core.until([&] { return answers.size() == limits::kPromptsWaiting + 1; }));
}

TEST(Music, IsCalmAndLoopsWithoutASeam) {
  const rtp::Sound music = compose_music();
  EXPECT_EQ(music.rate, 8'000u);
  EXPECT_EQ(music.samples.size(), 48u * 8'000u);
  EXPECT_GT(rms(music), 800);
  int peak = 0, step = 0;
  for (std::size_t i = 0; i < music.samples.size(); ++i) {
    const int here = music.samples[i], next = music.samples[(i + 1) % music.samples.size()];
    peak = std::max(peak, std::abs(here));
    step = std::max(step, std::abs(next - here));
  }
  EXPECT_LE(peak, 9'000);
  const int seam = std::abs(music.samples.front() - music.samples.back());
  EXPECT_LE(seam, step) << "no click where it starts again";
}

TEST_F(Speaking, MusicIsMadeOnceAndNeverReplacesAnAdministratorsOwn) {
  const std::string path = folder + "/music/default.wav";
  ASSERT_TRUE(ensure_music(path));
  EXPECT_EQ(read(path).samples.size(), 48u * 8'000u);
  std::ofstream(path) << "mine";
  ASSERT_TRUE(ensure_music(path));
  EXPECT_EQ(std::filesystem::file_size(path), 4u);
}

}  // namespace
}  // namespace filo::speech
