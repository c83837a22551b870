#pragma once
// The outside help that the use cases of administration need: JSON, flow checks, hashes, passwords.

#include <string>

#include "app/centre/tools.h"

namespace filo::server {

/// `realm` is that of the phones' passwords; prompts and music are looked for in `data_dir`.
app::centre::Tools make_tools(const std::string& realm, const std::string& data_dir);

}  // namespace filo::server
