#pragma once
// Joins sip::Core to its sockets and to the loop's time. Core thread.
//
// Bytes that arrive go into the core; what it sends is gathered and leaves in one batch after the
// loop's events; its next deadline is kept as one timer.

#include <functional>
#include <vector>

#include "adapters/sip_transport/sip_transport.h"
#include "base/epoll_loop.h"
#include "protocols/sip/core.h"
#include "server/overload.h"

namespace filo::server {

class SipShell final : public sip::SipOutput, public SipTransport::Sink {
 public:
  struct Config {
    SipTransport::Config transport;
    sip::CoreConfig core;
    double new_calls_per_second = 0;  ///< The fixed cap; 0 for none.
  };
  using OnEvent = std::function<void(const sip::Event&)>;

  SipShell(EpollLoop& loop, Config config, const sip::SipDirectory& directory, OnEvent on_event);

  Status start() { return transport_.start(); }
  void stop() { transport_.stop(); }
  /// After each batch of the loop: sends what waits and sets the timer.
  void after_batch();

  sip::Core& core() { return core_; }
  SipTransport& transport() { return transport_; }
  /// The way to "sip:user@192.0.2.7:5062;transport=tcp"; nullopt when its host is no address or we
  /// have no such transport.
  std::optional<sip::Flow> flow_to(const std::string& uri);

  void send(const sip::Flow& flow, std::string_view bytes) override;
  void on_event(const sip::Event& event) override { on_event_(event); }
  bool may_take_call() override;
  void on_auth_failed(const sip::Flow& flow, std::string_view user) override;
  void on_message(const sip::Flow& flow, std::string_view bytes) override;
  void on_flow_closed(const sip::Flow& flow) override;

 private:
  void note_overload();

  EpollLoop& loop_;
  OnEvent on_event_;
  Overload overload_;
  bool told_limiting_ = false;
  sip::Core core_;
  SipTransport transport_;
  TimerId timer_ = TimerId::none;
  MonoTime armed_ = MonoTime::max();
};

}  // namespace filo::server
