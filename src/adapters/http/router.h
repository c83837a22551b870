#pragma once
// Which handler serves a path. Patterns are segments: "/api/v1/tickets/{id}/articles"; a last
// segment "{name...}" takes the rest of the path. A literal segment wins over a parameter.
//
// Filled at start by one thread, then only read (any thread, no lock).

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/http.h"
#include "base/limits.h"
#include "base/result.h"

namespace filo::http {

/// A path that becomes a WebSocket: who may open it.
using SocketGate = std::function<Result<std::shared_ptr<const SessionUser>>(const Request&)>;

struct Route {
  std::string pattern;
  Handler handler;
  std::size_t body_limit = limits::kHttpBodyBytes;
  SocketGate gate;  ///< Set for WebSocket paths only; `handler` then answers plain requests.
};

class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// REQUIRES: the pattern starts with '/', and (method, pattern) is new.
  void add(std::string_view method,
           std::string_view pattern,
           Handler handler,
           std::size_t body_limit = limits::kHttpBodyBytes);
  /// A WebSocket at `pattern`; a plain GET there is answered with 426.
  void add_socket(std::string_view pattern, SocketGate gate);
  /// Asked when no pattern fits a GET (the pages of the web applications).
  void set_fallback(Handler handler) { fallback_.handler = std::move(handler); }

  struct Match {
    const Route* route = nullptr;  ///< Null: see `allow`.
    Fields params;
    std::string allow;  ///< With no route: methods that this path does have (405), or empty (404).
  };
  /// `path` is already decoded. HEAD finds GET. Cost: the number of segments.
  Match find(std::string_view method, std::string_view path) const;

  /// Every (method, pattern), sorted; for tests and the list of routes.
  std::vector<std::pair<std::string, std::string>> routes() const;

 private:
  struct Node;
  const Node* walk(const Node& node,
                   const std::vector<std::string_view>& segments,
                   std::size_t at,
                   std::vector<std::string_view>& values) const;

  std::unique_ptr<Node> root_;
  Route fallback_;
};

}  // namespace filo::http
