// Any bytes: no crash; a message that was read can be answered, and its answer is read again; the
// stream framer cuts the same pieces however the bytes arrive.
#include <string_view>
#include <vector>

#include "base/check.h"
#include "protocols/sip/message.h"
#include "protocols/sip/writer.h"

using namespace filo::sip;

namespace {

std::vector<std::string> framed(std::string_view bytes, std::size_t step) {
  StreamFramer framer;
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const bool alive = framer.feed(bytes.substr(at, step));
    while (auto piece = framer.next()) pieces.push_back(std::move(*piece));
    if (!alive) break;
  }
  return pieces;
}

void look_at_all(const Message& message) {
  (void)message.vias();
  (void)message.contact();
  for (const Header& header : message.headers()) (void)message.list(header.id);
}

void answer(const Message& message) {
  const Endpoint source = *Endpoint::parse("192.0.2.1", 5060);
  const std::string text =
      MessageWriter::response_to(message, 400, message.fault().reason, source, "t").finish();
  const auto again = Message::parse(text);
  // A sound request has a sound answer; a faulty one may have copied what was faulty.
  FILO_CHECK(again || message.fault().status != 0 || text.size() > 65'535);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto message = Message::parse(bytes)) {
    look_at_all(**message);
    if ((*message)->is_request()) answer(**message);
  }
  if (size < 2'000) FILO_CHECK(framed(bytes, bytes.size() + 1) == framed(bytes, 1));
  return 0;
}
