#pragma once
// filodiretto admin import|export|backup|restore|check|migrate: what an administrator does from the
// command line, on the same configuration file as the server.

namespace CLI {
class App;
}

namespace filo::server {

/// Adds `admin` with its commands; each sets `exit_code` (0 done, 1 refused, 2 wrong usage).
void add_admin_commands(CLI::App& app, int& exit_code);

}  // namespace filo::server
