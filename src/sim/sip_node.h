#pragma once
// A sip::Core plugged into the virtual network, with its timers on the virtual loop.

#include <functional>

#include "base/loop.h"
#include "protocols/sip/core.h"
#include "sim/network.h"

namespace filo::sim {

class SipNode final : public sip::SipOutput {
 public:
  using OnEvent = std::function<void(const sip::Event&)>;

  SipNode(Loop& loop,
          Network& network,
          const sip::Endpoint& at,
          const sip::SipDirectory& directory,
          sip::CoreConfig config,
          OnEvent on_event);
  ~SipNode() override;

  sip::Core& core() { return core_; }
  const sip::Core& core() const { return core_; }
  /// The way from this node to `remote`.
  sip::Flow flow_to(const sip::Endpoint& remote) const;

  void send(const sip::Flow& flow, std::string_view bytes) override;
  void on_event(const sip::Event& event) override;

  /// After a command from outside: the next deadline may be sooner now.
  void rearm();

 private:
  Loop& loop_;
  Network& network_;
  sip::Endpoint at_;
  OnEvent on_event_;
  sip::Core core_;
  TimerId timer_ = TimerId::none;
  MonoTime armed_ = MonoTime::max();
};

}  // namespace filo::sim
