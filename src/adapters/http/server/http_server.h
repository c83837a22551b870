#pragma once
// The HTTP/1.1 and WebSocket server: Boost.Beast's parser and Asio behind a header without Boost.
//
//   HttpServer server({.address = "0.0.0.0", .port = 8080}, router, hub, guard);
//   FILO_CHECK(server.start());       // listens; server.port() is the real one
//   ...
//   server.stop();                    // answers what runs, then joins; also in the destructor
//
// Each I/O thread has its own io_context and listener (SO_REUSEPORT); a connection stays on its
// thread. Bounds: limits::kHttpConnections at once, kHttpHeaderBytes of header, the route's body
// limit, and a deadline for the header, the body, the answer and idleness, checked four times a
// second: a client that dribbles costs one connection for at most these times.
// Source: RFC 9112; RFC 6455 for sockets. No TLS here: a reverse proxy in front ends it.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/http.h"
#include "adapters/http/router.h"
#include "adapters/http/socket_hub.h"
#include "base/result.h"

namespace filo::http {

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: chosen by the system.
  unsigned threads = 1;
  Duration header_timeout = std::chrono::seconds{10};
  Duration body_timeout = std::chrono::seconds{30};
  Duration write_timeout = std::chrono::seconds{30};   ///< Plus a second per 8 KiB.
  Duration answer_timeout = std::chrono::seconds{60};  ///< Handlers; then 504.
  Duration idle_timeout = std::chrono::seconds{75};
  Duration socket_idle = std::chrono::seconds{30};  ///< Silence before a ping, and after it.
  Duration stop_grace = std::chrono::seconds{5};
  std::size_t connections = limits::kHttpConnections;
  /// Peers whose X-Forwarded-For is believed. Empty: nobody's.
  std::vector<std::string> trusted_proxies;
  /// Content-Security-Policy of every answer that brings none of its own.
  std::string content_security_policy =
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
      "img-src 'self' data: blob:; connect-src 'self'; media-src 'self' blob:; "
      "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  bool https_in_front = false;  ///< Adds Strict-Transport-Security.
};

/// Runs before the route's handler, on the I/O thread: fills Request::session, may refuse.
using Before = std::function<std::optional<Response>(Request&)>;

class HttpServer {
 public:
  /// `router` and `hub` outlive the server and are complete before start().
  HttpServer(HttpServerOptions options, const Router& router, SocketHub& hub, Before before = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Errors: unavailable (address in use, may not bind), invalid (no address).
  Status start();
  void stop();
  std::uint16_t port() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace filo::http
