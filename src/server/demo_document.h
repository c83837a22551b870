#pragma once
// The documents of the demo, built into the program.

#include <string_view>

namespace filo::server {

/// examples/demo-centre.json: how the centre is set up (app/centre/document.h).
std::string_view demo_document();
/// examples/demo-desk.json: who its customers are and what happened to them (demo_story.h).
std::string_view demo_desk_document();

}  // namespace filo::server
