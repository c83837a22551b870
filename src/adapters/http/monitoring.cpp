#include "adapters/http/monitoring.h"

#include "adapters/http/crypto.h"
#include "adapters/http/json.h"
#include "base/metrics.h"

namespace filo::http {
namespace {

bool is_loopback(std::string_view address) {
  return address == "::1" || address.starts_with("127.") || address.starts_with("::ffff:127.");
}

/// A request that came through a proxy is not local, whoever the peer is.
bool may_read_metrics(const Request& request, const std::string& token) {
  const std::string_view given = request.header("Authorization");
  if (!token.empty() && equal_secret(given, "Bearer " + token)) return true;
  return is_loopback(request.client) && request.header("X-Forwarded-For").empty() &&
         request.header("Forwarded").empty();
}

Response health(const MonitoringOptions& options) {
  bool all = true;
  std::string checks;
  for (const auto& [name, check] : options.checks) {
    const bool good = check();
    all = all && good;
    checks += checks.empty() ? "" : ",";
    write_json_string(checks, name);
    checks += good ? ":true" : ":false";
  }
  std::string body = std::string(R"({"status":)") + (all ? R"("ok")" : R"("degraded")");
  body += R"(,"version":)";
  write_json_string(body, options.version);
  Response response = json_response(all ? 200 : 503, body + ",\"checks\":{" + checks + "}}");
  response.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_monitoring(Router& router, MonitoringOptions options) {
  auto shared = std::make_shared<const MonitoringOptions>(std::move(options));
  router.add("GET", "/health",
             [shared](RequestPtr, Responder answer) { answer.send(health(*shared)); });
  router.add("GET", "/metrics", [shared](RequestPtr request, Responder answer) {
    if (!may_read_metrics(*request, shared->metrics_token)) {
      return answer.send(text_response(403, "not from here\n"));
    }
    Response response = text_response(200, metrics_text());
    response.set("Content-Type", "text/plain; version=0.0.4");
    answer.send(std::move(response));
  });
}

}  // namespace filo::http
