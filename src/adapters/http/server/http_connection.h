#pragma once
// One HTTP/1.1 connection: reads a request, hands it to its route, writes the answer, again.
// Internal; includes Beast.

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "adapters/http/server/io_thread.h"

namespace filo::http {

namespace beast = boost::beast;
using RequestParser = beast::http::request_parser<beast::http::string_body>;

/// Owned by IoThread::connections and by its operations in flight. I/O thread only.
class HttpConnection final : public Connection,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(std::shared_ptr<IoThread> io, Socket socket);
  void start(ConnectionList::iterator place);

  void check_deadline(SteadyTime now) override;
  void begin_stop() override;
  void abort() override { close(); }

 private:
  enum class Phase { idle, header, body, handling, writing, draining, closed };

  void set_phase(Phase phase, Duration timeout);
  void next_request();
  void read_more();
  void on_bytes(const beast::error_code& fault, std::size_t bytes);
  void parse();
  void on_header();
  void say_continue();
  void on_request();
  void upgrade(const Request& request);
  void dispatch(std::shared_ptr<Request> request);
  void refuse(int status, const char* key);
  void respond(Response&& response);
  void write(Response&& response);
  void after_write();
  void drain();
  void close();
  bool fill_request(Request& request);
  std::string client_address(const Request& request) const;
  std::string head_of(const Response& response) const;
  Responder make_responder();

  std::shared_ptr<IoThread> io_;
  Socket socket_;
  std::string peer_;
  ConnectionList::iterator place_{};
  beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  Router::Match match_;
  std::string path_, query_;
  Phase phase_ = Phase::idle;
  SteadyTime deadline_{};
  SteadyTime started_{};
  std::uint64_t request_number_ = 0;  // an answer of an earlier request is not for this one
  std::size_t head_bytes_ = 0;        // of the request line and the header
  std::size_t drained_ = 0;
  bool keep_alive_ = false;
  bool is_head_ = false;
  bool reading_ = false, saying_continue_ = false;  // operations in flight
  Response response_;
  std::string head_;
};

/// Takes the socket over after a WebSocket handshake request.
void open_websocket(const std::shared_ptr<IoThread>& io,
                    Socket socket,
                    const beast::http::request<beast::http::string_body>& request,
                    std::shared_ptr<const SessionUser> user);

}  // namespace filo::http
