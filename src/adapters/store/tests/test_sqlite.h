#pragma once
// A folder and an embedded database for tests that need no other engine.

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "adapters/store/database.h"
#include "base/check.h"

namespace filo::store {

/// A folder that is removed at the end.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "filo-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A new migrated SQLite database in a folder of its own.
class TestSqlite {
 public:
  TestSqlite() {
    auto opened = open_database({.url = "sqlite:" + folder_.path() + "/test.db"}, system_clock());
    FILO_CHECK(opened && (*opened)->migrate(false));
    database_ = std::move(*opened);
  }
  Database& operator*() const { return *database_; }
  Database* operator->() const { return database_.get(); }

 private:
  TestFolder folder_;
  std::unique_ptr<Database> database_;
};

}  // namespace filo::store
