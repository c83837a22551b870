#pragma once
// What the transport counts. Statics that live for ever; defined in sip_transport.cpp.

#include "base/metrics.h"

namespace filo::sip_probe {

extern Counter received, sent, connections_opened;
extern Counter dropped_flood, dropped_banned, dropped_garbage, dropped_size, dropped_scanner;
extern Counter dropped_send, dropped_connections, accept_failures, auth_failures;
extern Gauge connections;

}  // namespace filo::sip_probe
