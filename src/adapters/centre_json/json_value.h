#pragma once
// Strict JSON (RFC 8259) to a neutral tree. Refused: two equal names in one object (RFC 7493),
// depth past limits::kJsonDepth, lone surrogates, bytes that are not UTF-8, whole numbers past 64
// bits, anything after the value. Linear; allocates what it reads.

#include <string_view>

#include "base/result.h"
#include "domain/ivr/value.h"

namespace filo::centre_json {

/// Errc::invalid with "line 3, column 14: ..." in the detail, key "json.syntax".
Result<ivr::Value> parse_json(std::string_view text);

}  // namespace filo::centre_json
