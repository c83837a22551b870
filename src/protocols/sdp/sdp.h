#pragma once
// Session descriptions as data (RFC 8866): parse, look at, write.
//
// Bounded by base/limits.h and the numbers below; everything that parse() lets through can be
// written again. Values are owned strings without control bytes. Pure, any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace filo::sdp {

/// From the view of the side whose description it stands in.
enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };
std::string_view to_string(Direction direction);
constexpr bool sends(Direction d) {
  return d == Direction::sendrecv || d == Direction::sendonly;
}
constexpr bool receives(Direction d) {
  return d == Direction::sendrecv || d == Direction::recvonly;
}
constexpr Direction direction(bool send, bool receive) {
  if (send) return receive ? Direction::sendrecv : Direction::sendonly;
  return receive ? Direction::recvonly : Direction::inactive;
}

/// c=IN IP4 192.0.2.1; a multicast TTL behind '/' is dropped.
struct Connection {
  std::string ip;  ///< Without brackets; may be a name, which we never send to.
  bool v6 = false;
};

/// a=name or a=name:value
struct Attribute {
  std::string name;
  std::string value;
};

/// One entry of an RTP m-line with its rtpmap (or static meaning, RFC 3551 §6) and fmtp.
struct AudioFormat {
  std::uint8_t payload_type = 0;
  std::string name;  ///< As written; compare without case. Empty when nothing says what it is.
  int clock_rate = 8000;
  int channels = 1;
  std::string fmtp;
};

struct Media {
  std::string type;  ///< "audio"
  std::uint16_t port = 0;
  std::string protocol;  ///< "RTP/AVP"
  std::vector<std::string> formats;
  std::optional<Connection> connection;
  std::vector<Attribute> attributes;

  /// The value of the first attribute of that name; nullptr when absent.
  const std::string* attribute(std::string_view name) const;
  /// In the order of the m-line. Empty for what is not RTP.
  std::vector<AudioFormat> audio_formats() const;
};

struct Session {
  std::string origin_user = "-";
  std::string origin_id = "0", origin_version = "0";  ///< Decimal text of any length.
  Connection origin{"0.0.0.0", false};
  std::string name = "-";
  std::optional<Connection> connection;
  std::vector<Attribute> attributes;
  std::vector<Media> media;

  const std::string* attribute(std::string_view name) const;
  /// The media's own attribute or else that of the session.
  const std::string* attribute(const Media& of, std::string_view name) const;
  Direction direction_of(const Media& of) const;
  /// Where the media wants to be sent to; parse() made sure that media with a port have one.
  Connection connection_of(const Media& of) const;
};

inline constexpr std::size_t kFormatsPerMedia = 64;
inline constexpr std::size_t kAttributes = 1'000;  ///< In one description; Chromium sends about 60.

/// Errc::limit when too big, Errc::invalid when it breaks the grammar: both are 400 in SIP.
/// Lines may end in LF alone. Unknown attributes are kept, unknown line types refused (§5).
Result<Session> parse(std::string_view text);
std::string write(const Session& session);

/// Whether media may ever be sent to this address: a unicast address, not a name, not 0.0.0.0 or
/// ::, not multicast, not broadcast or reserved.
bool is_sendable(const Connection& connection);
/// The old way to say "hold": 0.0.0.0 or :: (RFC 6337 §5.4).
bool is_unspecified(const Connection& connection);

}  // namespace filo::sdp
