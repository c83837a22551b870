#include "adapters/store/database.h"

#include "adapters/store/pg_database.h"
#include "adapters/store/sqlite_database.h"

namespace filo::store {
namespace {

template <class Made>
Result<std::unique_ptr<Database>> as_database(Result<std::unique_ptr<Made>> made) {
  if (!made) return made.error();
  return std::unique_ptr<Database>(std::move(made).value());
}

}  // namespace

Result<std::unique_ptr<Database>> open_database(const DatabaseConfig& config, const Clock& clock) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (config.url.starts_with(kSqlite) && config.url.size() > kSqlite.size()) {
    return as_database(SqliteDatabase::open(config.url.substr(kSqlite.size()), config, clock));
  }
  const bool postgres = config.url.starts_with("postgres://") ||
                        config.url.starts_with("postgresql://") ||
                        config.url.find('=') != std::string::npos;
  if (postgres) return as_database(PgDatabase::open(config, clock));
  return Error{Errc::invalid,
               "a database is sqlite:PATH, postgresql://... or a libpq conninfo, not " + config.url,
               "/database", "store.url"};
}

}  // namespace filo::store
