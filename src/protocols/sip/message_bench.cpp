#include <benchmark/benchmark.h>

#include "protocols/sip/digest.h"
#include "protocols/sip/message.h"
#include "protocols/sip/writer.h"

namespace {

using namespace filo::sip;

constexpr std::string_view kInvite =
    "INVITE sip:800100200@pbx.example.com SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK776asdhds;rport\r\n"
    "Max-Forwards: 70\r\n"
    "To: <sip:800100200@pbx.example.com>\r\n"
    "From: \"Anna Rossi\" <sip:+39021234567@carrier.example.net>;tag=1928301774\r\n"
    "Call-ID: a84b4c76e66710@192.0.2.7\r\n"
    "CSeq: 314159 INVITE\r\n"
    "Contact: <sip:+39021234567@192.0.2.7:5060>\r\n"
    "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE\r\n"
    "Supported: timer, 100rel\r\n"
    "User-Agent: Carrier SBC 4.2\r\n"
    "Content-Type: application/sdp\r\n"
    "Content-Length: 181\r\n\r\n"
    "v=0\r\no=sbc 2890844526 2890844526 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\n"
    "t=0 0\r\nm=audio 49170 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
    "a=fmtp:101 0-15\r\na=sendrecv\r\n";

void parse_invite(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Message::parse(kInvite));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kInvite.size()));
}
BENCHMARK(parse_invite);

void write_ringing(benchmark::State& state) {
  const MessagePtr invite = Message::parse(kInvite).value();
  const Endpoint source = *Endpoint::parse("192.0.2.7", 5060);
  for (auto _ : state) {
    benchmark::DoNotOptimize(MessageWriter::response_to(*invite, 180, "", source, "tag").finish());
  }
}
BENCHMARK(write_ringing);

void verify_digest(benchmark::State& state) {
  const Endpoint source = *Endpoint::parse("192.0.2.7", 5060);
  const filo::Instant now = filo::from_micros(1'790'000'000'000'000);
  DigestServer server("pbx", "secret");
  Digest phone;
  const auto challenges = server.challenge(now, source);
  phone.learn({challenges.begin(), challenges.end()}, false);
  const auto lookup = [secret = ha1("anna", "pbx", "pw", DigestAlgorithm::sha256)](auto) {
    return std::optional(SipDirectory::Credentials{"", secret});
  };
  for (auto _ : state) {
    const std::string value = phone.authorization("REGISTER", "sip:pbx", "anna", "pw", "c");
    benchmark::DoNotOptimize(server.verify("REGISTER", "sip:pbx", {value}, lookup, now, source));
  }
}
BENCHMARK(verify_digest);

}  // namespace
