#include "adapters/http/probe.h"

namespace filo::http::probe {

Counter requests("filo_http_requests_total", "Requests answered");
Counter refused("filo_http_refused_total", "Requests answered with 4xx");
Counter server_errors("filo_http_errors_total", "Requests answered with 5xx");
Counter timeouts("filo_http_timeouts_total", "Connections ended because the client was too slow");
Counter resyncs("filo_http_socket_resyncs_total", "Slow sockets that lost their queue");
Counter logins("filo_http_logins_total", "Log-ins");
Counter logins_refused("filo_http_logins_refused_total", "Log-ins with wrong name or password");
Gauge connections("filo_http_connections", "Open connections");
Gauge sockets("filo_http_sockets", "Open event sockets");
Histogram request_time("filo_http_request_seconds", "From the last byte read to the answer");

}  // namespace filo::http::probe
