#pragma once
// A packet network under virtual time: loses, doubles, delays and so reorders datagrams, by seed.

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/loop.h"
#include "base/prng.h"
#include "protocols/sip/flow.h"

namespace filo::sim {

struct Weather {
  double loss = 0;
  double doubled = 0;
  Duration delay_min = std::chrono::milliseconds{1};
  Duration delay_max = std::chrono::milliseconds{5};  ///< Wider than 1 ms: packets overtake.
};

class Network {
 public:
  using Receive = std::function<void(const sip::Flow& flow, const std::string& bytes)>;

  Network(Loop& loop, std::uint64_t seed) : loop_(loop), random_(seed) {}

  void set_weather(Weather weather) { weather_ = weather; }
  /// Loses what it answers no to; for one packet in particular.
  using Filter = std::function<bool(const sip::Flow& flow, std::string_view bytes)>;
  void set_filter(Filter filter) { filter_ = std::move(filter); }
  void plug(const sip::Endpoint& at, Receive receive) { nodes_[at] = std::move(receive); }
  /// Cable pulled: what is under way to `at` is lost as well.
  void unplug(const sip::Endpoint& at) { nodes_.erase(at); }
  /// `flow` is the sender's: from its local to its remote endpoint.
  void send(const sip::Flow& flow, std::string_view bytes);
  std::size_t sent() const { return sent_; }

 private:
  void deliver_later(const sip::Flow& flow, std::string bytes);

  Loop& loop_;
  Prng random_;
  Weather weather_;
  Filter filter_;
  std::map<sip::Endpoint, Receive> nodes_;
  std::size_t sent_ = 0;
};

}  // namespace filo::sim
