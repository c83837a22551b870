#pragma once
// What people are told when the database refuses: words, never its SQL.

#include <string>

#include "base/result.h"

namespace filo::store {

/// An error with this code and key. What somebody outside reads (conflict, invalid, limit) says in
/// plain words what is wrong, and `detail`, which holds SQL and names of tables, goes to the log;
/// all other codes stay inside the house and keep it.
Error refusal(Errc code, const char* key, std::string detail);

}  // namespace filo::store
