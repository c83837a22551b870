#pragma once
// Endpoints and socket addresses.

#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>
#include <unordered_map>

#include "protocols/sip/flow.h"

namespace filo {

/// Fills `out` and returns its length.
socklen_t to_sockaddr(const sip::Endpoint& endpoint, sockaddr_storage& out);
sip::Endpoint from_sockaddr(const sockaddr_storage& address);
/// The bound address of a socket; port 0 when it has none.
sip::Endpoint local_of(int fd);
bool is_wildcard(const sip::Endpoint& endpoint);

/// Which of our addresses a peer can answer to: the one from which the kernel would send to it. One
/// thread. Remembers kKnownMax peers, then begins anew.
class SourceAddress {
 public:
  static constexpr std::size_t kKnownMax = 4'096;
  /// `bound` itself unless it is a wildcard. Its port stays.
  sip::Endpoint towards(const sip::Endpoint& remote, const sip::Endpoint& bound);

 private:
  std::unordered_map<sip::Endpoint, sip::Endpoint> known_;  // by remote address, port 0
};

}  // namespace filo
