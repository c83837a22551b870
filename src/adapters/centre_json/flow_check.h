#pragma once
// Flow documents as they are stored, read against the queues and calendars of their centre.

#include <memory>
#include <string>
#include <vector>

#include "app/centre/tools.h"
#include "domain/ivr/flow.h"

namespace filo::centre_json {

/// The typed flow, or all its faults (a syntax error is one fault at the root). Files of prompts
/// are not looked for: one that is gone must not take a whole number off the air.
Result<ivr::Flow, std::vector<ivr::Fault>> flow_of(const std::string& document,
                                                   const app::centre::Centre& centre);

/// `tools` with parse_json, check_flow and read_flow filled; the check looks for files by
/// tools.has_prompt.
app::centre::Tools with_json(app::centre::Tools tools);

}  // namespace filo::centre_json
