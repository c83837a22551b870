#include "adapters/http/server/http_server.h"

#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <thread>

#include "adapters/http/server/io_thread.h"
#include "base/log.h"

namespace filo::http {

struct HttpServer::Parts {
  HttpServerOptions options;
  const Router& router;
  SocketHub& hub;
  Before before;
  std::vector<std::shared_ptr<IoThread>> ios;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
  bool running = false;
};

namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

Error cannot_listen(const HttpServerOptions& options,
                    const asio::ip::tcp::endpoint& endpoint,
                    const boost::system::error_code& fault) {
  return {Errc::unavailable, "cannot listen on " + options.address + ":" +
                                 std::to_string(endpoint.port()) + ": " + fault.message()};
}

Status listen_on(IoThread& io, const asio::ip::tcp::endpoint& endpoint) {
  boost::system::error_code fault;
  io.acceptor.open(endpoint.protocol(), fault);
  if (!fault) io.acceptor.set_option(asio::socket_base::reuse_address(true), fault);
  if (!fault && io.options.threads > 1) io.acceptor.set_option(ReusePort(true), fault);
  if (!fault) io.acceptor.bind(endpoint, fault);
  if (!fault) io.acceptor.listen(1024, fault);
  if (!fault) return {};
  return cannot_listen(io.options, endpoint, fault);
}

/// Several threads share the port (SO_REUSEPORT), and so could a second server, which would then
/// get half of the connections: refused here, where the port is asked for alone first.
Status have_alone(const HttpServerOptions& options, const asio::ip::tcp::endpoint& endpoint) {
  if (endpoint.port() == 0) return {};
  asio::io_context context(1);
  asio::ip::tcp::acceptor probe(context);
  boost::system::error_code fault;
  probe.open(endpoint.protocol(), fault);
  if (!fault) probe.set_option(asio::socket_base::reuse_address(true), fault);
  if (!fault) probe.bind(endpoint, fault);
  if (!fault) return {};
  return cannot_listen(options, endpoint, fault);
}

void run(const std::shared_ptr<IoThread>& io) {
  for (;;) {
    try {
      io->context.run();
      return;
    } catch (const std::exception& fault) {
      FILO_LOG_ERROR("http", "internal: {}", fault.what());
    }
  }
}

/// On the I/O thread: no newcomers, idle connections end, the others get their time.
void begin_stop(IoThread& io) {
  io.stopping = true;
  boost::system::error_code fault;
  io.acceptor.close(fault);
  io.accept_timer.cancel();
  for (auto next = io.connections.begin(); next != io.connections.end();) {
    const std::shared_ptr<Connection> connection = *next++;
    connection->begin_stop();
  }
}

/// Without connections nothing is left to wait for and run() ends by itself, after the handlers of
/// the sockets just closed: each of them holds its connection, and so this thread's context. Ending
/// it before them would leave all that in a circle.
void wait_until_empty(const std::shared_ptr<IoThread>& io, SteadyTime deadline) {
  const bool late = std::chrono::steady_clock::now() > deadline;
  if (late) {
    for (auto next = io->connections.begin(); next != io->connections.end();) {
      const std::shared_ptr<Connection> connection = *next++;
      connection->abort();
    }
  }
  if (io->connections.empty()) return void(io->sweep_timer.cancel());
  io->accept_timer.expires_after(std::chrono::milliseconds{20});
  io->accept_timer.async_wait([io = io.get(), deadline](boost::system::error_code) {
    wait_until_empty(io->shared_from_this(), deadline);
  });
}

}  // namespace

HttpServer::HttpServer(HttpServerOptions options,
                       const Router& router,
                       SocketHub& hub,
                       Before before)
    : parts_(new Parts{std::move(options), router, hub, std::move(before), {}, {}}) {}

HttpServer::~HttpServer() {
  stop();
}

std::uint16_t HttpServer::port() const {
  return parts_->port;
}

Status HttpServer::start() {
  Parts& p = *parts_;
  boost::system::error_code fault;
  const auto address = asio::ip::make_address(p.options.address, fault);
  if (fault) return Error{Errc::invalid, "not an address: " + p.options.address};
  asio::ip::tcp::endpoint endpoint(address, p.options.port);
  if (Status alone = have_alone(p.options, endpoint); !alone) return alone;
  for (unsigned i = 0; i < p.options.threads; ++i) {
    auto io = std::make_shared<IoThread>(p.options, p.router, p.hub, p.before);
    io->connections_max = std::max<std::size_t>(1, p.options.connections / p.options.threads);
    if (Status listening = listen_on(*io, endpoint); !listening) return listening;
    endpoint.port(io->acceptor.local_endpoint().port());
    io->shard = p.hub.add_shard([weak = std::weak_ptr(io)](Task task) {
      auto alive = weak.lock();
      if (!alive || alive->context.stopped()) return false;
      asio::post(alive->context, std::move(task));
      return true;
    });
    p.ios.push_back(std::move(io));
  }
  p.port = endpoint.port();
  p.running = true;
  for (auto& io : p.ios) {
    io->sweep();
    io->accept();
    p.threads.emplace_back([io] { run(io); });
  }
  FILO_LOG_INFO("http", "listening on {}:{} threads={}", p.options.address, p.port,
                p.options.threads);
  return {};
}

void HttpServer::stop() {
  Parts& p = *parts_;
  if (!p.running) return;
  p.running = false;
  const SteadyTime deadline = std::chrono::steady_clock::now() + p.options.stop_grace;
  for (auto& io : p.ios) {
    asio::post(io->context, [raw = io.get(), deadline] {
      begin_stop(*raw);
      wait_until_empty(raw->shared_from_this(), deadline);
    });
  }
  for (auto& thread : p.threads) thread.join();
  p.threads.clear();
  p.ios.clear();
}

}  // namespace filo::http
