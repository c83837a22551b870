#include "adapters/store/session_repo.h"

#include "base/text.h"

namespace filo::store {

struct LoginRow {
  TenantId tenant_id;
  UserId user_id;
  std::string login, name, role, language, theme, password_hash, tenant_name;
  std::optional<AgentId> agent_id;
  std::optional<std::string> agent_name, extension, phone_kind;
};
BOOST_DESCRIBE_STRUCT(LoginRow,
                      (),
                      (tenant_id,
                       user_id,
                       login,
                       name,
                       role,
                       language,
                       theme,
                       password_hash,
                       tenant_name,
                       agent_id,
                       agent_name,
                       extension,
                       phone_kind))

struct SessionRow : LoginRow {
  SessionId session_id;
  std::string token_hash, address;
  Instant created_at, expires_at;
};
BOOST_DESCRIBE_STRUCT(SessionRow,
                      (LoginRow),
                      (session_id, token_hash, address, created_at, expires_at))

namespace {

constexpr std::string_view kFindLogin = R"(
  SELECT u.tenant_id, u.id AS user_id, u.login, u.name, u.role, u.language, u.theme,
         u.password_hash, t.name AS tenant_name, a.id AS agent_id, a.name AS agent_name,
         a.extension, a.phone_kind
  FROM app_user u
  JOIN tenant t ON t.id = u.tenant_id
  LEFT JOIN agent a ON a.tenant_id = u.tenant_id AND a.user_id = u.id
  WHERE u.login = $1 AND u.active = $2
  ORDER BY a.id LIMIT 1)";

constexpr std::string_view kSessions = R"(
  SELECT u.tenant_id, u.id AS user_id, u.login, u.name, u.role, u.language, u.theme,
         u.password_hash, t.name AS tenant_name, a.id AS agent_id, a.name AS agent_name,
         a.extension, a.phone_kind,
         s.id AS session_id, s.token_hash, s.address, s.created_at, s.expires_at
  FROM session s
  JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  JOIN tenant t ON t.id = u.tenant_id
  LEFT JOIN agent a ON a.tenant_id = u.tenant_id AND a.user_id = u.id
  WHERE s.expires_at > $1 AND u.active = $2
  ORDER BY s.id, a.id)";

app::LoginUser user_of(const LoginRow& row) {
  app::LoginUser user;
  user.actor = {row.tenant_id, row.user_id, row.agent_id.value_or(AgentId{}),
                parse_role(row.role).value_or(Role::agent)};
  user.login = row.login;
  user.name = row.name;
  user.language = row.language;
  user.theme = row.theme;
  user.password_hash = row.password_hash;
  user.tenant_name = row.tenant_name;
  user.agent_name = row.agent_name.value_or("");
  user.extension = row.extension.value_or("");
  user.phone_kind = row.phone_kind.value_or("");
  return user;
}

/// A statement of its own, waited for.
template <class... Args>
Status run(Database& database, std::string_view sql, const Args&... args) {
  return write_and_wait(database, [=](Tx& tx) -> Status {
    auto done = tx.run(sql, args...);
    return done ? Status{} : Status{done.error()};
  });
}

}  // namespace

Result<std::optional<app::LoginUser>> SqlSessionRepo::find_login(const std::string& login) {
  std::optional<LoginRow> row;
  Status done = database_.read([&](Tx& tx) -> Status {
    auto found = tx.maybe<LoginRow>(kFindLogin, to_lower(login), true);
    if (!found) return found.error();
    row = std::move(*found);
    return {};
  });
  if (!done) return done.error();
  if (!row) return std::optional<app::LoginUser>{};
  return std::optional(user_of(*row));
}

Result<std::vector<app::SessionRepo::Valid>> SqlSessionRepo::sessions(Instant now) {
  std::vector<SessionRow> rows;
  Status done = database_.read([&](Tx& tx) -> Status {
    auto found = tx.exec<SessionRow>(kSessions, now, true);
    if (!found) return found.error();
    rows = std::move(*found);
    return {};
  });
  if (!done) return done.error();
  std::vector<Valid> out;
  for (const SessionRow& row : rows) {
    if (!out.empty() && out.back().session.id == row.session_id) continue;  // a second desk
    out.push_back(
        {{row.session_id, row.token_hash, row.user_id, row.created_at, row.expires_at, row.address},
         user_of(row)});
  }
  return out;
}

Result<SessionId> SqlSessionRepo::add_session(TenantId tenant, const app::StoredSession& session) {
  auto made = std::make_shared<SessionId>();
  Status done = write_and_wait(database_, [=](Tx& tx) -> Status {
    *made = tx.new_id<SessionId>();
    auto added = tx.run(
        "INSERT INTO session (token_hash, tenant_id, id, user_id, created_at, last_seen_at, "
        "expires_at, address) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        session.token_hash, tenant, *made, session.user, session.created_at, session.expires_at,
        session.address);
    if (!added) return added.error();
    AuditEntry entry;
    entry.tenant_id = tenant.raw();
    entry.actor_id = session.user.raw();
    entry.action = "log_in";
    entry.entity = "session";
    entry.entity_id = made->raw();
    entry.address = session.address;
    return tx.audit(entry);
  });
  if (!done) return done.error();
  return *made;
}

Status SqlSessionRepo::extend_session(SessionId session, Instant expires_at) {
  return write_and_wait(database_, [=](Tx& tx) -> Status {
    auto done = tx.run("UPDATE session SET expires_at = $2, last_seen_at = $3 WHERE id = $1",
                       session, expires_at, tx.now());
    return done ? Status{} : Status{done.error()};
  });
}

Status SqlSessionRepo::remove_session(SessionId session) {
  return run(database_, "DELETE FROM session WHERE id = $1", session);
}

Status SqlSessionRepo::remove_sessions_of(UserId user) {
  return run(database_, "DELETE FROM session WHERE user_id = $1", user);
}

Status SqlSessionRepo::remove_expired(Instant now) {
  return run(database_, "DELETE FROM session WHERE expires_at <= $1", now);
}

Status SqlSessionRepo::set_preferences(UserId user,
                                       const std::string& language,
                                       const std::string& theme) {
  return run(database_, "UPDATE app_user SET language = $2, theme = $3 WHERE id = $1", user,
             language, theme);
}

Status SqlSessionRepo::set_password_hash(UserId user, const std::string& hash) {
  return run(database_, "UPDATE app_user SET password_hash = $2 WHERE id = $1", user, hash);
}

}  // namespace filo::store
