#pragma once
// Use cases: one's own saved views of the ticket list. Req: TICKET.

#include <optional>
#include <string>
#include <vector>

#include "app/ports/records.h"

namespace filo::app {

struct ViewEdit {
  std::optional<std::string> name = {};
  std::optional<std::string> query = {};
};

/// Errors: invalid (/name, /query), limit.
Result<SavedView> create_view(Records& records, const Actor& actor, const ViewEdit& wish);
/// Errors: not_found, invalid.
Result<SavedView> change_view(Records& records,
                              const Actor& actor,
                              ViewId id,
                              const ViewEdit& wish);
/// The views as they now stand. Unknown ids are skipped: they were removed in another tab.
Result<std::vector<SavedView>> reorder_views(Records& records,
                                             const Actor& actor,
                                             const std::vector<ViewId>& ids);

}  // namespace filo::app
