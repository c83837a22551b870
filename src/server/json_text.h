#pragma once
// A neutral value tree as JSON text, indented for people.

#include <string>

#include "domain/ivr/value.h"

namespace filo::server {

std::string json_text(const ivr::Value& value);

}  // namespace filo::server
