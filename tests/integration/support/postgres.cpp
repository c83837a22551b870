#include "support/postgres.h"

#include "adapters/store/tests/test_databases.h"

namespace filo::test {

std::string postgres_missing() {
  return store::TestPostgres::instance().why_not();
}

std::string new_postgres_database() {
  return store::TestPostgres::instance().create();
}

}  // namespace filo::test
