#include "adapters/http/problem.h"

#include <fmt/format.h>

#include <atomic>

#include "base/log.h"
#include "base/time.h"

namespace filo::http {
namespace {

bool is_ours(Errc code) {
  return code == Errc::internal || code == Errc::unavailable || code == Errc::timeout;
}

/// What fails for one client fails for a thousand: while the database is away the log says so once
/// a second, not once a request. Any thread.
void log_failure(const Error& error, std::string_view trace) {
  static std::atomic<std::int64_t> second{0};
  static std::atomic<std::uint64_t> untold{0};
  const std::int64_t now = to_micros(system_clock().now()) / 1'000'000;
  if (second.exchange(now) == now) {
    ++untold;
    return;
  }
  FILO_LOG_WARN("http", "request failed trace={} code={} detail={} untold={}", trace,
                to_string(error.code), error.detail, untold.exchange(0));
}

void append(std::string& out, const char* name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  write_json_string(out, text);
}

std::string head(int status, const char* code, std::string_view detail, std::string_view trace) {
  std::string out = R"({"type":"about:blank")";
  append(out, "title", reason_phrase(status));
  out += fmt::format(R"(,"status":{})", status);
  if (!detail.empty()) append(out, "detail", detail);
  append(out, "code", code);
  append(out, "trace_id", trace);
  return out;
}

Response finish(int status, std::string body) {
  Response response = json_response(status, std::move(body));
  response.set("Content-Type", "application/problem+json");
  response.set("Cache-Control", "no-store");
  if (status == 503) response.set("Retry-After", "1");
  return response;
}

std::string fault_json(const Fault& fault) {
  std::string out = "{\"pointer\":";
  write_json_string(out, fault.pointer);
  append(out, "key", fault.key);
  append(out, "detail", fault.detail);
  if (fault.has_range) {
    out += fmt::format(R"(,"params":{{"min":{},"max":{}}})", fault.min, fault.max);
  }
  return out + '}';
}

}  // namespace

int http_status(Errc code) {
  switch (code) {
    case Errc::invalid:
      return 422;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::forbidden:
      return 403;
    case Errc::unauthenticated:
      return 401;
    case Errc::limit:
      return 429;
    case Errc::unavailable:
      return 503;
    case Errc::timeout:
      return 504;
    case Errc::internal:
      return 500;
  }
  return 500;
}

Response problem(const Error& error, std::string_view trace) {
  return problem(http_status(error.code), error, trace);
}

Response problem(int status, const Error& error, std::string_view trace) {
  if (is_ours(error.code)) log_failure(error, trace);
  std::string body = head(status, to_string(error.code),
                          is_ours(error.code) ? std::string_view{} : error.detail, trace);
  if (!error.key.empty() || !error.field.empty()) {
    const std::string key = error.key.empty() ? std::string(to_string(error.code)) : error.key;
    const std::string told = is_ours(error.code) ? std::string() : error.detail;
    body += ",\"errors\":[" + fault_json({error.field, key, told}) + ']';
  }
  return finish(status, body + '}');
}

Response problem(const Faults& faults, std::string_view trace) {
  const bool not_json = faults.size() == 1 && faults[0].key == "json.malformed";
  const int status = not_json ? 400 : 422;
  std::string body = head(status, "invalid", "the input breaks rules", trace);
  body += ",\"errors\":[";
  for (std::size_t i = 0; i < faults.size(); ++i) {
    if (i > 0) body += ',';
    body += fault_json(faults[i]);
  }
  return finish(status, body + "]}");
}

}  // namespace filo::http
