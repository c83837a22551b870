#pragma once
// Log-ins: who holds which cookie.
//
// Every valid session is in memory (a request costs a look-up, no query) and in the store (a
// restart logs nobody out). The token has 256 random bits; memory and store hold only its SHA-256.
// It slides: each use moves the end to now + `lifetime`, written back at most every few minutes.
//
// Any thread. One lock guards the tables; it is held for a look-up, never for I/O. What blocks
// (Argon2, the repository) runs on Workers. Time of a refusal is the same for unknown and known
// users: an unknown one is checked against a hash made at start.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/http/http.h"
#include "adapters/http/password.h"
#include "adapters/http/throttle.h"
#include "app/ports/session_repo.h"
#include "base/result.h"
#include "base/time.h"
#include "base/workers.h"

namespace filo::http {

class SocketHub;

struct SessionOptions {
  Duration lifetime = std::chrono::hours{12};
  Duration write_back = std::chrono::minutes{5};
  bool secure_cookie = false;  ///< TLS here or in front of us.
  PasswordCost cost;
  ThrottleRule per_login{};
  /// Many people may sit behind one address: more tries before it has to wait.
  ThrottleRule per_address{.free_tries = 30};
};

class Sessions {
 public:
  static constexpr std::string_view kCookie = "filo_session";
  using UserPtr = std::shared_ptr<const SessionUser>;

  /// What is passed outlives the sessions. `hub` may be null (tests).
  Sessions(SessionOptions options,
           app::SessionRepo& repo,
           Workers& workers,
           const Clock& clock,
           SocketHub* hub);

  /// Reads the stored sessions; once, before the server starts. Blocks.
  Status load();

  /// The session of a cookie's token, or null. I/O thread; no query.
  UserPtr find(std::string_view token);

  struct LoggedIn {
    UserPtr user;
    std::string set_cookie;  ///< Value of the Set-Cookie header.
  };
  /// Tried with what was typed. Errors: limit (detail: seconds to wait, see retry_after()),
  /// unauthenticated (wrong name or password alike), unavailable. `done` runs on any thread.
  void log_in(std::string login,
              std::string password,
              std::string address,
              std::string old_token,
              std::function<void(Result<LoggedIn>)> done);
  /// Seconds that this login and address have to wait; 0: they may try.
  std::int64_t retry_after(const std::string& login, const std::string& address) const;

  /// Ends the session and its sockets. `done` after the store knows.
  void log_out(const SessionUser& user, std::function<void(Status)> done);
  /// Is he logged in anywhere?
  bool is_logged_in(UserId user);
  /// Ends every session of a user (password changed, user deactivated, role changed).
  void drop_user(UserId user);
  void set_preferences(const SessionUser& user,
                       std::string language,
                       std::string theme,
                       std::function<void(Result<UserPtr>)> done);

  /// Forgets what has expired and writes back what was used. By timer, once a minute. Any thread.
  void tidy();
  std::string clear_cookie() const;
  std::size_t size() const;

 private:
  struct Entry {
    UserPtr user;
    Instant stored_until{};
    bool dirty = false;
  };
  Result<LoggedIn> try_login(const std::string& login,
                             const std::string& password,
                             const std::string& address,
                             const std::string& old_token);
  void remember_failure(const std::string& login, const std::string& address);
  SessionId make_room_for(UserId user);
  std::string cookie(std::string_view token, Duration age) const;

  const SessionOptions options_;
  app::SessionRepo& repo_;
  Workers& workers_;
  const Clock& clock_;
  SocketHub* hub_;
  std::string decoy_hash_;

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> by_token_;  // key: SHA-256 of the token, raw
  Throttle logins_, addresses_;
};

/// Puts the session onto each request and refuses unsafe methods from foreign pages (403).
/// `origins`: further origins that are ours, e.g. "https://desk.example.org" behind a proxy that
/// changes Host. Source: reliability rules 24, 30; RFC 6454.
class Guard {
 public:
  Guard(Sessions& sessions, std::vector<std::string> origins)
      : sessions_(sessions), origins_(std::move(origins)) {}

  std::optional<Response> operator()(Request& request) const;
  /// For Router::add_socket: session and own Origin, or unauthenticated / forbidden.
  Result<std::shared_ptr<const SessionUser>> may_open_socket(const Request& request) const;

 private:
  bool is_own_origin(const Request& request) const;

  Sessions& sessions_;
  std::vector<std::string> origins_;
};

}  // namespace filo::http
