// The phone as a program of its own; see phone_command.h.

#include <CLI/CLI.hpp>

#include "phone/phone_command.h"

int main(int argc, char** argv) {
  CLI::App app{"A SIP phone on the command line"};
  filo::phone::PhoneOptions options;
  filo::phone::add_phone_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == 0;
    app.exit(error);
    return asked_for_help ? filo::phone::kHappened : filo::phone::kUsage;
  }
  return filo::phone::run_phone(options);
}
