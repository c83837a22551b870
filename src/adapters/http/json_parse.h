#pragma once
// Text to boost::json::value, stricter than the library: two equal keys, NUL in strings and too
// many faults are refused. Internal to this module.

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

#include "adapters/http/json.h"

namespace filo::http {

/// The value, or nullopt with `fault` filled.
std::optional<boost::json::value> parse_strict(std::string_view text, Fault& fault);

}  // namespace filo::http
