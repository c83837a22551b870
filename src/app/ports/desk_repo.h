#pragma once
// The desk's smaller stores: identity checks, drafts, and whether a name that somebody refers to
// exists. Within one transaction; every method sees rows of `tenant` only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/people/actor.h"
#include "domain/people/identity.h"
#include "domain/tickets/ticket.h"

namespace filo::app {

class IdentityRepo {
 public:
  virtual ~IdentityRepo() = default;
  /// The active questions in `language` (it, fr, en).
  virtual Result<std::vector<IdentityQuestion>> questions(TenantId tenant,
                                                          std::string_view language) = 0;
  virtual Status insert(TenantId tenant, const IdentityCheck& check) = 0;
  /// not_found. Locked until the end of the transaction where the engine has row locks.
  virtual Result<IdentityCheck> find_for_update(TenantId tenant, IdentityCheckId id) = 0;
  virtual Status update(TenantId tenant, const IdentityCheck& check) = 0;
  /// Has this customer proved his identity to `asked_by` since then?
  virtual Result<bool> passed(TenantId tenant,
                              CustomerId customer,
                              UserId asked_by,
                              Instant since) = 0;
};

/// What somebody has begun to write, kept on the server and independent of the ticket's version.
struct Draft {
  std::string key;
  std::string body;
  Instant updated_at{};
};

class DraftRepo {
 public:
  virtual ~DraftRepo() = default;
  /// not_found.
  virtual Result<Draft> find(TenantId tenant, UserId user, std::string_view key) = 0;
  virtual Result<std::int64_t> count(TenantId tenant, UserId user) = 0;
  virtual Status put(TenantId tenant, UserId user, const Draft& draft) = 0;
  /// Ok when it is already gone.
  virtual Status erase(TenantId tenant, UserId user, std::string_view key) = 0;
};

/// Rows that tickets refer to and other parts of the product own.
class ReferenceRepo {
 public:
  virtual ~ReferenceRepo() = default;
  virtual Result<bool> exists(TenantId tenant, AgentId id) = 0;
  virtual Result<bool> exists(TenantId tenant, TeamId id) = 0;
  virtual Result<bool> exists(TenantId tenant, CategoryId id) = 0;
  virtual Result<bool> exists(TenantId tenant, OrganisationId id) = 0;
  virtual Result<bool> exists(TenantId tenant, CustomerId id) = 0;
  /// The teams that an agent belongs to.
  virtual Result<std::vector<TeamId>> teams_of(TenantId tenant, AgentId agent) = 0;
  /// The team that works at this level, the oldest of several; none: no team does.
  virtual Result<TeamId> team_of(TenantId tenant, Level level) = 0;
  /// The name of a user, empty for none.
  virtual Result<std::string> user_name(TenantId tenant, UserId id) = 0;
  /// ISO country of the tenant's first site, by which people write numbers; "IT" without a site.
  virtual Result<std::string> country(TenantId tenant) = 0;
};

}  // namespace filo::app
