#pragma once
// The repositories of app/ports/desk_repo.h in SQL.

#include "adapters/store/tx.h"
#include "app/ports/desk_repo.h"

namespace filo::store {

class SqlIdentityRepo final : public app::IdentityRepo {
 public:
  explicit SqlIdentityRepo(Tx& tx) : tx_(tx) {}
  Result<std::vector<IdentityQuestion>> questions(TenantId tenant,
                                                  std::string_view language) override;
  Status insert(TenantId tenant, const IdentityCheck& check) override;
  Result<IdentityCheck> find_for_update(TenantId tenant, IdentityCheckId id) override;
  Status update(TenantId tenant, const IdentityCheck& check) override;
  Result<bool> passed(TenantId tenant,
                      CustomerId customer,
                      UserId asked_by,
                      Instant since) override;

 private:
  Tx& tx_;
};

class SqlDraftRepo final : public app::DraftRepo {
 public:
  explicit SqlDraftRepo(Tx& tx) : tx_(tx) {}
  Result<app::Draft> find(TenantId tenant, UserId user, std::string_view key) override;
  Result<std::int64_t> count(TenantId tenant, UserId user) override;
  Status put(TenantId tenant, UserId user, const app::Draft& draft) override;
  Status erase(TenantId tenant, UserId user, std::string_view key) override;

 private:
  Tx& tx_;
};

class SqlReferenceRepo final : public app::ReferenceRepo {
 public:
  explicit SqlReferenceRepo(Tx& tx) : tx_(tx) {}
  Result<bool> exists(TenantId tenant, AgentId id) override;
  Result<bool> exists(TenantId tenant, TeamId id) override;
  Result<bool> exists(TenantId tenant, CategoryId id) override;
  Result<bool> exists(TenantId tenant, OrganisationId id) override;
  Result<bool> exists(TenantId tenant, CustomerId id) override;
  Result<std::vector<TeamId>> teams_of(TenantId tenant, AgentId agent) override;
  Result<TeamId> team_of(TenantId tenant, Level level) override;
  Result<std::string> user_name(TenantId tenant, UserId id) override;
  Result<std::string> country(TenantId tenant) override;

 private:
  Result<bool> exists_in(const char* table, TenantId tenant, std::int64_t id);
  Tx& tx_;
};

}  // namespace filo::store
