#pragma once
// examples/demo-centre.json, built into the program.

#include <string_view>

namespace filo::server {

std::string_view demo_document();

}  // namespace filo::server
