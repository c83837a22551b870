#pragma once
// The phone's line to its server: sip::Core joined to sockets and to the loop's time.
//
// Loop thread. Lives as long as the phone. Calls and messages are taken from the server's address
// (any port of it) without a password, as from a trusted trunk; from anywhere else they are
// refused, for this phone knows no other users.

#include <functional>

#include "adapters/sip_transport/sip_transport.h"
#include "base/epoll_loop.h"
#include "phone/options.h"
#include "protocols/sip/core.h"

namespace filo::phone {

class Line final : public sip::SipOutput, public SipTransport::Sink, public sip::SipDirectory {
 public:
  struct Config {
    Server server;
    sip::Endpoint listen;
    sip::Transport transport = sip::Transport::udp;
  };
  using OnEvent = std::function<void(const sip::Event&)>;

  /// Becomes the loop's after-batch handler.
  Line(EpollLoop& loop, Config config, OnEvent on_event);
  ~Line() override;

  /// Binds the socket. Errc::unavailable names what is in the way.
  Status start();

  /// The way to the server. REQUIRES: started.
  const sip::Flow& flow() const { return flow_; }
  sip::Core& core() { return core_; }
  /// Where we can be called.
  sip::Endpoint local() const;
  /// Has everything that we ended been answered?
  bool quiet() const { return core_.legs() == 0 && core_.clients() == 0; }
  Moment now() const { return loop_.clock().moment(); }

 private:
  void send(const sip::Flow& flow, std::string_view bytes) override;
  void on_event(const sip::Event& event) override { on_event_(event); }
  void on_message(const sip::Flow& flow, std::string_view bytes) override;
  void on_flow_closed(const sip::Flow& flow) override;
  std::optional<Credentials> credentials(std::string_view) const override { return std::nullopt; }
  std::optional<std::string> trusted_peer(const sip::Flow& flow) const override;
  bool is_server(const sip::Endpoint& source) const;
  void after_batch();

  EpollLoop& loop_;
  Config config_;
  OnEvent on_event_;
  sip::Core core_;
  SipTransport transport_;
  sip::Flow flow_;
  TimerId timer_ = TimerId::none;
  MonoTime armed_ = MonoTime::max();
};

}  // namespace filo::phone
