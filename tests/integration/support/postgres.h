#pragma once
// A private PostgreSQL server, started at first use and ended with the test program.

#include <string>

namespace filo::test {

/// Empty: it runs. Otherwise why it cannot.
std::string postgres_missing();
/// A new empty database, as the server's --database wants it. REQUIRES: postgres_missing() is
/// empty.
std::string new_postgres_database();

}  // namespace filo::test
