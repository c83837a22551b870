#pragma once
// Every repository inside one transaction. A use case takes a Records, and all it reads and writes
// there is done together or not at all; app/ports/store.h opens the transaction.
//
// Lives as long as the transaction; used by its thread only. Rows of one tenant are never visible
// to another: each method takes the tenant and puts it into its SQL.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "app/ports/call_repo.h"
#include "app/ports/customer_repo.h"
#include "app/ports/desk_policy.h"
#include "app/ports/desk_repo.h"
#include "app/ports/idempotency.h"
#include "app/ports/ticket_repo.h"
#include "app/ports/view_repo.h"
#include "base/result.h"
#include "domain/people/actor.h"

namespace filo::app {

/// Who changed what, for the audit; `after` is JSON of what changed, or empty.
struct AuditNote {
  std::string_view action;  ///< create, update, delete, or the event's word.
  std::string_view entity;  ///< ticket, customer, organisation, identity_check.
  std::int64_t entity_id = 0;
  std::string after = {};
};

class Records {
 public:
  virtual ~Records() = default;

  virtual TicketRepo& tickets() = 0;
  virtual CustomerRepo& customers() = 0;
  virtual OrganisationRepo& organisations() = 0;
  virtual IdentityRepo& identity() = 0;
  virtual DraftRepo& drafts() = 0;
  virtual ViewRepo& views() = 0;
  virtual ReferenceRepo& references() = 0;
  virtual CallRepo& calls() = 0;
  virtual AgentLogRepo& agent_log() = 0;
  virtual KpiRepo& figures() = 0;
  /// Answers already given, for repeated requests; the API asks it, use cases do not.
  virtual IdempotencyRepo& idempotency() = 0;

  /// What the house decided; the same as long as the server runs.
  virtual const DeskPolicy& policy() const = 0;

  virtual std::int64_t new_raw_id() = 0;
  template <class IdType>
  IdType new_id() {
    return IdType{new_raw_id()};
  }

  /// Runs `part` so that its failure undoes only itself and the transaction goes on.
  virtual Status nested(const std::function<Status()>& part) = 0;

  virtual Status audit(const Actor& actor, const AuditNote& note) = 0;
  /// Tells the rest of the product, together with the change itself. `payload` is JSON.
  virtual Status publish(TenantId tenant, std::string_view topic, std::string_view payload) = 0;
};

}  // namespace filo::app
