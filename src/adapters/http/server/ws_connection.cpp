// One event socket. Reads bounded text for the hub's message handler, writes what the hub has.

#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "adapters/http/server/http_connection.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"

namespace filo::http {
namespace {

namespace ws = beast::websocket;

class WsConnection final : public Connection,
                           public SocketSink,
                           public std::enable_shared_from_this<WsConnection> {
 public:
  WsConnection(std::shared_ptr<IoThread> io, Socket socket)
      : io_(std::move(io)), stream_(std::move(socket)) {}

  void start(const beast::http::request<beast::http::string_body>& request,
             std::shared_ptr<const SessionUser> user);

  void wake() override;
  void close(int code) override;

  void check_deadline(SteadyTime now) override {
    if (closing_ && now > deadline_) abort();
  }
  void begin_stop() override { close(ws::close_code::going_away); }
  void abort() override { finish(); }

 private:
  void set_options();
  void read();
  bool says_too_much();
  void write();
  void finish();

  std::shared_ptr<IoThread> io_;
  ws::stream<Socket, false> stream_;  // no permessage-deflate: 100-300 KB a client
  ConnectionList::iterator place_{};
  beast::flat_buffer buffer_;
  std::shared_ptr<const SessionUser> user_;
  SocketId id_;
  SharedText writing_;
  SteadyTime deadline_{};
  SteadyTime minute_{};  ///< When counting of `said_` began.
  int said_ = 0;
  bool listed_ = false, closing_ = false, finished_ = false;
};

void WsConnection::set_options() {
  ws::stream_base::timeout timeout{};
  timeout.handshake_timeout = io_->options.header_timeout;
  timeout.idle_timeout = 2 * io_->options.socket_idle;  // half of it, then a ping
  timeout.keep_alive_pings = true;
  stream_.set_option(timeout);
  stream_.read_message_max(limits::kWsMessageBytes);
  stream_.auto_fragment(false);
  stream_.set_option(ws::stream_base::decorator(
      [](ws::response_type& response) { response.set("Server", "filodiretto"); }));
}

void WsConnection::start(const beast::http::request<beast::http::string_body>& request,
                         std::shared_ptr<const SessionUser> user) {
  user_ = std::move(user);
  place_ = io_->add(shared_from_this());
  listed_ = true;
  set_options();
  stream_.async_accept(request, [self = shared_from_this()](beast::error_code fault) {
    if (fault || self->finished_) return self->finish();
    if (self->closing_) return self->finish();
    self->id_ = self->io_->hub.open(self->io_->shard, self->user_, self);
    self->read();
  });
}

void WsConnection::read() {
  stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code fault, std::size_t) {
    if (fault) return self->finish();
    if (!self->stream_.got_text()) return self->close(ws::close_code::unknown_data);
    if (self->says_too_much()) return self->close(ws::close_code::policy_error);
    std::string text = beast::buffers_to_string(self->buffer_.data());
    // Beast does not look at the end of a text whose last piece is empty (RFC 6455 §8.1).
    if (!is_utf8(text)) return self->close(ws::close_code::bad_payload);
    self->io_->hub.received(self->id_, std::move(text));
    self->buffer_.consume(self->buffer_.size());
    self->read();
  });
}

/// More than any page says: a program that plays with somebody's log-in.
bool WsConnection::says_too_much() {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now - minute_ >= std::chrono::minutes{1}) {
    minute_ = now;
    said_ = 0;
  }
  return ++said_ > limits::kWsMessagesPerMinute;
}

void WsConnection::wake() {
  if (!writing_ && !closing_) write();
}

void WsConnection::write() {
  writing_ = io_->hub.next(id_);
  if (!writing_) return;
  stream_.text(true);
  stream_.async_write(asio::buffer(*writing_),
                      [self = shared_from_this()](beast::error_code fault, std::size_t) {
                        self->writing_ = nullptr;
                        if (fault) return self->finish();
                        if (!self->closing_) self->write();
                      });
}

/// The close frame may have to wait behind a frame being written; the deadline ends it all when the
/// other side does not answer.
void WsConnection::close(int code) {
  if (closing_ || finished_) return;
  closing_ = true;
  deadline_ = std::chrono::steady_clock::now() + std::chrono::seconds{3};
  if (!id_) return;  // still in the handshake
  stream_.async_close(static_cast<ws::close_code>(code),
                      [self = shared_from_this()](beast::error_code) { self->finish(); });
}

void WsConnection::finish() {
  if (finished_) return;
  finished_ = true;
  const auto self = shared_from_this();
  beast::error_code fault;
  stream_.next_layer().close(fault);
  if (id_) io_->hub.closed(id_);
  if (listed_) io_->remove(place_);
}

}  // namespace

void open_websocket(const std::shared_ptr<IoThread>& io,
                    Socket socket,
                    const beast::http::request<beast::http::string_body>& request,
                    std::shared_ptr<const SessionUser> user) {
  std::make_shared<WsConnection>(io, std::move(socket))->start(request, std::move(user));
}

}  // namespace filo::http
