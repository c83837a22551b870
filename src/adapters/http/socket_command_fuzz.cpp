// Any text on the event socket: no crash, and what was read says no more than the text.

#include "adapters/http/socket_command.h"

#include "base/check.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using filo::http::SocketCommand;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto command = filo::http::read_socket_command(text);
  if (!command) return 0;
  FILO_CHECK(command->sdp.size() < text.size() && filo::is_utf8(command->sdp));
  FILO_CHECK(command->kind == SocketCommand::Kind::phone_offer || command->sdp.empty());
  FILO_CHECK(command->kind == SocketCommand::Kind::resume || command->after == -1);
  return 0;
}
