#pragma once
// A hand that writes SIP datagrams as it likes: for what no phone would send.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace filo::test {

class SipProbe {
 public:
  /// Speaks from `local_ip` (any of 127/8) and `local_port` (0: any) to 127.0.0.1:`server_port`.
  SipProbe(const std::string& local_ip, std::uint16_t local_port, std::uint16_t server_port);
  ~SipProbe();
  SipProbe(const SipProbe&) = delete;
  SipProbe& operator=(const SipProbe&) = delete;

  std::uint16_t port() const { return port_; }
  void send(const std::string& bytes) const;
  /// The next datagram that `wanted` likes; others are dropped. nullopt after `limit`.
  std::optional<std::string> receive(
      std::chrono::milliseconds limit,
      const std::function<bool(const std::string&)>& wanted = [](const std::string&) {
        return true;
      }) const;
  /// The status of the next answer; 0: none came.
  int status(std::chrono::milliseconds limit) const;

  /// A whole, correct request without a body. `more`: further header lines with their line ends.
  std::string request(const std::string& method,
                      const std::string& user,
                      int cseq = 1,
                      const std::string& more = {},
                      const std::string& body = {}) const;
  /// A new Call-ID, branch and tag for the next requests.
  void new_dialog();

 private:
  int fd_;
  std::string ip_;
  std::uint16_t port_ = 0, server_port_;
  int serial_;  ///< Unlike that of every other probe: ports are used again.
};

/// What follows `name` (with its colon) in its header line; "" when absent.
std::string header_of(const std::string& message, const std::string& name);

}  // namespace filo::test
