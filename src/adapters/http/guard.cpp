#include "adapters/http/problem.h"
#include "adapters/http/sessions.h"
#include "base/text.h"

namespace filo::http {
namespace {

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

Error foreign_origin() {
  return {Errc::forbidden, "send an Origin of this server", {}, "session.origin"};
}

}  // namespace

bool Guard::is_own_origin(const Request& request) const {
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) return false;
  for (const auto& own : origins_) {
    if (iequals(own, origin)) return true;
  }
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme) &&
        iequals(origin.substr(scheme.size()), request.header("Host"))) {
      return true;
    }
  }
  return false;
}

std::optional<Response> Guard::operator()(Request& request) const {
  request.session = sessions_.find(request.cookie(Sessions::kCookie));
  if (is_safe(request.method) || is_own_origin(request)) return std::nullopt;
  return problem(foreign_origin(), request.trace);
}

Result<std::shared_ptr<const SessionUser>> Guard::may_open_socket(const Request& request) const {
  if (!is_own_origin(request)) return foreign_origin();
  auto user = sessions_.find(request.cookie(Sessions::kCookie));
  if (!user) return Error{Errc::unauthenticated, "log in first", {}, "session.required"};
  return user;
}

}  // namespace filo::http
