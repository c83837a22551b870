#include "base/endpoint.h"

#include <charconv>

#include "base/text.h"

namespace filo {
namespace {

bool parse_v4(std::string_view text, std::uint8_t* out) {
  int octets = 0;
  std::size_t at = 0;
  while (true) {
    const std::size_t dot = text.find('.', at);
    const std::string_view part = text.substr(at, dot == text.npos ? text.npos : dot - at);
    if (part.size() > 3 || (part.size() > 1 && part[0] == '0')) return false;
    const auto value = parse_int<std::uint8_t>(part);
    if (!value || octets == 4) return false;
    out[octets++] = *value;
    if (dot == text.npos) return octets == 4;
    at = dot + 1;
  }
}

/// Groups of a part without "::"; returns bytes written or -1. `room` is how many bytes may follow.
int parse_groups(std::string_view text, std::uint8_t* out, int room) {
  int written = 0;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    if (part.find('.') != part.npos) {
      if (colon != text.npos || room - written < 4 || !parse_v4(part, out + written)) return -1;
      return written + 4;
    }
    std::uint16_t group = 0;
    const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), group, 16);
    const bool whole = fault == std::errc{} && end == part.data() + part.size();
    if (!whole || part.size() > 4 || room - written < 2) return -1;
    out[written++] = static_cast<std::uint8_t>(group >> 8);
    out[written++] = static_cast<std::uint8_t>(group & 0xff);
    if (colon == text.npos) return written;
    text.remove_prefix(colon + 1);
    if (text.empty()) return -1;  // "1:"
  }
  return written;
}

bool parse_v6(std::string_view text, std::array<std::uint8_t, 16>& out) {
  const std::size_t gap = text.find("::");
  if (gap == text.npos) return !text.empty() && parse_groups(text, out.data(), 16) == 16;
  std::array<std::uint8_t, 16> tail{};
  const std::string_view behind = text.substr(gap + 2);
  const std::string_view before = text.substr(0, gap);
  if (before.find('.') != before.npos || behind.find("::") != behind.npos) return false;
  const int head = parse_groups(before, out.data(), 14);
  if (head < 0) return false;
  const int rest = parse_groups(behind, tail.data(), 14 - head);
  if (rest < 0) return false;
  for (int i = 0; i < rest; ++i) {
    out[static_cast<std::size_t>(16 - rest + i)] = tail[static_cast<std::size_t>(i)];
  }
  return true;
}

struct Run {
  int start = -1;
  int length = 1;  // RFC 5952 §4.2.2: one zero group alone is not shortened.
};

Run longest_zero_run(const std::array<std::uint16_t, 8>& groups) {
  Run best;
  for (int i = 0; i < 8; ++i) {
    int end = i;
    while (end < 8 && groups[static_cast<std::size_t>(end)] == 0) ++end;
    if (end - i > best.length) best = {i, end - i};
    if (end > i) i = end - 1;
  }
  return best;
}

std::string v6_str(const std::array<std::uint8_t, 16>& ip) {
  std::array<std::uint16_t, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = static_cast<std::uint16_t>(ip[2 * i] << 8 | ip[2 * i + 1]);
  }
  const Run gap = longest_zero_run(groups);
  std::string text;
  for (int i = 0; i < 8; ++i) {
    if (i == gap.start) {
      text += "::";
      i += gap.length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    char digits[4];
    const auto done = std::to_chars(digits, digits + 4, groups[static_cast<std::size_t>(i)], 16);
    text.append(digits, done.ptr);
  }
  return text;
}

}  // namespace

std::optional<Endpoint> Endpoint::parse(std::string_view ip, std::uint16_t port) {
  Endpoint endpoint;
  endpoint.port = port;
  if (ip.size() >= 2 && ip.front() == '[' && ip.back() == ']') {
    ip = ip.substr(1, ip.size() - 2);
    if (ip.find(':') == ip.npos) return std::nullopt;
  }
  if (ip.find(':') != ip.npos) {
    endpoint.v6 = true;
    if (!parse_v6(ip, endpoint.ip)) return std::nullopt;
    return endpoint;
  }
  if (!parse_v4(ip, endpoint.ip.data())) return std::nullopt;
  return endpoint;
}

std::string Endpoint::ip_str() const {
  if (v6) return v6_str(ip);
  std::string text;
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) text += '.';
    text += std::to_string(ip[i]);
  }
  return text;
}

std::string Endpoint::host_str() const {
  return v6 ? "[" + ip_str() + "]" : ip_str();
}

std::string Endpoint::str() const {
  return host_str() + ":" + std::to_string(port);
}

}  // namespace filo
