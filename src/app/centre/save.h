#pragma once
// Use cases of administration, the same for every kind: check against the whole centre, save,
// audit, tell. Each runs inside one transaction of app::CentreStore.

#include "app/centre/tools.h"
#include "app/ports/centre_repo.h"

namespace filo::app::centre {

/// Adds `row` (id none) or replaces it (id and etag of the row that was read). `faults`, when
/// given, gets every fault. Errors: forbidden; invalid (the first fault as field and key); conflict
/// (store.stale, store.duplicate on another tenant's number, login or SIP user); not_found. Flows
/// that call a queue or calendar by name get its new name in the same transaction.
Result<AnyRow> save_row(CentreRepo& repo,
                        const Actor& actor,
                        AnyRow row,
                        const Tools& tools,
                        std::vector<Fault>* faults = nullptr);

/// Removes the row with this id and etag. conflict: store.stale; store.referenced with the names of
/// those who use it (a flow too) as detail; store.still_used by tickets, calls and the like; one's
/// own log-in.
Status remove_row(CentreRepo& repo, const Actor& actor, const AnyRow& row, const Tools& tools);

/// 10 to 200 characters; else invalid with `field`.
Status check_password(std::string_view password, const char* field);

/// For imports and tools: hashes inside the transaction (tens of milliseconds, during which no one
/// else writes on SQLite). A request hashes first, after check_password(), and then calls
/// CentreRepo::set_password. invalid ("/password").
Status set_user_password(CentreRepo& repo,
                         const Actor& actor,
                         UserId user,
                         std::string_view password,
                         const Tools& tools);
/// For the phone of `agent`, which must register. invalid ("/phone/sip_password"), not_found.
Status set_phone_password(CentreRepo& repo,
                          const Actor& actor,
                          const Agent& agent,
                          std::string_view password,
                          const Tools& tools);

}  // namespace filo::app::centre
