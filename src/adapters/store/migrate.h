#pragma once
// Applies the embedded files of schema/ in order, each once, each in a transaction of its own,
// under a lock row (two servers that start together do not collide). Forward only.

#include <vector>

#include "adapters/store/connection.h"
#include "adapters/store/database.h"
#include "adapters/store/schema_files.h"

namespace filo::store {

/// `sql` with the type macros of schema/README.md replaced: @id @bigint @bool @real @json @blob @ts
/// @word @strict.
std::string dialect(std::string_view sql, Engine engine);

/// See Database::migrate. `files` are the embedded ones except in tests.
Result<std::vector<Migration>> run_migrations(
    Connection& connection,
    const Clock& clock,
    bool dry_run,
    const std::vector<SchemaFile>& files = schema_files());

}  // namespace filo::store
