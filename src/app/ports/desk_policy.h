#pragma once
// What the house decides about its desk; given once at start, the same for every tenant.

#include "domain/people/identity.h"
#include "domain/tickets/rules.h"

namespace filo::app {

struct DeskPolicy {
  IdentityPolicy identity = {};
  TicketPolicy tickets = {};
};

/// Of a house that decided nothing.
inline const DeskPolicy kUsualPolicy;

}  // namespace filo::app
