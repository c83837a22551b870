// Names of methods and headers, and the grammar of Via and name-addr values.
#include "protocols/sip/headers.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/sip/flow.h"
#include "protocols/sip/message_chars.h"

namespace filo::sip {
namespace {

constexpr std::array<std::string_view, 15> kMethods = {
    "INVITE", "ACK",   "BYE",    "CANCEL",    "OPTIONS", "REGISTER", "PRACK", "UPDATE",
    "INFO",   "REFER", "NOTIFY", "SUBSCRIBE", "MESSAGE", "PUBLISH",  ""};

/// In the order of HeaderId.
constexpr std::array<std::string_view, 44> kHeaders = {"Via",
                                                       "From",
                                                       "To",
                                                       "Call-ID",
                                                       "CSeq",
                                                       "Contact",
                                                       "Max-Forwards",
                                                       "Content-Length",
                                                       "Content-Type",
                                                       "Content-Encoding",
                                                       "Accept",
                                                       "Allow",
                                                       "Supported",
                                                       "Require",
                                                       "Proxy-Require",
                                                       "Unsupported",
                                                       "Route",
                                                       "Record-Route",
                                                       "Expires",
                                                       "Min-Expires",
                                                       "Authorization",
                                                       "WWW-Authenticate",
                                                       "Proxy-Authorization",
                                                       "Proxy-Authenticate",
                                                       "User-Agent",
                                                       "Server",
                                                       "P-Asserted-Identity",
                                                       "Privacy",
                                                       "Diversion",
                                                       "Reason",
                                                       "Retry-After",
                                                       "RAck",
                                                       "RSeq",
                                                       "Refer-To",
                                                       "Referred-By",
                                                       "Replaces",
                                                       "Session-Expires",
                                                       "Min-SE",
                                                       "Event",
                                                       "Subscription-State",
                                                       "Warning",
                                                       "Date",
                                                       "Path",
                                                       ""};
static_assert(kHeaders.size() == static_cast<std::size_t>(HeaderId::other) + 1);
static_assert(kMethods.size() == static_cast<std::size_t>(Method::unknown) + 1);

HeaderId compact_id(char letter) {
  switch (chars::lower(letter)) {
    case 'v':
      return HeaderId::via;
    case 'f':
      return HeaderId::from;
    case 't':
      return HeaderId::to;
    case 'i':
      return HeaderId::call_id;
    case 'm':
      return HeaderId::contact;
    case 'l':
      return HeaderId::content_length;
    case 'c':
      return HeaderId::content_type;
    case 'e':
      return HeaderId::content_encoding;
    case 'k':
      return HeaderId::supported;
    case 'r':
      return HeaderId::refer_to;
    case 'b':
      return HeaderId::referred_by;
    case 'x':
      return HeaderId::session_expires;
    case 'o':
      return HeaderId::event;
    default:
      return HeaderId::other;
  }
}

/// The end of the quoted-string that opens at text[0]: the index behind its closing quote.
std::size_t quoted_end(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.npos;
}

std::string unquote(std::string_view inner) {
  std::string out;
  out.reserve(inner.size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '\\' && i + 1 < inner.size()) ++i;
    out += inner[i];
  }
  return out;
}

/// token / host / quoted-string; IPv6 with or without brackets (RFC 5118 §4.5).
bool valid_param_value(std::string_view value) {
  if (value.empty()) return false;
  if (value.front() == '"') return quoted_end(value) == value.size();
  for (const char c : value) {
    if (!chars::is(c, chars::token_char) && c != '[' && c != ']' && c != ':') return false;
  }
  return true;
}

/// "UDP" of "SIP / 2.0 / UDP rest"; moves `text` behind it. nullopt when it is not SIP/2.0.
std::optional<std::string_view> take_protocol(std::string_view& text) {
  std::array<std::string_view, 3> parts;
  for (std::size_t i = 0; i < 3; ++i) {
    text = chars::trim_blanks(text);
    std::size_t end = 0;
    while (end < text.size() && chars::is(text[end], chars::token_char)) ++end;
    parts[i] = text.substr(0, end);
    text.remove_prefix(end);
    if (parts[i].empty()) return std::nullopt;
    if (i == 2) break;
    text = chars::trim_blanks(text);
    if (!text.starts_with('/')) return std::nullopt;
    text.remove_prefix(1);
  }
  if (!iequals(parts[0], "SIP") || parts[1] != "2.0") return std::nullopt;
  if (text.empty() || !chars::is_blank(text.front())) return std::nullopt;
  return parts[2];
}

bool take_sent_by(std::string_view text, Via& via) {
  text = chars::trim_blanks(text);
  std::size_t end = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == text.npos || !Endpoint::parse(text.substr(0, close + 1), 0)) return false;
    end = close + 1;
  }
  via.host = chars::trim_blanks(text.substr(0, end));
  const std::string_view rest =
      end >= text.size() ? std::string_view{} : chars::trim_blanks(text.substr(end));
  if (via.host.empty()) return false;
  if (via.host.front() != '[' && !chars::all(via.host, chars::host_char)) return false;
  if (rest.empty()) return true;
  if (rest.front() != ':') return false;
  const auto port = parse_int<std::uint16_t>(chars::trim_blanks(rest.substr(1)));
  if (!port || *port == 0) return false;
  via.port = *port;
  return true;
}

bool take_via_param(const Param& param, Via& via) {
  if (iequals(param.name, "branch")) {
    via.branch = param.value;
  } else if (iequals(param.name, "received")) {
    via.received = param.value;
  } else if (iequals(param.name, "rport")) {
    via.has_rport = true;
    via.rport = 0;
    if (param.value.empty()) return true;
    via.rport = parse_int<std::uint16_t>(param.value);
    return via.rport.has_value();
  }
  return true;
}

/// The display name in front of '<': tokens or one quoted-string.
bool take_display(std::string_view text, std::string& out) {
  text = chars::trim_blanks(text);
  if (text.starts_with('"')) {
    if (quoted_end(text) != text.size()) return false;
    out = unquote(text.substr(1, text.size() - 2));
    return true;
  }
  for (const char c : text) {
    const bool utf8 = static_cast<unsigned char>(c) >= 0x80;
    if (!chars::is(c, chars::token_char) && !chars::is_blank(c) && !utf8) return false;
  }
  out = text;
  return true;
}

bool take_address(std::string_view value, NameAddr& out) {
  const std::size_t name_end = value.starts_with('"') ? quoted_end(value) : 0;
  if (name_end == value.npos) return false;
  const std::size_t open = value.find('<', name_end);
  if (open == value.npos) {
    // addr-spec: every ';' belongs to the header, '?' and ',' need brackets (RFC 3261 §20).
    if (name_end != 0) return false;
    const std::size_t semicolon = value.find(';');
    out.uri_text = chars::trim_blanks(value.substr(0, semicolon));
    if (semicolon != value.npos) out.params = chars::trim_blanks(value.substr(semicolon + 1));
    if (semicolon != value.npos && out.params.empty()) return false;
    return out.uri_text.find_first_of("?,") == value.npos;
  }
  const std::size_t close = value.find('>', open);
  if (close == value.npos || !take_display(value.substr(0, open), out.display)) return false;
  out.uri_text = chars::trim_blanks(value.substr(open + 1, close - open - 1));
  const std::string_view rest = chars::trim_blanks(value.substr(close + 1));
  if (rest.empty()) return true;
  out.params = chars::trim_blanks(rest.substr(1));
  return rest.front() == ';' && !out.params.empty();
}

}  // namespace

std::string_view to_string(Method method) {
  return kMethods[static_cast<std::size_t>(method)];
}

Method method_from(std::string_view text) {
  for (std::size_t i = 0; i + 1 < kMethods.size(); ++i) {
    if (kMethods[i] == text) return static_cast<Method>(i);
  }
  return Method::unknown;
}

std::string_view to_string(HeaderId id) {
  return kHeaders[static_cast<std::size_t>(id)];
}

HeaderId header_id(std::string_view name) {
  if (name.size() == 1) return compact_id(name[0]);
  for (std::size_t i = 0; i + 1 < kHeaders.size(); ++i) {
    const std::string_view known = kHeaders[i];
    if (known.size() == name.size() && chars::lower(known[0]) == chars::lower(name[0]) &&
        iequals(known, name)) {
      return static_cast<HeaderId>(i);
    }
  }
  return HeaderId::other;
}

std::optional<Param> take_param(std::string_view& text) {
  text = chars::trim_blanks(text);
  std::size_t end = 0;
  while (end < text.size() && chars::is(text[end], chars::token_char)) ++end;
  Param param{text.substr(0, end), {}};
  text = chars::trim_blanks(text.substr(end));
  if (param.name.empty()) return std::nullopt;
  if (text.starts_with('=')) {
    text = chars::trim_blanks(text.substr(1));
    const std::size_t behind_quotes = text.starts_with('"') ? quoted_end(text) : 0;
    if (behind_quotes == text.npos) return std::nullopt;
    const std::size_t stop = std::min(text.find(';', behind_quotes), text.size());
    param.value = chars::trim_blanks(text.substr(0, stop));
    if (!valid_param_value(param.value)) return std::nullopt;
    text.remove_prefix(stop);
  }
  if (text.empty()) return param;
  if (text.front() != ';' || text.size() == 1) return std::nullopt;
  text.remove_prefix(1);
  return param;
}

bool take_list_item(std::string_view& rest, std::string_view& item) {
  bool in_angle = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '"' && !in_angle) {
      const std::size_t end = quoted_end(rest.substr(i));
      if (end == rest.npos) {
        i = rest.size();
        break;
      }
      i += end - 1;
    } else if (c == '<') {
      in_angle = true;
    } else if (c == '>') {
      in_angle = false;
    } else if (c == ',' && !in_angle) {
      break;
    }
  }
  item = chars::trim_blanks(rest.substr(0, i));
  const bool more = i < rest.size();
  rest.remove_prefix(more ? i + 1 : i);
  return more;
}

std::optional<Via> scan_via(std::string_view value, bool& flawed) {
  Via via;
  via.text = chars::trim_blanks(value);
  std::string_view rest = via.text;
  const auto transport = take_protocol(rest);
  if (!transport) return std::nullopt;
  via.transport = *transport;
  const std::size_t semicolon = rest.find(';');
  if (!take_sent_by(rest.substr(0, semicolon), via)) return std::nullopt;
  rest = semicolon == rest.npos ? std::string_view{} : rest.substr(semicolon + 1);
  if (semicolon != rest.npos && rest.empty() && via.text.ends_with(';')) flawed = true;
  while (!rest.empty()) {
    const auto param = take_param(rest);
    if (!param || !take_via_param(*param, via)) {
      flawed = true;
      break;
    }
  }
  return via;
}

std::optional<Via> parse_via(std::string_view value) {
  bool flawed = false;
  auto via = scan_via(value, flawed);
  return flawed ? std::nullopt : via;
}

std::optional<NameAddr> parse_name_addr(std::string_view value) {
  NameAddr out;
  out.text = chars::trim_blanks(value);
  if (!take_address(out.text, out)) return std::nullopt;
  auto uri = Uri::parse(out.uri_text);
  if (!uri) return std::nullopt;
  out.uri = std::move(*uri);
  std::string_view rest = out.params;
  while (!rest.empty()) {
    const auto param = take_param(rest);
    if (!param) return std::nullopt;
    if (iequals(param->name, "tag") && out.tag.empty()) out.tag = param->value;
  }
  return out;
}

std::optional<std::string_view> NameAddr::param(std::string_view name) const {
  std::string_view rest = params;
  while (!rest.empty()) {
    const auto one = take_param(rest);
    if (!one) return std::nullopt;
    if (!iequals(one->name, name)) continue;
    const bool is_quoted = one->value.starts_with('"');
    return is_quoted ? one->value.substr(1, one->value.size() - 2) : one->value;
  }
  return std::nullopt;
}

}  // namespace filo::sip
