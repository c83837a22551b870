#pragma once
// Fakes of the ports that this module uses: a store that runs jobs at once, records that hold
// only answers, sessions in a map.

#include <map>
#include <mutex>

#include "app/ports/idempotency.h"
#include "app/ports/records.h"
#include "app/ports/session_repo.h"
#include "app/ports/store.h"
#include "base/check.h"

namespace filo::http {

class FakeAnswers final : public app::IdempotencyRepo {
 public:
  Result<std::optional<app::StoredAnswer>> find_answer(TenantId,
                                                       UserId user,
                                                       const std::string& key) override {
    const auto found = rows.find(user.str() + ' ' + key);
    if (found == rows.end()) return std::optional<app::StoredAnswer>{};
    return std::optional(found->second);
  }
  Status save_answer(TenantId,
                     UserId user,
                     const std::string& key,
                     const app::StoredAnswer& answer) override {
    rows[user.str() + ' ' + key] = answer;
    return {};
  }
  Status remove_answers_before(TenantId, Instant) override { return {}; }
  std::map<std::string, app::StoredAnswer> rows;
};

class NoRecords final : public app::Records {
 public:
  explicit NoRecords(FakeAnswers& answers) : answers_(answers) {}

  app::TicketRepo& tickets() override { return none<app::TicketRepo>(); }
  app::CustomerRepo& customers() override { return none<app::CustomerRepo>(); }
  app::OrganisationRepo& organisations() override { return none<app::OrganisationRepo>(); }
  app::IdentityRepo& identity() override { return none<app::IdentityRepo>(); }
  app::DraftRepo& drafts() override { return none<app::DraftRepo>(); }
  app::ViewRepo& views() override { return none<app::ViewRepo>(); }
  Status nested(const std::function<Status()>& part) override { return part(); }
  app::ReferenceRepo& references() override { return none<app::ReferenceRepo>(); }
  app::CallRepo& calls() override { return none<app::CallRepo>(); }
  app::AgentLogRepo& agent_log() override { return none<app::AgentLogRepo>(); }
  app::KpiRepo& figures() override { return none<app::KpiRepo>(); }
  app::IdempotencyRepo& idempotency() override { return answers_; }
  const app::DeskPolicy& policy() const override { return app::kUsualPolicy; }
  std::int64_t new_raw_id() override { return 1; }
  Status audit(const Actor&, const app::AuditNote&) override { return {}; }
  Status publish(TenantId, std::string_view, std::string_view) override { return {}; }

 private:
  template <class T>
  T& none() {
    FILO_CHECK(!"these tests have no records");
    return *static_cast<T*>(nullptr);
  }
  FakeAnswers& answers_;
};

class FakeStore final : public app::Store {
 public:
  bool write(Job job, Done done) override {
    if (full) return false;
    NoRecords records(answers);
    done(job(records));
    return true;
  }
  Status read(const Job& job) override {
    NoRecords records(answers);
    return job(records);
  }
  bool full = false;
  FakeAnswers answers;
};

/// Thread-safe, since workers ask it while the test looks.
class FakeSessionRepo final : public app::SessionRepo {
 public:
  void add_user(app::LoginUser user) { users_[user.login] = std::move(user); }

  Result<std::optional<app::LoginUser>> find_login(const std::string& login) override {
    const std::lock_guard lock(mutex_);
    if (away) return Error{Errc::unavailable, "the store is away"};
    const auto found = users_.find(login);
    if (found == users_.end()) return std::optional<app::LoginUser>{};
    return std::optional(found->second);
  }
  Result<std::vector<Valid>> sessions(Instant now) override {
    const std::lock_guard lock(mutex_);
    std::vector<Valid> out;
    for (const auto& [id, session] : sessions_) {
      for (const auto& [login, user] : users_) {
        if (user.actor.user == session.user && session.expires_at > now) {
          out.push_back({session, user});
        }
      }
    }
    return out;
  }
  Result<SessionId> add_session(TenantId, const app::StoredSession& session) override {
    const std::lock_guard lock(mutex_);
    const SessionId id{++last_};
    sessions_[id] = session;
    sessions_[id].id = id;
    return id;
  }
  Status extend_session(SessionId id, Instant until) override {
    const std::lock_guard lock(mutex_);
    sessions_[id].expires_at = until;
    return {};
  }
  Status remove_session(SessionId id) override {
    const std::lock_guard lock(mutex_);
    sessions_.erase(id);
    return {};
  }
  Status remove_sessions_of(UserId user) override {
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& e) { return e.second.user == user; });
    return {};
  }
  Status remove_expired(Instant now) override {
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& e) { return e.second.expires_at <= now; });
    return {};
  }
  Status set_preferences(UserId, const std::string&, const std::string&) override { return {}; }
  Status set_password_hash(UserId, const std::string&) override { return {}; }

  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return sessions_.size();
  }
  std::string dump() {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& [id, session] : sessions_) out += session.token_hash + ' ';
    return out;
  }
  bool away = false;

 private:
  std::mutex mutex_;
  std::map<std::string, app::LoginUser> users_;
  std::map<SessionId, app::StoredSession> sessions_;
  std::int64_t last_ = 0;
};

}  // namespace filo::http
