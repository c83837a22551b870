#include "adapters/store/migrate.h"

#include <openssl/sha.h>

#include <algorithm>
#include <map>

#include "adapters/store/row.h"
#include "base/log.h"
#include "base/text.h"

namespace filo::store {
namespace {

struct Macro {
  std::string_view name, sqlite, postgres;
};
// STRICT tables of SQLite know only INTEGER, REAL, TEXT, BLOB.
constexpr Macro kMacros[] = {
    {"@id", "INTEGER", "BIGINT"},
    {"@bigint", "INTEGER", "BIGINT"},
    {"@bool", "INTEGER", "BOOLEAN"},
    {"@real", "REAL", "DOUBLE PRECISION"},
    {"@json", "TEXT", "TEXT"},
    {"@blob", "BLOB", "BYTEA"},
    {"@ts", "INTEGER", "BIGINT"},
    {"@strict", "STRICT", ""},
    // Ordered and ranged by bytes, whatever the collation of the database.
    {"@word", "TEXT", "TEXT COLLATE \"C\""},
};

struct Applied {
  std::int64_t version = 0;
  std::string name;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(Applied, (), (version, name, sha256))

std::string sha256_hex(const std::string& text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return hex(digest);
}

/// The files of one engine as migrations; their texts beside them.
struct Step {
  Migration migration;
  std::string text;
};
Result<std::vector<Step>> steps_of(const std::vector<SchemaFile>& files, Engine engine) {
  std::vector<Step> steps;
  for (const SchemaFile& file : files) {
    if (file.name.ends_with(".pg.sql") && engine != Engine::postgres) continue;
    if (file.name.ends_with(".sqlite.sql") && engine != Engine::sqlite) continue;
    const auto version = parse_int<std::int64_t>(file.name.substr(0, file.name.find('_')));
    if (!version) return Error{Errc::internal, "schema file without a number: " + file.name};
    steps.push_back({{*version, file.name, sha256_hex(file.text), false}, file.text});
  }
  std::sort(steps.begin(), steps.end(),
            [](const Step& a, const Step& b) { return a.migration.version < b.migration.version; });
  return steps;
}

constexpr const char* kBookkeeping =
    "CREATE TABLE IF NOT EXISTS schema_migration (version @bigint PRIMARY KEY, name TEXT NOT NULL, "
    "sha256 TEXT NOT NULL, applied_at @ts NOT NULL, ms @bigint NOT NULL) @strict;"
    "CREATE TABLE IF NOT EXISTS schema_lock (id @bigint PRIMARY KEY) @strict;"
    "INSERT INTO schema_lock (id) VALUES (1) ON CONFLICT (id) DO NOTHING";

Result<bool> has_bookkeeping(Connection& connection) {
  const char* sql = connection.engine() == Engine::sqlite
                        ? "SELECT name FROM sqlite_master WHERE name = 'schema_migration'"
                        : "SELECT tablename FROM pg_tables WHERE tablename = 'schema_migration' "
                          "AND schemaname = current_schema()";
  bool found = false;
  auto done = connection.execute(sql, {}, [&](const RowView&) -> Status {
    found = true;
    return {};
  });
  if (!done) return done.error();
  return found;
}

Result<std::map<std::int64_t, Applied>> read_applied(Connection& connection) {
  std::map<std::int64_t, Applied> applied;
  RowMapper<Applied> mapper;
  auto done = connection.execute("SELECT version, name, sha256 FROM schema_migration", {},
                                 [&](const RowView& row) -> Status {
                                   Applied one;
                                   Status read = mapper.read(row, one);
                                   applied[one.version] = one;
                                   return read;
                                 });
  if (!done) return done.error();
  return applied;
}

/// Marks the steps that are applied; refuses a history that is not ours.
Status compare(std::vector<Step>& steps, const std::map<std::int64_t, Applied>& applied) {
  for (const auto& [version, row] : applied) {
    auto step = std::find_if(steps.begin(), steps.end(),
                             [v = version](const Step& s) { return s.migration.version == v; });
    if (step == steps.end()) {
      return Error{Errc::conflict,
                   "the database has schema " + row.name +
                       ", which this program does not know: it was written by a newer one"};
    }
    if (step->migration.sha256 != row.sha256) {
      return Error{Errc::conflict, "schema file " + row.name + " has changed since it was applied"};
    }
    step->migration.applied = true;
  }
  return {};
}

Status lock_and_recheck(Connection& connection, Step& step) {
  const char* lock = connection.engine() == Engine::postgres
                         ? "SELECT id FROM schema_lock WHERE id = 1 FOR UPDATE"
                         : "UPDATE schema_lock SET id = 1 WHERE id = 1";
  auto locked = connection.execute(lock, {}, {});
  if (!locked) return locked.error();
  auto applied = read_applied(connection);  // somebody else may have been faster
  if (!applied) return applied.error();
  step.migration.applied = applied->contains(step.migration.version);
  return {};
}

Status apply_inside(Connection& connection, const Clock& clock, Step& step) {
  Status locked = lock_and_recheck(connection, step);
  if (!locked || step.migration.applied) return locked;
  const auto started = clock.mono();
  Status done = connection.script(dialect(step.text, connection.engine()));
  if (!done) return done;
  const auto ms = (clock.mono() - started).count() / 1000;
  const std::array<Param, 5> row = {to_param(step.migration.version), to_param(step.migration.name),
                                    to_param(step.migration.sha256), to_param(clock.now()),
                                    to_param(ms)};
  auto noted = connection.execute(
      "INSERT INTO schema_migration (version, name, sha256, applied_at, ms) "
      "VALUES ($1, $2, $3, $4, $5)",
      row, {});
  if (!noted) return noted.error();
  FILO_LOG_INFO("store", "schema applied file={} ms={}", step.migration.name, ms);
  return {};
}

Status apply(Connection& connection, const Clock& clock, Step& step) {
  const bool postgres = connection.engine() == Engine::postgres;
  Status begun = connection.script(postgres ? "BEGIN; SET LOCAL statement_timeout = 0;"
                                              "SET LOCAL lock_timeout = '120s'"
                                            : "BEGIN IMMEDIATE");
  if (!begun) return begun;
  Status done = apply_inside(connection, clock, step);
  if (done) done = connection.script("COMMIT");
  if (!done) {
    Status undone = connection.script("ROLLBACK");
    if (!undone) FILO_LOG_WARN("store", "rollback: {}", undone.error().detail);
    return Error{done.error().code, step.migration.name + ": " + done.error().detail};
  }
  step.migration.applied = true;
  return {};
}

Result<std::vector<Migration>> migrations_of(const std::vector<Step>& steps) {
  std::vector<Migration> list;
  for (const Step& step : steps) list.push_back(step.migration);
  return list;
}

}  // namespace

std::string dialect(std::string_view sql, Engine engine) {
  std::string out;
  out.reserve(sql.size());
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    if (sql[at] == '@') {
      while (end < sql.size() && std::islower(static_cast<unsigned char>(sql[end])) != 0) ++end;
      const auto* macro = std::find_if(std::begin(kMacros), std::end(kMacros), [&](const Macro& m) {
        return m.name == sql.substr(at, end - at);
      });
      if (macro != std::end(kMacros)) {
        out += engine == Engine::sqlite ? macro->sqlite : macro->postgres;
        at = end;
        continue;
      }
    }
    out += sql.substr(at, end - at);
    at = end;
  }
  return out;
}

Result<std::vector<Migration>> run_migrations(Connection& connection,
                                              const Clock& clock,
                                              bool dry_run,
                                              const std::vector<SchemaFile>& files) {
  auto steps = steps_of(files, connection.engine());
  if (!steps) return steps.error();
  auto known = has_bookkeeping(connection);
  if (!known) return known.error();
  if (!*known && dry_run) return migrations_of(*steps);
  if (!*known) {
    Status made = connection.script(dialect(kBookkeeping, connection.engine()));
    // Two that start together may both try; the other one's table serves as well.
    if (!made && made.error().code != Errc::conflict) return made.error();
  }
  auto applied = read_applied(connection);
  if (!applied) return applied.error();
  Status ours = compare(*steps, *applied);
  if (!ours) return ours.error();
  for (Step& step : *steps) {
    if (dry_run || step.migration.applied) continue;
    Status done = apply(connection, clock, step);
    if (!done) return done.error();
  }
  return migrations_of(*steps);
}

}  // namespace filo::store
