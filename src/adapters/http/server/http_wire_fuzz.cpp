// Any bytes of a client against the real server over loopback: as requests in pieces of any size,
// as frames after a right WebSocket handshake, and as frames that are made well. Handlers see only
// what their routes promise, every answer is HTTP, and every connection comes to its end.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <string>
#include <string_view>

#include "adapters/http/server/http_server.h"
#include "base/check.h"
#include "base/text.h"

namespace filo::http {
namespace {

constexpr std::size_t kBodyMax = 1'000;
constexpr std::size_t kPiecesMax = 64;
constexpr int kHangMs = 30'000;  // a busy machine is no fault; an answer that never comes is

/// Told at the end, so that everybody sees that inputs get behind the parser.
struct Depth {
  std::atomic<unsigned long> handled{0}, bodies{0}, sockets{0}, messages{0};
  ~Depth() {
    std::fprintf(stderr, "depth: requests handled %lu, with a body %lu, sockets %lu, texts %lu\n",
                 handled.load(), bodies.load(), sockets.load(), messages.load());
  }
};
Depth g_depth;

void look_at(const Request& request) {
  ++g_depth.handled;
  if (!request.body.empty()) ++g_depth.bodies;
  FILO_CHECK(request.path.starts_with('/') && is_utf8(request.path));
  FILO_CHECK(request.path.find('\0') == std::string::npos);
  FILO_CHECK(request.body.size() <= kBodyMax && !request.client.empty());
  FILO_CHECK(request.query.size() <= limits::kHttpQueryFields);
  for (const auto& [name, value] : request.headers) {
    FILO_CHECK(!name.empty() && value.find_first_of("\r\n") == std::string::npos);
  }
}

/// One server for all inputs; it ends with the process.
class World {
 public:
  World() {
    const auto echo = [](RequestPtr request, Responder answer) {
      look_at(*request);
      answer.send(text_response(200, request->body));
    };
    router_.add("GET", "/a", echo, kBodyMax);
    router_.add("POST", "/a", echo, kBodyMax);
    router_.add("PUT", "/{name}/b", echo, kBodyMax);
    router_.add(
        "GET", "/lost", [](RequestPtr, Responder) {}, kBodyMax);
    router_.add_socket("/ws", [](const Request&) -> Result<std::shared_ptr<const SessionUser>> {
      ++g_depth.sockets;
      return std::make_shared<const SessionUser>();
    });
    hub_.set_on_message([this](const SocketPeer& peer, std::string text) {
      ++g_depth.messages;
      FILO_CHECK(text.size() <= limits::kWsMessageBytes && is_utf8(text));
      hub_.send(peer.socket, std::move(text));
    });
    options_.trusted_proxies = {"127.0.0.1"};
    server_ = std::make_unique<HttpServer>(options_, router_, hub_);
    FILO_CHECK(server_->start());
  }
  std::uint16_t port() const { return server_->port(); }

 private:
  Router router_;
  SocketHub hub_;
  HttpServerOptions options_;
  std::unique_ptr<HttpServer> server_;
};

class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    // Each from an address of its own: there are more inputs than ports.
    static std::uint32_t number = 0;
    number = (number + 1) % 0xfffff0;
    sockaddr_in own{}, to{};
    own.sin_family = to.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + number);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    FILO_CHECK(::bind(fd_, reinterpret_cast<sockaddr*>(&own), sizeof own) == 0);
    FILO_CHECK(::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Reads on the way, so that neither side waits for the other for ever.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      } else if (errno != EAGAIN || !read_some()) {
        return;  // the server has closed
      }
    }
  }
  bool read_until(std::string_view mark) {
    while (heard_.find(mark) == std::string::npos) {
      if (!read_some()) return false;
    }
    return true;
  }
  const std::string& hear_all() {
    ::shutdown(fd_, SHUT_WR);
    while (read_some()) {
    }
    return heard_;
  }

 private:
  bool read_some() {
    pollfd waiting{fd_, POLLIN, 0};
    FILO_CHECK(::poll(&waiting, 1, kHangMs) > 0);
    char bytes[16'384];
    const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    heard_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int fd_;
  std::string heard_;
};

void ask(Client& client, std::size_t step, std::string_view bytes) {
  if (step == 0) step = bytes.size() + 1;
  for (std::size_t n = 1; n < kPiecesMax && bytes.size() > step; ++n) {
    client.send(bytes.substr(0, step));
    bytes.remove_prefix(step);
  }
  client.send(bytes);
  const std::string& heard = client.hear_all();
  FILO_CHECK(heard.empty() || heard.starts_with("HTTP/1.1 "));
}

void shake_hands(Client& client) {
  client.send(
      "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  FILO_CHECK(client.read_until("\r\n\r\n"));
}

/// Frames that are right but for what is in them: first byte, length, bytes; masked with zeros.
std::string framed(std::string_view script) {
  std::string all;
  while (script.size() >= 2) {
    const std::string_view bytes =
        script.substr(2, std::min<std::size_t>(static_cast<unsigned char>(script[1]), 125));
    all += script[0];
    all += static_cast<char>(0x80U | bytes.size());
    all += std::string(4, '\0');
    all += bytes;
    script.remove_prefix(2 + bytes.size());
  }
  return all;
}

}  // namespace
}  // namespace filo::http

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace filo::http;
  static World world;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Client client(world.port());
  switch (data[0]) {
    case 0:
      shake_hands(client);
      client.send(text);
      break;
    case 1:
      shake_hands(client);
      client.send(framed(text));
      break;
    default:
      ask(client, data[0] - 2U, text);
  }
  (void)client.hear_all();
  return 0;
}
