// Any target of a request: decoding is the inverse of coding, and the parameters of the route found
// put back into its pattern give the path again.

#include "adapters/http/router.h"

#include <string_view>

#include "adapters/http/cursor.h"
#include "adapters/http/static_assets.h"
#include "base/check.h"
#include "base/text.h"

namespace filo::http {
namespace {

const Router& router() {
  static Router* const kRouter = [] {
    auto* made = new Router;
    const auto nothing = [](RequestPtr, Responder) {};
    made->add("GET", "/", nothing);
    made->add("GET", "/tickets", nothing);
    made->add("GET", "/tickets/{id}", nothing);
    made->add("GET", "/tickets/mine/first", nothing);
    made->add("POST", "/tickets/{id}/articles/{article}", nothing);
    made->add("GET", "/{app}/files/{path...}", nothing);
    return made;
  }();
  return *kRouter;
}

std::string percent_code(std::string_view text) {
  std::string out;
  for (const char c : text) out += "%" + hex({&c, 1});
  return out;
}

/// `pattern` with each {name} replaced by its value, in order.
std::string fill(std::string_view pattern, const Fields& params) {
  std::string out;
  std::size_t next = 0;
  for (std::string_view part : split(pattern.substr(1), '/')) {
    const bool is_name = part.starts_with('{');
    out += '/';
    out += is_name ? params.at(next++).second : part;
  }
  FILO_CHECK(next == params.size());
  return out;
}

void check_route(std::string_view method, std::string_view path) {
  const Router::Match match = router().find(method, path);
  if (match.route == nullptr) return;
  FILO_CHECK(match.allow.empty());
  FILO_CHECK(fill(match.route->pattern, match.params) == path);
}

void check_path(std::string_view text) {
  const auto path = percent_decode(text);
  if (!path || !path->starts_with('/')) return;  // the server refuses other targets before this
  FILO_CHECK(path->size() <= text.size());
  FILO_CHECK(percent_decode(percent_code(*path)) == path);
  check_route("GET", *path);
  check_route("HEAD", *path);
  check_route("POST", *path);
  Request request;
  request.path = *path;
  (void)serve_asset(embedded_assets(), request);
}

void check_query(std::string_view text) {
  const auto fields = parse_query(text);
  if (!fields) return;
  std::string coded;
  for (const auto& [name, value] : *fields) {
    coded += percent_code(name) + "=" + percent_code(value) + "&";
  }
  FILO_CHECK(parse_query(coded) == fields);
}

void check_headers(std::string_view text) {
  Request request;
  request.path = "/";
  request.headers.emplace_back("cookie", std::string(text));
  request.headers.emplace_back("Accept-Encoding", std::string(text));
  (void)request.cookie("filo_session");
  (void)serve_asset(embedded_assets(), request);
  static const Cursors kCursors("0123456789abcdef");
  FILO_CHECK(!kCursors.read("tickets", text));
}

}  // namespace
}  // namespace filo::http

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t mark = text.find('?');
  filo::http::check_path(text.substr(0, mark));
  if (mark != text.npos) filo::http::check_query(text.substr(mark + 1));
  filo::http::check_headers(text);
  return 0;
}
