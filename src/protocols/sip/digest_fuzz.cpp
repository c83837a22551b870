// Any credentials and any challenge: no crash, nobody gets in without the password.
#include <string_view>

#include "base/check.h"
#include "protocols/sip/digest.h"

using namespace filo;
using namespace filo::sip;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const Endpoint source = *Endpoint::parse("192.0.2.1", 5060);
  static DigestServer server("r", "secret");
  const auto lookup = [](std::string_view user) -> std::optional<SipDirectory::Credentials> {
    if (user == "x") return std::nullopt;
    return SipDirectory::Credentials{ha1(user, "r", "pw", DigestAlgorithm::md5), ""};
  };
  const Instant now = from_micros(1'790'000'000'000'000);
  const auto verdict = server.verify("INVITE", "sip:a@b", {text}, lookup, now, source);
  FILO_CHECK(verdict.outcome != DigestServer::Outcome::ok);
  Digest client;
  if (client.learn({text}, true)) {
    const std::string value = client.authorization("INVITE", "sip:a@b", "u", "pw", "c");
    FILO_CHECK(parse_digest(value).has_value());
  }
  return 0;
}
