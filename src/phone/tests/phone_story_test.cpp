// Two phones on loopback, each on its own loop and thread, call each other over real sockets.
//
// Goal: a call carries sound both ways, keys, hold and resume, and ends in order from either side.
// Method: each phone plays its own tone; recordings and JSON events are looked at when both have
// ended. Every phone has a --duration, so that nothing can hang.

#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <numbers>
#include <ostream>
#include <streambuf>
#include <thread>

#include "phone/phone.h"
#include "phone/tests/registrar.h"
#include "protocols/rtp/wav.h"

namespace filo::phone {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What a phone has told so far; its thread writes, the test reads and waits.
class EventLog final : public std::streambuf {
 public:
  std::string text() const {
    std::lock_guard lock(mutex_);
    return text_;
  }
  /// False when `mark` has not come within five seconds.
  bool wait_for(const std::string& mark) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, std::chrono::seconds{5},
                          [&] { return text_.find(mark) != text_.npos; });
  }

 private:
  std::streamsize xsputn(const char* bytes, std::streamsize n) override {
    std::lock_guard lock(mutex_);
    text_.append(bytes, static_cast<std::size_t>(n));
    more_.notify_all();
    return n;
  }
  int overflow(int byte) override {
    const char c = static_cast<char>(byte);
    xsputn(&c, 1);
    return byte;
  }

  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::string text_;
};

/// A phone that lives on a thread of its own until it is done.
class RunningPhone {
 public:
  explicit RunningPhone(PhoneOptions options) {
    options.json = true;
    if (!options.duration_s) options.duration_s = 8;
    Result<Server> server = resolve_server(options.server);
    EXPECT_TRUE(check_options(options, nullptr));
    phone_ = std::make_unique<Phone>(loop_, options, *server, out_);
    const Status up = phone_->start();
    EXPECT_TRUE(up) << (up ? "" : up.error().detail);
    address_ = phone_->local().str();
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~RunningPhone() { wait(); }

  const std::string& address() const { return address_; }
  void interrupt() {
    loop_.post([this] { phone_->stop(); });
  }
  int wait() {
    if (thread_.joinable()) thread_.join();
    return phone_->exit_code();
  }
  std::string events() const { return log_.text(); }
  bool wait_for(const std::string& mark) { return log_.wait_for(mark); }

 private:
  EpollLoop loop_;
  EventLog log_;
  std::ostream out_{&log_};
  std::unique_ptr<Phone> phone_;
  std::string address_;
  std::thread thread_;
};

/// How much of the sound's power is at `hz`, 0 to 1 (Goertzel).
double share_at(std::span<const std::int16_t> samples, double hz) {
  const double w = 2 * std::numbers::pi * hz / rtp::kClock;
  double s1 = 0, s2 = 0, energy = 0;
  for (const std::int16_t sample : samples) {
    const double s = sample + 2 * std::cos(w) * s1 - s2;
    s2 = s1;
    s1 = s;
    energy += double(sample) * double(sample);
  }
  const double power = s1 * s1 + s2 * s2 - 2 * std::cos(w) * s1 * s2;
  return energy == 0 ? 0 : 2 * power / (energy * static_cast<double>(samples.size()));
}

class TwoPhones : public testing::Test {
 protected:
  TwoPhones()
      : folder_(std::filesystem::temp_directory_path() /
                ("filo_phone_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~TwoPhones() override { std::filesystem::remove_all(folder_); }

  static PhoneOptions answering() {
    PhoneOptions options;
    options.answer = true;
    options.repeat = 1;
    options.tone_hz = 600;
    return options;
  }
  static PhoneOptions calling(const RunningPhone& other) {
    PhoneOptions options;
    options.server = other.address();
    options.call = "800100200";
    options.from = "+39021234567";
    options.tone_hz = 1'000;
    return options;
  }
  std::string file(const char* name) const { return (folder_ / name).string(); }
  static std::vector<std::int16_t> samples(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    auto sound =
        rtp::parse_wav({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    EXPECT_TRUE(sound) << path;
    return sound ? sound->samples : std::vector<std::int16_t>{};
  }

  std::filesystem::path folder_;
};

TEST_F(TwoPhones, HearEachOther) {
  PhoneOptions answer = answering();
  answer.record = file("answer.wav");
  RunningPhone bob(answer);
  PhoneOptions call = calling(bob);
  call.record = file("call.wav");
  call.hang_up_after_s = 1.5;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  EXPECT_EQ(bob.wait(), 0) << bob.events();

  const auto heard_by_anna = samples(file("call.wav"));
  const auto heard_by_bob = samples(file("answer.wav"));
  EXPECT_NEAR(static_cast<double>(heard_by_anna.size()), 1.5 * 8'000, 2'000);
  EXPECT_GT(share_at(heard_by_anna, 600), 0.8);
  EXPECT_LT(share_at(heard_by_anna, 1'000), 0.05);
  EXPECT_GT(share_at(heard_by_bob, 1'000), 0.8);
  EXPECT_LT(share_at(heard_by_bob, 600), 0.05);
  EXPECT_THAT(bob.events(), HasSubstr(R"("event":"incoming","from":"+39021234567")"));
  EXPECT_THAT(anna.events(), HasSubstr(R"("event":"sound","packets_in":)"));
  EXPECT_THAT(anna.events(), HasSubstr(R"("how":"hung_up")"));
  EXPECT_THAT(bob.events(), HasSubstr(R"("how":"hung_up_by_peer")"));
}

TEST_F(TwoPhones, TalkMuLawOverTcpWhenAsked) {
  PhoneOptions answer = answering();
  answer.transport = "tcp";
  RunningPhone bob(answer);
  PhoneOptions call = calling(bob);
  call.transport = "tcp";
  call.codec = "pcmu";
  call.record = file("call.wav");
  call.hang_up_after_s = 0.6;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  EXPECT_EQ(bob.wait(), 0) << bob.events();
  EXPECT_THAT(bob.events(), HasSubstr(R"("codec":"PCMU")"));
  EXPECT_GT(share_at(samples(file("call.wav")), 600), 0.8);
}

TEST_F(TwoPhones, PlayAFileOnceThenSilence) {
  rtp::Sound sound;
  for (int i = 0; i < 4'000; ++i) {
    sound.samples.push_back(
        static_cast<std::int16_t>(3'000 * std::sin(2 * std::numbers::pi * 800 * i / rtp::kClock)));
  }
  std::ofstream(file("play.wav"), std::ios::binary) << rtp::write_wav(sound);
  PhoneOptions answer = answering();
  answer.record = file("answer.wav");
  RunningPhone bob(answer);
  PhoneOptions call = calling(bob);
  call.play = file("play.wav");
  call.hang_up_after_s = 1.2;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 0);
  EXPECT_EQ(bob.wait(), 0);
  const auto heard = samples(file("answer.wav"));
  ASSERT_GT(heard.size(), 8'000u);
  const std::span all{heard};
  EXPECT_GT(share_at(all.subspan(800, 2'400), 800), 0.8);
  for (const std::int16_t sample : all.subspan(6'000, 1'600)) ASSERT_LE(std::abs(sample), 16);
}

TEST_F(TwoPhones, DigitsArriveInOrder) {
  RunningPhone bob(answering());
  PhoneOptions call = calling(bob);
  call.digits = "1,w,2#";
  call.digits_after_ms = 100;
  call.hang_up_after_s = 2.2;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 0);
  EXPECT_EQ(bob.wait(), 0);
  std::string digits;
  const std::string events = bob.events();
  const std::string mark = R"("digit":")";
  for (std::size_t at = events.find(mark); at != events.npos; at = events.find(mark, at + 1)) {
    digits += events[at + mark.size()];
  }
  EXPECT_EQ(digits, "12#");
}

TEST_F(TwoPhones, HoldAndResume) {
  PhoneOptions answer = answering();
  answer.record = file("answer.wav");
  RunningPhone bob(answer);
  PhoneOptions call = calling(bob);
  call.hold_after_s = 0.6;
  call.resume_after_s = 0.8;
  call.hang_up_after_s = 2.0;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  EXPECT_EQ(bob.wait(), 0) << bob.events();
  for (const RunningPhone* phone : {&anna, &bob}) {
    const std::string by = phone == &anna ? R"(,"by":"us")" : R"(,"by":"them")";
    const std::size_t held = phone->events().find(R"("event":"held")" + by);
    ASSERT_NE(held, std::string::npos) << phone->events();
    EXPECT_NE(phone->events().find(R"("event":"resumed")" + by, held), std::string::npos);
  }
  const auto heard = samples(file("answer.wav"));
  ASSERT_GT(heard.size(), 14'000u);
  const std::span all{heard};
  EXPECT_GT(share_at(all.subspan(1'600, 1'600), 1'000), 0.8);    // before
  for (const std::int16_t sample : all.subspan(7'200, 1'600)) {  // on hold
    ASSERT_LE(std::abs(sample), 16);
  }
  EXPECT_GT(share_at(all.subspan(12'800, 1'200), 1'000), 0.8);  // after
}

TEST_F(TwoPhones, TheCalledSideMayHangUp) {
  PhoneOptions answer = answering();
  answer.hang_up_after_s = 0.4;
  RunningPhone bob(answer);
  RunningPhone anna(calling(bob));
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  EXPECT_EQ(bob.wait(), 0) << bob.events();
  EXPECT_THAT(anna.events(), HasSubstr(R"("how":"hung_up_by_peer")"));
}

TEST_F(TwoPhones, ARefusedCallFailsForTheCallerOnly) {
  PhoneOptions refuse;
  refuse.refuse = 486;
  refuse.repeat = 1;
  RunningPhone bob(refuse);
  RunningPhone anna(calling(bob));
  EXPECT_EQ(anna.wait(), 1);
  EXPECT_EQ(bob.wait(), 0);
  EXPECT_THAT(anna.events(), HasSubstr(R"("how":"refused","status":486)"));
  EXPECT_THAT(anna.events(), Not(HasSubstr("answered")));
}

TEST_F(TwoPhones, CallAgainAsOftenAsAsked) {
  PhoneOptions answer = answering();
  answer.repeat = 3;
  answer.record = file("answer.wav");
  RunningPhone bob(answer);
  PhoneOptions call = calling(bob);
  call.repeat = 3;
  call.hang_up_after_s = 0.2;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  EXPECT_EQ(bob.wait(), 0) << bob.events();
  EXPECT_GT(samples(file("answer-3.wav")).size(), 800u);
}

TEST_F(TwoPhones, AnInterruptHangsUpFirst) {
  RunningPhone bob(answering());
  RunningPhone anna(calling(bob));
  EXPECT_TRUE(anna.wait_for(R"("event":"sound")"));
  anna.interrupt();
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  EXPECT_EQ(bob.wait(), 0) << bob.events();
  EXPECT_THAT(bob.events(), HasSubstr(R"("how":"hung_up_by_peer")"));
}

TEST_F(TwoPhones, AnUnansweredCallIsCancelledAndFails) {
  PhoneOptions ring_only = answering();
  ring_only.answer_after_ms = 60'000;
  ring_only.duration_s = 1.5;
  RunningPhone bob(ring_only);
  PhoneOptions call = calling(bob);
  call.duration_s = 0.5;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 1);
  EXPECT_THAT(anna.events(), HasSubstr(R"("event":"ringing")"));
  EXPECT_EQ(bob.wait(), 1);  // one call was to be answered
  EXPECT_THAT(bob.events(), HasSubstr(R"("how":"cancelled")"));
}

PhoneOptions registering(const Registrar& registrar, const std::string& password) {
  PhoneOptions options;
  options.server = registrar.address();
  options.register_wanted = true;
  options.user = "anna";
  options.password = password;
  return options;
}

TEST(RegisteredPhone, IsCalledAndUnregistersInTheEnd) {
  Registrar registrar("anna", "secret", /*call=*/true);
  ASSERT_TRUE(registrar.started());
  PhoneOptions options = registering(registrar, "secret");
  options.answer = true;
  options.repeat = 1;
  RunningPhone anna(options);
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  registrar.stop();
  EXPECT_EQ(registrar.registered, 1);
  EXPECT_EQ(registrar.answered, 1);
  EXPECT_EQ(registrar.hung_up, 1);
  EXPECT_EQ(registrar.unregistered, 1);
  EXPECT_THAT(anna.events(), HasSubstr(R"("event":"registered","user":"anna")"));
  EXPECT_THAT(anna.events(), HasSubstr(R"("event":"unregistered")"));
}

TEST(RegisteredPhone, StaysForItsDuration) {
  Registrar registrar("anna", "secret", /*call=*/false);
  PhoneOptions options = registering(registrar, "secret");
  options.duration_s = 0.5;
  RunningPhone anna(options);
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  registrar.stop();
  EXPECT_EQ(registrar.unregistered, 1);
}

TEST(RegisteredPhone, FailsWithAWrongPassword) {
  Registrar registrar("anna", "secret", /*call=*/false);
  RunningPhone anna(registering(registrar, "wrong"));
  EXPECT_EQ(anna.wait(), 1);
  EXPECT_THAT(anna.events(), HasSubstr(R"("event":"register_failed","status":40)"));
  EXPECT_THAT(anna.events(), Not(HasSubstr("unregistered")));
}

TEST(RegisteredPhone, SaysThatNobodyAnswered) {
  PhoneOptions options;
  options.server = "127.0.0.1:9";  // discard: nobody speaks SIP there
  options.register_wanted = true;
  options.user = "anna";
  options.duration_s = 0.3;
  RunningPhone anna(options);
  EXPECT_EQ(anna.wait(), 1);
  EXPECT_THAT(anna.events(), HasSubstr("has not answered the registration"));
}

}  // namespace
}  // namespace filo::phone
