#pragma once
// Logins and sessions as the store keeps them. Sessions are looked up in memory; this port is
// asked at start, at log-in and log-out, and now and then to record that a session is still used.
//
// Calls block and are one transaction each: workers only, never core or I/O. Errors: unavailable,
// timeout, internal.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "domain/people/actor.h"

namespace filo::app {

/// A user who may log in, with what his desk shows of him.
struct LoginUser {
  Actor actor;
  std::string login, name;
  std::string language;       ///< it, fr, en.
  std::string theme;          ///< auto, light, dark.
  std::string password_hash;  ///< Argon2 encoded form.
  std::string tenant_name;
  std::string agent_name, extension, phone_kind;  ///< Empty without an agent's desk.
};

/// A session without its secret: of the token only the SHA-256 is kept.
struct StoredSession {
  SessionId id;
  std::string token_hash;  ///< hex
  UserId user;
  Instant created_at;
  Instant expires_at;
  std::string address;  ///< Of the client at log-in.
};

class SessionRepo {
 public:
  virtual ~SessionRepo() = default;

  /// The active user of that login (compared without case); nullopt: none or not active.
  virtual Result<std::optional<LoginUser>> find_login(const std::string& login) = 0;

  /// A session that is still valid, with its user as he is now.
  struct Valid {
    StoredSession session;
    LoginUser user;
  };
  /// All sessions that end after `now` and whose users are active; for the start.
  virtual Result<std::vector<Valid>> sessions(Instant now) = 0;

  /// Adds the session (its id is made here) and notes the log-in in the audit.
  virtual Result<SessionId> add_session(TenantId tenant, const StoredSession& session) = 0;
  virtual Status extend_session(SessionId session, Instant expires_at) = 0;
  /// Removes one session; ok when it is already gone.
  virtual Status remove_session(SessionId session) = 0;
  /// Removes every session of a user: password changed, user deactivated.
  virtual Status remove_sessions_of(UserId user) = 0;
  virtual Status remove_expired(Instant now) = 0;

  virtual Status set_preferences(UserId user,
                                 const std::string& language,
                                 const std::string& theme) = 0;
  /// A better hash of the same password, made when the parameters grew.
  virtual Status set_password_hash(UserId user, const std::string& hash) = 0;
};

}  // namespace filo::app
