#include "protocols/sip/dialog.h"

#include <algorithm>

#include "base/text.h"

namespace filo::sip {

namespace {

/// A route whose URI lacks ";lr" is a strict router of RFC 2543.
bool is_loose(std::string_view route) {
  const auto parsed = parse_name_addr(route);
  return !parsed || parsed->uri.param("lr") != nullptr;
}

std::string uri_of(std::string_view route) {
  const auto parsed = parse_name_addr(route);
  return parsed ? request_uri_of(parsed->uri_text) : std::string{route};
}

}  // namespace

std::string request_uri_of(std::string_view uri) {
  const auto parsed = Uri::parse(uri);
  if (parsed && !parsed->headers.empty()) uri.remove_suffix(parsed->headers.size() + 1);
  return std::string{uri};
}

std::vector<std::string> route_set(const Message& message, bool reversed) {
  std::vector<std::string> routes;
  for (const std::string_view value : message.list(HeaderId::record_route)) {
    routes.emplace_back(value);
  }
  if (reversed) std::reverse(routes.begin(), routes.end());
  return routes;
}

std::string contact_uri(const Message& message) {
  const auto contact = message.contact();
  return contact ? request_uri_of(contact->uri_text) : std::string{};
}

std::string without_tag(std::string_view value) {
  std::size_t at = value.rfind('>');
  at = value.find(';', at == std::string_view::npos ? 0 : at);
  std::string out{trim(value.substr(0, at))};
  if (at == std::string_view::npos) return out;
  for (const std::string_view param : split(value.substr(at + 1), ';')) {
    const std::string_view name = trim(param.substr(0, param.find('=')));
    if (iequals(name, "tag") || name.empty()) continue;
    out += ';';
    out += trim(param);
  }
  return out;
}

Dialog Dialog::from_request(const Message& invite, const Flow& from, std::string tag) {
  Dialog dialog;
  dialog.flow = from;
  dialog.call_id = invite.call_id();
  dialog.local = without_tag(invite.header(HeaderId::to));
  dialog.remote = without_tag(invite.header(HeaderId::from));
  dialog.local_tag = std::move(tag);
  dialog.remote_tag = invite.from().tag;
  dialog.target = contact_uri(invite);
  if (dialog.target.empty()) dialog.target = request_uri_of(invite.from().uri_text);
  dialog.routes = route_set(invite, false);
  dialog.remote_seq = invite.cseq().number;
  return dialog;
}

void Dialog::adopt_response(const Message& response) {
  remote_tag = response.to().tag;
  routes = route_set(response, true);
  refresh_target(response);
}

void Dialog::refresh_target(const Message& message) {
  std::string uri = contact_uri(message);
  if (!uri.empty()) target = std::move(uri);
}

bool Dialog::owns(const Message& request) const {
  return request.call_id() == call_id && request.from().tag == remote_tag;
}

bool Dialog::accept_seq(const Message& request) {
  if (remote_seq && request.cseq().number <= *remote_seq) return false;
  remote_seq = request.cseq().number;
  return true;
}

MessageWriter Dialog::request(Method method,
                              std::uint32_t seq,
                              std::string_view branch,
                              int max_forwards) const {
  const bool strict = !routes.empty() && !is_loose(routes.front());
  MessageWriter out = MessageWriter::request(method, strict ? uri_of(routes.front()) : target);
  out.header(HeaderId::via, via_value(flow.transport, flow.local.str(), branch));
  for (std::size_t i = strict ? 1 : 0; i < routes.size(); ++i) {
    out.header(HeaderId::route, routes[i]);
  }
  if (strict) out.header(HeaderId::route, '<' + target + '>');
  out.header(HeaderId::from, local + ";tag=" + local_tag)
      .header(HeaderId::to, remote_tag.empty() ? remote : remote + ";tag=" + remote_tag)
      .header(HeaderId::call_id, call_id)
      .header(HeaderId::cseq, std::to_string(seq) + ' ' + std::string{to_string(method)})
      .header(HeaderId::max_forwards, static_cast<std::uint64_t>(std::max(0, max_forwards)));
  return out;
}

}  // namespace filo::sip
