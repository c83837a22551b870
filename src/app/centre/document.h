#pragma once
// A whole centre as one document (docs: examples/demo-centre.json): the lists of
// docs/reference/api.md under their words. Rows have no ids; they refer to each other by name
// (users by login, agents by extension, numbers by e164). Passwords may be given, never come out.
//
// Importing is idempotent: a row with the same name is changed, a new one added, none removed.

#include <string>
#include <vector>

#include "app/centre/tools.h"
#include "app/ports/centre_repo.h"

namespace filo::app::centre {

/// The document of `centre`. internal: a stored flow is no JSON.
Result<ivr::Value> document_of(const Centre& centre, const Tools& tools);

struct Imported {
  std::int64_t added = 0, changed = 0, same = 0;
  std::vector<std::string> without_password;  ///< New log-ins that nobody can use yet.
};

/// Checks everything first, then writes; one transaction with what else `repo` does. Errors:
/// forbidden; invalid with the first fault, all of them in `faults` (pointers from the document's
/// root); conflict (a number, login or SIP user of another tenant).
Result<Imported> import_document(CentreRepo& repo,
                                 const Actor& actor,
                                 const ivr::Value& document,
                                 const Tools& tools,
                                 std::vector<Fault>* faults = nullptr);

/// A log-in or SIP account made by load_demo; shown once, kept nowhere.
struct MadeLogin {
  std::string kind;  ///< "admin", "supervisor", "agent", or "sip"
  std::string login, password, name, extension;
};

/// Fills an empty store with the tenant of `document` ({"tenant": {"name": ...}, ...}) and gives
/// random passwords to every user and every phone that registers. Does nothing and returns none
/// when there is a tenant already.
Result<std::vector<MadeLogin>> load_demo(CentreStore& store,
                                         const ivr::Value& document,
                                         const Tools& tools);

}  // namespace filo::app::centre
