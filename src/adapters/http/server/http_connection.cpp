#include "adapters/http/server/http_connection.h"

#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "adapters/http/probe.h"
#include "adapters/http/problem.h"
#include "base/log.h"
#include "base/prng.h"
#include "base/text.h"

namespace filo::http {
namespace {

namespace bh = beast::http;

constexpr std::size_t kReadBytes = 16'384;
constexpr std::size_t kDrainBytes = 262'144;
constexpr auto kDrainTime = std::chrono::seconds{2};

struct Refusal {
  int status;
  const char* key;
};

/// What a fault of the parser means for the client.
Refusal refusal_of(const beast::error_code& fault) {
  if (fault == bh::error::header_limit) return {431, "http.header_too_large"};
  if (fault == bh::error::body_limit) return {413, "http.body_too_large"};
  if (fault == bh::error::bad_version) return {505, "http.version"};
  return {400, "http.malformed"};
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

/// The path and query of origin-form; absolute-form loses its authority (RFC 9112 §3.2.2).
std::optional<std::string_view> origin_form(std::string_view target) {
  if (target.starts_with("http://") || target.starts_with("https://")) {
    const auto slash = target.find('/', target.find("//") + 2);
    if (slash == std::string_view::npos) return std::string_view{"/"};
    target.remove_prefix(slash);
  }
  if (target.empty() || target.front() != '/') return std::nullopt;
  const bool clean = std::all_of(target.begin(), target.end(),
                                 [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
  return clean ? std::optional(target) : std::nullopt;
}

/// Rules of message framing that the parser leaves to us. Source: RFC 9112 §3.2, §6.1, §6.3.
std::optional<Refusal> framing_fault(const RequestParser& parser) {
  const auto& message = parser.get();
  if (message.version() != 11 && message.version() != 10) return Refusal{505, "http.version"};
  const auto hosts = message.count(bh::field::host);
  if (hosts > 1 || (message.version() == 11 && hosts == 0)) return Refusal{400, "http.host"};
  const bool encoded = message.count(bh::field::transfer_encoding) > 0;
  if (encoded && message.count(bh::field::content_length) > 0) {
    return Refusal{400, "http.malformed"};
  }
  if (encoded && message.version() == 10) return Refusal{400, "http.malformed"};
  if (encoded && !iequals(view(message[bh::field::transfer_encoding]), "chunked")) {
    return Refusal{501, "http.transfer_encoding"};
  }
  return std::nullopt;
}

std::string trace_of() {
  return random_token(9);
}

}  // namespace

void open_http(const std::shared_ptr<IoThread>& io, Socket socket) {
  auto connection = std::make_shared<HttpConnection>(io, std::move(socket));
  connection->start(io->add(connection));
}

HttpConnection::HttpConnection(std::shared_ptr<IoThread> io, Socket socket)
    : io_(std::move(io)), socket_(std::move(socket)) {
  beast::error_code fault;
  const auto endpoint = socket_.remote_endpoint(fault);
  if (!fault) peer_ = endpoint.address().to_string();
  socket_.set_option(asio::ip::tcp::no_delay(true), fault);
}

void HttpConnection::start(ConnectionList::iterator place) {
  place_ = place;
  next_request();
  deadline_ = std::chrono::steady_clock::now() + io_->options.header_timeout;  // not idle_timeout
}

void HttpConnection::set_phase(Phase phase, Duration timeout) {
  phase_ = phase;
  deadline_ = std::chrono::steady_clock::now() + timeout;
}

void HttpConnection::next_request() {
  ++request_number_;
  parser_.emplace();
  parser_->header_limit(limits::kHttpHeaderBytes);
  parser_->body_limit(boost::none);  // known when the route is
  parser_->eager(false);
  match_ = {};
  if (io_->stopping) return close();
  set_phase(Phase::idle, io_->options.idle_timeout);
  buffer_.size() > 0 ? parse() : read_more();
}

/// One read at a time: the one of a request that was refused for its slowness still waits when its
/// answer has gone out.
void HttpConnection::read_more() {
  if (reading_) return;
  reading_ = true;
  socket_.async_read_some(buffer_.prepare(kReadBytes),
                          [self = shared_from_this()](beast::error_code fault, std::size_t bytes) {
                            self->reading_ = false;
                            self->on_bytes(fault, bytes);
                          });
}

void HttpConnection::on_bytes(const beast::error_code& fault, std::size_t bytes) {
  if (phase_ == Phase::closed) return;
  if (!fault) buffer_.commit(bytes);
  if (phase_ == Phase::writing) return;  // a refusal, which goes out whole; then drain() looks
  if (fault) return close();
  phase_ == Phase::draining ? drain() : parse();
}

/// Feeds what has arrived. The header's deadline starts with its first byte and does not move.
void HttpConnection::parse() {
  if (phase_ == Phase::idle) {
    set_phase(Phase::header, io_->options.header_timeout);
    head_bytes_ = 0;
    started_ = std::chrono::steady_clock::now();
  }
  while (!parser_->is_done()) {
    beast::error_code fault;
    const std::size_t used = parser_->put(buffer_.data(), fault);
    buffer_.consume(used);
    if (phase_ == Phase::header) head_bytes_ += used;
    // Short lines pass the parser's own limit one by one; chunk extensions and trailers have none.
    const bool too_much =
        fault == bh::error::need_more && buffer_.size() > limits::kHttpHeaderBytes;
    if (too_much || head_bytes_ > limits::kHttpHeaderBytes) {
      return refuse(431, "http.header_too_large");
    }
    if (fault == bh::error::need_more) return read_more();
    if (fault) {
      const Refusal why = refusal_of(fault);
      return refuse(why.status, why.key);
    }
    if (phase_ == Phase::header && parser_->is_header_done()) {
      on_header();
      if (phase_ != Phase::body || saying_continue_) return;  // refused, or not yet
    }
    if (!parser_->is_done() && buffer_.size() == 0) return read_more();
  }
  on_request();
}

void HttpConnection::on_header() {
  const auto& message = parser_->get();
  keep_alive_ = parser_->keep_alive();
  is_head_ = message.method() == bh::verb::head;
  if (const auto fault = framing_fault(*parser_)) return refuse(fault->status, fault->key);
  const auto target = origin_form(view(message.target()));
  if (!target) return refuse(400, "http.target");
  const auto mark = target->find('?');
  auto path = percent_decode(target->substr(0, mark));
  if (!path || !is_utf8(*path)) return refuse(400, "http.target");
  path_ = std::move(*path);
  query_ = mark == std::string_view::npos ? "" : std::string(target->substr(mark + 1));
  match_ = io_->router.find(view(message.method_string()), path_);
  const std::size_t limit = match_.route != nullptr ? match_.route->body_limit : kReadBytes;
  parser_->body_limit(limit);
  if (const auto length = parser_->content_length(); length && *length > limit) {
    return refuse(413, "http.body_too_large");
  }
  set_phase(Phase::body, io_->options.body_timeout);
  parser_->eager(true);
  if (message.count(bh::field::expect) == 0 || parser_->is_done()) return;
  if (!iequals(view(message[bh::field::expect]), "100-continue")) {
    return refuse(417, "http.expect");
  }
  say_continue();
}

/// Earlier answers that the client has not read may fill the socket's buffer: these bytes wait
/// their turn like all others, and the body is not looked at before they are out.
void HttpConnection::say_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  saying_continue_ = true;
  asio::async_write(socket_, asio::buffer(kContinue),
                    [self = shared_from_this()](beast::error_code fault, std::size_t) {
                      self->saying_continue_ = false;
                      if (self->phase_ == Phase::closed) return;
                      fault ? self->close() : self->parse();
                    });
}

bool HttpConnection::fill_request(Request& request) {
  auto& message = parser_->get();
  request.method = view(message.method_string());
  request.target = view(message.target());
  request.path = std::move(path_);
  request.params = std::move(match_.params);
  request.trace = trace_of();
  for (const auto& field : message) {
    request.headers.emplace_back(view(field.name_string()), view(field.value()));
  }
  request.body = std::move(message.body());
  request.client = client_address(request);
  auto query = parse_query(query_);
  if (!query) return false;
  request.query = std::move(*query);
  return true;
}

std::string HttpConnection::client_address(const Request& request) const {
  for (const auto& proxy : io_->options.trusted_proxies) {
    if (proxy != peer_) continue;
    const auto hops = split(request.header("X-Forwarded-For"), ',');
    const std::string_view last = trim(hops.back());  // what the proxy itself has seen
    if (!last.empty() && last.size() <= 45) return std::string(last);
  }
  return peer_;
}

void HttpConnection::on_request() {
  auto request = std::make_shared<Request>();
  if (!fill_request(*request)) return refuse(400, "http.query");
  set_phase(Phase::handling, io_->options.answer_timeout);
  if (match_.route != nullptr && match_.route->gate &&
      beast::websocket::is_upgrade(parser_->get())) {
    return upgrade(*request);
  }
  try {
    dispatch(std::move(request));
  } catch (const std::exception& fault) {
    FILO_LOG_ERROR("http", "a handler threw: {}", fault.what());
    refuse(500, "server.internal");
  }
}

void HttpConnection::dispatch(std::shared_ptr<Request> request) {
  if (match_.route == nullptr) {
    const bool known = !match_.allow.empty();
    Response response =
        problem(known ? 405 : 404, Error{Errc::not_found, "no such route", {}, "http.no_route"},
                request->trace);
    if (known) response.set("Allow", match_.allow);
    return respond(std::move(response));
  }
  if (io_->before) {
    if (auto refused = io_->before(*request)) return respond(std::move(*refused));
  }
  match_.route->handler(std::move(request), make_responder());
}

void HttpConnection::upgrade(const Request& request) {
  auto user = match_.route->gate(request);
  if (!user) return respond(problem(user.error(), request.trace));
  auto message = parser_->release();
  auto io = io_;
  phase_ = Phase::closed;
  open_websocket(io, std::move(socket_), message, std::move(user).value());
  io->remove(place_);
}

/// The answer may come from any thread and after the connection, even after the server.
Responder HttpConnection::make_responder() {
  return Responder(
      [io = io_, weak = weak_from_this(), number = request_number_](Response&& response) {
        asio::dispatch(io->context, [weak, number, response = std::move(response)]() mutable {
          auto self = weak.lock();
          if (!self || self->request_number_ != number || self->phase_ != Phase::handling) return;
          self->respond(std::move(response));
        });
      });
}

void HttpConnection::refuse(int status, const char* key) {
  keep_alive_ = false;
  // 501 and 505 are the client's fault too: no line in the log for each.
  respond(problem(status, Error{status == 500 ? Errc::internal : Errc::invalid, "", {}, key},
                  trace_of()));
}

void HttpConnection::respond(Response&& response) {
  probe::requests.add();
  if (response.status >= 500)
    probe::server_errors.add();
  else if (response.status >= 400)
    probe::refused.add();
  if (started_ != SteadyTime{}) {
    probe::request_time.observe(
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - started_));
  }
  write(std::move(response));
}

namespace {

bool has_no_body(int status) {
  return status == 204 || status == 304 || status < 200;
}

/// A header of a handler cannot end its line.
bool is_clean(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace

std::string HttpConnection::head_of(const Response& response) const {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head.reserve(1024);
  head += reason_phrase(response.status);
  head += "\r\n";
  const auto add = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  const auto add_default = [&](std::string_view name, std::string_view value) {
    if (find_field(response.headers, name).empty()) add(name, value);
  };
  for (const auto& [name, value] : response.headers) {
    if (is_clean(name) && is_clean(value)) add(name, value);
  }
  add_default("Date", io_->date);
  add_default("Server", "filodiretto");
  add_default("X-Content-Type-Options", "nosniff");
  add_default("Referrer-Policy", "same-origin");
  add_default("Content-Security-Policy", io_->options.content_security_policy);
  add_default("Cross-Origin-Opener-Policy", "same-origin");
  if (io_->options.https_in_front) add_default("Strict-Transport-Security", "max-age=31536000");
  if (!has_no_body(response.status)) {
    add("Content-Length", std::to_string(response.content().size()));
  }
  add("Connection", keep_alive_ && !io_->stopping ? "keep-alive" : "close");
  head += "\r\n";
  return head;
}

void HttpConnection::write(Response&& response) {
  response_ = std::move(response);
  if (io_->stopping) keep_alive_ = false;
  head_ = head_of(response_);
  const bool bare = is_head_ || has_no_body(response_.status);
  const std::string_view content = bare ? std::string_view{} : response_.content();
  set_phase(Phase::writing,
            io_->options.write_timeout + std::chrono::seconds{content.size() / 8192});
  const std::array<asio::const_buffer, 2> parts{asio::buffer(head_),
                                                asio::buffer(content.data(), content.size())};
  asio::async_write(socket_, parts,
                    [self = shared_from_this()](beast::error_code fault, std::size_t) {
                      if (self->phase_ == Phase::closed) return;
                      fault ? self->close() : self->after_write();
                    });
}

void HttpConnection::after_write() {
  response_ = {};
  is_head_ = false;
  if (keep_alive_ && !io_->stopping) return next_request();
  beast::error_code fault;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, fault);
  set_phase(Phase::draining, kDrainTime);
  drain();
}

/// Closing while the client still sends would reset the connection and destroy the answer that is
/// on its way, so a little more is read and thrown away.
void HttpConnection::drain() {
  drained_ += buffer_.size();
  buffer_.consume(buffer_.size());
  drained_ > kDrainBytes ? close() : read_more();
}

void HttpConnection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  beast::error_code fault;
  socket_.close(fault);
  io_->remove(place_);  // may destroy this
}

void HttpConnection::check_deadline(SteadyTime now) {
  if (now < deadline_) return;
  switch (phase_) {
    case Phase::header:
    case Phase::body:
      probe::timeouts.add();
      // A client that does not even read the leave to go on reads no refusal.
      return saying_continue_ ? close() : refuse(408, "http.too_slow");
    case Phase::handling:
      keep_alive_ = false;
      return respond(problem(Error{Errc::timeout, "no answer in time"}, trace_of()));
    case Phase::writing:
      probe::timeouts.add();
      return close();
    default:
      return close();
  }
}

void HttpConnection::begin_stop() {
  if (phase_ == Phase::idle) close();
}

}  // namespace filo::http
