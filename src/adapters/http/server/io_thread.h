#pragma once
// One I/O thread: its io_context, listener and connections. Internal; includes Asio.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <string>

#include "adapters/http/server/http_server.h"

namespace filo::http {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>,
                                         Executor>;
using SteadyTime = std::chrono::steady_clock::time_point;

/// What the I/O thread keeps of a connection, HTTP or WebSocket.
class Connection {
 public:
  virtual ~Connection() = default;
  /// Acts when its deadline has passed.
  virtual void check_deadline(SteadyTime now) = 0;
  /// The server stops: finish what runs, then close.
  virtual void begin_stop() = 0;
  virtual void abort() = 0;
};
using ConnectionList = std::list<std::shared_ptr<Connection>>;

/// Everything on the thread of `context`, except construction. Kept alive by Responders, so that a
/// late answer finds a context to post to, even if nobody runs it any more.
struct IoThread : std::enable_shared_from_this<IoThread> {
  IoThread(const HttpServerOptions& o, const Router& r, SocketHub& h, const Before& b)
      : options(o), router(r), hub(h), before(b) {}

  asio::io_context context{1};
  HttpServerOptions options;
  const Router& router;
  SocketHub& hub;
  const Before& before;
  Acceptor acceptor{context.get_executor()};
  Timer sweep_timer{context.get_executor()};
  Timer accept_timer{context.get_executor()};
  ConnectionList connections;
  unsigned shard = 0;
  std::size_t connections_max = 0;
  bool accepting = false;
  SteadyTime complained{};  ///< Of a lack of descriptors.
  bool stopping = false;
  std::string date;  ///< Of the Date header, renewed by the sweep.

  void accept();
  void sweep();
  /// The gauge of connections counts exactly what stands in the list.
  ConnectionList::iterator add(std::shared_ptr<Connection> connection);
  void remove(ConnectionList::iterator place);
  void renew_date();
};

/// Starts to read requests.
void open_http(const std::shared_ptr<IoThread>& io, Socket socket);

}  // namespace filo::http
