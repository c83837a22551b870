#pragma once
// The whole server: everything that lives, wired together, started in order and stopped in reverse.
//
//   threads: core (SIP, calls, queues), media, I/O (HTTP, sockets), workers, database writer.
// Owned by main. start() returns when calls and browsers are served; run() blocks until stop().

#include <memory>
#include <string>
#include <vector>

#include "app/centre/document.h"
#include "base/result.h"
#include "server/config.h"

namespace filo::server {

class Server {
 public:
  struct Options {
    Config config;
    bool demo = false;  ///< Fill an empty database with the demo centre.
  };
  explicit Server(Options options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Errors name what is in the way (a port in use, a database that cannot be opened) in one
  /// sentence.
  Status start();
  /// Blocks until stop(); then everything is stopped in order.
  void run();
  /// Any thread, also from a signal handler's thread.
  void stop();

  /// Log-ins made by this start for an empty demo database; shown once.
  const std::vector<app::centre::MadeLogin>& made_logins() const;
  std::uint16_t http_port() const;
  /// The OpenAPI document of all routes. REQUIRES: started.
  std::string openapi() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace filo::server
