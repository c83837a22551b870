#pragma once
// Use case: what somebody has begun to write survives the browser. Drafts are one's own and do not
// depend on the version of what they belong to, so nobody else's change loses them. Req: TICKET.

#include <string>
#include <string_view>

#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

/// Keys are ours: letters, digits, '-', '_', '.', at most 100. Errors: invalid (/key, /body),
/// limit.
Result<Draft> put_draft(
    Records& records, const Actor& actor, std::string_view key, const std::string& body, Stamp now);

}  // namespace filo::app
