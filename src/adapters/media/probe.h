#pragma once
// Figures of the media engine.

#include "base/metrics.h"

namespace filo::media::probe {

inline Gauge legs{"filo_media_legs", "Media legs that are open"};
inline Counter packets_in{"filo_media_packets_in_total", "RTP packets accepted"};
inline Counter packets_out{"filo_media_packets_out_total", "RTP packets sent"};
inline Counter strangers{"filo_media_dropped_total", "Datagrams that were not passed on",
                         "reason=\"stranger\""};
inline Counter unusable{"filo_media_dropped_total", "Datagrams that were not passed on",
                        "reason=\"unusable\""};
inline Counter send_failures{"filo_media_send_failures_total", "Datagrams the kernel refused"};
inline Counter ports_exhausted{"filo_media_ports_exhausted_total",
                               "Legs refused for want of a port"};
inline Counter commands_lost{"filo_media_commands_lost_total",
                             "Commands refused because the media thread had stalled"};
inline Counter events_lost{"filo_media_events_lost_total",
                           "Events dropped because the core thread had stalled"};
inline Counter late_ticks{"filo_media_late_ticks_total", "Ticks that came a whole period late"};

}  // namespace filo::media::probe
