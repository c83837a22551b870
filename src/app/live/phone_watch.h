#pragma once
// Phones that said nothing at all to a call: out of service until they answer an OPTIONS or
// register anew. Without it every caller would wait kPhoneSilence for the same dead phone.
//
// Owner: core thread, with CallDirector. One timer and one OPTIONS under way for each such phone.

#include <functional>
#include <optional>
#include <unordered_map>

#include "base/loop.h"
#include "domain/people/ids.h"
#include "protocols/sip/core.h"

namespace filo::app {

class PhoneWatch {
 public:
  static constexpr Duration kAskEvery = std::chrono::seconds{10};

  using Way = std::function<std::optional<sip::Flow>(AgentId)>;
  using Back = std::function<void(AgentId)>;
  /// `way` finds the phone, nullopt when it is no more; `back` is called when it answers again.
  PhoneWatch(Loop& loop, sip::Core& core, Way way, Back back)
      : loop_(loop), core_(core), way_(std::move(way)), back_(std::move(back)) {}
  ~PhoneWatch();
  PhoneWatch(const PhoneWatch&) = delete;
  PhoneWatch& operator=(const PhoneWatch&) = delete;

  /// It said nothing.
  void lost(AgentId agent);
  /// It is there, or it is no phone of ours any more.
  void forget(AgentId agent);
  void pinged(const sip::Pinged& answer);
  bool is_lost(AgentId agent) const { return phones_.contains(agent); }

 private:
  struct Phone {
    sip::Flow flow;
    TimerId timer = TimerId::none;
  };
  void arm(AgentId agent);
  void ask(AgentId agent);

  Loop& loop_;
  sip::Core& core_;
  Way way_;
  Back back_;
  std::unordered_map<AgentId, Phone> phones_;
};

}  // namespace filo::app
