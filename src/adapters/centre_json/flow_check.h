#pragma once
// Flow documents as they are stored, read against the queues and calendars of their centre.

#include <memory>
#include <string>
#include <vector>

#include "app/centre/tools.h"
#include "domain/ivr/flow.h"

namespace filo::centre_json {

/// The typed flow, or all its faults (a syntax error is one fault at the root).
Result<ivr::Flow, std::vector<ivr::Fault>> flow_of(const std::string& document,
                                                   const app::centre::Centre& centre);

/// `tools` with parse_json, check_flow and read_flow filled.
app::centre::Tools with_json(app::centre::Tools tools);

}  // namespace filo::centre_json
