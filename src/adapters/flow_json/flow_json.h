#pragma once
// Flows from JSON: text becomes the neutral tree that domain/ivr reads.

#include <string_view>

#include "base/result.h"
#include "domain/ivr/flow_reader.h"

namespace filo::flow_json {

inline constexpr std::size_t kFlowBytesMax = 1'048'576;  ///< As large as a request body may be.

/// Errc::invalid: not JSON, or nested deeper than limits::kJsonDepth. Errc::limit: too large.
Result<ivr::Value> parse_value(std::string_view json);

/// A checked flow, or all faults; text that is no JSON is one fault with the key "flow.not_json".
Result<ivr::Flow, std::vector<ivr::Fault>> read_flow(std::string_view json,
                                                     const ivr::Lookup& lookup);

}  // namespace filo::flow_json
