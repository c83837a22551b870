// A phone that we did not write, baresip, as agent and as caller: what each side says is heard.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>

#include "support/audio.h"
#include "support/centre.h"

namespace filo::test {
namespace {

using namespace std::chrono_literals;

constexpr int kTheirHz = 700, kOurHz = 1'000;

void write_tone(const std::string& path, int hz) {
  rtp::Sound sound;
  for (int i = 0; i < 8'000 * 60; ++i)
    sound.samples.push_back(
        static_cast<std::int16_t>(4'000 * std::sin(2 * std::numbers::pi * hz * i / 8'000)));
  std::ofstream(path, std::ios::binary) << rtp::write_wav(sound);
}

/// baresip without a head: a tone for a voice, keys over UDP, what it hears in a file of its own.
class Baresip {
 public:
  Baresip(Centre& centre,
          const std::string& account,
          std::uint16_t port,
          const std::string& dial = {})
      : dir_(centre.file("baresip")), keys_(free_port()) {
    std::filesystem::create_directories(dir_ + "/heard");
    write_tone(dir_ + "/voice.wav", kTheirHz);
    const std::uint16_t rtp = free_port_range(20);
    std::ofstream(dir_ + "/config") << fmt::format(
        "sip_listen 127.0.0.1:{}\nmodule_path /usr/lib/baresip/modules\n"
        "audio_source aufile,{}/voice.wav\naudio_player aubridge,heard\n"
        "audio_alert aubridge,alert\nausrc_srate 8000\nauplay_srate 8000\n"
        "ausrc_channels 1\nauplay_channels 1\nrtp_ports {}-{}\nsnd_path {}/heard\n"
        "cons_listen 127.0.0.1:{}\nmodule g711.so\nmodule aufile.so\nmodule aubridge.so\n"
        "module sndfile.so\nmodule cons.so\nmodule_app account.so\nmodule_app menu.so\n",
        port, dir_, rtp, rtp + 19, dir_, keys_);
    std::ofstream(dir_ + "/accounts") << account << "\n";
    std::ofstream(dir_ + "/contacts") << "\n";
    std::vector<std::string> words = {"baresip", "-f", dir_, "-t", "50"};
    if (!dial.empty()) words.insert(words.end(), {"-e", "/dial " + dial});
    process_ = std::make_unique<Process>(words, dir_ + "/log");
  }

  bool says(const std::string& text, std::chrono::milliseconds limit = 15s) const {
    return eventually([&] { return output().find(text) != std::string::npos; }, limit);
  }
  std::string output() const { return process_->output(); }
  void press(char key) const {
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(keys_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sendto(fd, &key, 1, 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    close(fd);
  }
  /// What it has decoded from the network; its file is whole after stop().
  rtp::Sound heard() {
    process_->stop();
    for (const auto& entry : std::filesystem::directory_iterator(dir_ + "/heard"))
      if (entry.path().string().find("dec.wav") != std::string::npos)
        return read_sound(entry.path().string());
    return {};
  }

 private:
  std::string dir_;
  std::uint16_t keys_;
  std::unique_ptr<Process> process_;
};

class Foreign : public ::testing::Test {
 protected:
  void SetUp() override { centre_.start(); }
  void TearDown() override { EXPECT_EQ(centre_.stop(), 0); }
  Centre centre_;
};

TEST_F(Foreign, baresip_answers_as_an_agent_and_both_hear_each_other) {
  // A phone with an address of its own: libre 1.1.0, which this baresip is made with, gives up on a
  // registrar that offers SHA-256 beside MD5 (RFC 8760), so it cannot register here.
  const std::uint16_t port = free_port();
  centre_.configure(
      "agents", "Luca Moretti",
      {{"phone", {{"kind", "sip"}, {"contact", fmt::format("sip:102@127.0.0.1:{}", port)}}}});
  Baresip luca(centre_, "<sip:102@127.0.0.1>;answermode=auto;regint=0", port);
  ASSERT_TRUE(luca.says("baresip is ready")) << luca.output();
  centre_.set_presence("luca", "ready");
  const std::string record = centre_.file("caller.wav");
  auto rossi =
      centre_.caller("+39021234701", {"--tone", std::to_string(kOurHz), "--record", record});
  ASSERT_TRUE(centre_.reaches("luca", "busy", 20s)) << luca.output();
  const std::size_t seconds = rossi->count("sound");
  ASSERT_TRUE(rossi->saw("sound", 10s, seconds + 5));
  EXPECT_EQ(rossi->hang_up(), 0) << rossi->output();
  const rtp::Sound by_caller = read_sound(record);
  const double end = seconds_of(by_caller);
  EXPECT_GT(tone_share(by_caller, kTheirHz, end - 3, end - 1), 0.9);
  const rtp::Sound by_agent = luca.heard();
  EXPECT_GT(tone_share(by_agent, kOurHz, 1, 3), 0.9) << seconds_of(by_agent) << luca.output();
}

TEST_F(Foreign, baresip_calls_presses_a_key_in_the_menu_and_is_heard) {
  const std::string record = centre_.file("agent.wav");
  auto luca = centre_.agent_phone(
      "102", {"--answer", "--tone", std::to_string(kOurHz), "--record", record});
  centre_.set_presence("luca", "ready");
  Baresip rossi(centre_, fmt::format("<sip:+39021234702@{}>;regint=0", centre_.sip_address()),
                centre_.trunk_port(),
                fmt::format("sip:{}@{}", Centre::kItalianNumber, centre_.sip_address()));
  ASSERT_TRUE(rossi.says("Call established")) << rossi.output();
  rossi.press('1');
  // Without the key the menu would take fifteen seconds before it gives up.
  ASSERT_TRUE(luca->saw("answered", 10s)) << rossi.output();
  ASSERT_TRUE(luca->saw("sound", 10s, 5));
  const rtp::Sound by_agent = read_sound(record);
  EXPECT_GT(tone_share(by_agent, kTheirHz, 1, seconds_of(by_agent) - 0.5), 0.9);
  const rtp::Sound by_caller = rossi.heard();
  const double end = seconds_of(by_caller);
  EXPECT_GT(tone_share(by_caller, kOurHz, end - 3, end - 1), 0.9) << end << rossi.output();
}

}  // namespace
}  // namespace filo::test
