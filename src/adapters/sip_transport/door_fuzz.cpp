// Any bytes before the parser, and any sources at any time: what the parser finds sound is never
// taken for garbage, whoever is protected is never shut out, and no ban lasts longer than the
// longest.

#include <algorithm>

#include "adapters/sip_transport/source_guard.h"
#include "base/check.h"
#include "protocols/sip/message.h"

namespace filo {
namespace {

constexpr std::size_t kMethodMax = 64;
constexpr std::size_t kStepsMax = 256;

void check_bytes(std::string_view bytes) {
  (void)looks_like_scanner(bytes);
  const auto message = sip::Message::parse(bytes);
  if (!message || (*message)->fault().status != 0) return;
  if ((*message)->method_text().size() <= kMethodMax) FILO_CHECK(looks_like_sip(bytes));
}

sip::Endpoint source_of(unsigned char byte) {
  const std::string last = std::to_string(byte % 16);
  const bool v6 = (byte & 16) != 0;
  return *sip::Endpoint::parse(v6 ? "2001:db8::" + last : "192.0.2." + last, 5060);
}

/// Three bytes a step: who, what, how long until then.
void check_guard(std::string_view script) {
  const SourceGuard::Policy policy;
  const auto ours = [](const sip::Endpoint& source) { return source == source_of(1); };
  SourceGuard guard(policy, ours, 7);
  MonoTime now{std::chrono::hours{1}};
  for (std::size_t n = 0; n < kStepsMax && script.size() >= 3; ++n, script.remove_prefix(3)) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(script[i]); };
    const sip::Endpoint source = source_of(byte(0));
    now += std::chrono::seconds{byte(2) * byte(2)};
    switch (byte(1) % 4) {
      case 0:
        guard.note_failure(source, now);
        break;
      case 1:
        (void)guard.note_scanner(source, now);
        break;
      default:
        for (unsigned left = byte(1); left > 0; --left) (void)guard.admit(source, now);
    }
    FILO_CHECK(!guard.is_banned(source_of(1), now));
    FILO_CHECK(!guard.is_banned(source, now + policy.ban_max));
  }
  FILO_CHECK(guard.admit(source_of(1), now) == SourceGuard::Verdict::pass);
}

}  // namespace
}  // namespace filo

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with('!'))
    filo::check_guard(text.substr(1));  // a guard is a megabyte: not for every input
  else
    filo::check_bytes(text);
  return 0;
}
