// Broken, oversized and hostile input against the running server: everyone else goes on as before.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "support/centre.h"
#include "support/sip_probe.h"

namespace filo::test {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;

/// A TCP connection that says what it likes.
class Wire {
 public:
  explicit Wire(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    up_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Wire() { close(fd_); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  void say(const std::string& bytes) const {
    // A server that has hung up already is an answer too.
    (void)!send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  /// What comes until the other side closes, or `limit`; `closed` tells which.
  std::string hear(std::chrono::seconds limit, bool& closed) const {
    timeval time{limit.count(), 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    std::string text;
    char buffer[8'192];
    for (;;) {
      const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
      if (got < 0) closed = errno == ECONNRESET;
      if (got == 0) closed = true;
      if (got <= 0) return text;
      text.append(buffer, static_cast<std::size_t>(got));
    }
  }

 private:
  int fd_;
  bool up_ = false;
};

struct Fault {
  const char* name;
  std::string value;
};

/// One element of a request is replaced by each fault.
std::vector<std::string> broken_requests(const SipProbe& probe) {
  const std::vector<Fault> faults = {{"empty", ""},
                                     {"long", std::string(9'000, 'a')},
                                     {"very long", std::string(40'000, '1')},
                                     {"binary", std::string("\x00\xff\xfe\x01\x80", 5)},
                                     {"negative", "-1"},
                                     {"huge number", "99999999999999999999"},
                                     {"open quote", "\"open <sip:a@b"},
                                     {"open bracket", "<sip:[::1"},
                                     {"percent", "<sip:%zz%00@127.0.0.1>;tag=%"},
                                     {"semicolons", ";;;;=;=;,,,"},
                                     {"bare line end", "a\rb\nc"},
                                     {"format", "%s%s%n%n"}};
  const std::vector<std::string> elements = {
      "Via:", "Max-Forwards:", "From:", "To:", "CSeq:", "Call-ID:", "Contact:", "Content-Length:"};
  std::vector<std::string> all;
  for (const char* method : {"INVITE", "OPTIONS", "REGISTER"}) {
    const std::string sound = probe.request(method, "100");
    for (const std::string& element : elements) {
      const std::size_t at = sound.find("\r\n" + element) + 2;
      const std::size_t end = sound.find("\r\n", at);
      std::string without = sound;
      all.push_back(without.erase(at, end + 2 - at));
      std::string twice = sound;
      all.push_back(twice.insert(at, sound.substr(at, end + 2 - at)));
      for (const Fault& fault : faults) {
        std::string broken = sound;
        all.push_back(broken.replace(at, end - at, element + " " + fault.value));
      }
    }
    all.push_back(sound.substr(0, sound.size() / 2));
    all.push_back("BREAK " + sound);
    std::string line = sound;
    all.push_back(line.replace(line.find("SIP/2.0"), 7, "SIP/9.9"));
    std::string uri = sound;
    all.push_back(uri.replace(uri.find("sip:"), 4, "tel:<>"));
    std::string many;
    for (int i = 0; i < 1'000; ++i) many += "X-" + std::to_string(i) + ": x\r\n";
    std::string crowded = sound;
    all.push_back(crowded.insert(crowded.find("Contact:"), many));
  }
  return all;
}

long rss_kib(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(file, line);)
    if (line.rfind("VmRSS:", 0) == 0) return std::atol(line.c_str() + 6);
  return 0;
}

class Hostile : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    centre_ = new Centre;
    centre_->start();
    centre_->configure("queues", "guasti", {{"wrap_up_ms", 0}});
  }
  static void TearDownTestSuite() {
    if (centre_->running()) {
      EXPECT_EQ(centre_->stop(), 0);
    }
    delete centre_;
  }
  void TearDown() override { ASSERT_TRUE(centre_->running()) << centre_->log(); }
  static Centre& centre() { return *centre_; }

  /// Someone else's correct OPTIONS is answered in time.
  static bool answers_others() {
    SipProbe other("127.0.0.3", 0, centre().sip_port());
    for (int tries = 0; tries < 2; ++tries) {  // a datagram may be lost under load, as on any net
      other.send(other.request("OPTIONS", "100", tries + 1));
      if (other.status(5s) > 0) return true;
    }
    return false;
  }
  /// A call from the trunk to a registered phone works.
  static void expect_calls_work(const std::string& from) {
    auto luca = centre().agent_phone("102", {"--answer", "--hang-up-after", "1"});
    centre().set_presence("luca", "ready");
    auto rossi = centre().caller(from);
    EXPECT_TRUE(luca->saw("answered")) << rossi->output();
    EXPECT_TRUE(rossi->saw("ended")) << rossi->output();
    centre().set_presence("luca", "offline");
  }

  static Centre* centre_;
};
Centre* Hostile::centre_ = nullptr;

TEST_F(Hostile, broken_datagrams_disturb_nobody_and_cost_no_memory) {
  ASSERT_TRUE(answers_others());
  const SipProbe model("127.0.0.2", 0, centre().sip_port());
  const std::vector<std::string> all = broken_requests(model);
  ASSERT_GT(all.size(), 300u);
  const long rss = rss_kib(centre().pid());
  const std::size_t log = centre().log().size();
  int number = 0;
  for (const std::string& bytes : all) {
    // Each from an address of its own: a ban must not hide the next fault from the parser.
    const SipProbe probe(fmt::format("127.1.{}.{}", number / 200, 1 + number % 200), 0,
                         centre().sip_port());
    probe.send(bytes);
    ASSERT_TRUE(answers_others()) << "after: " << bytes.substr(0, 1'000);
    ++number;
  }
  EXPECT_LT(rss_kib(centre().pid()) - rss, 20'000);
  EXPECT_LT(centre().log().size() - log, 200'000u) << "the log must not grow with each datagram";
}

TEST_F(Hostile, broken_streams_disturb_nobody) {
  const SipProbe model("127.0.0.2", 0, centre().sip_port());
  for (const std::string& bytes : broken_requests(model)) {
    const Wire wire(centre().sip_port());
    wire.say(bytes);
  }
  EXPECT_TRUE(answers_others());
  EXPECT_TRUE(eventually([] { return centre().metric("filo_sip_connections") == 0; }, 30s))
      << centre().metric("filo_sip_connections");
}

TEST_F(Hostile, a_scanner_is_banned_and_phones_go_on) {
  SipProbe scanner("127.0.0.9", 0, centre().sip_port());
  scanner.send(scanner.request("OPTIONS", "100", 1));
  ASSERT_GT(scanner.status(kPatience), 0) << "before it shows itself it is answered";
  scanner.new_dialog();
  scanner.send(scanner.request("OPTIONS", "100", 2, "User-Agent: friendly-scanner\r\n"));
  EXPECT_EQ(scanner.status(500ms), 0);
  scanner.new_dialog();
  scanner.send(scanner.request("OPTIONS", "100", 3));
  EXPECT_EQ(scanner.status(500ms), 0) << "it is banned now";
  EXPECT_TRUE(answers_others());
  expect_calls_work("+39021234601");
}

TEST_F(Hostile, three_hundred_wrong_passwords_ban_the_guesser_only) {
  SipProbe guesser("127.0.0.10", 0, centre().sip_port());
  int answered = 0;
  for (int i = 1; i <= 300; ++i) {
    guesser.new_dialog();
    guesser.send(guesser.request("REGISTER", "102", 1));
    const auto challenge = guesser.receive(2s);
    if (!challenge) break;
    ++answered;
    const std::string asked = header_of(*challenge, "WWW-Authenticate:");
    const std::size_t nonce = asked.find("nonce=\"") + 7;
    ASSERT_NE(asked.find("nonce=\""), std::string::npos) << *challenge;
    guesser.send(guesser.request(
        "REGISTER", "102", 2,
        fmt::format("Authorization: Digest username=\"102\", realm=\"filodiretto\", "
                    "nonce=\"{}\", uri=\"sip:102@127.0.0.1:{}\", algorithm=MD5, qop=auth, "
                    "nc=00000001, cnonce=\"c\", response=\"{:032x}\"\r\n",
                    asked.substr(nonce, asked.find('"', nonce) - nonce), centre().sip_port(), i)));
    (void)guesser.status(2s);
  }
  EXPECT_LT(answered, 100) << "somebody who guesses must soon get no answers any more";
  EXPECT_GT(answered, 3);
  EXPECT_TRUE(answers_others());
  expect_calls_work("+39021234602");
}

TEST_F(Hostile, sound_from_a_stranger_does_not_reach_a_running_call) {
  auto luca = centre().agent_phone("102");
  centre().set_presence("luca", "ready");
  auto rossi = centre().caller("+39021234603");
  ASSERT_TRUE(luca->saw("answered")) << luca->output();
  ASSERT_TRUE(luca->saw("sound", kPatience, 2));
  const std::string remote = text_of(luca->events("answered").front(), "remote");
  const auto port = static_cast<std::uint16_t>(std::atoi(remote.c_str() + remote.rfind(':') + 1));
  const double before = centre().metric("filo_media_dropped_total{reason=\"stranger\"}");
  const SipProbe stranger("127.0.0.1", 0, port);  // any datagrams will do
  for (int i = 0; i < 200; ++i) {
    std::string packet = {'\x80', '\x08', static_cast<char>(i / 256), static_cast<char>(i)};
    packet += std::string("\x00\x00\x10\x00\x42\x42\x42\x42", 8) + std::string(160, '\x2a');
    stranger.send(packet);
  }
  EXPECT_TRUE(eventually([&] {
    return centre().metric("filo_media_dropped_total{reason=\"stranger\"}") >= before + 200;
  })) << centre().metric("filo_media_dropped_total{reason=\"stranger\"}");
  const std::size_t seconds = rossi->count("sound");
  ASSERT_TRUE(rossi->saw("sound", kPatience, seconds + 2));
  for (const object& second : rossi->events("sound")) {
    // 50 a second from the agent, with room for a busy machine; 200 more would be the stranger's.
    EXPECT_LT(number_of(second, "packets_in"), 150) << "a stranger's packets came through";
  }
  EXPECT_GT(number_of(rossi->events("sound").back(), "packets_in"), 5);
  EXPECT_EQ(rossi->hang_up(), 0);
  centre().set_presence("luca", "offline");
}

TEST_F(Hostile, http_refuses_what_is_slow_huge_foreign_or_wrong) {
  bool closed = false;
  const Wire slow(centre().http_port());
  slow.say("GET /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Slow: ");

  const Wire huge(centre().http_port());
  huge.say(
      "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Content-Length: 50000000\r\n\r\n{");
  EXPECT_THAT(huge.hear(kPatience, closed), ::testing::HasSubstr(" 413 "));
  const Wire long_head(centre().http_port());
  long_head.say("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
  (void)long_head.hear(kPatience, closed);
  EXPECT_TRUE(closed);

  HttpClient& anna = centre().as("anna");
  EXPECT_EQ(anna.request("POST", "/api/v1/tickets", "{\"subject\":").status, 400);
  EXPECT_EQ(anna.request("POST", "/api/v1/tickets", std::string(5'000, '[')).status / 100, 4);
  const Answer unknown = anna.post("/api/v1/tickets", {{"subject", "a"}, {"subjekt", "b"}});
  EXPECT_THAT(unknown.status, ::testing::AnyOf(400, 422));
  EXPECT_EQ(text_of(unknown.json().at("errors").at(0), "pointer"), "/subjekt") << unknown.body;
  HttpClient plain = centre().anonymous();
  plain.cookie = anna.cookie;
  const auto tickets = items_of(anna.get("/api/v1/tickets")).size();
  const Wire foreign(centre().http_port());
  foreign.say(
      fmt::format("POST /api/v1/tickets HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\n"
                  "Origin: https://evil.example\r\nContent-Type: application/json\r\n"
                  "Connection: close\r\nContent-Length: 15\r\n\r\n{{\"subject\":\"x\"}}",
                  centre().http_port(), anna.cookie));
  EXPECT_THAT(foreign.hear(kPatience, closed), ::testing::HasSubstr(" 403 "));
  EXPECT_EQ(items_of(anna.get("/api/v1/tickets")).size(), tickets);

  EXPECT_EQ(anna.get("/health").status, 200) << "while a slow one still hangs there";
  closed = false;
  (void)slow.hear(30s, closed);
  EXPECT_TRUE(closed) << "a header must come within ten seconds";
}

}  // namespace
}  // namespace filo::test
