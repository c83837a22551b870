// INVITE, 180, 200, ACK, BYE, 200 (and 100) between two cores in memory: what the SIP part of a leg
// costs, without the kernel. A bridged call is two of these.

#include <benchmark/benchmark.h>

#include <deque>
#include <utility>

#include "protocols/sip/core.h"

namespace filo::sip {
namespace {

constexpr const char* kSdp =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\na=ptime:20\r\n";

struct Side final : SipOutput, SipDirectory {
  explicit Side(std::uint64_t seed)
      : core(
            [seed] {
              CoreConfig config;
              config.seed = seed;
              config.nonce_secret = "bench";
              config.legs_max = 1'000'000;
              return config;
            }(),
            *this,
            *this) {}

  void send(const Flow&, std::string_view bytes) override {
    peer->inbox.emplace_back(bytes);
    ++*datagrams;
  }
  void on_event(const Event& event) override {
    if (const auto* call = std::get_if<IncomingCall>(&event)) {
      core.ring(call->leg, 180, {}, *now);
      core.answer(call->leg, kSdp, *now);
    } else if (const auto* answered = std::get_if<LegAnswered>(&event)) {
      core.hang_up(answered->leg, {}, *now);
      ++done;
    }
  }
  std::optional<Credentials> credentials(std::string_view) const override { return std::nullopt; }
  std::optional<std::string> trusted_peer(const Flow&) const override { return "peer"; }

  bool drain() {
    const bool any = !inbox.empty();
    while (!inbox.empty()) {
      const std::string bytes = std::move(inbox.front());
      inbox.pop_front();
      core.datagram(flow, bytes, *now);
    }
    return any;
  }

  Side* peer = nullptr;
  Moment* now = nullptr;
  std::int64_t* datagrams = nullptr;
  Flow flow;
  std::deque<std::string> inbox;
  std::int64_t done = 0;
  Core core;
};

/// `range(0)` calls a second of virtual time, so that the wait states (32 s) stay as full as in
/// life.
void whole_calls(benchmark::State& state) {
  ManualClock clock;
  Moment now = clock.moment();
  std::int64_t datagrams = 0;
  Side a{1}, b{2};
  a.peer = &b;
  b.peer = &a;
  a.flow.local = b.flow.remote = *Endpoint::parse("192.0.2.1", 5060);
  a.flow.remote = b.flow.local = *Endpoint::parse("192.0.2.2", 5060);
  a.now = b.now = &now;
  a.datagrams = b.datagrams = &datagrams;
  const Duration gap{1'000'000 / state.range(0)};
  Invite invite;
  invite.flow = a.flow;
  invite.request_uri = "sip:800100200@192.0.2.2";
  invite.from_user = "+39021234567";
  invite.sdp = kSdp;
  for (auto _ : state) {
    clock.advance(gap);
    now = clock.moment();
    a.core.advance(now);
    b.core.advance(now);
    benchmark::DoNotOptimize(a.core.invite(invite, now));
    for (bool any = true; any;) {
      any = b.drain();
      any = a.drain() || any;
    }
  }
  state.counters["calls/s"] =
      benchmark::Counter(static_cast<double>(a.done), benchmark::Counter::kIsRate);
  state.counters["datagrams/call"] = static_cast<double>(datagrams) / static_cast<double>(a.done);
  state.counters["transactions"] = static_cast<double>(b.core.transactions());
  if (a.core.legs() != 0 || b.core.legs() != 0) state.SkipWithError("legs were left over");
}
BENCHMARK(whole_calls)->Arg(600)->Arg(2'000)->MinTime(2.0)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace filo::sip
