#pragma once
// Settings that are well written and yet cannot work: said at the start, by name and with the
// remedy, wherever they come from (file, command line).

#include "server/config.h"

namespace filo::server {

/// Errc::invalid names the setting and what to write instead. Never shows database.url, which holds
/// a password. Makes the log file and its directory when there are
/// none.
Status check_config(const Config& config);

}  // namespace filo::server
