#pragma once
// TCP: listeners and connections, in and out. Loop thread.
//
// A connection is one flow, used both ways: what we send to a peer goes down the connection it
// opened, if there is one. Framing is StreamFramer's; a stream that cannot be framed is closed.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/sip_transport/address.h"
#include "adapters/sip_transport/door.h"
#include "adapters/sip_transport/sip_transport.h"
#include "adapters/sip_transport/write_queue.h"
#include "base/epoll_loop.h"
#include "protocols/sip/message.h"

namespace filo {

class StreamPorts {
 public:
  StreamPorts(EpollLoop& loop,
              const SipTransport::Config& config,
              Door& door,
              SipTransport::Sink& sink,
              SourceAddress& addresses);
  ~StreamPorts();
  StreamPorts(const StreamPorts&) = delete;
  StreamPorts& operator=(const StreamPorts&) = delete;

  Status listen(const sip::Endpoint& at);
  void close();
  /// False when it cannot even be tried: over a bound, no such connection and none can be opened.
  bool send(const sip::Flow& flow, std::string_view bytes);
  /// Closes what is idle, stuck or half-open.
  void reap(MonoTime now);
  /// The listener's address for a family; port 0 when we have none.
  sip::Endpoint listener(bool v6) const;
  sip::Endpoint local(std::size_t i) const { return listeners_.at(i).local; }
  std::size_t size() const { return by_id_.size(); }

 private:
  struct Listener {
    int fd = -1;
    sip::Endpoint local;
  };
  struct Connection {
    int fd = -1;
    sip::Flow flow;
    sip::Flow asked;  ///< As the core named it when we opened it; told when that fails.
    sip::StreamFramer framer;
    WriteQueue out{SipTransport::kWriteQueueBytes};
    bool connecting = false, outgoing = false, framed_once = false, close_pending = false;
    MonoTime opened{}, active{};
  };
  using ConnectionPtr = std::shared_ptr<Connection>;

  void accept_some(const Listener& listener);
  /// Newcomers wait in the kernel while descriptors are used up; reap() looks again.
  void listen_again(bool wanted);
  ConnectionPtr add(int fd, const sip::Flow& flow, bool connecting);
  ConnectionPtr open(const sip::Flow& flow);
  ConnectionPtr find(const sip::Flow& flow);
  void on_events(const ConnectionPtr& c, std::uint32_t events);
  void read_some(const ConnectionPtr& c);
  bool hand_over(const ConnectionPtr& c);
  bool queue(const ConnectionPtr& c, std::string_view bytes);
  void write_some(const ConnectionPtr& c);
  /// Tells the sink; never from inside send().
  void drop(const ConnectionPtr& c);
  void drop_later(const ConnectionPtr& c);

  EpollLoop& loop_;
  const SipTransport::Config& config_;
  Door& door_;
  SipTransport::Sink& sink_;
  SourceAddress& addresses_;
  std::vector<Listener> listeners_;
  std::unordered_map<std::uint64_t, ConnectionPtr> by_id_;
  std::unordered_map<sip::Endpoint, std::uint64_t> by_remote_;
  std::unordered_map<sip::Endpoint, std::size_t> per_source_;  // address with port 0
  std::uint64_t last_id_ = 0;
  bool deaf_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace filo
