#pragma once
// The whole of ICE that a server with a public address needs: answering the browser's checks.
// Source: RFC 8445 §7.3 (receiving a check), §2.5 and annex A (lite), RFC 7675 §5.1 (consent: we
// only answer).

#include <string>

#include "protocols/stun/message.h"

namespace filo::stun {

/// One per browser's leg. Sans-I/O: a datagram in, perhaps a reply out.
class IceLite {
 public:
  struct Config {
    std::string local_ufrag, local_password;  ///< Ours, as in our answer.
    std::string remote_ufrag;                 ///< The browser's, as in its offer.
  };
  explicit IceLite(Config config) : config_(std::move(config)) {}

  struct Outcome {
    bool valid = false;      ///< A right check: the address may be used, consent is fresh.
    bool nominated = false;  ///< ... and it is the pair the browser has chosen.
    Bytes reply;             ///< To send back to the source; valid until the next call.
  };
  /// Takes a datagram for which is_stun() holds. What cannot be parsed and what is no request gets
  /// no reply; a request without or with wrong credentials gets 400 or 401, an unknown mandatory
  /// attribute 420, a peer that is controlled as we are 487.
  Outcome receive(Bytes datagram, const Endpoint& source);

 private:
  bool knows(const Message& request) const;
  Outcome refuse(const Message& request, std::uint16_t code, std::string_view reason, bool signed_);

  Config config_;
  Writer writer_{0, {}};
};

}  // namespace filo::stun
