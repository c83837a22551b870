#include "protocols/sip/flow.h"

namespace filo::sip {

std::string_view to_string(Transport transport) {
  switch (transport) {
    case Transport::udp:
      return "UDP";
    case Transport::tcp:
      return "TCP";
    case Transport::tls:
      return "TLS";
    case Transport::ws:
      return "WS";
    case Transport::wss:
      return "WSS";
  }
  return "UDP";
}

}  // namespace filo::sip
