#pragma once
// The metrics of this module.

#include "base/metrics.h"

namespace filo::http::probe {

extern Counter requests, refused, server_errors, timeouts, resyncs, logins, logins_refused;
extern Gauge connections, sockets;
extern Histogram request_time;

}  // namespace filo::http::probe
