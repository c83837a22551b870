// Two shells on real loopback sockets: a call, its timers, and the way back from TCP to UDP.

#include "adapters/sip_transport/sip_shell.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace filo {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Everybody final : sip::SipDirectory {
  std::optional<Credentials> credentials(std::string_view) const override { return std::nullopt; }
  std::optional<std::string> trusted_peer(const sip::Flow&) const override { return "peer"; }
  bool is_home(const sip::Endpoint&) const override { return true; }
};

/// A shell that answers calls, does what `then` says and writes down what happens.
struct Side {
  Side(EpollLoop& loop, SipShell::Config config, CallGate* gate = nullptr)
      : clock(loop.clock()),
        shell(
            loop,
            std::move(config),
            everybody,
            [this](const sip::Event& e) { on_event(e); },
            gate) {}
  void on_event(const sip::Event& event) {
    events.push_back(event);
    if (then) then(event);
    if (const auto* call = std::get_if<sip::IncomingCall>(&event))
      shell.core().answer(call->leg, "v=0\r\n", clock.moment());
  }
  template <class E>
  const E* last() const {
    const auto found = std::find_if(events.rbegin(), events.rend(), [](const sip::Event& e) {
      return std::holds_alternative<E>(e);
    });
    return found == events.rend() ? nullptr : &std::get<E>(*found);
  }
  Everybody everybody;
  const Clock& clock;
  std::vector<sip::Event> events;
  std::function<void(const sip::Event&)> then;
  SipShell shell;
};

class SipShellTest : public testing::Test {
 protected:
  static sip::Endpoint here(std::uint16_t port = 0) {
    return *sip::Endpoint::parse("127.0.0.1", port);
  }
  /// UDP, and TCP on the same port if wanted; another try when somebody has that port.
  void start(std::unique_ptr<Side>& side, bool tcp, CallGate* gate = nullptr) {
    for (int i = 0; i < 20; ++i) {
      SipShell::Config config;
      config.core.tcp = tcp;
      config.transport.udp = {here(free_port_)};
      if (tcp) config.transport.tcp = {here(free_port_)};
      side = std::make_unique<Side>(loop_, config, gate);
      if (!side->shell.start()) {
        free_port_ = 0;
        continue;
      }
      if (!tcp || free_port_ != 0) {
        free_port_ = 0;
        return;
      }
      free_port_ = side->shell.transport().udp_local().port;
      side->shell.stop();
    }
    FAIL() << "no port";
  }
  void call(std::size_t sdp_bytes) {
    sip::Invite invite;
    invite.request_uri = "sip:100@" + b_->shell.transport().udp_local().str();
    invite.flow = *a_->shell.flow_to(invite.request_uri);
    invite.from_user = "a";
    invite.sdp = std::string(sdp_bytes, 'x');
    leg_ = a_->shell.core().invite(invite, loop_.clock().moment());
  }
  /// Once in a test: a loop that was stopped does not run again.
  bool run_until(const std::function<bool()>& done) {
    bool reached = false;
    const MonoTime end = loop_.clock().mono() + seconds{20};
    std::function<void()> look = [&] {
      reached = done();
      if (reached || loop_.clock().mono() > end) return loop_.stop();
      loop_.call_after(milliseconds{2}, look);
    };
    loop_.call_after(milliseconds{0}, look);
    loop_.set_after_batch([&] {
      a_->shell.after_batch();
      b_->shell.after_batch();
    });
    loop_.run();
    loop_.set_after_batch({});
    return reached;
  }

  EpollLoop loop_;
  std::uint16_t free_port_ = 0;
  std::unique_ptr<Side> a_, b_;
  sip::LegId leg_;
};

TEST_F(SipShellTest, ACallIsAnsweredAndEnds) {
  start(a_, false);
  start(b_, false);
  a_->then = [&](const sip::Event& event) {
    if (std::holds_alternative<sip::LegAnswered>(event))
      a_->shell.core().hang_up(leg_, "", loop_.clock().moment());
  };
  call(100);
  EXPECT_TRUE(run_until([&] { return b_->last<sip::LegEnded>() != nullptr; }));
  EXPECT_NE(a_->last<sip::LegAnswered>(), nullptr);
}

TEST_F(SipShellTest, ABigInviteGoesByTcp) {
  start(a_, true);
  start(b_, true);
  call(1'400);
  ASSERT_TRUE(run_until([&] { return a_->last<sip::LegAnswered>() != nullptr; }));
  EXPECT_EQ(b_->last<sip::IncomingCall>()->flow.transport, sip::Transport::tcp);
}

TEST_F(SipShellTest, ABigInviteGoesByUdpToWhoRefusesTcp) {
  start(a_, true);
  start(b_, false);  // nobody listens there for TCP: a reset
  call(1'400);
  ASSERT_TRUE(run_until([&] { return a_->last<sip::LegAnswered>() != nullptr; }));
  EXPECT_EQ(b_->last<sip::IncomingCall>()->flow.transport, sip::Transport::udp);
}

TEST_F(SipShellTest, TheGateStandsBeforeNewCalls) {
  struct Closed final : CallGate {
    void waited(Duration, MonoTime) override { ++messages; }
    bool admit(MonoTime) override { return false; }
    int messages = 0;
  } gate;
  start(a_, false);
  start(b_, false, &gate);
  call(100);
  ASSERT_TRUE(run_until([&] { return a_->last<sip::LegEnded>() != nullptr; }));
  EXPECT_EQ(a_->last<sip::LegEnded>()->status, 503);
  EXPECT_GE(gate.messages, 1);
}

}  // namespace
}  // namespace filo
