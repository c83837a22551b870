#pragma once
// The phone's line to its server: a SipShell whose only peer is that server.
//
// Loop thread. Lives as long as the phone. Calls and messages are taken from the server's address
// (any port of it) without a password, as from a trusted trunk; from anywhere else they are
// refused, for this phone knows no other users.

#include "adapters/sip_transport/sip_shell.h"
#include "base/epoll_loop.h"
#include "phone/options.h"

namespace filo::phone {

class Line final : public sip::SipDirectory {
 public:
  struct Config {
    Server server;
    sip::Endpoint listen;
    sip::Transport transport = sip::Transport::udp;
  };

  /// Becomes the loop's after-batch handler.
  Line(EpollLoop& loop, Config config, SipShell::OnEvent on_event);
  ~Line() override;

  /// Binds the socket. Errc::unavailable names what is in the way.
  Status start();

  /// The way to the server. REQUIRES: started.
  const sip::Flow& flow() const { return flow_; }
  sip::Core& core() { return shell_.core(); }
  /// Where we can be called.
  sip::Endpoint local() const;
  /// Has everything that we ended been answered?
  bool quiet() const { return shell_.core().legs() == 0 && shell_.core().clients() == 0; }
  Moment now() const { return loop_.clock().moment(); }

 private:
  std::optional<Credentials> credentials(std::string_view) const override { return std::nullopt; }
  std::optional<std::string> trusted_peer(const sip::Flow& flow) const override;
  bool is_home(const sip::Endpoint& source) const override;

  EpollLoop& loop_;
  Config config_;
  SipShell shell_;
  sip::Flow flow_;
};

}  // namespace filo::phone
