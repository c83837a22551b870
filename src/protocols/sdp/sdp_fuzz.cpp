// Any text: no crash, what was read can be written and read again, answers are readable and fit.
#include <string_view>

#include "base/check.h"
#include "protocols/sdp/offer_answer.h"
#include "protocols/sdp/web.h"

using namespace filo::sdp;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto session = parse(text);
  if (session) {
    const std::string once = write(*session);
    const auto again = parse(once);
    FILO_CHECK(again || once.size() > 16'384);
    if (again) FILO_CHECK(write(*again) == once);
  }
  LocalAudio local;
  local.ip = "192.0.2.1";
  local.port = 4000;
  if (const auto done = answer(text, local)) {
    const auto ours = parse(done->text);
    FILO_CHECK(ours || done->text.size() > 16'384);
    if (ours) FILO_CHECK(ours->media.size() == session->media.size());
  }
  static const std::string offer = make_offer(local);
  (void)accept_answer(offer, text).has_value();
  WebLocal web;
  web.ip = "192.0.2.1";
  web.port = 4000;
  web.ufrag = "abcd";
  web.pwd = "0123456789012345678901";
  if (const auto done = answer_web(text, web)) FILO_CHECK(parse(done->text).has_value());
  return 0;
}
