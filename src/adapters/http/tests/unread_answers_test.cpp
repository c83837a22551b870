// Clients that ask and do not read: the kernel's buffer is full in the middle of what the server
// has to say, at every place where that can be.

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "adapters/http/server/http_server.h"
#include "adapters/http/tests/raw_client.h"
#include "base/text.h"

namespace filo::http {
namespace {

using namespace std::chrono_literals;

constexpr const char* kHost = "Host: x\r\n\r\n";
const std::string kPost = std::string("POST /echo HTTP/1.1\r\nExpect: 100-continue\r\n") +
                          "Content-Length: 1\r\n" + kHost;
constexpr int kMost = 40;                  // answers: more than the small buffers hold
constexpr int kAnswer = 600, kLeave = 25;  // bytes of an answer, of "100 Continue"
constexpr int kShifts = 4;                 // of where the buffers end

/// The sockets that the server accepts from now on have the smallest buffer there is: they inherit
/// it from those that listen.
void shrink_send_buffers(std::uint16_t port) {
  for (int fd = 0; fd < 1'024; ++fd) {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    int listens = 0, smallest = 1;
    socklen_t word = sizeof listens;
    if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &word) != 0 || listens == 0) continue;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) != 0) continue;
    if (own.sin_port == htons(port)) {
      EXPECT_EQ(::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &smallest, sizeof smallest), 0);
    }
  }
}

/// How often each status begins an answer of the stream.
std::map<int, int> statuses_in(std::string_view stream) {
  std::map<int, int> found;
  constexpr std::string_view kBegin = "HTTP/1.1 ";
  for (auto at = stream.find(kBegin); at != stream.npos; at = stream.find(kBegin, at + 1)) {
    ++found[parse_int<int>(stream.substr(at + kBegin.size(), 3)).value_or(0)];
  }
  return found;
}

class UnreadAnswers : public testing::Test {
 protected:
  UnreadAnswers() {
    router_.add("GET", "/page", [](RequestPtr request, Responder answer) {
      const auto size = parse_int<std::size_t>(request->query_value("n").value_or("0"));
      answer.send(text_response(200, std::string(size.value_or(0), 'p')));
    });
    router_.add("POST", "/echo", [](RequestPtr request, Responder answer) {
      answer.send(text_response(200, request->body));
    });
    options_.header_timeout = 1'200ms;
    server_ = std::make_unique<HttpServer>(options_, router_, hub_);
    EXPECT_TRUE(server_->start());
    shrink_send_buffers(server_->port());
  }
  std::unique_ptr<RawClient> client() {
    return std::make_unique<RawClient>(server_->port(), RawClient::kSmallestWindow);
  }
  static std::string get_page(int size) {
    return "GET /page?n=" + std::to_string(size) + " HTTP/1.1\r\n" + kHost;
  }
  void expect_well() {
    RawClient other(server_->port());
    EXPECT_EQ(status_of(other.ask(get_page(1))), 200);
  }

  Router router_;
  SocketHub hub_;
  HttpServerOptions options_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(UnreadAnswers, ARequestRefusedForItsSlownessIsNotAnsweredAgainWhenItsRestComes) {
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int number = 0; number < kShifts * kMost; ++number) {
    std::string all;
    for (int i = 0; i < number % kMost; ++i) all += get_page(number / kMost);
    slow.push_back(client());
    ASSERT_TRUE(slow.back()->send(all + "GET /page HTTP/1.1\r\n"));
  }
  RawClient last(server_->port());  // its time is over after everybody else's
  EXPECT_EQ(status_of(last.ask("GET /page HTTP/1.1\r\n")), 408);
  for (auto& client : slow) client->send(kHost);
  expect_well();  // by now the server has read the rest
  for (int number = 0; number < kShifts * kMost; ++number) {
    auto found = statuses_in(slow[static_cast<std::size_t>(number)]->rest());
    EXPECT_EQ(found[404], 0) << number;
    EXPECT_LE(found[408], 1) << number;
    EXPECT_EQ(found[200] + found[408], number % kMost + 1) << number;
  }
}

TEST_F(UnreadAnswers, AClientWhoAsksForLeaveToGoOnDoesNotStopTheOthers) {
  std::vector<std::unique_ptr<RawClient>> all;
  for (int shift = 0; shift < kAnswer && !HasFailure(); shift += kLeave / 4) {
    std::string asked = get_page(shift);
    for (int i = 0; i < kMost; ++i) asked += kPost + "x";
    all.push_back(client());
    ASSERT_TRUE(all.back()->send(asked));
    expect_well();
  }
}

TEST_F(UnreadAnswers, LeaveToGoOnComesBeforeTheBodyAndOnlyOnce) {
  RawClient client(server_->port());
  client.send(kPost);
  EXPECT_EQ(client.response(), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(status_of(client.ask("x")), 200);
  client.send(kPost + "x" + kPost + "x");
  const auto found = statuses_in(client.rest());
  EXPECT_EQ(found, (std::map<int, int>{{100, 2}, {200, 2}}));
}

}  // namespace
}  // namespace filo::http
