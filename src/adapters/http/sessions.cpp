#include "adapters/http/sessions.h"

#include <algorithm>

#include "adapters/http/crypto.h"
#include "adapters/http/probe.h"
#include "adapters/http/socket_hub.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/prng.h"
#include "base/text.h"

namespace filo::http {
namespace {

constexpr std::size_t kTokenBytes = 32;

Error wrong_login() {
  return {Errc::unauthenticated, "wrong name or password", {}, "session.wrong_login"};
}

std::shared_ptr<SessionUser> make_user(const app::LoginUser& user,
                                       SessionId session,
                                       Instant expires_at) {
  auto out = std::make_shared<SessionUser>();
  out->session = session;
  out->actor = user.actor;
  out->login = user.login;
  out->name = user.name;
  out->language = user.language;
  out->theme = user.theme;
  out->tenant_name = user.tenant_name;
  out->agent_name = user.agent_name;
  out->extension = user.extension;
  out->phone_kind = user.phone_kind;
  out->expires_at = expires_at;
  return out;
}

std::string from_hex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    out += static_cast<char>(byte);
  }
  return out;
}

}  // namespace

Sessions::Sessions(SessionOptions options,
                   app::SessionRepo& repo,
                   Workers& workers,
                   const Clock& clock,
                   SocketHub* hub)
    : options_(std::move(options)),
      repo_(repo),
      workers_(workers),
      clock_(clock),
      hub_(hub),
      logins_(options_.per_login),
      addresses_(options_.per_address) {
  decoy_hash_ = hash_password(random_token(), options_.cost).value();
}

Status Sessions::load() {
  auto stored = repo_.sessions(clock_.now());
  if (!stored) return stored.error();
  const std::lock_guard lock(mutex_);
  for (const auto& [session, user] : *stored) {
    if (by_token_.size() >= limits::kSessions) break;
    by_token_[from_hex(session.token_hash)] = {make_user(user, session.id, session.expires_at),
                                               session.expires_at, false};
  }
  return {};
}

Sessions::UserPtr Sessions::find(std::string_view token) {
  if (token.empty() || token.size() > 100) return nullptr;
  const std::string key = sha256(token);
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  const auto found = by_token_.find(key);
  if (found == by_token_.end() || found->second.user->expires_at <= now) return nullptr;
  Entry& entry = found->second;
  const Instant until = now + options_.lifetime;
  if (until - entry.user->expires_at >= std::chrono::minutes{1}) {
    auto renewed = std::make_shared<SessionUser>(*entry.user);
    renewed->expires_at = until;
    entry.user = std::move(renewed);
    entry.dirty = true;
  }
  return entry.user;
}

std::int64_t Sessions::retry_after(const std::string& login, const std::string& address) const {
  const MonoTime now = clock_.mono();
  const std::lock_guard lock(mutex_);
  const Duration wait = std::max(logins_.wait(to_lower(login), now), addresses_.wait(address, now));
  return std::chrono::ceil<std::chrono::seconds>(wait).count();
}

void Sessions::remember_failure(const std::string& login, const std::string& address) {
  probe::logins_refused.add();
  const MonoTime now = clock_.mono();
  const std::lock_guard lock(mutex_);
  logins_.failed(login, now);
  addresses_.failed(address, now);
}

void Sessions::log_in(std::string login,
                      std::string password,
                      std::string address,
                      std::string old_token,
                      std::function<void(Result<LoggedIn>)> done) {
  login = to_lower(trim(login));
  if (retry_after(login, address) > 0) {
    return done(Error{Errc::limit, "too many wrong tries", {}, "session.too_many_tries"});
  }
  auto shared = std::make_shared<std::function<void(Result<LoggedIn>)>>(std::move(done));
  const bool queued =
      workers_.run([this, shared, login = std::move(login), password = std::move(password),
                    address = std::move(address), old_token = std::move(old_token)] {
        (*shared)(try_login(login, password, address, old_token));
      });
  if (!queued) (*shared)(Error{Errc::unavailable, "the workers are busy", {}, "server.busy"});
}

Result<Sessions::LoggedIn> Sessions::try_login(const std::string& login,
                                               const std::string& password,
                                               const std::string& address,
                                               const std::string& old_token) {
  auto found = repo_.find_login(login);
  if (!found) return found.error();
  const bool known = found->has_value() && !(*found)->password_hash.empty();
  const bool right = verify_password(known ? (*found)->password_hash : decoy_hash_, password);
  if (!known || !right) {
    remember_failure(login, address);
    FILO_LOG_INFO("http", "log-in refused login={} address={}", log_safe(login), address);
    return wrong_login();
  }
  const app::LoginUser& user = **found;
  if (needs_rehash(user.password_hash, options_.cost)) {
    auto better = hash_password(password, options_.cost);
    if (better && !repo_.set_password_hash(user.actor.user, *better)) {
      FILO_LOG_WARN("http", "password hash not renewed user={}", user.actor.user.str());
    }
  }
  const Instant now = clock_.now();
  const std::string token = base64url(secure_random(kTokenBytes));
  const std::string key = sha256(token);
  auto session = repo_.add_session(
      user.actor.tenant, {{}, hex(key), user.actor.user, now, now + options_.lifetime, address});
  if (!session) return session.error();
  LoggedIn in{make_user(user, *session, now + options_.lifetime), cookie(token, options_.lifetime)};
  if (auto old = find(old_token)) log_out(*old, [](Status) {});  // a new log-in, a new token
  SessionId dropped;
  {
    const std::lock_guard lock(mutex_);
    logins_.succeeded(login);
    dropped = make_room_for(user.actor.user);
    by_token_[key] = {in.user, now + options_.lifetime, false};
  }
  if (dropped && !repo_.remove_session(dropped)) {
    FILO_LOG_WARN("http", "an old session was not removed session={}", dropped.str());
  }
  probe::logins.add();
  return in;
}

/// Under the lock. Keeps one person, and everybody together, within bounds: the session whose end
/// is nearest goes. Returns which.
SessionId Sessions::make_room_for(UserId user) {
  const bool full = by_token_.size() >= limits::kSessions;
  auto oldest = by_token_.end();
  std::size_t own = 0;
  for (auto it = by_token_.begin(); it != by_token_.end(); ++it) {
    const bool is_own = it->second.user->actor.user == user;
    own += is_own ? 1 : 0;
    if (!is_own && !full) continue;
    if (oldest == by_token_.end() ||
        it->second.user->expires_at < oldest->second.user->expires_at) {
      oldest = it;
    }
  }
  if (!full && own < limits::kSessionsPerUser) return {};
  const SessionId gone = oldest->second.user->session;
  by_token_.erase(oldest);
  return gone;
}

void Sessions::log_out(const SessionUser& user, std::function<void(Status)> done) {
  const SessionId session = user.session;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(by_token_, [&](const auto& e) { return e.second.user->session == session; });
  }
  if (hub_ != nullptr) hub_->close_session(session);
  auto shared = std::make_shared<std::function<void(Status)>>(std::move(done));
  if (!workers_.run([this, session, shared] { (*shared)(repo_.remove_session(session)); })) {
    (*shared)(Error{Errc::unavailable, "the workers are busy", {}, "server.busy"});
  }
}

bool Sessions::is_logged_in(UserId user) {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.now();
  return std::ranges::any_of(by_token_, [&](const auto& entry) {
    return entry.second.user->actor.user == user && entry.second.user->expires_at > now;
  });
}

void Sessions::drop_user(UserId user) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(by_token_, [&](const auto& e) { return e.second.user->actor.user == user; });
  }
  if (hub_ != nullptr) hub_->close_user(user);
  const bool queued = workers_.run([this, user] {
    if (Status gone = repo_.remove_sessions_of(user); !gone) {
      FILO_LOG_ERROR("http", "sessions not removed user={} {}", user.str(), gone.error().detail);
    }
  });
  if (!queued) FILO_LOG_ERROR("http", "sessions not removed user={}: workers busy", user.str());
}

void Sessions::set_preferences(const SessionUser& user,
                               std::string language,
                               std::string theme,
                               std::function<void(Result<UserPtr>)> done) {
  auto changed = std::make_shared<SessionUser>(user);
  changed->language = std::move(language);
  changed->theme = std::move(theme);
  auto shared = std::make_shared<std::function<void(Result<UserPtr>)>>(std::move(done));
  const bool queued = workers_.run([this, changed, shared] {
    const Status saved =
        repo_.set_preferences(changed->actor.user, changed->language, changed->theme);
    if (!saved) return (*shared)(saved.error());
    {
      const std::lock_guard lock(mutex_);
      for (auto& [key, entry] : by_token_) {
        if (entry.user->actor.user != changed->actor.user) continue;
        auto renewed = std::make_shared<SessionUser>(*entry.user);
        renewed->language = changed->language;
        renewed->theme = changed->theme;
        entry.user = std::move(renewed);
      }
    }
    (*shared)(UserPtr(changed));
  });
  if (!queued) (*shared)(Error{Errc::unavailable, "the workers are busy", {}, "server.busy"});
}

void Sessions::tidy() {
  const Instant now = clock_.now();
  std::vector<std::pair<SessionId, Instant>> used;
  std::vector<SessionId> ended;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = by_token_.begin(); it != by_token_.end();) {
      Entry& entry = it->second;
      if (entry.user->expires_at <= now) {
        ended.push_back(entry.user->session);
        it = by_token_.erase(it);
        continue;
      }
      if (entry.dirty && entry.user->expires_at - entry.stored_until >= options_.write_back) {
        entry.dirty = false;
        entry.stored_until = entry.user->expires_at;
        used.emplace_back(entry.user->session, entry.stored_until);
      }
      ++it;
    }
  }
  if (hub_ != nullptr) {
    for (SessionId session : ended) hub_->close_session(session);
  }
  const bool queued = workers_.run([this, used = std::move(used), now] {
    Status status = repo_.remove_expired(now);
    for (const auto& [session, until] : used) {
      if (!status) break;
      status = repo_.extend_session(session, until);
    }
    if (!status) FILO_LOG_WARN("http", "sessions not written back: {}", status.error().detail);
  });
  if (!queued) FILO_LOG_WARN("http", "sessions not written back: workers busy");
}

std::string Sessions::cookie(std::string_view token, Duration age) const {
  std::string out(kCookie);
  out.append("=").append(token).append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=");
  out += std::to_string(std::chrono::duration_cast<std::chrono::seconds>(age).count());
  if (options_.secure_cookie) out += "; Secure";
  return out;
}

std::string Sessions::clear_cookie() const {
  return cookie("", Duration{0});
}

std::size_t Sessions::size() const {
  const std::lock_guard lock(mutex_);
  return by_token_.size();
}

}  // namespace filo::http
