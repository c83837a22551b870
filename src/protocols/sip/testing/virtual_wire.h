#pragma once
// A network in memory under a virtual clock: datagrams between cores with seeded loss, doubling,
// reordering and delay. For tests and the simulator; one thread.
//
// A party is whoever receives at an endpoint. Streams are reliable and keep their order (sent with
// neither loss nor doubling); datagrams suffer as `Faults` says. The same seed gives the same run.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/prng.h"
#include "base/time.h"
#include "protocols/sip/flow.h"

namespace filo::sip {

struct Faults {
  double loss = 0, doubled = 0;  ///< 0..1
  Duration delay{1'000};         ///< Of each packet.
  Duration jitter{0};            ///< Up to this is added: more than the gap reorders.
};

class VirtualWire {
 public:
  /// Bytes arrive; the flow is seen from the receiver.
  using Receiver = std::function<void(const Flow& flow, std::string_view bytes)>;

  VirtualWire(std::uint64_t seed, Faults faults) : faults_(faults), random_(seed) {}

  void attach(const Endpoint& at, Receiver receiver) { parties_[at] = std::move(receiver); }
  void set_faults(Faults faults) { faults_ = faults; }
  /// Hears each packet before the faults; for traces and counts.
  void set_tap(Receiver tap) { tap_ = std::move(tap); }
  /// May lose a packet on purpose: true lets it pass.
  void set_filter(std::function<bool(std::string_view bytes)> filter) {
    filter_ = std::move(filter);
  }

  /// Sends from `flow.local` to `flow.remote`.
  void send(const Flow& flow, std::string_view bytes, MonoTime now) {
    if (tap_) tap_(flow, bytes);
    if (filter_ && !filter_(bytes)) return;
    const bool stream = is_stream(flow.transport);
    if (!stream && random_.chance(faults_.loss)) return;
    enqueue(flow, bytes, now);
    if (!stream && random_.chance(faults_.doubled)) enqueue(flow, bytes, now);
  }

  /// When the next packet arrives; MonoTime::max() when none is on its way.
  MonoTime next() const { return queue_.empty() ? MonoTime::max() : queue_.begin()->first.first; }
  /// Delivers all packets due at `now`.
  void deliver(MonoTime now) {
    while (!queue_.empty() && queue_.begin()->first.first <= now) {
      const Packet packet = std::move(queue_.begin()->second);
      queue_.erase(queue_.begin());
      const auto found = parties_.find(packet.flow.local);
      if (found != parties_.end()) found->second(packet.flow, packet.bytes);
    }
  }

 private:
  struct Packet {
    Flow flow;
    std::string bytes;
  };

  void enqueue(const Flow& flow, std::string_view bytes, MonoTime now) {
    Flow seen = flow;
    std::swap(seen.local, seen.remote);
    Duration delay = faults_.delay;
    if (!is_stream(flow.transport) && faults_.jitter > Duration{}) {
      delay += Duration{static_cast<std::int64_t>(
          random_.below(static_cast<std::uint64_t>(faults_.jitter.count())))};
    }
    queue_.emplace(std::pair{now + delay, ++order_}, Packet{seen, std::string{bytes}});
  }

  Faults faults_;
  Prng random_;
  std::map<Endpoint, Receiver> parties_;
  std::map<std::pair<MonoTime, std::uint64_t>, Packet> queue_;
  std::uint64_t order_ = 0;
  Receiver tap_;
  std::function<bool(std::string_view)> filter_;
};

}  // namespace filo::sip
