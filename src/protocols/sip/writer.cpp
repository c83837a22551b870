#include "protocols/sip/writer.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "protocols/sip/headers.h"
#include "protocols/sip/message_chars.h"

namespace filo::sip {
namespace {

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return chars::is(c, chars::control_char); });
}

/// A header value or reason: runs of control bytes become one blank.
void append_value(std::string& out, std::string_view text) {
  if (!has_control(text)) {
    out += text;
    return;
  }
  bool in_run = false;
  for (const char c : text) {
    const bool control = chars::is(c, chars::control_char);
    if (!control) out += c;
    if (control && !in_run) out += ' ';
    in_run = control;
  }
}

/// A value copied from a request: quoted-pairs of control bytes were lawful there and stay, except
/// line ends, which never reach the wire.
void append_copy(std::string& out, std::string_view text) {
  for (const char c : text) out += c == '\r' || c == '\n' ? ' ' : c;
}

void append_word(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (!chars::is(c, chars::control_char) && !chars::is_blank(c)) out += c;
  }
}

void copy_header(std::string& out, const Message& request, HeaderId id) {
  for (const Header& one : request.headers()) {
    if (one.id != id) continue;
    out += to_string(id);
    out += ": ";
    append_copy(out, one.value);
    out += "\r\n";
  }
}

void copy_vias(std::string& out, const Message& request, const Endpoint& source) {
  bool first = true;
  for (const Header& one : request.headers()) {
    if (one.id != HeaderId::via) continue;
    out += "Via: ";
    std::string_view value = one.value;
    if (first) {
      append_copy(out, via_received(request.top_via(), source));
      const auto behind = static_cast<std::size_t>(request.top_via().text.data() - value.data()) +
                          request.top_via().text.size();
      value.remove_prefix(std::min(behind, value.size()));
    }
    append_copy(out, value);
    out += "\r\n";
    first = false;
  }
}

void copy_to(std::string& out, const Message& request, int status, std::string_view to_tag) {
  const std::string_view value = request.header(HeaderId::to);
  if (!request.has(HeaderId::to)) return;
  out += "To: ";
  append_copy(out, value);
  if (request.to().tag.empty() && status != 100 && !to_tag.empty()) {
    out += ";tag=";
    append_word(out, to_tag);
  }
  out += "\r\n";
}

/// RFC 3261 §12.1.1 and the requests of RFC 6665 and 3515 that make dialogs.
bool copies_record_route(Method method, int status) {
  const bool makes_dialog =
      method == Method::invite || method == Method::subscribe || method == Method::refer;
  return makes_dialog && status > 100 && status < 300;
}

bool names_source(std::string_view host, const Endpoint& source) {
  const auto named = Endpoint::parse(host, source.port);
  return named && *named == source;
}

}  // namespace

MessageWriter MessageWriter::request(Method method, std::string_view request_uri) {
  FILO_CHECK(method != Method::unknown);
  return request(to_string(method), request_uri);
}

MessageWriter MessageWriter::request(std::string_view method, std::string_view request_uri) {
  MessageWriter writer;
  writer.text_.reserve(1024);
  append_word(writer.text_, method);
  writer.text_ += ' ';
  append_word(writer.text_, request_uri);
  writer.text_ += " SIP/2.0\r\n";
  return writer;
}

MessageWriter MessageWriter::response(int status, std::string_view reason) {
  FILO_CHECK(status >= 100 && status <= 699);
  MessageWriter writer;
  writer.text_.reserve(1024);
  writer.text_ += "SIP/2.0 ";
  writer.text_ += std::to_string(status);
  writer.text_ += ' ';
  append_value(writer.text_, reason.empty() ? reason_phrase(status) : reason);
  writer.text_ += "\r\n";
  return writer;
}

MessageWriter MessageWriter::response_to(const Message& request,
                                         int status,
                                         std::string_view reason,
                                         const Endpoint& source,
                                         std::string_view to_tag) {
  MessageWriter writer = response(status, reason);
  std::string& out = writer.text_;
  copy_vias(out, request, source);
  if (copies_record_route(request.method(), status)) {
    copy_header(out, request, HeaderId::record_route);
  }
  copy_header(out, request, HeaderId::from);
  copy_to(out, request, status, to_tag);
  copy_header(out, request, HeaderId::call_id);
  copy_header(out, request, HeaderId::cseq);
  if (status == 100 && !request.header("Timestamp").empty()) {
    writer.header("Timestamp", request.header("Timestamp"));
  }
  return writer;
}

MessageWriter& MessageWriter::header(HeaderId id, std::string_view value) {
  FILO_CHECK(id != HeaderId::other);
  return header(to_string(id), value);
}

MessageWriter& MessageWriter::header(std::string_view name, std::string_view value) {
  std::string safe_name;
  for (const char c : name) {
    if (chars::is(c, chars::token_char)) safe_name += c;
  }
  if (safe_name.empty() || header_id(safe_name) == HeaderId::content_length) return *this;
  text_ += safe_name;
  text_ += ": ";
  append_value(text_, trim(value));
  text_ += "\r\n";
  return *this;
}

MessageWriter& MessageWriter::header(HeaderId id, std::uint64_t number) {
  return header(id, std::to_string(number));
}

MessageWriter& MessageWriter::body(std::string_view content_type, std::string_view bytes) {
  FILO_CHECK(body_.empty());
  if (bytes.empty()) return *this;
  header(HeaderId::content_type, content_type);
  body_ = bytes;
  return *this;
}

std::string MessageWriter::finish() {
  text_ += "Content-Length: ";
  text_ += std::to_string(body_.size());
  text_ += "\r\n\r\n";
  text_ += body_;
  return std::move(text_);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (chars::is(c, chars::control_char)) continue;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string name_addr(std::string_view display, std::string_view uri, std::string_view tag) {
  std::string out;
  if (!display.empty()) out = quoted(display) + " ";
  out += '<';
  for (const char c : uri) {
    if (c != '<' && c != '>' && !chars::is_blank(c) && !chars::is(c, chars::control_char)) out += c;
  }
  out += '>';
  if (tag.empty()) return out;
  out += ";tag=";
  append_word(out, tag);
  return out;
}

std::string via_value(Transport transport,
                      std::string_view host_port,
                      std::string_view branch,
                      bool rport) {
  std::string out = "SIP/2.0/";
  out += to_string(transport);
  out += ' ';
  out += host_port;
  out += ";branch=";
  out += branch;
  if (rport) out += ";rport";
  return out;
}

std::string via_received(const Via& via, const Endpoint& source) {
  std::string_view rest = via.text;
  std::string out(rest.substr(0, rest.find(';')));
  rest.remove_prefix(out.size());
  if (!rest.empty()) rest.remove_prefix(1);
  // Whatever the sender claims about its own address is replaced by what we saw.
  while (!rest.empty()) {
    const auto param = take_param(rest);
    if (!param) break;
    if (iequals(param->name, "received") || iequals(param->name, "rport")) continue;
    out += ';';
    out += param->name;
    if (param->value.empty()) continue;
    out += '=';
    out += param->value;
  }
  if (via.has_rport) out += ";rport=" + std::to_string(source.port);
  if (via.has_rport || !names_source(via.host, source)) out += ";received=" + source.ip_str();
  return out;
}

}  // namespace filo::sip
