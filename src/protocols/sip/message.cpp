#include "protocols/sip/message.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "protocols/sip/headers.h"
#include "protocols/sip/message_chars.h"

namespace filo::sip {
namespace {

constexpr std::uint64_t bit(HeaderId id) {
  return std::uint64_t{1} << static_cast<unsigned>(id);
}
static_assert(static_cast<unsigned>(HeaderId::other) < 64);

/// Headers that may stand once only (RFC 3261 §7.3.1, RFC 4475 §3.3.8).
constexpr std::uint64_t kSingle =
    bit(HeaderId::from) | bit(HeaderId::to) | bit(HeaderId::call_id) | bit(HeaderId::cseq) |
    bit(HeaderId::max_forwards) | bit(HeaderId::content_length) | bit(HeaderId::content_type) |
    bit(HeaderId::expires) | bit(HeaderId::event) | bit(HeaderId::replaces) |
    bit(HeaderId::session_expires) | bit(HeaderId::refer_to);

/// A control byte is lawful only as the second half of a quoted-pair (RFC 4475 §3.1.1.2).
bool controls_are_quoted(std::string_view value) {
  bool in_quotes = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (in_quotes && value[i] == '\\') {
      ++i;
    } else if (value[i] == '"') {
      in_quotes = !in_quotes;
    } else if (chars::is(value[i], chars::control_char)) {
      return false;
    }
  }
  return true;
}

bool controls_in_order(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return chars::is(c, chars::control_char); }) ||
         controls_are_quoted(value);
}

/// word ["@" word], all of it ASCII: it is stored and logged as it is.
bool valid_call_id(std::string_view value) {
  return !value.empty() && std::none_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f;
  });
}

/// "SIP/7.0": some version of SIP.
bool is_sip_version(std::string_view text) {
  if (text.size() < 7 || !iequals(text.substr(0, 4), "SIP/")) return false;
  const std::string_view digits = text.substr(4);
  const std::size_t dot = digits.find('.');
  if (dot == 0 || dot == digits.npos || dot + 1 == digits.size()) return false;
  return chars::all(digits.substr(0, dot), chars::digit_char) &&
         chars::all(digits.substr(dot + 1), chars::digit_char);
}

}  // namespace

/// Fills one Message. Line by line, forward only; the buffer is changed in one way: the CRLF of a
/// folded line becomes two blanks.
class MessageParser {
 public:
  static Result<std::shared_ptr<const Message>> run(std::string_view bytes) {
    while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);  // RFC 3261 §7.5
    if (bytes.size() > limits::kSipMessageBytes) return Error{Errc::limit, "SIP message too big"};
    std::shared_ptr<Message> message(new Message());
    message->buffer_ = bytes;
    MessageParser parser(*message);
    if (!parser.start_line() || !parser.header_lines()) return parser.error_;
    parser.top_via();
    parser.addresses();
    parser.numbers();
    parser.contacts();
    if (parser.error_.detail.empty()) parser.finish();
    if (!parser.error_.detail.empty()) return parser.error_;
    return std::shared_ptr<const Message>(std::move(message));
  }

 private:
  explicit MessageParser(Message& message) : m_(message), text_(message.buffer_) {}

  bool fail(Errc code, const char* what) {
    if (error_.detail.empty()) error_ = Error{code, what};
    return false;
  }
  void fault(int status, std::string_view reason) {
    if (m_.fault_.status == 0) m_.fault_ = {status, reason};
  }

  bool start_line() {
    const std::size_t end = text_.find("\r\n");
    if (end == text_.npos) return fail(Errc::invalid, "no start line");
    at_ = end + 2;
    const std::string_view line = text_.substr(0, end);
    if (line.size() >= 4 && iequals(line.substr(0, 4), "SIP/")) return status_line(line);
    return request_line(line);
  }

  bool status_line(std::string_view line) {
    if (line.size() < 11 || !iequals(line.substr(0, 8), "SIP/2.0 ")) {
      return fail(Errc::invalid, "bad status line");
    }
    const std::string_view code = line.substr(8, 3);
    const auto status = parse_int<int>(code);
    // RFC 4475 §3.1.1.13 has the blank without a reason; phones leave the blank out too.
    const bool ends_well = line.size() == 11 || line[11] == ' ';
    if (!chars::all(code, chars::digit_char) || !status || *status < 100 || *status > 699 ||
        !ends_well || !controls_in_order(line)) {
      return fail(Errc::invalid, "bad status line");
    }
    m_.status_ = *status;
    m_.reason_ = chars::trim_blanks(line.substr(11));
    return true;
  }

  bool request_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    m_.method_text_ = line.substr(0, first);
    if (first == line.npos || !chars::is_token(m_.method_text_)) {
      return fail(Errc::invalid, "bad request line");
    }
    m_.method_ = method_from(m_.method_text_);
    const std::string_view trimmed = chars::trim_blanks(line);
    const std::size_t last = trimmed.rfind(' ');
    const std::string_view version = trimmed.substr(last + 1);
    if (last < first || !is_sip_version(version)) return fail(Errc::invalid, "not SIP");
    if (!iequals(version, "SIP/2.0")) fault(505, "Version Not Supported");
    if (trimmed.size() != line.size()) fault(400, "Bad Request Line");
    if (last > first) m_.request_uri_text_ = line.substr(first + 1, last - first - 1);
    return true;
  }

  bool header_lines() {
    m_.headers_.reserve(24);
    while (true) {
      if (at_ >= text_.size()) {
        fault(400, "Header Section Not Ended");
        break;
      }
      if (text_.substr(at_).starts_with("\r\n")) {
        at_ += 2;
        break;
      }
      if (m_.headers_.size() == limits::kSipHeaders) {
        return fail(Errc::limit, "too many SIP headers");
      }
      add_header(next_line());
    }
    m_.body_ = text_.substr(at_);
    return true;
  }

  /// The header line at at_, unfolded; moves behind it.
  std::string_view next_line() {
    const std::size_t start = at_;
    while (true) {
      const std::size_t end = text_.find("\r\n", at_);
      if (end == text_.npos) {
        fault(400, "Header Section Not Ended");
        at_ = text_.size();
        return text_.substr(start);
      }
      at_ = end + 2;
      if (at_ >= text_.size() || !chars::is_blank(text_[at_])) {
        return text_.substr(start, end - start);
      }
      m_.buffer_[end] = m_.buffer_[end + 1] = ' ';
    }
  }

  void add_header(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return fault(400, "Bad Header Line");
    std::string_view name = line.substr(0, colon);
    while (!name.empty() && chars::is_blank(name.back())) name.remove_suffix(1);
    if (!chars::is_token(name)) return fault(400, "Bad Header Name");
    const Header header{header_id(name), name, chars::trim_blanks(line.substr(colon + 1))};
    if (!controls_in_order(header.value)) fault(400, "Control Byte In Header");
    if (header.id != HeaderId::other) {
      if ((seen_ & bit(header.id) & kSingle) != 0) duplicate(header.id);
      seen_ |= bit(header.id);
    }
    m_.headers_.push_back(header);
  }

  void duplicate(HeaderId id) {
    if (id == HeaderId::from) return fault(400, "Duplicate From");
    if (id == HeaderId::to) return fault(400, "Duplicate To");
    if (id == HeaderId::call_id) return fault(400, "Duplicate Call-ID");
    if (id == HeaderId::cseq) return fault(400, "Duplicate CSeq");
    if (id == HeaderId::max_forwards) return fault(400, "Duplicate Max-Forwards");
    if (id == HeaderId::content_length) return fault(400, "Duplicate Content-Length");
    fault(400, "Duplicate Header");
  }

  bool seen(HeaderId id) const { return (seen_ & bit(id)) != 0; }

  void top_via() {
    if (!seen(HeaderId::via)) {
      fail(Errc::invalid, "no Via");
      return;
    }
    bool first = true;
    for (const Header& header : m_.headers_) {
      if (header.id != HeaderId::via) continue;
      std::string_view rest = header.value, item;
      bool more = true;
      while (more) {
        more = take_list_item(rest, item);
        bool flawed = false;
        const auto via = scan_via(item, flawed);
        if (first && !via) {
          fail(Errc::invalid, "unusable Via");
          return;
        }
        if (first) m_.via_ = *via;
        if (!via || flawed) fault(400, "Bad Via");
        first = false;
      }
    }
  }

  void addresses() {
    if (!seen(HeaderId::from)) fault(400, "Missing From");
    if (!seen(HeaderId::to)) fault(400, "Missing To");
    if (auto from = parse_name_addr(m_.header(HeaderId::from))) {
      m_.from_ = std::move(*from);
    } else {
      fault(400, "Bad From");
    }
    if (auto to = parse_name_addr(m_.header(HeaderId::to))) {
      m_.to_ = std::move(*to);
    } else {
      fault(400, "Bad To");
    }
    if (!seen(HeaderId::call_id)) fault(400, "Missing Call-ID");
    m_.call_id_ = m_.header(HeaderId::call_id);
    if (!valid_call_id(m_.call_id_)) fault(400, "Bad Call-ID");
  }

  void numbers() {
    if (!seen(HeaderId::cseq)) fault(400, "Missing CSeq");
    read_cseq(m_.header(HeaderId::cseq));
    if (seen(HeaderId::max_forwards)) {
      const auto hops = parse_int<std::uint8_t>(m_.header(HeaderId::max_forwards));
      if (!hops) fault(400, "Bad Max-Forwards");
      m_.max_forwards_ = hops.value_or(70);
    }
    if (!seen(HeaderId::content_length)) return;
    const auto length = parse_int<std::uint32_t>(m_.header(HeaderId::content_length));
    if (!length) {
      fault(400, "Bad Content-Length");
    } else if (*length > m_.body_.size()) {
      fault(400, "Body Shorter Than Content-Length");
    } else {
      m_.body_ = m_.body_.substr(0, *length);
      m_.buffer_.resize(at_ + *length);  // Shrinks: views stay good.
    }
  }

  void read_cseq(std::string_view value) {
    const std::size_t blank = std::min(value.find_first_of(" \t"), value.size());
    const auto number = parse_int<std::uint32_t>(value.substr(0, blank));
    m_.cseq_.method_text = chars::trim_blanks(value.substr(blank));
    m_.cseq_.method = method_from(m_.cseq_.method_text);
    if (!number || *number > 0x7fffffffU || !chars::is_token(m_.cseq_.method_text)) {
      return fault(400, "Bad CSeq");
    }
    m_.cseq_.number = *number;
    if (m_.is_request()) {
      if (m_.cseq_.method_text != m_.method_text_) fault(400, "CSeq Method Mismatch");
    } else {
      m_.method_ = m_.cseq_.method;
      m_.method_text_ = m_.cseq_.method_text;
    }
  }

  void contacts() {
    for (const Header& header : m_.headers_) {
      const bool contact = header.id == HeaderId::contact;
      const bool route = header.id == HeaderId::route || header.id == HeaderId::record_route;
      if (!contact && !route) continue;
      if (contact && header.value == "*") continue;
      std::string_view rest = header.value, item;
      bool more = true;
      while (more) {
        more = take_list_item(rest, item);
        if (!parse_name_addr(item)) fault(400, contact ? "Bad Contact" : "Bad Route");
      }
    }
  }

  void finish() {
    if (!m_.is_request()) {
      // Nobody answers a response: a broken one is dropped (RFC 3261 §8.1.3.1).
      if (m_.fault_.status != 0) fail(Errc::invalid, m_.fault_.reason.data());
      return;
    }
    if (m_.request_uri_text_.size() > limits::kSipUriBytes) {
      return fault(414, "Request-URI Too Long");
    }
    auto uri = Uri::parse(m_.request_uri_text_);
    // Header parts and angle brackets have no place in a Request-URI (RFC 3261 §19.1.1).
    if (!uri || !uri->headers.empty()) return fault(400, "Bad Request-URI");
    m_.request_uri_ = std::move(*uri);
    if (m_.request_uri_.scheme == Uri::Scheme::other) fault(416, "Unsupported URI Scheme");
  }

  Message& m_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t seen_ = 0;
  Error error_{Errc::invalid, {}};
};

Result<std::shared_ptr<const Message>> Message::parse(std::string_view bytes) {
  return MessageParser::run(bytes);
}

std::string_view Message::header(HeaderId id) const {
  for (const Header& one : headers_) {
    if (one.id == id) return one.value;
  }
  return {};
}

std::string_view Message::header(std::string_view name) const {
  if (const HeaderId id = header_id(name); id != HeaderId::other) return header(id);
  for (const Header& one : headers_) {
    if (iequals(one.name, name)) return one.value;
  }
  return {};
}

bool Message::has(HeaderId id) const {
  return std::any_of(headers_.begin(), headers_.end(),
                     [id](const Header& one) { return one.id == id; });
}

std::vector<std::string_view> Message::list(HeaderId id) const {
  std::vector<std::string_view> items;
  for (const Header& one : headers_) {
    if (one.id != id) continue;
    std::string_view rest = one.value, item;
    bool more = true;
    while (more) {
      more = take_list_item(rest, item);
      if (!item.empty()) items.push_back(item);
    }
  }
  return items;
}

std::vector<Via> Message::vias() const {
  std::vector<Via> all;
  for (const std::string_view value : list(HeaderId::via)) {
    bool flawed = false;
    if (const auto via = scan_via(value, flawed)) all.push_back(*via);
  }
  return all;
}

std::optional<NameAddr> Message::contact() const {
  std::string_view rest = header(HeaderId::contact), item;
  take_list_item(rest, item);
  return parse_name_addr(item);
}

}  // namespace filo::sip
