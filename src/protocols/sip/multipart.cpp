#include "protocols/sip/multipart.h"

#include <string>

#include "base/text.h"

namespace filo::sip {
namespace {

constexpr int kDepthMax = 3;
constexpr int kPartsMax = 16;
constexpr std::size_t kBoundaryMax = 70;

bool is_multipart(std::string_view content_type) {
  constexpr std::string_view kPrefix = "multipart/";
  return iequals(content_type.substr(0, kPrefix.size()), kPrefix);
}

std::optional<std::string_view> boundary_of(std::string_view content_type) {
  for (std::string_view parameter : split(content_type, ';')) {
    parameter = trim(parameter);
    const auto equals = parameter.find('=');
    if (equals == parameter.npos || !iequals(trim(parameter.substr(0, equals)), "boundary"))
      continue;
    std::string_view value = trim(parameter.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    if (value.empty() || value.size() > kBoundaryMax) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

/// What stands before the next line that begins with `delimiter`; `rest` goes on behind the
/// delimiter, or ends when there is none.
std::string_view cut(std::string_view& rest, std::string_view delimiter) {
  const auto is_line = [&](std::size_t at) {
    const std::string_view behind = rest.substr(at + delimiter.size(), 1);
    return (at == 0 || rest[at - 1] == '\n') &&
           (behind.empty() || std::string_view("-\r\n \t").find(behind) != behind.npos);
  };
  std::size_t at = rest.find(delimiter);
  while (at != rest.npos && !is_line(at)) at = rest.find(delimiter, at + 1);
  std::string_view before = rest.substr(0, at);
  rest = at == rest.npos ? std::string_view{} : rest.substr(at + delimiter.size());
  // The line end in front belongs to the delimiter.
  if (before.ends_with('\n')) before.remove_suffix(1);
  if (before.ends_with('\r')) before.remove_suffix(1);
  return before;
}

struct Part {
  std::string_view type;
  std::string_view body;
};

/// `text` begins behind the delimiter. Without a type it is plain text (RFC 2046 §5.1).
Part read_part(std::string_view text) {
  Part part;
  text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text = end == text.npos ? std::string_view{} : text.substr(end + 1);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    const std::string_view name = trim(line.substr(0, colon));
    if (colon != line.npos && (iequals(name, "Content-Type") || iequals(name, "c")))
      part.type = trim(line.substr(colon + 1));
  }
  part.body = text;
  return part;
}

std::optional<std::string_view> find_in(std::string_view content_type,
                                        std::string_view body,
                                        std::string_view wanted,
                                        int depth) {
  const auto boundary = boundary_of(content_type);
  if (!boundary || depth > kDepthMax) return std::nullopt;
  const std::string delimiter = "--" + std::string(*boundary);
  cut(body, delimiter);  // the preamble
  for (int n = 0; n < kPartsMax && !body.empty() && !body.starts_with("--"); ++n) {
    const Part part = read_part(cut(body, delimiter));
    if (iequals(bare_type(part.type), wanted)) return part.body;
    if (!is_multipart(part.type)) continue;
    const auto inner = find_in(part.type, part.body, wanted, depth + 1);
    if (inner) return inner;
  }
  return std::nullopt;
}

}  // namespace

std::string_view bare_type(std::string_view content_type) {
  return trim(content_type.substr(0, content_type.find(';')));
}

std::optional<std::string_view> find_part(std::string_view content_type,
                                          std::string_view body,
                                          std::string_view wanted) {
  if (!is_multipart(content_type)) return std::nullopt;
  return find_in(content_type, body, wanted, 1);
}

}  // namespace filo::sip
