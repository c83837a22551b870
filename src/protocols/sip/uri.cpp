#include "protocols/sip/uri.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/sip/flow.h"
#include "protocols/sip/message_chars.h"

namespace filo::sip {
namespace {

using chars::Class;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = chars::lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Undoes %xx once; false on a bad escape or a character outside `allowed`.
bool unescape(std::string_view text, Class allowed, std::string& out) {
  out.clear();
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (!chars::is(text[i], allowed)) return false;
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return false;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return true;
}

void escape(std::string_view text, Class allowed, std::string& out) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    if (chars::is(c, allowed)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

bool valid_scheme(std::string_view text) {
  if (text.empty() || text[0] < 'A' || !chars::is(text[0], Class::host_char)) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '+' || (c != '_' && chars::is(c, Class::host_char));
  });
}

/// An IPv6 reference in brackets. A third colon is forgiven (RFC 5118 §4.10).
bool valid_v6_reference(std::string_view host) {
  std::string text(host);
  if (const std::size_t at = text.find(":::"); at != text.npos) text.erase(at, 1);
  const auto endpoint = Endpoint::parse(text, 0);
  return endpoint && endpoint->v6;
}

bool parse_host_port(std::string_view text, Uri& uri) {
  std::size_t host_end = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == text.npos || !valid_v6_reference(text.substr(0, close + 1))) return false;
    host_end = close + 1 < text.size() ? close + 1 : text.npos;
    if (host_end != text.npos && text[host_end] != ':') return false;
  } else if (host_end == 0 || text.empty() ||
             !chars::all(text.substr(0, host_end), Class::host_char)) {
    return false;
  }
  uri.host = to_lower(text.substr(0, host_end));
  if (host_end == text.npos) return true;
  const auto port = parse_int<std::uint16_t>(text.substr(host_end + 1));
  if (!port || *port == 0) return false;
  uri.port = *port;
  return true;
}

/// ";a=b;c" with its leading ';'. A name given twice is refused (RFC 3261 §19.1.1).
bool parse_params(std::string_view text, Uri& uri) {
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::string_view one = text.substr(0, text.find(';'));
    text.remove_prefix(one.size());
    const std::size_t equals = one.find('=');
    std::string name, value;
    if (!unescape(one.substr(0, equals), Class::param_char, name) || name.empty()) return false;
    if (equals != one.npos) {
      if (!unescape(one.substr(equals + 1), Class::param_char, value) || value.empty())
        return false;
    }
    name = to_lower(name);
    if (uri.param(name) != nullptr) return false;
    uri.params.emplace_back(std::move(name), std::move(value));
  }
  return true;
}

bool parse_userinfo(std::string_view text, Uri& uri) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || text.empty()) return false;
  if (!unescape(text.substr(0, colon), Class::user_char, uri.user)) return false;
  if (colon == text.npos) return true;
  return unescape(text.substr(colon + 1), Class::password_char, uri.password);
}

bool valid_headers(std::string_view text) {
  std::string ignored;
  for (const std::string_view one : split(text, '&')) {
    const std::size_t equals = one.find('=');
    if (equals == one.npos || equals == 0) return false;
    if (!unescape(one.substr(0, equals), Class::header_char, ignored)) return false;
    if (!unescape(one.substr(equals + 1), Class::header_char, ignored)) return false;
  }
  return true;
}

bool parse_sip(std::string_view text, Uri& uri) {
  // '@' stands unescaped only behind the user, which itself may hold ';' and '?'.
  if (const std::size_t at = text.find('@'); at != text.npos) {
    if (!parse_userinfo(text.substr(0, at), uri)) return false;
    text.remove_prefix(at + 1);
  }
  if (const std::size_t question = text.find('?'); question != text.npos) {
    uri.headers = text.substr(question + 1);
    if (!valid_headers(uri.headers)) return false;
    text = text.substr(0, question);
  }
  const std::size_t semicolon = std::min(text.find(';'), text.size());
  return parse_host_port(text.substr(0, semicolon), uri) &&
         parse_params(text.substr(semicolon), uri);
}

bool parse_tel(std::string_view text, Uri& uri) {
  const std::size_t semicolon = std::min(text.find(';'), text.size());
  const std::string_view number = text.substr(0, semicolon);
  static constexpr std::string_view kDialable = "0123456789ABCDEFabcdef*#+-.()";
  if (number.find_first_of("0123456789ABCDEFabcdef*#") == number.npos) return false;
  if (number.find_first_not_of(kDialable) != number.npos) return false;
  if (number.rfind('+') != number.npos && number.rfind('+') != 0) return false;
  uri.user = number;
  return parse_params(text.substr(semicolon), uri);
}

bool valid_opaque(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '"';
  });
}

std::string number_digits(std::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (c != '-' && c != '.' && c != '(' && c != ')') digits += chars::lower(c);
  }
  return digits;
}

bool must_stand_in_both(std::string_view name) {
  return name == "user" || name == "ttl" || name == "method" || name == "maddr" ||
         name == "transport";
}

bool params_agree(const Uri& a, const Uri& b, bool all_count) {
  return std::all_of(a.params.begin(), a.params.end(), [&](const auto& param) {
    const std::string* other = b.param(param.first);
    if (other == nullptr) return !all_count && !must_stand_in_both(param.first);
    return iequals(*other, param.second);
  });
}

/// The header part as sorted, unescaped pairs.
std::vector<std::pair<std::string, std::string>> header_pairs(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (text.empty()) return pairs;
  for (const std::string_view one : split(text, '&')) {
    const std::size_t equals = std::min(one.find('='), one.size());
    std::string name, value;
    if (!unescape(one.substr(0, equals), Class::header_char, name)) name = one;
    if (equals < one.size()) unescape(one.substr(equals + 1), Class::header_char, value);
    pairs.emplace_back(to_lower(name), std::move(value));
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

}  // namespace

std::optional<Uri> Uri::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos || !valid_scheme(text.substr(0, colon))) return std::nullopt;
  Uri uri;
  uri.scheme_text = to_lower(text.substr(0, colon));
  text.remove_prefix(colon + 1);
  bool good = false;
  if (uri.scheme_text == "sip" || uri.scheme_text == "sips") {
    uri.scheme = uri.scheme_text == "sip" ? Scheme::sip : Scheme::sips;
    good = parse_sip(text, uri);
  } else if (uri.scheme_text == "tel") {
    uri.scheme = Scheme::tel;
    good = parse_tel(text, uri);
  } else {
    uri.scheme = Scheme::other;
    uri.user = text;
    good = valid_opaque(text);
  }
  if (!good) return std::nullopt;
  return uri;
}

const std::string* Uri::param(std::string_view name) const {
  for (const auto& [key, value] : params) {
    if (iequals(key, name)) return &value;
  }
  return nullptr;
}

void Uri::set_param(std::string_view name, std::string value) {
  for (auto& [key, old] : params) {
    if (iequals(key, name)) {
      old = std::move(value);
      return;
    }
  }
  params.emplace_back(to_lower(name), std::move(value));
}

std::string Uri::str() const {
  std::string text = scheme_text.empty() ? "sip" : scheme_text;
  text += ':';
  if (scheme == Scheme::other) return text + user;
  if (scheme == Scheme::tel) {
    text += user;
  } else {
    if (!user.empty()) escape(user, Class::user_char, text);
    if (!password.empty()) {
      text += ':';
      escape(password, Class::password_char, text);
    }
    if (!user.empty()) text += '@';
    text += host;
    if (port != 0) text += ":" + std::to_string(port);
  }
  for (const auto& [name, value] : params) {
    text += ';';
    escape(name, Class::param_char, text);
    if (value.empty()) continue;
    text += '=';
    escape(value, Class::param_char, text);
  }
  if (!headers.empty()) text += "?" + headers;
  return text;
}

bool Uri::equal(const Uri& a, const Uri& b) {
  if (a.scheme != b.scheme || a.scheme_text != b.scheme_text) return false;
  if (a.scheme == Scheme::tel) {
    return number_digits(a.user) == number_digits(b.user) && params_agree(a, b, true) &&
           params_agree(b, a, true);
  }
  return a.user == b.user && a.password == b.password && iequals(a.host, b.host) &&
         a.port == b.port && params_agree(a, b, false) && params_agree(b, a, false) &&
         header_pairs(a.headers) == header_pairs(b.headers);
}

}  // namespace filo::sip
