#pragma once
// SIP over sockets: UDP in batches, TCP in and out, and the guard at the door.
//
// What: hands whole messages to a Sink and sends bytes down flows. Knows no SIP beyond framing.
// Owner: the loop's thread for everything. Lives between start() and stop().
// Use: give it to the loop once, `loop.set_after_batch([&] { transport.flush(); })`, so that what
//   a batch of events produced leaves in one sendmmsg.
// Bounds: kSendQueue datagrams wait for the kernel, more are dropped and counted (SIP repeats);
//   connections_max streams, connections_per_source of one address, kWriteQueueBytes unwritten
//   bytes each; a connection that is silent for idle_max, or brings no whole message within
//   first_message_max, is closed. At most one log line a minute says what was dropped.
//
// Source: RFC 3261 §18, RFC 5626 §4.4.1 (double CRLF is answered by CRLF).

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sip_transport/source_guard.h"
#include "base/epoll_loop.h"
#include "base/result.h"
#include "protocols/sip/flow.h"

namespace filo {

class SipTransport {
 public:
  static constexpr std::size_t kSendQueue = 8'192;
  static constexpr std::size_t kWriteQueueBytes = 1'048'576;

  struct Config {
    std::vector<sip::Endpoint> udp;  ///< Port 0 takes a free one, see udp_local().
    std::vector<sip::Endpoint> tcp;
    Duration idle_max = std::chrono::minutes{15};
    Duration first_message_max = std::chrono::seconds{30};
    Duration connect_max = std::chrono::seconds{5};
    std::size_t connections_max = 10'000;
    std::size_t connections_per_source = 200;
    SourceGuard::Policy guard{};
  };

  /// Where messages go; called on the loop's thread, never from inside send().
  class Sink {
   public:
    virtual ~Sink() = default;
    virtual void on_message(const sip::Flow& flow, std::string_view bytes) = 0;
    virtual void on_flow_closed(const sip::Flow& flow) = 0;
  };

  /// `is_protected`: trusted peers and homes of live registrations.
  SipTransport(EpollLoop& loop, Config config, Sink& sink, SourceGuard::IsProtected is_protected);
  ~SipTransport();
  SipTransport(const SipTransport&) = delete;
  SipTransport& operator=(const SipTransport&) = delete;

  /// Binds everything or nothing. Errc::unavailable names the address that cannot be bound.
  Status start();
  /// Sends what waits, closes everything. Idempotent.
  void stop();

  /// Queues a datagram, or writes to the connection of the flow (opened when there is none; when
  /// that fails on_flow_closed() follows with this very flow).
  void send(const sip::Flow& flow, std::string_view bytes);
  /// Hands the queued datagrams to the kernel.
  void flush();

  /// How long the datagram that is handled now lay in the kernel: the loop's lag as peers feel it.
  Duration lag() const;

  /// The flow to a peer that we have not heard from; its `local` is an address of ours that the
  /// peer can answer to. Errc::unavailable when we listen on no such transport or family.
  Result<sip::Flow> flow_to(sip::Transport transport, const sip::Endpoint& remote);
  /// The core says that somebody failed to authenticate.
  void note_auth_failure(const sip::Flow& flow);

  /// The bound address number `i`, with its real port. REQUIRES: started.
  sip::Endpoint udp_local(std::size_t i = 0) const;
  sip::Endpoint tcp_local(std::size_t i = 0) const;
  std::size_t connections() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace filo
