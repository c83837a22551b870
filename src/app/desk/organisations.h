#pragma once
// Use cases: organisations. Req: DOSSIER.

#include <optional>
#include <string>

#include "app/desk/common.h"
#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

struct OrganisationEdit {
  std::optional<std::string> name = {};
  std::optional<std::string> code = {};
  std::optional<std::string> note = {};
};

/// Errors: invalid (/name, ...).
Result<Organisation> create_organisation(Records& records,
                                         const Actor& actor,
                                         const OrganisationEdit& wish,
                                         Stamp now);
/// `seen`: as change_customer. Errors: not_found, conflict, invalid.
Result<Organisation> change_organisation(Records& records,
                                         const Actor& actor,
                                         OrganisationId id,
                                         Seen seen,
                                         const OrganisationEdit& wish,
                                         Stamp now);

}  // namespace filo::app
