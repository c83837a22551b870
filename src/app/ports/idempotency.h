#pragma once
// Answers already given to a request that carried an Idempotency-Key, kept for 24 h in the same
// transaction as what the request did: a repeat after a lost answer changes nothing.

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "domain/people/ids.h"

namespace filo::app {

/// rows: one per (tenant, user, key).
struct StoredAnswer {
  std::string route;      ///< Method and path; the key on another route is the client's fault.
  std::string body_hash;  ///< SHA-256 of the request body, hex.
  int status = 0;
  std::string body;
  Instant created_at;
};

/// Part of one transaction, like every repository.
class IdempotencyRepo {
 public:
  virtual ~IdempotencyRepo() = default;
  virtual Result<std::optional<StoredAnswer>> find_answer(TenantId tenant,
                                                          UserId user,
                                                          const std::string& key) = 0;
  /// conflict: the key was stored meanwhile (a repeat that runs at the same time).
  virtual Status save_answer(TenantId tenant,
                             UserId user,
                             const std::string& key,
                             const StoredAnswer& answer) = 0;
  virtual Status remove_answers_before(TenantId tenant, Instant before) = 0;
};

}  // namespace filo::app
