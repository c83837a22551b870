#pragma once
// The command line of the phone: `filodiretto phone ...`, and filo_phone alone.
//
// In a program with subcommands:
//
//   CLI::App app{"Filodiretto"};
//   int exit_code = 0;
//   add_phone_command(app, [&](int code) { exit_code = code; });
//   try { app.parse(argc, argv); } catch (const CLI::ParseError& e) { ... return 2; }
//   return exit_code;

#include <functional>

#include "phone/options.h"

namespace CLI {
class App;
}

namespace filo::phone {

/// Exit codes of the command.
enum ExitCode : int { kHappened = 0, kFailed = 1, kUsage = 2 };

/// Adds the subcommand `phone`. When it is given, app.parse() runs it to its end on this thread and
/// then calls `exit_code` (0, 1 or 2, see README.md).
void add_phone_command(CLI::App& app, std::function<void(int)> exit_code);

/// Runs a phone until it is done, SIGINT or SIGTERM. Blocks; events go to standard output, wrong
/// usage as one sentence to standard error. Returns the exit code.
int run_phone(PhoneOptions options);

}  // namespace filo::phone
