#pragma once
// sip::Core joined to its sockets and to the loop's time: the one shell for the server and the
// phone. Loop thread; lives as long as either.
//
// Bytes that arrive go into the core; what it sends is gathered and leaves in one batch after the
// loop's events; its next deadline is kept as one timer. Give it to the loop:
// `loop.set_after_batch([&] { shell.after_batch(); })`.

#include <functional>
#include <optional>
#include <string>

#include "adapters/sip_transport/sip_transport.h"
#include "base/epoll_loop.h"
#include "protocols/sip/core.h"

namespace filo {

/// Stands before new calls: how many may come in while we are late?
class CallGate {
 public:
  virtual ~CallGate() = default;
  /// A message that is handled now lay in the kernel for so long.
  virtual void waited(Duration lag, MonoTime now) = 0;
  /// May this new call come in?
  virtual bool admit(MonoTime now) = 0;
};

class SipShell final : private sip::SipOutput, private SipTransport::Sink {
 public:
  struct Config {
    SipTransport::Config transport;
    sip::CoreConfig core;
  };
  using OnEvent = std::function<void(const sip::Event&)>;

  /// `directory` and `gate` outlive the shell; without a gate every call may come in. A source that
  /// is_home() or has a registration is neither limited nor banned.
  SipShell(EpollLoop& loop,
           Config config,
           const sip::SipDirectory& directory,
           OnEvent on_event,
           CallGate* gate = nullptr);
  ~SipShell() override;

  Status start() { return transport_.start(); }
  void stop();
  /// After each batch of the loop: sends what waits and sets the timer.
  void after_batch();

  sip::Core& core() { return core_; }
  const sip::Core& core() const { return core_; }
  SipTransport& transport() { return transport_; }
  const SipTransport& transport() const { return transport_; }
  /// The way to "sip:user@192.0.2.7:5062;transport=tcp"; nullopt when its host is no address or we
  /// have no such transport.
  std::optional<sip::Flow> flow_to(const std::string& uri);

 private:
  void send(const sip::Flow& flow, std::string_view bytes) override;
  void on_event(const sip::Event& event) override { on_event_(event); }
  bool may_take_call() override;
  void on_auth_failed(const sip::Flow& flow, std::string_view user) override;
  void on_message(const sip::Flow& flow, std::string_view bytes) override;
  void on_flow_closed(const sip::Flow& flow) override;

  EpollLoop& loop_;
  OnEvent on_event_;
  CallGate* gate_;
  sip::Core core_;
  SipTransport transport_;
  TimerId timer_ = TimerId::none;
  MonoTime armed_ = MonoTime::max();
};

}  // namespace filo
