// filodiretto: serve, phone, openapi, admin, config.

#include <signal.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <thread>

#include "base/log.h"
#include "phone/phone_command.h"
#include "server/admin_commands.h"
#include "server/config.h"
#include "server/config_check.h"
#include "server/first_logins.h"
#include "server/server.h"

namespace {

using namespace filo;
using namespace filo::server;

constexpr int kUsage = 2;

struct ServeOptions {
  std::string config_file, data, http, sip, rtp, database, web_dir;
  bool demo = false;
};

int fail(const Error& error) {
  fmt::print(stderr, "filodiretto: {}\n", error.detail);
  return kUsage;
}

LogLevel level_of(const std::string& word) {
  if (word == "debug") return LogLevel::debug;
  if (word == "warn") return LogLevel::warn;
  if (word == "error") return LogLevel::error;
  return LogLevel::info;
}

Result<Config> config_of(const ServeOptions& options) {
  Config config = default_config();
  if (!options.config_file.empty()) {
    auto read = read_config_file(options.config_file);
    if (!read) return read.error();
    config = *read;
  }
  if (options.demo) config.sip_listen = "127.0.0.1:5060";
  if (!options.data.empty()) config.data_dir = options.data;
  if (!options.http.empty()) config.http_listen = options.http;
  if (!options.sip.empty()) config.sip_listen = options.sip;
  if (!options.rtp.empty()) config.rtp_ports = options.rtp;
  if (!options.database.empty()) config.database_url = options.database;
  if (!options.web_dir.empty()) config.web_dir = options.web_dir;
  const Status sound = check_config(config);
  if (!sound) return sound.error();
  return config;
}

void print_welcome(const Config& config, const Server& server) {
  const std::string url =
      config.http_public_url.empty() ? "http://" + config.http_listen : config.http_public_url;
  const std::string kept = first_logins_path(config.data_dir);
  std::error_code unknown;
  fmt::print("\nFilodiretto is ready at {}\n", url);
  if (!server.made_logins().empty()) {
    fmt::print("\n  {:<11} {:<22} {:<16} {}\n", "role", "log-in", "password", "name");
    for (const app::centre::MadeLogin& login : server.made_logins())
      fmt::print("  {:<11} {:<22} {:<16} {}{}\n", login.kind, login.login, login.password,
                 login.name,
                 login.extension.empty() ? "" : fmt::format(" (extension {})", login.extension));
    fmt::print("\nThese passwords are shown once; they stay in {}\n", kept);
  } else if (std::filesystem::exists(kept, unknown)) {
    fmt::print("The first log-ins are in {}\n", kept);
  }
  fmt::print("SIP at {}, sound on ports {}. Stop with Ctrl-C.\n\n", config.sip_listen,
             config.rtp_ports);
  std::fflush(stdout);
}

/// Signals arrive on one thread that waits for them; no handler runs anywhere.
std::thread wait_for_signals(Server& server) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return std::thread([&server, set] {
    int number = 0;
    sigwait(&set, &number);
    server.stop();
  });
}

void block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

int serve(const ServeOptions& options) {
  auto config = config_of(options);
  if (!config) return fail(config.error());
  init_log(level_of(config->log_level), config->log_file);
  block_signals();
  Server server({*config, options.demo});
  const Status started = server.start();
  if (!started) return fail(started.error());
  print_welcome(*config, server);
  std::thread signals = wait_for_signals(server);
  server.run();
  signals.join();
  return 0;
}

/// The document comes from a whole server on an empty directory and free ports, so that it cannot
/// differ from what is served.
int print_openapi() {
  std::string pattern = "/tmp/filodiretto-openapi-XXXXXX";
  if (!mkdtemp(pattern.data())) return fail({Errc::unavailable, "cannot make a directory in /tmp"});
  Config config = default_config();
  config.data_dir = pattern;
  config.http_listen = config.sip_listen = "127.0.0.1:0";
  init_log(LogLevel::error, "");
  int exit_code = 0;
  {
    Server server({config, false});
    const Status started = server.start();
    if (started) {
      fmt::print("{}\n", server.openapi());
    } else {
      exit_code = fail(started.error());
    }
    server.stop();
    server.run();
  }
  std::error_code ignored;
  std::filesystem::remove_all(pattern, ignored);
  return exit_code;
}

void add_serve(CLI::App& app, ServeOptions& options, int& exit_code) {
  CLI::App* command = app.add_subcommand("serve", "Run the server");
  command->add_option("--config", options.config_file, "TOML file; see `filodiretto config`");
  command->add_option("--data", options.data, "data directory (server.data_dir)");
  command->add_option("--http", options.http, "address:port of desk and API (http.listen)");
  command->add_option("--sip", options.sip, "address:port of SIP (sip.listen)");
  command->add_option("--rtp", options.rtp, "first-last port of sound (rtp.ports)");
  command->add_option("--database", options.database, "sqlite or postgresql://... (database.url)");
  command->add_option("--web-dir", options.web_dir, "serve the desk from this directory");
  command->add_flag("--demo", options.demo,
                    "fill an empty database with the demo centre; SIP on loopback");
  command->callback([&] { exit_code = serve(options); });
}

void add_documents(CLI::App& app, bool& reference, int& exit_code) {
  CLI::App* openapi = app.add_subcommand("openapi", "Print the OpenAPI document");
  openapi->callback([&] { exit_code = print_openapi(); });
  CLI::App* config = app.add_subcommand("config", "Print the commented example configuration");
  config->add_flag("--reference", reference, "print the reference page instead");
  config->callback([&] {
    fmt::print("{}", reference ? reference_markdown() : example_toml());
    exit_code = 0;
  });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Filodiretto: contact centre and help desk in one server"};
  app.require_subcommand(1);
  app.set_version_flag("--version", FILO_VERSION);
  int exit_code = 0;
  ServeOptions serve_options;
  bool reference = false;
  add_serve(app, serve_options, exit_code);
  add_documents(app, reference, exit_code);
  add_admin_commands(app, exit_code);
  phone::add_phone_command(app, [&](int code) { exit_code = code; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  return exit_code;
}
