#pragma once
// The migrations of schema/, embedded by embed_schema.cmake, ordered by name.

#include <string>
#include <vector>

namespace filo::store {

struct SchemaFile {
  std::string name;  ///< "0001_base.sql"; ".pg.sql" and ".sqlite.sql" serve one engine only.
  std::string text;
};

const std::vector<SchemaFile>& schema_files();

}  // namespace filo::store
