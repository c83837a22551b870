#pragma once
// Use case: the agent says who is calling, by picking a customer or by typing a name; the caller's
// number is remembered, so that next time the dossier opens by itself. Req: CTI, DOSSIER.

#include <string>

#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

struct BindCall {
  CallId call;
  std::string ani;           ///< As it came; nothing is remembered of a withheld number.
  CustomerId customer = {};  ///< An existing customer, or
  std::string name = {};     ///< the name of a new contact.
};

/// The customer. The call's ticket, when there is one without a customer, becomes his; an earlier
/// customer of the ticket is replaced. Errors: not_found (the customer), invalid (/name).
Result<CustomerRow> bind_call_customer(Records& records,
                                       const Actor& actor,
                                       const BindCall& wish,
                                       Stamp now);

}  // namespace filo::app
