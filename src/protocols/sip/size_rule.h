#pragma once
// Which requests are too big for UDP: RFC 3261 §18.1.1.
//
// Over kUdpBytes a request goes by TCP, whose congestion control the RFC demands for it and where
// nothing is cut into fragments that firewalls drop; when the peer takes no TCP (reset, ICMP, no
// answer to the connection), the same request goes by UDP. The rule knows no exception for a phone
// that registered by UDP: every element has to speak TCP (§18), and one that does not is found out
// by the first attempt and remembered for kNoTcpFor, so that it costs one delay an hour and not one
// a call. It seldom matters: our INVITE with G.711 has about 900 bytes.
//
// Owner: Transactions; time is an argument. Bounds: kPeers peers are remembered, then it begins
// anew.

#include <cstddef>
#include <string>
#include <unordered_map>

#include "base/time.h"
#include "protocols/sip/flow.h"

namespace filo::sip {

class SizeRule {
 public:
  static constexpr std::size_t kUdpBytes = 1'300;  ///< The path's MTU is not known.
  static constexpr std::size_t kPeers = 4'096;
  static constexpr Duration kNoTcpFor = std::chrono::hours{1};

  /// `tcp`: have we a TCP transport at all?
  explicit SizeRule(bool tcp) : tcp_(tcp) {}

  /// Shall a request of so many bytes leave this UDP flow for TCP?
  bool wants_tcp(const Flow& flow, std::size_t bytes, MonoTime now) const;
  void took_no_tcp(const Endpoint& peer, MonoTime now);

 private:
  bool tcp_;
  std::unordered_map<Endpoint, MonoTime> without_tcp_;  // until when
};

/// Writes the transport into the top Via of a request of ours.
void set_via_transport(std::string& request, Transport transport);

}  // namespace filo::sip
