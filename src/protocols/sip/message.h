#pragma once
// A SIP message as bytes and views (RFC 3261 §7, §25).
//
// parse() works in place on one owned buffer: header values are views into it, typed on demand.
// A message that we send is written once by MessageWriter (writer.h) and kept as bytes.
// Sans-I/O; any thread; bounds are those of base/limits.h.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "protocols/sip/uri.h"

namespace filo::sip {

enum class Method : std::uint8_t {
  invite,
  ack,
  bye,
  cancel,
  options,
  register_,
  prack,
  update,
  info,
  refer,
  notify,
  subscribe,
  message,
  publish,
  unknown,
};
/// "INVITE"; for `unknown` an empty view (the text stands in Message::method_text()).
std::string_view to_string(Method method);
Method method_from(std::string_view text);  ///< Case-sensitive (RFC 3261 §7.1).

/// Headers that we look at get a number, all others are `other` and matched by name.
enum class HeaderId : std::uint8_t {
  via,
  from,
  to,
  call_id,
  cseq,
  contact,
  max_forwards,
  content_length,
  content_type,
  content_encoding,
  accept,
  allow,
  supported,
  require,
  proxy_require,
  unsupported,
  route,
  record_route,
  expires,
  min_expires,
  authorization,
  www_authenticate,
  proxy_authorization,
  proxy_authenticate,
  user_agent,
  server,
  p_asserted_identity,
  privacy,
  diversion,
  reason,
  retry_after,
  rack,
  rseq,
  refer_to,
  referred_by,
  replaces,
  session_expires,
  min_se,
  event,
  subscription_state,
  warning,
  date,
  path,
  other,
};
/// Understands compact forms ("v" is via).
HeaderId header_id(std::string_view name);
std::string_view to_string(HeaderId id);

struct Header {
  HeaderId id = HeaderId::other;
  std::string_view name;   ///< As on the wire.
  std::string_view value;  ///< Unfolded, trimmed; list headers not yet split.
};

/// Via: SIP/2.0/UDP host:port;branch=...;rport (RFC 3261 §20.42, RFC 3581).
struct Via {
  std::string_view transport;  ///< "UDP", "TCP", "TLS", "WS", "WSS" or what stands there.
  std::string_view host;       ///< IPv6 keeps its brackets.
  std::uint16_t port = 0;      ///< 0 when absent.
  std::string_view branch;
  std::string_view received;
  std::optional<std::uint16_t> rport;  ///< Engaged and 0 when the parameter has no value.
  bool has_rport = false;
  std::string_view text;  ///< The whole value, to be copied into responses.
};

/// From, To, Contact, Route ...: "display" <uri>;params
struct NameAddr {
  std::string display;  ///< Unquoted, unescaped.
  Uri uri;
  std::string_view uri_text;
  std::string_view tag;
  std::string_view params;  ///< Behind the address, without the leading ';'.
  std::string_view text;    ///< The whole value.
  std::optional<std::string_view> param(std::string_view name) const;
};

struct CSeq {
  std::uint32_t number = 0;
  Method method = Method::unknown;
  std::string_view method_text;
};

class Message {
 public:
  /// Parses one whole datagram or one framed piece of a stream. What parse() refuses cannot be
  /// framed or answered (drop it). Everything else is a Message; rules that deserve a status
  /// (missing header, wrong version, bad number ...) are told by `fault()`.
  /// Errc::invalid: not SIP, or its start line, Via or length cannot be used. Errc::limit: too big.
  static Result<std::shared_ptr<const Message>> parse(std::string_view bytes);

  bool is_request() const { return status_ == 0; }
  Method method() const { return method_; }  ///< Of a response: the CSeq method.
  std::string_view method_text() const { return method_text_; }
  const Uri& request_uri() const { return request_uri_; }
  std::string_view request_uri_text() const { return request_uri_text_; }
  int status() const { return status_; }  ///< 0 for a request.
  std::string_view reason() const { return reason_; }

  /// The first refusal that this request deserves before anybody looks at its meaning: 0 = none,
  /// else the status (400, 414, 416, 420 is not among them, 505 ...) with a short reason. An ACK
  /// with a fault is dropped: nobody answers an ACK.
  struct Fault {
    int status = 0;
    std::string_view reason;
  };
  Fault fault() const { return fault_; }

  const std::vector<Header>& headers() const { return headers_; }
  /// The first value of a header, or empty.
  std::string_view header(HeaderId id) const;
  std::string_view header(std::string_view name) const;
  bool has(HeaderId id) const;
  /// All values of a list header, split at commas outside quotes and angle brackets.
  std::vector<std::string_view> list(HeaderId id) const;

  const Via& top_via() const { return via_; }
  std::vector<Via> vias() const;
  const NameAddr& from() const { return from_; }
  const NameAddr& to() const { return to_; }
  std::string_view call_id() const { return call_id_; }
  const CSeq& cseq() const { return cseq_; }
  std::optional<NameAddr> contact() const;
  int max_forwards() const { return max_forwards_; }  ///< 70 when absent.
  std::string_view body() const { return body_; }
  std::string_view bytes() const { return buffer_; }

 private:
  friend class MessageParser;
  Message() = default;

  std::string buffer_;
  Method method_ = Method::unknown;
  std::string_view method_text_;
  Uri request_uri_;
  std::string_view request_uri_text_;
  int status_ = 0;
  std::string_view reason_;
  Fault fault_;
  std::vector<Header> headers_;
  Via via_;
  NameAddr from_;
  NameAddr to_;
  std::string_view call_id_;
  CSeq cseq_;
  int max_forwards_ = 70;
  std::string_view body_;
};

using MessagePtr = std::shared_ptr<const Message>;

/// Splits one quoted-string-aware NameAddr; nullopt when it breaks the grammar.
std::optional<NameAddr> parse_name_addr(std::string_view value);
std::optional<Via> parse_via(std::string_view value);

/// Cuts a byte stream (TCP, TLS) into messages and keep-alives (RFC 3261 §18.3, RFC 5626 §4.4.1).
/// One per connection. Bounded by limits::kSipMessageBytes: a peer that never ends a header ends
/// the connection. A Content-Length that is none, or too big, ends it too, but its headers come out
/// as the last message, so that they are answered. After each feed() call next() until it has
/// nothing more.
class StreamFramer {
 public:
  /// Adds bytes, any split. False when the stream cannot be framed any more: close it.
  bool feed(std::string_view bytes);
  /// The next whole message, or nullopt. A double CRLF comes as an empty string: answer one CRLF.
  std::optional<std::string> next();

 private:
  bool cut_one(std::size_t& start);
  bool cut_keep_alive(std::size_t& start, std::string_view rest);
  bool measure(std::string_view rest);

  std::string buffer_;
  std::deque<std::string> ready_;
  std::size_t scanned_ = 0;  ///< How far the end of the header section was looked for.
  std::size_t need_ = 0;     ///< Length of the message at the head of the buffer once known.
  bool broken_ = false;
};

}  // namespace filo::sip
