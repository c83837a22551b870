// Reading and writing the lines of a description (RFC 8866 §5, §9).
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "protocols/sdp/sdp.h"

namespace filo::sdp {
namespace {

Error broken(const char* what) {
  return Error{Errc::invalid, what};
}

bool is_decimal(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '(' && c != ')' && c != ',' && c != ':' &&
           c != ';' && c != '<' && c != '=' && c != '>' && c != '?' && c != '@' && c != '[' &&
           c != '\\' && c != ']';
  });
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

/// The words between runs of blanks.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all = split(text, ' ');
  all.erase(std::remove(all.begin(), all.end(), std::string_view{}), all.end());
  return all;
}

bool is_address(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '.' || c == ':' || c == '-' || c == '_';
  });
}

/// "IN IP4 192.0.2.1"
std::optional<Connection> read_connection(const std::vector<std::string_view>& parts) {
  if (parts.size() != 3 || !iequals(parts[0], "IN")) return std::nullopt;
  if (!iequals(parts[1], "IP4") && !iequals(parts[1], "IP6")) return std::nullopt;
  const std::string_view ip = parts[2].substr(0, parts[2].find('/'));
  if (!is_address(ip)) return std::nullopt;
  return Connection{std::string(ip), iequals(parts[1], "IP6")};
}

/// Fills one Session line by line; each function answers whether its line was right.
class Reader {
 public:
  Result<Session> run(std::string_view text) {
    if (text.size() > limits::kSdpBytes) return Error{Errc::limit, "SDP too big"};
    int number = 0;
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) continue;
      if (has_control(line)) return broken("SDP: control byte");
      if (line.size() < 2 || line[1] != '=') return broken("SDP: not type=value");
      if ((++number == 1) != (line[0] == 'v')) return broken("SDP: v= must come first, once");
      if (!read_line(line[0], line.substr(2))) return error_;
    }
    if (number == 0) return broken("SDP: empty");
    if (!origin_seen_) return broken("SDP: no o=");
    for (const Media& media : session_.media) {
      const bool reachable = media.connection || session_.connection;
      if (media.port != 0 && !reachable) return broken("SDP: media without c=");
    }
    return std::move(session_);
  }

 private:
  bool fail(Errc code, const char* what) {
    error_ = Error{code, what};
    return false;
  }
  bool check(bool good, const char* what) { return good || fail(Errc::invalid, what); }

  bool read_line(char type, std::string_view value) {
    switch (type) {
      case 'v':
        return check(trim(value) == "0", "SDP: version is not 0");
      case 'o':
        return read_origin(words(value));
      case 's':
        session_.name = value;
        return true;
      case 'c':
        return read_connection_line(words(value));
      case 'm':
        return read_media(words(value));
      case 'a':
        return read_attribute(value);
      case 'i':
      case 'u':
      case 'e':
      case 'p':
      case 'b':
      case 't':
      case 'r':
      case 'z':
      case 'k':
        return true;  // Nothing that a call needs.
      default:
        return fail(Errc::invalid, "SDP: unknown line type");
    }
  }

  bool read_origin(const std::vector<std::string_view>& parts) {
    if (!check(!origin_seen_ && session_.media.empty(), "SDP: o= out of place")) return false;
    origin_seen_ = true;
    if (!check(parts.size() == 6, "SDP: bad o=")) return false;
    const auto address = read_connection({parts[3], parts[4], parts[5]});
    if (!check(address && is_decimal(parts[1]) && is_decimal(parts[2]), "SDP: bad o=")) {
      return false;
    }
    session_.origin_user = parts[0];
    session_.origin_id = parts[1];
    session_.origin_version = parts[2];
    session_.origin = *address;
    return true;
  }

  bool read_connection_line(const std::vector<std::string_view>& parts) {
    const auto address = read_connection(parts);
    if (!check(address.has_value(), "SDP: bad c=")) return false;
    auto& target = session_.media.empty() ? session_.connection : session_.media.back().connection;
    if (!target) target = *address;  // Several are layers of multicast: the first will do.
    return true;
  }

  bool read_media(const std::vector<std::string_view>& parts) {
    if (session_.media.size() == limits::kSdpMedia) return fail(Errc::limit, "SDP: many m=");
    if (!check(parts.size() >= 4 && is_token(parts[0]), "SDP: bad m=")) return false;
    if (parts.size() - 3 > kFormatsPerMedia) return fail(Errc::limit, "SDP: many formats");
    Media media;
    media.type = parts[0];
    const std::size_t slash = parts[1].find('/');
    const auto port = parse_int<std::uint16_t>(parts[1].substr(0, slash));
    const bool count_good =
        slash == std::string_view::npos || parse_int<std::uint16_t>(parts[1].substr(slash + 1));
    if (!check(port && count_good, "SDP: bad port")) return false;
    media.port = *port;
    media.protocol = parts[2];
    for (const std::string_view part : split(parts[2], '/')) {
      if (!check(is_token(part), "SDP: bad protocol")) return false;
    }
    const bool rtp = media.protocol.find("RTP/") != std::string::npos;
    for (std::size_t i = 3; i < parts.size(); ++i) {
      const auto number = parse_int<std::uint8_t>(parts[i]);
      if (!check(!rtp || (number && *number < 128), "SDP: bad payload type")) return false;
      const std::string format(parts[i]);
      const bool again =
          std::find(media.formats.begin(), media.formats.end(), format) != media.formats.end();
      if (!again) media.formats.push_back(format);
    }
    session_.media.push_back(std::move(media));
    return true;
  }

  bool read_attribute(std::string_view text) {
    if (++attributes_ > kAttributes) return fail(Errc::limit, "SDP: many attributes");
    const std::size_t colon = text.find(':');
    const std::string_view name = trim(text.substr(0, colon));
    if (!check(!name.empty(), "SDP: bad a=")) return false;
    if (!is_token(name)) return true;  // Whatever it means, a call goes without (RFC 8866 §5.13).
    Attribute attribute{std::string(name), {}};
    if (colon != text.npos) attribute.value = text.substr(colon + 1);
    auto& target = session_.media.empty() ? session_.attributes : session_.media.back().attributes;
    target.push_back(std::move(attribute));
    return true;
  }

  Session session_;
  Error error_;
  std::size_t attributes_ = 0;
  bool origin_seen_ = false;
};

/// Values come from parse() or from us; what could start a new line is dropped all the same.
void put(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  }
}

void put_connection(std::string& out, const Connection& connection) {
  out += connection.v6 ? "IN IP6 " : "IN IP4 ";
  put(out, connection.ip);
  out += "\r\n";
}

void put_attributes(std::string& out, const std::vector<Attribute>& attributes) {
  for (const Attribute& one : attributes) {
    out += "a=";
    put(out, one.name);
    if (!one.value.empty()) {
      out += ':';
      put(out, one.value);
    }
    out += "\r\n";
  }
}

void put_media(std::string& out, const Media& media) {
  out += "m=";
  put(out, media.type);
  out += ' ';
  out += std::to_string(media.port);
  out += ' ';
  put(out, media.protocol);
  for (const std::string& format : media.formats) {
    out += ' ';
    put(out, format);
  }
  out += "\r\n";
  if (media.connection) {
    out += "c=";
    put_connection(out, *media.connection);
  }
  put_attributes(out, media.attributes);
}

}  // namespace

Result<Session> parse(std::string_view text) {
  return Reader().run(text);
}

std::string write(const Session& session) {
  std::string out = "v=0\r\no=";
  out.reserve(512);
  put(out, session.origin_user);
  out += ' ';
  put(out, session.origin_id);
  out += ' ';
  put(out, session.origin_version);
  out += ' ';
  put_connection(out, session.origin);
  out += "s=";
  put(out, session.name);
  out += "\r\n";
  if (session.connection) {
    out += "c=";
    put_connection(out, *session.connection);
  }
  out += "t=0 0\r\n";
  put_attributes(out, session.attributes);
  for (const Media& media : session.media) put_media(out, media);
  return out;
}

}  // namespace filo::sdp
