#pragma once
// The log-ins that the demo made, kept for the one who looks again tomorrow.

#include <string>
#include <vector>

#include "app/centre/document.h"
#include "base/result.h"

namespace filo::server {

/// Where they stay: `first-logins.txt` in the data directory.
std::string first_logins_path(const std::string& data_dir);
/// One line each: kind, log-in, password, name, extension, divided by tabs. Only the owner can read
/// the file, from its first byte on. Blocks. `unavailable`: it cannot be written.
Status keep_first_logins(const std::string& data_dir,
                         const std::vector<app::centre::MadeLogin>& logins);

}  // namespace filo::server
