#pragma once
// HTTP as the rest of the product sees it: plain values, no Boost.
//
//   Router router;
//   router.add("GET", "/api/v1/ping", [](RequestPtr, Responder answer) {
//     answer.send(text_response(200, "pong"));
//   });
//   HttpServer server({.port = 8080}, router, hub);      // adapters/http/server/http_server.h
//
// Most routes are not added here but declared with Api::read, write or live (api.h), which bind
// JSON, check the role and choose the thread. Source: RFC 9110 (semantics), RFC 9112 (HTTP/1.1).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http/session_user.h"

namespace filo::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// The value of the first field of that name, compared without case; empty when absent.
std::string_view find_field(const Fields& fields, std::string_view name);

/// One request, read completely (the body is bounded by its route). Immutable once it reaches a
/// handler; shared because work hops between threads. Lives until its last holder lets go.
struct Request {
  std::string method;  ///< Upper case as on the wire: GET, POST, PUT, PATCH, DELETE.
  std::string path;    ///< Percent-decoded, starts with '/', without query.
  std::string target;  ///< As on the wire; for the log only.
  Fields params;       ///< What stood for {name} in the route's pattern.
  Fields query;        ///< Decoded, in order; `?a=1&a=2` gives two entries.
  Fields headers;      ///< In order, names as sent.
  std::string body;
  std::string client;  ///< The peer's address; the proxy's header only when the proxy is trusted.
  std::string trace;   ///< Names this request in the log and in problem answers.
  std::shared_ptr<const SessionUser> session;  ///< Who asks; null for a stranger.

  std::string_view header(std::string_view name) const { return find_field(headers, name); }
  std::string_view param(std::string_view name) const;
  /// nullopt when the query has no such name.
  std::optional<std::string_view> query_value(std::string_view name) const;
  /// The value of a cookie, or empty.
  std::string_view cookie(std::string_view name) const;
};
using RequestPtr = std::shared_ptr<const Request>;

/// What goes back. Content-Length, Date, Server, Connection and the security headers are added by
/// the server; a header set here wins over the server's own of the same name.
struct Response {
  int status = 200;
  Fields headers;
  std::string body;
  /// Instead of `body`: bytes that live as long as the process (embedded assets).
  std::string_view static_body;

  std::string_view content() const {
    return static_body.empty() ? std::string_view{body} : static_body;
  }
  /// Replaces the header of that name, or adds it.
  void set(std::string_view name, std::string value);
};

Response text_response(int status, std::string body);
Response json_response(int status, std::string json);

/// The way back to the one who asked. Copies share one answer: the first send() wins, later ones
/// do nothing. send() may be called from any thread; after the connection has gone it does nothing.
/// When all copies are gone without an answer the client gets a 500: no request hangs.
class Responder {
 public:
  using Sink = std::function<void(Response&&)>;
  explicit Responder(Sink sink);
  void send(Response response) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Called on the I/O thread that read the request: must not block. Long work goes to Workers, live
/// work to the core loop; both answer through the Responder.
using Handler = std::function<void(RequestPtr, Responder)>;

/// `%41+b` -> "A+b" ('+' is a blank only in queries); nullopt for a broken escape or a NUL byte.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank = false);
/// Parses "a=1&b=%20"; nullopt when an escape is broken or there are more than kHttpQueryFields.
std::optional<Fields> parse_query(std::string_view query);
/// The standard's words for a status: "Not Found".
std::string_view reason_phrase(int status);

}  // namespace filo::http
