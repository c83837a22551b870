// The end of the HTTP server: it gives back everything it has opened.

#include <gtest/gtest.h>

#include <filesystem>

#include "adapters/http/server/http_server.h"
#include "adapters/http/tests/raw_client.h"

namespace filo::http {
namespace {

using namespace std::chrono_literals;

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

class ServerStop : public testing::Test {
 protected:
  ServerStop() {
    router_.add("GET", "/hello",
                [](RequestPtr, Responder answer) { answer.send(text_response(200, "hello")); });
    router_.add("GET", "/never", [this](RequestPtr, Responder answer) { kept_.push_back(answer); });
    options_.threads = 2;
    options_.stop_grace = 200ms;
  }

  Router router_;
  SocketHub hub_;
  HttpServerOptions options_;
  std::vector<Responder> kept_;
};

TEST_F(ServerStop, WithIdleConnectionsLeavesNoDescriptorOpen) {
  const std::size_t before = open_descriptors();
  {
    HttpServer server(options_, router_, hub_);
    ASSERT_TRUE(server.start());
    RawClient idle(server.port()), silent(server.port());
    EXPECT_EQ(status_of(idle.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    server.stop();
    EXPECT_TRUE(idle.closed());
    EXPECT_TRUE(silent.closed());
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(ServerStop, WithARequestThatIsNeverAnsweredEndsAfterItsGrace) {
  const std::size_t before = open_descriptors();
  {
    HttpServer server(options_, router_, hub_);
    ASSERT_TRUE(server.start());
    RawClient waiting(server.port());
    EXPECT_TRUE(waiting.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n"));
    RawClient other(server.port());
    EXPECT_EQ(status_of(other.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    server.stop();
    EXPECT_TRUE(waiting.closed());
  }
  kept_.clear();  // a late answer goes nowhere, and holds nothing any more
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace filo::http
