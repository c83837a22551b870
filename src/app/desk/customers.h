#pragma once
// Use cases: customers and what is noted about them. Req: DOSSIER.

#include <optional>
#include <string>
#include <vector>

#include "app/desk/common.h"
#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

/// What a person edits; absent means unchanged. Identity data needs may_change_identity_data().
struct CustomerEdit {
  std::optional<std::string> name = {};
  std::optional<std::string> code = {};
  std::optional<std::string> language = {};
  std::optional<std::string> email = {};
  std::optional<OrganisationId> organisation = {};
  std::optional<std::vector<CustomerNumber>> numbers = {};  ///< In any notation.
  std::optional<std::string> note = {};
  std::optional<bool> vip = {};
  std::optional<IdentityData> identity = {};
};

/// Does an active identity question ask for the customer's code? Then it is an answer like the
/// others: people who ask do not see it before the caller has said it.
Result<bool> code_is_asked(Records& records, TenantId tenant);
/// May `actor` see the code of this customer: it is not asked for, or he keeps such data, or the
/// customer has proved his identity to him within kIdentityHolds.
Result<bool> may_see_code(Records& records, const Actor& actor, CustomerId customer, Instant now);
inline constexpr Duration kIdentityHolds = std::chrono::hours{4};

/// Errors: invalid with the field, conflict (/code in use), forbidden (identity data, a code that
/// he may not see).
Result<CustomerRow> create_customer(Records& records,
                                    const Actor& actor,
                                    const CustomerEdit& wish,
                                    Stamp now);
/// `seen` is the version that the person had before him; another stored one is the conflict of
/// changed_meanwhile(). Errors: as create_customer, not_found.
Result<CustomerRow> change_customer(Records& records,
                                    const Actor& actor,
                                    CustomerId id,
                                    Seen seen,
                                    const CustomerEdit& wish,
                                    Stamp now);
/// One more number, added without a version because it cannot collide: a second time changes
/// nothing. Errors: not_found, invalid (the number), limit.
Result<CustomerRow> attach_number(
    Records& records, const Actor& actor, CustomerId id, const std::string& number, Stamp now);
/// A note about the customer, in his dossier. Errors: not_found, invalid (/body).
Result<TimelineItem> add_customer_note(
    Records& records, const Actor& actor, CustomerId id, const std::string& body, Stamp now);
/// Who has this number, in any notation; nobody for what is not a number.
Result<std::vector<CustomerRow>> find_customers_by_number(Records& records,
                                                          TenantId tenant,
                                                          const std::string& number);

/// Customers by words; words that together are a number in any notation ("(0)55 12-34.56",
/// "0039 ...") find who has that number, and are read as words when nobody has.
Result<Slice<CustomerRow>> search_customers(Records& records,
                                            const Actor& actor,
                                            const CustomerFilter& filter,
                                            const PageRequest& page);

}  // namespace filo::app
