#include "sim/network.h"

namespace filo::sim {

void Network::send(const sip::Flow& flow, std::string_view bytes) {
  ++sent_;
  if (filter_ && !filter_(flow, bytes)) return;
  if (random_.chance(weather_.loss)) return;
  deliver_later(flow, std::string(bytes));
  if (random_.chance(weather_.doubled)) deliver_later(flow, std::string(bytes));
}

void Network::deliver_later(const sip::Flow& flow, std::string bytes) {
  const auto spread = static_cast<std::uint64_t>((weather_.delay_max - weather_.delay_min).count());
  const Duration delay =
      weather_.delay_min + Duration{static_cast<std::int64_t>(spread ? random_.below(spread) : 0)};
  loop_.call_after(delay, [this, flow, bytes = std::move(bytes)] {
    const auto node = nodes_.find(flow.remote);
    if (node == nodes_.end()) return;
    sip::Flow arrived = flow;
    std::swap(arrived.local, arrived.remote);
    node->second(arrived, bytes);
  });
}

}  // namespace filo::sim
