#include "server/admin_commands.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/centre_json/json_value.h"
#include "adapters/store/centre_store.h"
#include "adapters/store/database.h"
#include "app/centre/document.h"
#include "server/config.h"
#include "server/json_text.h"
#include "server/tools.h"

namespace filo::server {

namespace {

constexpr int kRefused = 1;

struct AdminOptions {
  std::string config_file, data, file;
  bool dry_run = false;
};

Result<Config> config_of(const AdminOptions& options) {
  Config config = default_config();
  if (!options.config_file.empty()) {
    auto read = read_config_file(options.config_file);
    if (!read) return read.error();
    config = *read;
  }
  if (!options.data.empty()) config.data_dir = options.data;
  return config;
}

/// For commands that change it; no server may use it meanwhile.
Result<std::unique_ptr<store::Database>> open(const Config& config) {
  std::error_code ignored;
  std::filesystem::create_directories(config.data_dir, ignored);
  return store::open_database({.url = database_url(config)}, system_clock());
}

Result<std::unique_ptr<store::Database>> open_and_migrate(const Config& config) {
  auto database = open(config);
  if (!database) return database;
  const auto migrated = (*database)->migrate(false);
  if (!migrated) return migrated.error();
  return database;
}

/// For commands that only look; a server may go on.
Result<std::unique_ptr<store::Database>> look_into(const Config& config) {
  auto database =
      store::open_database({.url = database_url(config), .read_only = true}, system_clock());
  if (!database) return database;
  const auto steps = (*database)->migrate(true);
  if (!steps) return steps.error();
  if (!std::ranges::all_of(*steps, &store::Migration::applied))
    return Error{Errc::conflict,
                 "the database is older than this program: run admin migrate first"};
  return database;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{Errc::not_found, "cannot read " + path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The only tenant of a small installation.
Result<TenantId> the_tenant(app::CentreRepo& repo) {
  auto tenants = repo.tenants();
  if (!tenants) return tenants.error();
  if (!tenants->empty()) return tenants->front().id;
  return Error{Errc::not_found, "the database holds no centre yet; import one first"};
}

const ivr::Value* member(const ivr::Value& value, std::string_view name) {
  const auto* members = value.as_members();
  if (!members) return nullptr;
  for (const auto& [key, found] : *members)
    if (key == name) return &found;
  return nullptr;
}

/// The same; an import into an empty store makes it, with the document's name.
Result<TenantId> tenant_for_import(app::CentreRepo& repo, const ivr::Value& document) {
  auto tenant = the_tenant(repo);
  if (tenant || tenant.error().code != Errc::not_found) return tenant;
  const ivr::Value* about = member(document, "tenant");
  const ivr::Value* name = about ? member(*about, "name") : nullptr;
  const std::string* text = name ? name->as_string() : nullptr;
  return repo.add_tenant(text ? *text : "Filodiretto");
}

Status import_centre(const Config& config, const AdminOptions& options) {
  const auto text = read_file(options.file);
  if (!text) return text.error();
  const auto document = centre_json::parse_json(*text);
  if (!document) return Error{Errc::invalid, options.file + ": " + document.error().detail};
  auto database = open_and_migrate(config);
  if (!database) return database.error();
  store::SqlCentreStore centres(**database);
  const app::centre::Tools tools = make_tools(config.sip_realm, config.data_dir);
  std::vector<app::centre::Fault> faults;
  app::centre::Imported imported;
  const Status done = centres.write([&](app::CentreRepo& repo) -> Status {
    faults.clear();
    auto tenant = tenant_for_import(repo, *document);
    if (!tenant) return tenant.error();
    auto result =
        app::centre::import_document(repo, system_actor(*tenant), *document, tools, &faults);
    if (!result) return result.error();
    imported = std::move(*result);
    return {};
  });
  for (const app::centre::Fault& fault : faults)
    fmt::print(stderr, "{}: {} {}\n", options.file, fault.pointer, fault.detail);
  if (!done) return done;
  fmt::print("{} added, {} changed, {} as they were\n", imported.added, imported.changed,
             imported.same);
  for (const std::string& login : imported.without_password)
    fmt::print("{} has no password yet\n", login);
  return {};
}

Status export_centre(const Config& config, const AdminOptions& options) {
  auto database = look_into(config);
  if (!database) return database.error();
  store::SqlCentreStore centres(**database);
  const app::centre::Tools tools = make_tools(config.sip_realm, config.data_dir);
  std::string text;
  const Status read = centres.read([&](app::CentreRepo& repo) -> Status {
    auto tenant = the_tenant(repo);
    if (!tenant) return tenant.error();
    auto centre = repo.load(*tenant);
    if (!centre) return centre.error();
    auto document = app::centre::document_of(*centre, tools);
    if (!document) return document.error();
    text = json_text(*document);
    return {};
  });
  if (!read) return read;
  if (options.file == "-") return fmt::print("{}\n", text), Status{};
  std::ofstream file(options.file);
  file << text << '\n';
  file.flush();
  if (!file) return Error{Errc::unavailable, "cannot write " + options.file};
  return {};
}

Status back_up(const Config& config, const AdminOptions& options) {
  if (config.database_url != "sqlite")
    return Error{Errc::invalid, "PostgreSQL is copied with its own tools (pg_dump)"};
  return store::copy_sqlite(sqlite_file(config), options.file);
}

/// One of ours, whole, and not newer than this program.
Status sound_backup(const std::string& file) {
  auto backup = store::open_database({.url = "sqlite:" + file, .read_only = true}, system_clock());
  if (!backup) return backup.error();
  const auto steps = (*backup)->migrate(true);
  if (!steps) return steps.error();
  if (!steps->front().applied) return Error{Errc::invalid, file + " is no backup of Filodiretto"};
  return (*backup)->check();
}

/// Puts a backup in the place of the database; the old one is kept beside it. Copied first, so that
/// a full disk leaves all as it was.
Status restore(const Config& config, const AdminOptions& options) {
  if (config.database_url != "sqlite")
    return Error{Errc::invalid, "PostgreSQL is restored with its own tools (pg_restore)"};
  const Status sound = sound_backup(options.file);
  if (!sound) return sound;
  {  // closed again at once, so that its log is in the file before that is moved
    auto current = open(config);
    if (!current) return current.error();
  }
  const std::string path = sqlite_file(config), fresh = path + ".restoring";
  std::error_code fault;
  std::filesystem::remove(fresh, fault);
  const Status copied = store::copy_sqlite(options.file, fresh);
  if (!copied) return copied;
  std::filesystem::rename(path, path + ".before-restore", fault);
  for (const char* side : {"-wal", "-shm"}) std::filesystem::remove(path + side, fault);
  std::filesystem::rename(fresh, path, fault);
  if (fault) return Error{Errc::unavailable, "cannot restore: " + fault.message()};
  fmt::print("restored; the previous database is {}.before-restore\n", path);
  return {};
}

Status check(const Config& config, const AdminOptions&) {
  auto database = look_into(config);
  if (!database) return database.error();
  const Status sound = (*database)->check();
  if (sound) fmt::print("the database is sound\n");
  return sound;
}

Status migrate(const Config& config, const AdminOptions& options) {
  auto database = open(config);
  if (!database) return database.error();
  const auto steps = (*database)->migrate(options.dry_run);
  if (!steps) return steps.error();
  for (const store::Migration& step : *steps)
    fmt::print("{:04} {} {}\n", step.version, step.name, step.applied ? "applied" : "waiting");
  return {};
}

using Command = Status (*)(const Config&, const AdminOptions&);

void add(CLI::App& admin,
         const char* name,
         const char* help,
         const char* file_help,
         Command command,
         int& exit_code) {
  auto options = std::make_shared<AdminOptions>();
  CLI::App* sub = admin.add_subcommand(name, help);
  sub->add_option("--config", options->config_file, "TOML file of the server");
  sub->add_option("--data", options->data, "data directory (server.data_dir)");
  if (*file_help) sub->add_option("FILE", options->file, file_help)->required();
  if (std::string_view(name) == "migrate")
    sub->add_flag("--dry-run", options->dry_run, "only look");
  sub->callback([options, command, &exit_code] {
    const auto config = config_of(*options);
    const Status done = config ? command(*config, *options) : Status(config.error());
    exit_code = done ? 0 : kRefused;
    if (!done) fmt::print(stderr, "filodiretto: {}\n", done.error().detail);
  });
}

}  // namespace

void add_admin_commands(CLI::App& app, int& exit_code) {
  CLI::App* admin = app.add_subcommand("admin", "Administration from the command line");
  admin->require_subcommand(1);
  add(*admin, "import", "Add and change a whole centre from one document", "JSON document",
      import_centre, exit_code);
  add(*admin, "export", "Write the whole centre as one document",
      "JSON document, - for the terminal", export_centre, exit_code);
  add(*admin, "backup", "Copy the embedded database while the server runs", "new file", back_up,
      exit_code);
  add(*admin, "restore", "Put a backup in the place of the embedded database", "backup file",
      restore, exit_code);
  add(*admin, "check", "Check the database", "", check, exit_code);
  add(*admin, "migrate", "Bring the database to this program's schema", "", migrate, exit_code);
}

}  // namespace filo::server
