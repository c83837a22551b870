#include "protocols/sip/size_rule.h"

#include "base/check.h"

namespace filo::sip {

bool SizeRule::wants_tcp(const Flow& flow, std::size_t bytes, MonoTime now) const {
  if (!tcp_ || flow.transport != Transport::udp || bytes <= kUdpBytes) return false;
  const auto found = without_tcp_.find(flow.remote);
  return found == without_tcp_.end() || found->second <= now;
}

void SizeRule::took_no_tcp(const Endpoint& peer, MonoTime now) {
  if (without_tcp_.size() >= kPeers) without_tcp_.clear();
  without_tcp_[peer] = now + kNoTcpFor;
}

void set_via_transport(std::string& request, Transport transport) {
  constexpr std::string_view kVia = "Via: SIP/2.0/";
  const std::size_t at = request.find(kVia);
  FILO_CHECK(at != std::string::npos);  // we wrote it
  const std::size_t begin = at + kVia.size();
  request.replace(begin, request.find(' ', begin) - begin, to_string(transport));
}

}  // namespace filo::sip
