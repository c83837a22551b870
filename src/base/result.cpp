#include "base/result.h"

namespace filo {

const char* to_string(Errc code) {
  switch (code) {
    case Errc::invalid:
      return "invalid";
    case Errc::not_found:
      return "not_found";
    case Errc::conflict:
      return "conflict";
    case Errc::forbidden:
      return "forbidden";
    case Errc::unauthenticated:
      return "unauthenticated";
    case Errc::limit:
      return "limit";
    case Errc::unavailable:
      return "unavailable";
    case Errc::timeout:
      return "timeout";
    case Errc::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace filo
