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
  /// False when `mark` has not come `times` times within twenty seconds.
  bool wait_for(const std::string& mark, std::size_t times) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, std::chrono::seconds{20}, [&] { return count(mark) >= times; });
  }
  std::size_t count_of(const std::string& mark) const {
    std::lock_guard lock(mutex_);
    return count(mark);
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

  std::size_t count(const std::string& mark) const {
    std::size_t found = 0;
    for (auto at = text_.find(mark); at != text_.npos; at = text_.find(mark, at + 1)) ++found;
    return found;
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
    if (!options.duration_s) options.duration_s = 30;
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
  bool wait_for(const std::string& mark, std::size_t times = 1) {
    return log_.wait_for(mark, times);
  }
  /// Two more reports of a second of sound: a whole second has passed since now.
  bool hears_another_second() {
    const std::string mark = R"("event":"sound")";
    return wait_for(mark, log_.count_of(mark) + 2);
  }

 private:
  EpollLoop loop_;
  EventLog log_;
  std::ostream out_{&log_};
  std::unique_ptr<Phone> phone_;
  std::string address_;
  std::thread thread_;
};

constexpr std::size_t kFrame = 160;   ///< 20 ms.
constexpr std::size_t kWindow = 800;  ///< 100 ms.

/// How much of the sound's power is at `hz`, 0 to 1 (Goertzel).
double power_share(std::span<const std::int16_t> samples, double hz) {
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

bool is_loud(std::span<const std::int16_t> samples) {
  return std::any_of(samples.begin(), samples.end(), [](int s) { return std::abs(s) > 16; });
}

/// The same of the middle one of its tenths of a second that are not silent: where a busy machine
/// leaves a gap, the tone before and after it need not fit together.
double share_at(std::span<const std::int16_t> samples, double hz) {
  std::vector<double> shares;
  for (std::size_t at = 0; at + kWindow <= samples.size(); at += kWindow) {
    const auto window = samples.subspan(at, kWindow);
    if (is_loud(window)) shares.push_back(power_share(window, hz));
  }
  if (shares.empty()) return 0;
  std::sort(shares.begin(), shares.end());
  return shares[shares.size() / 2];
}

/// Where the sound is loud, in frames of 20 ms: [first, last) of each stretch. Silence shorter than
/// `gap` frames does not end one.
std::vector<std::pair<std::size_t, std::size_t>> loud_stretches(
    std::span<const std::int16_t> samples, std::size_t gap) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 0; (i + 1) * kFrame <= samples.size(); ++i) {
    if (!is_loud(samples.subspan(i * kFrame, kFrame))) continue;
    if (found.empty() || i - found.back().second >= gap) found.push_back({i, i});
    found.back().second = i + 1;
  }
  return found;
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
  EXPECT_GT(heard_by_anna.size(), 10'000u);
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
  call.hang_up_after_s = 2;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 0);
  EXPECT_EQ(bob.wait(), 0);
  const auto heard = samples(file("answer.wav"));
  EXPECT_GT(share_at(heard, 800), 0.8);
  // 25 frames of sound, whenever they came: once and no more.
  std::size_t loud = 0;
  for (const auto& [first, last] : loud_stretches(heard, 1)) loud += last - first;
  EXPECT_NEAR(static_cast<double>(loud), 25, 2);
  ASSERT_GT(heard.size(), 8'000u);
  EXPECT_FALSE(is_loud(std::span{heard}.last(1'600)));
}

TEST_F(TwoPhones, DigitsArriveInOrder) {
  RunningPhone bob(answering());
  PhoneOptions call = calling(bob);
  call.digits = "1,w,2#";
  call.digits_after_ms = 100;
  RunningPhone anna(call);
  EXPECT_TRUE(bob.wait_for(R"("digit":"#")")) << bob.events();
  anna.interrupt();
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
  RunningPhone anna(call);
  EXPECT_TRUE(bob.wait_for(R"("event":"resumed")")) << bob.events();
  EXPECT_TRUE(bob.hears_another_second());
  anna.interrupt();
  EXPECT_EQ(anna.wait(), 0) << anna.events();
  EXPECT_EQ(bob.wait(), 0) << bob.events();
  for (const RunningPhone* phone : {&anna, &bob}) {
    const std::string by = phone == &anna ? R"(,"by":"us")" : R"(,"by":"them")";
    const std::size_t held = phone->events().find(R"("event":"held")" + by);
    ASSERT_NE(held, std::string::npos) << phone->events();
    EXPECT_NE(phone->events().find(R"("event":"resumed")" + by, held), std::string::npos);
  }
  const auto heard = samples(file("answer.wav"));
  EXPECT_GT(share_at(heard, 1'000), 0.8);
  // Before and after; between them on hold, 0.8 s less what a re-INVITE takes on its way.
  EXPECT_EQ(loud_stretches(heard, 30).size(), 2u);
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
  call.hang_up_after_s = 0.5;
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
  RunningPhone bob(ring_only);
  PhoneOptions call = calling(bob);
  call.duration_s = 1.5;
  RunningPhone anna(call);
  EXPECT_EQ(anna.wait(), 1);
  EXPECT_THAT(anna.events(), HasSubstr(R"("event":"ringing")"));
  EXPECT_TRUE(bob.wait_for(R"("event":"ended")")) << bob.events();
  bob.interrupt();
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
  options.duration_s = 1.5;
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
