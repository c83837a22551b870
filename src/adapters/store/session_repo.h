#pragma once
// app::SessionRepo over a database; each call is one transaction and blocks.

#include "adapters/store/database.h"
#include "app/ports/session_repo.h"

namespace filo::store {

/// The database outlives it. Any worker thread.
class SqlSessionRepo final : public app::SessionRepo {
 public:
  explicit SqlSessionRepo(Database& database) : database_(database) {}

  Result<std::optional<app::LoginUser>> find_login(const std::string& login) override;
  Result<std::vector<Valid>> sessions(Instant now) override;
  Result<SessionId> add_session(TenantId tenant, const app::StoredSession& session) override;
  Status extend_session(SessionId session, Instant expires_at) override;
  Status remove_session(SessionId session) override;
  Status remove_sessions_of(UserId user) override;
  Status remove_expired(Instant now) override;
  Status set_preferences(UserId user,
                         const std::string& language,
                         const std::string& theme) override;
  Status set_password_hash(UserId user, const std::string& hash) override;

 private:
  Database& database_;
};

}  // namespace filo::store
