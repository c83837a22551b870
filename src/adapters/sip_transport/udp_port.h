#pragma once
// One UDP socket: reads in batches of recvmmsg, gathers what is to be sent and hands it over by
// sendmmsg in flush(). Loop thread.

#include <sys/socket.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sip_transport/address.h"
#include "base/epoll_loop.h"
#include "base/result.h"

namespace filo {

class UdpPort {
 public:
  using Receiver = std::function<void(const sip::Endpoint& source, std::string_view bytes)>;

  UdpPort(EpollLoop& loop, std::size_t queue_max, Receiver receiver);
  ~UdpPort();
  UdpPort(const UdpPort&) = delete;
  UdpPort& operator=(const UdpPort&) = delete;

  Status open(const sip::Endpoint& at);
  void close();
  const sip::Endpoint& local() const { return local_; }
  /// How long the datagram that is handled now lay in the kernel; 0 outside of a receiver.
  Duration lag() const { return lag_; }

  /// False when the queue is full: the datagram is lost.
  bool send(const sip::Endpoint& to, std::string_view bytes);
  void flush();

 private:
  static constexpr std::size_t kBatch = 64;
  static constexpr std::size_t kBatchesPerWake = 8;  ///< Then timers and others get their turn.
  static constexpr std::size_t kBufferBytes = 65'536;

  struct Outgoing {
    sip::Endpoint to;
    std::string bytes;  ///< Keeps its capacity between uses.
  };

  void on_events(std::uint32_t events);
  std::size_t read_batch();
  void note_lag(msghdr& header);
  void watch_writable(bool wanted);

  EpollLoop& loop_;
  const std::size_t queue_max_;
  Receiver receiver_;
  int fd_ = -1;
  sip::Endpoint local_;
  std::unique_ptr<char[]> buffers_;
  std::vector<Outgoing> queue_;
  std::size_t queued_ = 0, next_ = 0;
  Duration lag_{};
  bool writable_watched_ = false;
};

}  // namespace filo
