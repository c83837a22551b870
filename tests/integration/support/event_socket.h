#pragma once
// A page's event socket (RFC 6455), as far as tests need it: opens, says texts, notices the end.

#include <chrono>
#include <cstdint>
#include <string>

namespace filo::test {

class EventSocket {
 public:
  /// Connects and asks for the upgrade with this cookie.
  EventSocket(std::uint16_t http_port, const std::string& cookie);
  ~EventSocket();
  EventSocket(const EventSocket&) = delete;
  EventSocket& operator=(const EventSocket&) = delete;

  /// Was it upgraded?
  bool open() const { return open_; }
  /// One text frame; at most 125 bytes.
  void say(const std::string& text);
  /// Reads what comes, and answers a close, until the other side has ended it.
  bool is_closed(std::chrono::seconds limit = std::chrono::seconds{20});

 private:
  void frame(unsigned char opcode, const std::string& payload);

  int fd_ = -1;
  bool open_ = false;
};

}  // namespace filo::test
