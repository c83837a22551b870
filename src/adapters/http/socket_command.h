#pragma once
// What a browser says on the event socket, read into one value. Contract:
// docs/reference/api.md#events.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace filo::http {

struct SocketCommand {
  enum class Kind : std::uint8_t {
    resume,       ///< Seen everything up to `after`; what came since is missing.
    phone_offer,  ///< An offer of sound in `sdp`.
    phone_close,  ///< The page gives its sound up.
  };
  Kind kind{};
  std::int64_t after = -1;  ///< -1: the page does not know.
  std::string sdp;          ///< Empty when it is missing or no text.
};

/// nullopt for everything else: other types, wrong JSON, nesting past limits::kJsonDepth. Members
/// that we do not know are ignored, newer pages may send them.
std::optional<SocketCommand> read_socket_command(std::string_view text);

}  // namespace filo::http
