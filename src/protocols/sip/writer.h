#pragma once
// Writes one SIP message, once, into one string (RFC 3261 §7, §8.1, §8.2.6).
//
//   std::string bytes = MessageWriter::request(Method::bye, target)
//                           .header(HeaderId::via, via)
//                           .header(HeaderId::cseq, "2 BYE")
//                           .finish();
//   std::string ringing = MessageWriter::response_to(*invite, 180, "", flow.remote, tag).finish();
//
// Headers come out in the order given; Content-Length is always last and computed here. No caller
// can smuggle a line: control bytes in start line, names and values never reach the wire (a run of
// them becomes one blank in values, and nothing in names and the Request-URI).
// Sans-I/O, value type, any thread.

#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/sip/flow.h"
#include "protocols/sip/message.h"

namespace filo::sip {

class MessageWriter {
 public:
  static MessageWriter request(Method method, std::string_view request_uri);
  static MessageWriter request(std::string_view method, std::string_view request_uri);
  /// A response without copied headers; for what answers no Message.
  static MessageWriter response(int status, std::string_view reason);
  /// The response to `request`: all Vias (the top one with received and rport as RFC 3261 §18.2.1
  /// and RFC 3581 §4 ask, from `source`), From, To, Call-ID, CSeq; Record-Route into 101..299 of
  /// requests that make dialogs (§12.1.1); Timestamp into 100 (§8.2.6.1). `to_tag` is added when
  /// the request's To has none and the status is not 100. An empty `reason` is the standard one.
  /// Works for requests with a fault() too: copies what is there.
  static MessageWriter response_to(const Message& request,
                                   int status,
                                   std::string_view reason,
                                   const Endpoint& source,
                                   std::string_view to_tag = {});

  /// Content-Length given here is ignored.
  MessageWriter& header(HeaderId id, std::string_view value);
  MessageWriter& header(std::string_view name, std::string_view value);
  MessageWriter& header(HeaderId id, std::uint64_t number);
  /// The body and its Content-Type; once. An empty `bytes` means no body.
  MessageWriter& body(std::string_view content_type, std::string_view bytes);

  std::string finish();

 private:
  MessageWriter() = default;
  std::string text_;
  std::string body_;
};

/// "Ringing" for 180; "Unknown" classes get the word of their class.
std::string_view reason_phrase(int status);

/// `text` as a quoted-string with escapes; control bytes left out.
std::string quoted(std::string_view text);
/// `"display" <uri>;tag=tag`; display and tag may be empty.
std::string name_addr(std::string_view display, std::string_view uri, std::string_view tag = {});
/// "SIP/2.0/UDP host:port;branch=...;rport"; rport only when asked (RFC 3581 §3: always on UDP).
std::string via_value(Transport transport,
                      std::string_view host_port,
                      std::string_view branch,
                      bool rport = true);
/// The value of a top Via as the server that received it from `source` has to hand it on.
std::string via_received(const Via& via, const Endpoint& source);

}  // namespace filo::sip
