#pragma once
// Refusals as application/problem+json. Source: RFC 9457; docs/reference/api.md#conventions.

#include <string_view>

#include "adapters/http/http.h"
#include "adapters/http/json.h"
#include "base/result.h"

namespace filo::http {

/// The one place where an Errc becomes an HTTP status.
int http_status(Errc code);

/// `detail` of internal and unavailable errors stays in the log; the client sees code and trace.
Response problem(const Error& error, std::string_view trace);
/// The same with another status than the code's own (412, 428, 405 ...).
Response problem(int status, const Error& error, std::string_view trace);
/// 422 with every fault of the input.
Response problem(const Faults& faults, std::string_view trace);

}  // namespace filo::http
