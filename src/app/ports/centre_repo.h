#pragma once
// The centre in the store: read whole, changed row by row. Every change is audited with what the
// row was and is, and told to the outbox (topic "centre_changed", payload {"kind","id"}) in the
// same transaction. Implemented by adapters/store (centre_sql.h).

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/centre/types.h"
#include "app/ports/idempotency.h"
#include "app/ports/page.h"
#include "base/result.h"
#include "base/time.h"
#include "domain/people/actor.h"

namespace filo::app {

/// One audited change. `before` and `after` are the row as JSON, empty where there was or is none.
struct AuditEntry {
  std::int64_t id = 0;
  Instant at{};
  UserId actor;  ///< None: the server itself.
  std::string actor_name;
  std::string action;  ///< create, update, delete, set_password, set_phone_secret
  std::int64_t entity_id = 0;
  std::string before, after;
};

/// `kind`: a word of centre::KindOf. `entity_id` 0: all rows of the kind.
struct AuditFilter {
  std::string kind;
  std::int64_t entity_id = 0;
};

/// Inside one transaction. Rows of other tenants do not exist.
class CentreRepo {
 public:
  virtual ~CentreRepo() = default;

  struct Tenant {
    TenantId id;
    std::string name;
  };
  virtual Result<std::vector<Tenant>> tenants() = 0;
  virtual Result<TenantId> add_tenant(const std::string& name) = 0;

  /// Everything of a tenant, each list in the order of making. not_found: no such tenant.
  virtual Result<centre::Centre> load(TenantId tenant) = 0;

  /// Adds `row` with a new id (or the one it has) and etag 1; the row as stored. conflict: a unique
  /// field is taken (key store.duplicate) or it refers to nothing
  /// (store.still_used). One that another tenant has (number, login, SIP user) is told by its field
  /// as centre.taken, not whose it is.
  virtual Result<centre::AnyRow> insert(const Actor& actor, centre::AnyRow row) = 0;
  /// Replaces the row with this id; its etag must be the stored one. conflict (key
  /// store.stale): somebody was faster; not_found.
  virtual Result<centre::AnyRow> update(const Actor& actor, centre::AnyRow row) = 0;
  /// Removes the row with this id and etag. conflict (store.still_used): rows, tickets,
  /// calls or the presence log refer to it.
  virtual Status erase(const Actor& actor, const centre::AnyRow& row) = 0;

  /// `hash` is Argon2id in PHC form. Ends nothing by itself: the caller ends the user's sessions.
  virtual Status set_password(const Actor& actor, UserId user, const std::string& hash) = 0;
  virtual Status set_phone_secret(const Actor& actor, const centre::PhoneSecret& secret) = 0;

  /// Newest first.
  virtual Result<Slice<AuditEntry>> audit(TenantId tenant,
                                          const AuditFilter& filter,
                                          const PageRequest& page) = 0;
  /// The JSON of a row as it was when it was removed. not_found.
  virtual Result<std::string> removed_row(TenantId tenant,
                                          std::string_view kind,
                                          std::int64_t id) = 0;

  virtual IdempotencyRepo& idempotency() = 0;
  virtual std::int64_t new_raw_id() = 0;
};

/// Opens the transaction. Workers only: both wait for their end. The closure may run twice.
class CentreStore {
 public:
  virtual ~CentreStore() = default;
  virtual Status write(const std::function<Status(CentreRepo&)>& job) = 0;
  virtual Status read(const std::function<Status(CentreRepo&)>& job) = 0;

  /// The current configuration of a tenant, for handing between threads: as committed now, read
  /// again only after a change. not_found.
  using Current = Result<std::shared_ptr<const centre::Centre>>;
  virtual Current current(TenantId tenant);
};

/// CentreStore::current().
Result<std::shared_ptr<const centre::Centre>> load_centre(CentreStore& store, TenantId tenant);

}  // namespace filo::app
