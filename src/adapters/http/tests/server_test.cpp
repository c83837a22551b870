// The real server over loopback sockets, asked by a client that misbehaves on purpose.

#include "adapters/http/server/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "adapters/http/api.h"
#include "adapters/http/monitoring.h"
#include "adapters/http/probe.h"
#include "adapters/http/routes/session.h"
#include "adapters/http/sessions.h"
#include "adapters/http/tests/fakes.h"
#include "adapters/http/tests/raw_client.h"

namespace filo::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

constexpr PasswordCost kCheap{.memory_kib = 64, .passes = 1};

/// Many short header lines.
std::string lines(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += "X: x\r\n";
  return all;
}

HttpServerOptions quick() {
  HttpServerOptions options;
  options.header_timeout = 1'200ms;
  options.body_timeout = 1'200ms;
  options.idle_timeout = 3s;
  options.answer_timeout = 1'200ms;
  options.connections = 50;
  options.stop_grace = 1s;
  return options;
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    app::LoginUser anna;
    anna.actor = {TenantId{1}, UserId{2}, AgentId{3}, Role::agent};
    anna.login = "anna";
    anna.language = "it";
    anna.theme = "auto";
    anna.password_hash = hash_password("segreta", kCheap).value();
    repo_.add_user(anna);
    add_session_routes(api_, sessions_);
    api_.serve_openapi();
    add_monitoring(router_,
                   {.checks = {{"store", [this] { return healthy_.load(); }}}, .version = "0.1.0"});
    router_.add(
        "POST", "/echo",
        [](RequestPtr request, Responder answer) {
          answer.send(text_response(200, request->body));
        },
        1'000);
    router_.add("GET", "/forgotten", [](RequestPtr, Responder) {});
    router_.add("GET", "/never",
                [this](RequestPtr, Responder answer) { kept_.push_back(std::move(answer)); });
    router_.add("GET", "/thread", [this](RequestPtr, Responder answer) {
      EXPECT_TRUE(workers_.run([answer] { answer.send(text_response(200, "from a worker")); }));
    });
    router_.add_socket("/api/v1/events",
                       [this](const Request& r) { return guard_.may_open_socket(r); });
    hub_.set_on_message([this](const SocketPeer& peer, std::string text) {
      hub_.send(peer.socket, "echo:" + peer.user->login + ":" + text);
    });
    EXPECT_TRUE(server_.start());
  }

  std::string head(const std::string& line, const std::string& more = "") {
    return line + " HTTP/1.1\r\nHost: desk\r\nOrigin: http://desk\r\n" + more + "\r\n";
  }
  std::string post(const std::string& path, const std::string& body, const std::string& more = "") {
    return head("POST " + path, "Content-Type: application/json\r\nContent-Length: " +
                                    std::to_string(body.size()) + "\r\n" + more) +
           body;
  }
  std::string cookie() {
    RawClient client(server_.port());
    const std::string in =
        client.ask(post("/api/v1/session", R"({"login":"anna","password":"segreta"})"));
    EXPECT_EQ(status_of(in), 200) << in;
    const auto at = in.find("filo_session=");
    return "Cookie: " + in.substr(at, in.find(';', at) - at) + "\r\n";
  }
  std::string upgrade(const std::string& more) {
    return "GET /api/v1/events HTTP/1.1\r\nHost: desk\r\nConnection: Upgrade\r\n"
           "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           more + "\r\n";
  }
  /// The server is well: another client is answered at once.
  void expect_well() {
    RawClient other(server_.port());
    EXPECT_EQ(status_of(other.ask(head("GET /health"))), 200);
  }

  FakeSessionRepo repo_;
  Workers workers_{2, 100};
  SocketHub hub_;
  Sessions sessions_{{.cost = kCheap}, repo_, workers_, system_clock(), &hub_};
  Guard guard_{sessions_, {}};
  Router router_;
  Api api_{router_, ApiContext{.clock = &system_clock()}};
  std::atomic<bool> healthy_{true};
  std::vector<Responder> kept_;
  HttpServer server_{quick(), router_, hub_, guard_};
};

TEST_F(ServerTest, AnswersCarryTheSecurityHeadersAndTheConnectionIsKept) {
  RawClient client(server_.port());
  const std::string first = client.ask(head("GET /health"));
  EXPECT_EQ(status_of(first), 200);
  for (const char* header :
       {"Content-Security-Policy: default-src 'self'; script-src 'self';",
        "X-Content-Type-Options: nosniff", "Referrer-Policy:", "frame-ancestors 'none'",
        "Server: filodiretto\r\n", "Date: ", "Connection: keep-alive"}) {
    EXPECT_THAT(first, HasSubstr(header));
  }
  EXPECT_EQ(status_of(client.ask_head(head("HEAD /health"))), 200);
  EXPECT_EQ(status_of(client.ask(head("GET /thread"))), 200) << "a HEAD has no body";
}

TEST_F(ServerTest, TwoRequestsInOnePacketAreAnsweredInOrder) {
  RawClient client(server_.port());
  client.send(post("/echo", "one") + post("/echo", "two"));
  EXPECT_THAT(client.response(), HasSubstr("one"));
  EXPECT_THAT(client.response(), HasSubstr("two"));
}

TEST_F(ServerTest, ChunkedBodiesWork) {
  RawClient client(server_.port());
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  EXPECT_THAT(client.ask(head("POST /echo", chunked) + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
              HasSubstr("abcde"));
}

TEST_F(ServerTest, BadRequestsGetTheStandardsAnswer) {
  struct Case {
    std::string bytes;
    int status;
  };
  const std::string post_head = "POST /echo HTTP/1.1\r\nHost: desk\r\nOrigin: http://desk\r\n";
  for (const Case& c : std::vector<Case>{
           {"\x16\x03\x01 garbage\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
           {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
           {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
           {"GET /health?a=%f HTTP/1.1\r\nHost: a\r\n\r\n", 400},
           {"GET nope HTTP/1.1\r\nHost: a\r\n\r\n", 400},
           {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
           {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
           {post_head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400},
           {post_head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
           {post_head + "Transfer-Encoding: gzip\r\n\r\n", 501},
           {post_head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
           {"POST /echo HTTP/1.0\r\nOrigin: http://desk\r\nTransfer-Encoding: chunked\r\n\r\n"
            "0\r\n\r\n",
            400},
           {"GET / HTTP/1.1\r\nHost: a\r\n" + lines(5'000) + "\r\n", 431},
           {post_head + "Content-Length: -1\r\n\r\n", 400},
           {post_head + "Content-Length: 1001\r\n\r\n", 413},
           {post_head + "Transfer-Encoding: chunked\r\n\r\n5000\r\n" + std::string(3'000, 'x'),
            413},
           {post_head + "Content-Length: 1\r\nExpect: wonders\r\n\r\n", 417},
           {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
           {"GET /nope HTTP/1.1\r\nHost: a\r\n\r\n", 404},
           {"TRACE /health HTTP/1.1\r\nHost: a\r\n\r\n", 405},
           {"DELETE /health HTTP/1.1\r\nHost: a\r\n\r\n", 405}}) {
    RawClient client(server_.port());
    EXPECT_EQ(status_of(client.ask(c.bytes)), c.status) << c.bytes.substr(0, 120);
  }
  expect_well();
}

// What stands around the bytes of a chunked body is bounded like a header: nobody may fill the
// memory with an extension or with trailers that never end (RFC 9112 §7.1.1).
TEST_F(ServerTest, EndlessChunkExtensionsAndTrailersAreRefused) {
  for (const std::string& begin :
       {"1;" + std::string(40'000, 'x'), "1\r\nx\r\n0\r\n" + lines(8'000)}) {
    RawClient client(server_.port());
    client.send(head("POST /echo", "Transfer-Encoding: chunked\r\n") + begin);
    EXPECT_EQ(status_of(client.response()), 431) << begin.substr(0, 20);
    EXPECT_TRUE(client.closed());
  }
  RawClient small(server_.port());
  EXPECT_EQ(status_of(small.ask(head("POST /echo", "Transfer-Encoding: chunked\r\n") +
                                "1;a=b\r\nx\r\n0\r\nX: y\r\n\r\n")),
            200);
  expect_well();
}

TEST_F(ServerTest, ADribblingHeaderIsCutOff) {
  RawClient client(server_.port());
  client.send("GET /health HTTP/1.1\r\nHost: desk\r\nX: ");
  const auto start = std::chrono::steady_clock::now();
  // It dribbles on and on: if each byte gave it more time, no answer would ever come.
  while (!client.has_news() && std::chrono::steady_clock::now() - start < 20s) {
    client.send("a");
    std::this_thread::sleep_for(50ms);  // the dribble itself is what is tested
  }
  ASSERT_TRUE(client.has_news());
  EXPECT_EQ(status_of(client.response()), 408);
  expect_well();
}

TEST_F(ServerTest, ABodyThatNeverComesIsCutOff) {
  RawClient client(server_.port());
  EXPECT_EQ(status_of(client.ask(head("POST /echo", "Content-Length: 10\r\n") + "abc")), 408);
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, ASilentConnectionIsClosed) {
  RawClient client(server_.port());
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, HandlersThatForgetOrSleepDoNotHangTheClient) {
  RawClient client(server_.port());
  EXPECT_EQ(status_of(client.ask(head("GET /forgotten"))), 500);
  EXPECT_EQ(status_of(client.ask(head("GET /never"))), 504);
  ASSERT_EQ(kept_.size(), 1u);
  kept_[0].send(text_response(200, "too late"));  // does nothing
  expect_well();
}

TEST_F(ServerTest, ConnectionsAreBoundedAndTheNextOneWaits) {
  std::vector<std::unique_ptr<RawClient>> many;
  for (int i = 0; i < 60; ++i) many.push_back(std::make_unique<RawClient>(server_.port()));
  RawClient last(server_.port());
  EXPECT_EQ(status_of(last.ask(head("GET /health"))), 200) << "served when the silent ones ended";
}

TEST_F(ServerTest, LoginSessionAndLogout) {
  const std::string own = cookie();
  RawClient client(server_.port());
  const std::string session = client.ask(head("GET /api/v1/session", own));
  EXPECT_THAT(session, HasSubstr(R"("user":{"id":"2","name":"","login":"anna","role":"agent")"));
  EXPECT_THAT(session, HasSubstr("Cache-Control: no-store"));
  EXPECT_EQ(status_of(client.ask(head("GET /api/v1/session"))), 401);
  const std::string change = R"({"language":"fr","theme":"dark"})";
  const std::string patched =
      client.ask(head("PATCH /api/v1/session",
                      own + "Content-Type: application/json\r\n" +
                          "Content-Length: " + std::to_string(change.size()) + "\r\n") +
                 change);
  EXPECT_THAT(patched, HasSubstr(R"("language":"fr","theme":"dark")"));
  const std::string out = client.ask(head("DELETE /api/v1/session", own));
  EXPECT_EQ(status_of(out), 204);
  EXPECT_THAT(out, HasSubstr("filo_session=; Path=/"));
  EXPECT_EQ(status_of(client.ask(head("GET /api/v1/session", own))), 401);
}

TEST_F(ServerTest, GuessingIs429WithRetryAfter) {
  RawClient client(server_.port());
  const std::string wrong = post("/api/v1/session", R"({"login":"anna","password":"x"})");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status_of(client.ask(wrong)), 401);
  const std::string refused = client.ask(wrong);
  EXPECT_EQ(status_of(refused), 429);
  EXPECT_THAT(refused, HasSubstr("Retry-After: 2\r\n"));
}

TEST_F(ServerTest, ForeignPagesCannotPost) {
  RawClient client(server_.port());
  EXPECT_EQ(status_of(client.ask("POST /echo HTTP/1.1\r\nHost: desk\r\nOrigin: http://evil\r\n"
                                 "Content-Length: 0\r\n\r\n")),
            403);
}

TEST_F(ServerTest, SocketNeedsOwnOriginAndSession) {
  const std::string own = cookie();
  EXPECT_EQ(status_of(RawClient(server_.port()).ask(upgrade(own + "Origin: http://evil\r\n"))),
            403);
  EXPECT_EQ(status_of(RawClient(server_.port()).ask(upgrade(own))), 403) << "no Origin";
  EXPECT_EQ(status_of(RawClient(server_.port()).ask(upgrade("Origin: http://desk\r\n"))), 401);
  EXPECT_EQ(status_of(RawClient(server_.port()).ask(head("GET /api/v1/events", own))), 426);
}

TEST_F(ServerTest, EveryConnectionIsCountedOnceThoseWithASocketToo) {
  const std::int64_t before = probe::connections.value();  // nobody has come yet
  const auto becomes = [](std::int64_t wanted) {
    for (int turns = 0; turns < 3'000 && probe::connections.value() != wanted; ++turns)
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    return probe::connections.value() == wanted;
  };
  const std::string own = cookie();
  {
    RawClient client(server_.port());
    ASSERT_EQ(status_of(client.ask(upgrade(own + "Origin: http://desk\r\n"))), 101);
    EXPECT_TRUE(becomes(before + 1)) << probe::connections.value() - before;
  }
  EXPECT_TRUE(becomes(before)) << probe::connections.value() - before;
}

TEST_F(ServerTest, SocketCarriesEventsAndMessagesAndEndsAtLogout) {
  const std::string own = cookie();
  RawClient client(server_.port());
  ASSERT_EQ(status_of(client.ask(upgrade(own + "Origin: http://desk\r\n"))), 101);
  client.send_frame(R"({"type":"phone.close"})");
  EXPECT_EQ(client.frame(), R"(echo:anna:{"type":"phone.close"})");
  hub_.publish({.tenant = TenantId{1}, .role = Role::supervisor}, "board");
  hub_.publish({.tenant = TenantId{2}}, "foreign");
  hub_.publish({.tenant = TenantId{1}, .agent = AgentId{3}}, "mine");
  EXPECT_EQ(client.frame(), "mine") << "neither the supervisors' nor another tenant's";
  RawClient other(server_.port());
  EXPECT_EQ(status_of(other.ask(head("DELETE /api/v1/session", own))), 204);
  EXPECT_EQ(client.frame(), "");
  EXPECT_TRUE(client.closed());
  expect_well();  // a turn of the I/O thread later
  EXPECT_EQ(hub_.sockets(), 0u);
}

TEST_F(ServerTest, SocketRefusesTooLongAndBinaryMessages) {
  const std::string own = cookie();
  RawClient big(server_.port());
  ASSERT_EQ(status_of(big.ask(upgrade(own + "Origin: http://desk\r\n"))), 101);
  std::string frame = "\x81\xff";
  frame += std::string("\0\0\0\0\0\2\0\0", 8) + std::string(4, '\0');  // 131,072 bytes announced
  big.send(frame);
  EXPECT_EQ(big.frame(), "");
  RawClient binary(server_.port());
  ASSERT_EQ(status_of(binary.ask(upgrade(own + "Origin: http://desk\r\n"))), 101);
  binary.send_frame("abc", 2);
  EXPECT_EQ(binary.frame(), "");
  RawClient half(server_.port());
  ASSERT_EQ(status_of(half.ask(upgrade(own + "Origin: http://desk\r\n"))), 101);
  const std::string mask(4, '\0');
  half.send("\x01\x81" + mask + "\xc3" + "\x80\x80" + mask);  // half a character, and an empty end
  EXPECT_EQ(half.frame(), "");
  expect_well();
}

TEST_F(ServerTest, SocketEndsForOneWhoTalksMoreThanAnyPage) {
  RawClient chatter(server_.port());
  ASSERT_EQ(status_of(chatter.ask(upgrade(cookie() + "Origin: http://desk\r\n"))), 101);
  int answers = 0;
  for (int i = 0; i <= limits::kWsMessagesPerMinute; ++i) {
    chatter.send_frame("x");
    if (!chatter.frame().empty()) ++answers;
  }
  EXPECT_EQ(answers, limits::kWsMessagesPerMinute);
  EXPECT_TRUE(chatter.closed());
  expect_well();
}

TEST_F(ServerTest, HealthAndMetrics) {
  RawClient client(server_.port());
  EXPECT_THAT(client.ask(head("GET /metrics")), HasSubstr("filo_http_requests_total"));
  EXPECT_EQ(status_of(client.ask(head("GET /metrics", "X-Forwarded-For: 127.0.0.1\r\n"))), 403);
  healthy_ = false;
  const std::string sick = client.ask(head("GET /health"));
  EXPECT_EQ(status_of(sick), 503);
  EXPECT_THAT(sick,
              HasSubstr(R"({"status":"degraded","version":"0.1.0","checks":{"store":false}})"));
}

TEST_F(ServerTest, ASecondServerCannotShareThePortAndSaysWhichOne) {
  HttpServerOptions options = quick();
  options.threads = 2;
  SocketHub hub;
  HttpServer first(options, router_, hub, guard_);
  ASSERT_TRUE(first.start());
  options.port = first.port();
  HttpServer second(options, router_, hub_, guard_);
  const Status started = second.start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().detail, HasSubstr(std::to_string(first.port())));
  expect_well();
}

TEST_F(ServerTest, StopAnswersWhatRunsAndALateAnswerIsHarmless) {
  auto client = std::make_unique<RawClient>(server_.port());
  client->send(head("GET /never"));
  RawClient watch(server_.port());
  EXPECT_EQ(status_of(watch.ask(head("GET /thread"))), 200);  // by now /never has been read
  server_.stop();
  for (Responder& answer : kept_) answer.send(text_response(200, "after the end"));
  EXPECT_FALSE(RawClient(server_.port()).connected());
}

}  // namespace
}  // namespace filo::http
