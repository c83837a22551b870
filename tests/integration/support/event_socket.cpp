#include "support/event_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace filo::test {

namespace {

constexpr unsigned char kText = 1, kClose = 8;

void set_limit(int fd, std::chrono::seconds limit) {
  const timeval time{limit.count(), 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
}

}  // namespace

EventSocket::EventSocket(std::uint16_t http_port, const std::string& cookie)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(http_port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  set_limit(fd_, std::chrono::seconds{20});
  if (connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
  const std::string request = fmt::format(
      "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{0}\r\nOrigin: http://127.0.0.1:{0}\r\n"
      "Cookie: {1}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      http_port, cookie);
  if (send(fd_, request.data(), request.size(), MSG_NOSIGNAL) < 0) return;
  std::string answer;
  char byte = 0;
  while (answer.find("\r\n\r\n") == std::string::npos && recv(fd_, &byte, 1, 0) == 1)
    answer += byte;
  open_ = answer.rfind("HTTP/1.1 101", 0) == 0;
}

EventSocket::~EventSocket() {
  if (fd_ >= 0) close(fd_);
}

/// Masked with zeros, which is a mask too (RFC 6455 §5.3).
void EventSocket::frame(unsigned char opcode, const std::string& payload) {
  std::string bytes{static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | payload.size())};
  bytes += std::string(4, '\0') + payload;
  [[maybe_unused]] const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void EventSocket::say(const std::string& text) {
  frame(kText, text);
}

bool EventSocket::is_closed(std::chrono::seconds limit) {
  set_limit(fd_, limit);
  frame(kClose, {});
  char buffer[65'536];
  ssize_t got = 0;
  do {
    got = recv(fd_, buffer, sizeof buffer, 0);
  } while (got > 0);
  return got == 0 || errno == ECONNRESET;
}

}  // namespace filo::test
