// Two transports on real loopback sockets with free ports. The test drives one loop until what it
// waits for has come; a timer ends the loop when it does not.

#include "adapters/sip_transport/sip_transport.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/sip_transport/address.h"
#include "adapters/sip_transport/probe.h"

namespace filo {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kMessage =
    "OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\r\nContent-Length: 0\r\n\r\n";

struct Party final : SipTransport::Sink {
  void on_message(const sip::Flow& flow, std::string_view bytes) override {
    flows.push_back(flow);
    messages.emplace_back(bytes);
    if (heard) heard(flow);
  }
  void on_flow_closed(const sip::Flow& flow) override { closed.push_back(flow); }
  std::vector<sip::Flow> flows, closed;
  std::vector<std::string> messages;
  std::function<void(const sip::Flow&)> heard;
};

/// A plain socket that speaks what it likes.
struct Stranger {
  explicit Stranger(const sip::Endpoint& to) : fd(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_storage address{};
    const socklen_t size = to_sockaddr(to, address);
    EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), size), 0);
  }
  ~Stranger() { close(fd); }
  void say(std::string_view text) {
    EXPECT_EQ(::send(fd, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  std::string hear() {
    char buffer[100];
    const ssize_t n = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    return n > 0 ? std::string(buffer, static_cast<std::size_t>(n)) : std::string{};
  }
  int fd;
};

struct SipTransportTest : testing::Test {
  sip::Endpoint any(const char* ip = "127.0.0.1") { return *sip::Endpoint::parse(ip, 0); }

  std::unique_ptr<SipTransport> make(Party& party, SipTransport::Config config = {}) {
    if (config.udp.empty()) config.udp = {any()};
    if (config.tcp.empty()) config.tcp = {any()};
    auto transport = std::make_unique<SipTransport>(loop, config, party, nullptr);
    EXPECT_TRUE(transport->start());
    return transport;
  }
  /// Runs the loop until `done`, at most twenty seconds.
  bool run_until(const std::function<bool()>& done) {
    bool reached = false;
    const MonoTime end = loop.clock().mono() + seconds{20};
    std::function<void()> look = [&] {
      reached = done();
      if (reached || loop.clock().mono() > end) return loop.stop();
      loop.call_after(milliseconds{2}, look);
    };
    loop.call_after(milliseconds{0}, look);
    loop.set_after_batch([&] {
      if (a) a->flush();
      if (b) b->flush();
    });
    loop.run();
    return reached;
  }

  EpollLoop loop;
  Party alice, bob;
  std::unique_ptr<SipTransport> a, b;
};

TEST_F(SipTransportTest, DatagramsTravelBothWaysWithTheRightFlow) {
  a = make(alice);
  b = make(bob);
  bob.heard = [&](const sip::Flow& flow) { b->send(flow, "SIP/2.0 200 OK\r\n\r\n"); };
  const auto flow = a->flow_to(sip::Transport::udp, b->udp_local());
  ASSERT_TRUE(flow);
  for (int i = 0; i < 200; ++i) a->send(flow.value(), kMessage);
  ASSERT_TRUE(run_until([&] { return alice.messages.size() == 200; }));
  EXPECT_EQ(bob.flows[0].remote, a->udp_local());
  EXPECT_EQ(bob.flows[0].local, b->udp_local());
  EXPECT_EQ(bob.messages[0], kMessage);
}

TEST_F(SipTransportTest, AWildcardSocketNamesAnAddressThatPeersCanAnswer) {
  SipTransport::Config config;
  config.udp = {any("0.0.0.0")};
  a = make(alice, config);
  b = make(bob);
  const auto flow = a->flow_to(sip::Transport::udp, b->udp_local());
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow.value().local.ip_str(), "127.0.0.1");
  EXPECT_EQ(flow.value().local.port, a->udp_local().port);
}

TEST_F(SipTransportTest, ATcpConnectionOpensOnDemandAndIsUsedBothWays) {
  a = make(alice);
  b = make(bob);
  bob.heard = [&](const sip::Flow& flow) {
    b->send(flow, "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n");
  };
  const auto flow = a->flow_to(sip::Transport::tcp, b->tcp_local());
  ASSERT_TRUE(flow);
  for (int i = 0; i < 3; ++i) a->send(flow.value(), kMessage);
  ASSERT_TRUE(run_until([&] { return alice.messages.size() == 3; }));
  EXPECT_EQ(a->connections(), 1U);
  EXPECT_EQ(b->connections(), 1U);
  EXPECT_EQ(alice.flows[0].local.port, a->tcp_local().port) << "our Contact is the listener";
}

TEST_F(SipTransportTest, AConnectionThatCannotBeOpenedIsToldAsAClosedFlow) {
  a = make(alice);
  b = make(bob);
  const sip::Endpoint nobody = b->tcp_local();
  b->stop();
  const auto flow = a->flow_to(sip::Transport::tcp, nobody);
  ASSERT_TRUE(flow);
  a->send(flow.value(), kMessage);
  ASSERT_TRUE(run_until([&] { return !alice.closed.empty(); }));
  EXPECT_NE(std::find(alice.closed.begin(), alice.closed.end(), flow.value()), alice.closed.end());
}

TEST_F(SipTransportTest, ALostConnectionIsToldToTheOtherSide) {
  a = make(alice);
  auto phone = std::make_unique<Stranger>(a->tcp_local());
  phone->say(kMessage);
  ASSERT_TRUE(run_until([&] {
    if (alice.messages.size() == 1) phone.reset();
    return alice.closed.size() == 1;
  }));
  EXPECT_EQ(alice.closed[0], alice.flows[0]);
}

TEST_F(SipTransportTest, ADoubleCrlfIsAnsweredByCrlf) {
  a = make(alice);
  Stranger phone{a->tcp_local()};
  phone.say("\r\n\r\n");
  std::string answer;
  ASSERT_TRUE(run_until([&] {
    answer += phone.hear();
    return !answer.empty();
  }));
  EXPECT_EQ(answer, "\r\n");
  EXPECT_TRUE(alice.messages.empty());
}

TEST_F(SipTransportTest, AStrangerWhoSpeaksNoSipOrNothingIsCutOff) {
  SipTransport::Config config;
  config.first_message_max = milliseconds{100};
  a = make(alice, config);
  Stranger mute{a->tcp_local()};
  Stranger web{a->tcp_local()};
  web.say("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(run_until([&] { return alice.closed.size() == 2; }));
  EXPECT_EQ(a->connections(), 0U);
}

TEST_F(SipTransportTest, OneSourceGetsOnlySoManyConnections) {
  SipTransport::Config config;
  config.connections_per_source = 2;
  a = make(alice, config);
  Stranger one{a->tcp_local()}, two{a->tcp_local()}, three{a->tcp_local()};
  char byte = 0;
  ASSERT_TRUE(run_until([&] { return recv(three.fd, &byte, 1, MSG_DONTWAIT) == 0; }));
  EXPECT_EQ(a->connections(), 2U);
}

TEST_F(SipTransportTest, AFloodIsCut) {
  SipTransport::Config config;
  config.guard.burst = 50;
  config.guard.per_second = 1;
  a = make(alice, config);
  b = make(bob);
  const auto flow = b->flow_to(sip::Transport::udp, a->udp_local());
  ASSERT_TRUE(flow);
  for (int i = 0; i < 300; ++i) b->send(flow.value(), kMessage);
  b->flush();
  ASSERT_TRUE(run_until([&] { return alice.messages.size() >= 50; }));
  EXPECT_LE(alice.messages.size(), 55U);
}

TEST_F(SipTransportTest, AnAddressInUseIsAStartError) {
  a = make(alice);
  SipTransport::Config config;
  config.udp = {a->udp_local()};
  SipTransport other{loop, config, bob, nullptr};
  const Status opened = other.start();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::unavailable);
  EXPECT_NE(opened.error().detail.find(a->udp_local().str()), std::string::npos);
}

// A listener without descriptors stays readable for ever: it is left alone for a while instead.
TEST_F(SipTransportTest, WithoutDescriptorsNewcomersWaitAndTheLoopDoesNotSpin) {
  a = make(alice);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  Stranger first(a->tcp_local()), second(a->tcp_local());
  const int next = socket(AF_INET, SOCK_DGRAM, 0);
  ASSERT_GE(next, 0);
  close(next);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(next);  // the highest number in use and not one more
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const std::uint64_t before_all = sip_probe::accept_failures.value();
  std::uint64_t failures = 0;
  int turns = 0;
  EXPECT_TRUE(run_until([&] {
    if (++turns < 100) return false;
    if (turns == 100) {
      failures = sip_probe::accept_failures.value() - before_all;
      EXPECT_EQ(a->connections(), 0U);
      EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    }
    return a->connections() == 2;
  })) << "they are taken later";
  EXPECT_GE(failures, 1U);
  EXPECT_LT(failures, 50U) << "not at each of 100 turns";
}

}  // namespace
}  // namespace filo
