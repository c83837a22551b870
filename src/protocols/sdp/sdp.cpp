#include "protocols/sdp/sdp.h"

#include <algorithm>
#include <array>

#include "base/endpoint.h"
#include "base/text.h"

namespace filo::sdp {
namespace {

struct StaticFormat {
  std::uint8_t payload_type;
  std::string_view name;
};

/// RFC 3551 §6, mono audio at 8000 Hz. Others need an rtpmap.
constexpr StaticFormat kStatic[] = {{0, "PCMU"}, {3, "GSM"}, {4, "G723"},  {8, "PCMA"},
                                    {9, "G722"}, {13, "CN"}, {15, "G728"}, {18, "G729"}};

constexpr std::array<std::string_view, 4> kDirections = {"sendrecv", "sendonly", "recvonly",
                                                         "inactive"};

const std::string* find(const std::vector<Attribute>& attributes, std::string_view name) {
  for (const Attribute& one : attributes) {
    if (one.name == name) return &one.value;
  }
  return nullptr;
}

std::optional<Direction> direction_in(const std::vector<Attribute>& attributes) {
  for (const Attribute& one : attributes) {
    const auto* found = std::find(kDirections.begin(), kDirections.end(), one.name);
    if (found != kDirections.end()) return static_cast<Direction>(found - kDirections.begin());
  }
  return std::nullopt;
}

/// The value of "a=rtpmap:<payload_type> value" and the like.
std::string_view mapped(const Media& media, std::string_view name, std::string_view format) {
  for (const Attribute& one : media.attributes) {
    if (one.name != name) continue;
    const std::string_view value = trim(one.value);
    const std::size_t blank = value.find(' ');
    if (blank != value.npos && value.substr(0, blank) == format) return trim(value.substr(blank));
  }
  return {};
}

/// "PCMA/8000/1"
void read_rtpmap(std::string_view text, AudioFormat& format) {
  const auto parts = split(text, '/');
  format.name = parts[0];
  if (parts.size() > 1) format.clock_rate = parse_int<int>(parts[1]).value_or(0);
  if (parts.size() > 2) format.channels = parse_int<int>(parts[2]).value_or(0);
}

}  // namespace

std::string_view to_string(Direction direction) {
  return kDirections[static_cast<std::size_t>(direction)];
}

const std::string* Media::attribute(std::string_view name) const {
  return find(attributes, name);
}

std::vector<AudioFormat> Media::audio_formats() const {
  std::vector<AudioFormat> all;
  if (protocol.find("RTP/") == protocol.npos) return all;
  for (const std::string& text : formats) {
    const auto number = parse_int<std::uint8_t>(text);
    if (!number || *number > 127) continue;
    AudioFormat format;
    format.payload_type = *number;
    format.fmtp = mapped(*this, "fmtp", text);
    if (const std::string_view map = mapped(*this, "rtpmap", text); !map.empty()) {
      read_rtpmap(map, format);
    } else {
      for (const StaticFormat& known : kStatic) {
        if (known.payload_type == *number) format.name = known.name;
      }
    }
    all.push_back(std::move(format));
  }
  return all;
}

const std::string* Session::attribute(std::string_view wanted) const {
  return find(attributes, wanted);
}

const std::string* Session::attribute(const Media& of, std::string_view wanted) const {
  const std::string* own = of.attribute(wanted);
  return own != nullptr ? own : attribute(wanted);
}

Direction Session::direction_of(const Media& of) const {
  if (const auto own = direction_in(of.attributes)) return *own;
  return direction_in(attributes).value_or(Direction::sendrecv);
}

Connection Session::connection_of(const Media& of) const {
  if (of.connection) return *of.connection;
  return connection.value_or(Connection{"0.0.0.0", false});
}

bool is_unspecified(const Connection& connection) {
  const auto address = Endpoint::parse(connection.ip, 0);
  return address && address->ip == std::array<std::uint8_t, 16>{};
}

bool is_sendable(const Connection& connection) {
  const auto address = Endpoint::parse(connection.ip, 0);
  if (!address || address->v6 != connection.v6) return false;
  const auto& ip = address->ip;
  const auto unicast_v4 = [](std::uint8_t first) { return first != 0 && first < 224; };
  if (!address->v6) return unicast_v4(ip[0]);
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), ip.begin())) return unicast_v4(ip[12]);
  return ip[0] != 0xff && !is_unspecified(connection);
}

}  // namespace filo::sdp
