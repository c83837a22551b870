#pragma once
// A dialog: what two user agents agree on so that requests find their way (RFC 3261 §12).
//
// Plain data; Core keeps one per leg. Requests go down `flow`, the way by which the peer reached us
// or we it (RFC 5626): a Contact behind NAT is only text. Rules of sequence numbers, target
// refresh and route sets live here and nowhere else.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/sip/flow.h"
#include "protocols/sip/message.h"
#include "protocols/sip/writer.h"

namespace filo::sip {

struct Dialog {
  Flow flow;
  std::string call_id;
  std::string local;   ///< From value of our requests without the tag: `"x" <sip:a@b>`.
  std::string remote;  ///< To value of our requests without the tag.
  std::string local_tag, remote_tag;
  std::string target;               ///< The peer's Contact URI.
  std::string contact;              ///< Ours, a header value.
  std::vector<std::string> routes;  ///< Header values, in the order in which they are sent.
  std::uint32_t local_seq = 0;
  std::optional<std::uint32_t> remote_seq;

  /// As UAS from the INVITE that makes it (§12.1.1).
  static Dialog from_request(const Message& invite, const Flow& flow, std::string local_tag);
  /// As UAC: takes tag, target and route set from a response (§12.1.2).
  void adopt_response(const Message& response);
  /// Target refresh (§12.2.1.2, §12.2.2): the Contact of a re-INVITE, UPDATE or of their 2xx.
  void refresh_target(const Message& message);
  /// Does a request belong here? Its To tag led us here; Call-ID and From tag must agree too.
  bool owns(const Message& request) const;
  /// False when the number goes back: answer 500 (§12.2.2). Notes the number otherwise.
  bool accept_seq(const Message& request);

  /// The start of a request inside the dialog: start line, Via, Route, From, To, Call-ID, CSeq,
  /// Max-Forwards. ACK and CANCEL take the number of their INVITE.
  MessageWriter request(Method method,
                        std::uint32_t seq,
                        std::string_view branch,
                        int max_forwards = 70) const;
  MessageWriter next_request(Method method, std::string_view branch) {
    return request(method, ++local_seq, branch);
  }
};

/// The way back through the proxies: Record-Route reversed for a UAC, in order for a UAS.
std::vector<std::string> route_set(const Message& message, bool reversed);

/// `uri` as a Request-URI: without header parts, which have no place there (§19.1.1).
std::string request_uri_of(std::string_view uri);

/// The URI of the Contact as requests to it have it; empty without Contact.
std::string contact_uri(const Message& message);

/// The value of From or To without its tag, so that it can be sent with or without one.
std::string without_tag(std::string_view value);

}  // namespace filo::sip
