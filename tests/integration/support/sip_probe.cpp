#include "support/sip_probe.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <stdexcept>

namespace filo::test {

namespace {

sockaddr_in address_of(const std::string& ip, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, ip.c_str(), &address.sin_addr);
  return address;
}

int next_serial() {
  static std::atomic<int> last{0};
  return ++last;
}

}  // namespace

SipProbe::SipProbe(const std::string& local_ip, std::uint16_t local_port, std::uint16_t server_port)
    : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
      ip_(local_ip),
      server_port_(server_port),
      serial_(next_serial()) {
  sockaddr_in local = address_of(local_ip, local_port);
  const sockaddr_in server = address_of("127.0.0.1", server_port);
  if (bind(fd_, reinterpret_cast<sockaddr*>(&local), sizeof local) != 0 ||
      connect(fd_, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
    close(fd_);
    throw std::runtime_error("cannot bind " + local_ip);
  }
  socklen_t size = sizeof local;
  getsockname(fd_, reinterpret_cast<sockaddr*>(&local), &size);
  port_ = ntohs(local.sin_port);
}

SipProbe::~SipProbe() {
  close(fd_);
}

void SipProbe::new_dialog() {
  serial_ = next_serial();
}

void SipProbe::send(const std::string& bytes) const {
  // A refused datagram (ICMP of an earlier one) is no matter here: the answer tells.
  (void)!::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

std::optional<std::string> SipProbe::receive(
    std::chrono::milliseconds limit, const std::function<bool(const std::string&)>& wanted) const {
  const auto end = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() < 0) return std::nullopt;
    pollfd ready{fd_, POLLIN, 0};
    if (poll(&ready, 1, static_cast<int>(left.count())) <= 0) return std::nullopt;
    char buffer[65'536];
    const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
    if (got <= 0) continue;
    std::string text(buffer, static_cast<std::size_t>(got));
    if (wanted(text)) return text;
  }
}

int SipProbe::status(std::chrono::milliseconds limit) const {
  const auto answer =
      receive(limit, [](const std::string& text) { return text.rfind("SIP/2.0 ", 0) == 0; });
  return answer ? std::atoi(answer->c_str() + 8) : 0;
}

std::string SipProbe::request(const std::string& method,
                              const std::string& user,
                              int cseq,
                              const std::string& more,
                              const std::string& body) const {
  return fmt::format(
      "{0} sip:{1}@127.0.0.1:{2} SIP/2.0\r\n"
      "Via: SIP/2.0/UDP {3}:{4};branch=z9hG4bK{4}x{5}x{6};rport\r\n"
      "Max-Forwards: 70\r\n"
      "From: <sip:probe@{3}>;tag=t{4}x{5}\r\n"
      "To: <sip:{1}@127.0.0.1>\r\n"
      "Call-ID: {4}x{5}@{3}\r\n"
      "CSeq: {6} {0}\r\n"
      "Contact: <sip:probe@{3}:{4}>\r\n"
      "{7}Content-Length: {8}\r\n\r\n{9}",
      method, user, server_port_, ip_, port_, serial_, cseq, more, body.size(), body);
}

std::string header_of(const std::string& message, const std::string& name) {
  const std::size_t at = message.find("\r\n" + name);
  if (at == std::string::npos) return {};
  const std::size_t from = at + 2 + name.size();
  std::string value = message.substr(from, message.find("\r\n", from) - from);
  value.erase(0, value.find_first_not_of(' '));
  return value;
}

}  // namespace filo::test
