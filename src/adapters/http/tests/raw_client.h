#pragma once
// A tiny HTTP client that sends exactly the bytes it is told, for tests over real loopback sockets.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace filo::http {

class RawClient {
 public:
  static constexpr int kSmallestWindow = 1;

  /// About `window` bytes may wait unread, or as few as the kernel can; 0: as many as it likes.
  explicit RawClient(std::uint16_t port, int window = 0) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (window > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// One response: the head and as many bytes as its Content-Length says; what came when closed.
  std::string response() {
    while (!whole() && read_some()) {
    }
    const std::size_t size = whole() ? size_ : buffer_.size();
    std::string out = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return out;
  }
  std::string ask(std::string_view bytes) {
    send(bytes);
    return response();
  }
  /// The answer to a HEAD: no body follows, whatever Content-Length says.
  std::string ask_head(std::string_view bytes) {
    send(bytes);
    while (buffer_.find("\r\n\r\n") == std::string::npos && read_some()) {
    }
    const auto end = buffer_.find("\r\n\r\n");
    std::string out = buffer_.substr(0, end == std::string::npos ? end : end + 4);
    buffer_.erase(0, out.size());
    return out;
  }
  /// The next text frame of a WebSocket from the server (unmasked), skipping pings; "" when closed.
  std::string frame() {
    for (;;) {
      while (!frame_whole()) {
        if (!read_some()) return {};
      }
      const int opcode = buffer_[0] & 0x0f;
      const std::string payload = buffer_.substr(header_, size_ - header_);
      buffer_.erase(0, size_);
      if (opcode == 1) return payload;
      if (opcode == 8) return {};
    }
  }
  /// A masked text frame of at most 65,535 bytes (mask of zeros).
  void send_frame(std::string_view text, int opcode = 1) {
    std::string out;
    out += static_cast<char>(0x80 | opcode);
    if (text.size() < 126) {
      out += static_cast<char>(0x80 | text.size());
    } else {
      out += static_cast<char>(0x80 | 126);
      out += static_cast<char>(text.size() >> 8);
      out += static_cast<char>(text.size() & 0xff);
    }
    out += std::string(4, '\0');
    out += text;
    send(out);
  }
  /// Says that nothing more will be asked, and reads until the server has closed.
  std::string rest() {
    ::shutdown(fd_, SHUT_WR);
    while (read_some()) {
    }
    return std::move(buffer_);
  }
  /// True when the server closes and does not pause for fifteen seconds before.
  bool closed() {
    while (read_some()) {
    }
    return at_end_;
  }

  /// Something has come, or the end.
  bool has_news() const {
    pollfd waiting{fd_, POLLIN, 0};
    return ::poll(&waiting, 1, 0) > 0;
  }

 private:
  static constexpr int kPatienceMs = 15'000;

  bool read_some() {
    pollfd waiting{fd_, POLLIN, 0};
    if (::poll(&waiting, 1, kPatienceMs) <= 0) return false;
    char bytes[16'384];
    const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) {
      at_end_ = true;
      return false;
    }
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  bool whole() {
    const auto end = buffer_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto length = buffer_.find("Content-Length: ");
    size_ = end + 4;
    if (length < end) size_ += std::stoul(buffer_.substr(length + 16));
    return buffer_.size() >= size_;
  }
  bool frame_whole() {
    if (buffer_.size() < 2) return false;
    std::size_t length = static_cast<unsigned char>(buffer_[1]) & 0x7f;
    header_ = 2;
    if (length >= 126) {
      const std::size_t extra = length == 126 ? 2 : 8;
      if (buffer_.size() < 2 + extra) return false;
      length = 0;
      for (std::size_t i = 0; i < extra; ++i) {
        length = length << 8 | static_cast<unsigned char>(buffer_[2 + i]);
      }
      header_ = 2 + extra;
    }
    size_ = header_ + length;
    return buffer_.size() >= size_;
  }

  int fd_;
  bool connected_ = false, at_end_ = false;
  std::string buffer_;
  std::size_t size_ = 0, header_ = 0;
};

inline int status_of(const std::string& response) {
  return response.size() > 12 ? std::stoi(response.substr(9, 3)) : 0;
}

}  // namespace filo::http
