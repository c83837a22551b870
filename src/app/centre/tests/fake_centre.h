#pragma once
// A CentreStore in memory for tests: one transaction at a time, undone when it fails; tools without
// JSON or slow hashing.

#include <map>

#include "app/centre/kinds.h"
#include "app/centre/rules.h"
#include "app/ports/centre_repo.h"

namespace filo::app::centre {

class FakeCentre final : public CentreStore, public CentreRepo {
 public:
  Centre centre;
  std::map<UserId, std::string> passwords;
  std::optional<Error> refusal;  ///< When set, every change fails with it.

  Status write(const std::function<Status(CentreRepo&)>& job) override {
    const Centre before = centre;
    Status done = job(*this);
    if (!done) centre = before;
    return done;
  }
  Status read(const std::function<Status(CentreRepo&)>& job) override { return job(*this); }

  Result<std::vector<Tenant>> tenants() override {
    if (!centre.tenant) return std::vector<Tenant>{};
    return std::vector<Tenant>{{centre.tenant, centre.tenant_name}};
  }
  Result<TenantId> add_tenant(const std::string& name) override {
    centre.tenant = TenantId{new_raw_id()};
    centre.tenant_name = name;
    return centre.tenant;
  }
  Result<Centre> load(TenantId tenant) override {
    if (tenant != centre.tenant) return Error{Errc::not_found, "no such tenant"};
    return centre;
  }
  Result<AnyRow> insert(const Actor&, AnyRow row) override {
    if (refusal) return *refusal;
    put_row(centre, row);
    return row;
  }
  Result<AnyRow> update(const Actor&, AnyRow row) override {
    if (refusal) return *refusal;
    std::visit([](auto& r) { ++r.etag; }, row);
    put_row(centre, row);
    return row;
  }
  Status erase(const Actor&, const AnyRow& any) override {
    std::visit(
        [&]<class T>(const T& row) {
          std::erase_if(KindOf<T>::list(centre), [&](const T& r) { return r.id == row.id; });
        },
        any);
    return {};
  }
  Status set_password(const Actor&, UserId user, const std::string& hash) override {
    passwords[user] = hash;
    return {};
  }
  Status set_phone_secret(const Actor&, const PhoneSecret& secret) override {
    centre.phone_secrets.push_back(secret);
    return {};
  }
  Result<Slice<AuditEntry>> audit(TenantId, const AuditFilter&, const PageRequest&) override {
    return Slice<AuditEntry>{};
  }
  Result<std::string> removed_row(TenantId, std::string_view, std::int64_t) override {
    return Error{Errc::not_found, "nothing is removed here"};
  }
  IdempotencyRepo& idempotency() override { return answers_; }
  std::int64_t new_raw_id() override { return ++last_id_; }

 private:
  struct NoAnswers final : IdempotencyRepo {
    Result<std::optional<StoredAnswer>> find_answer(TenantId, UserId, const std::string&) override {
      return std::optional<StoredAnswer>{};
    }
    Status save_answer(TenantId, UserId, const std::string&, const StoredAnswer&) override {
      return {};
    }
    Status remove_answers_before(TenantId, Instant) override { return {}; }
  };
  NoAnswers answers_;
  std::int64_t last_id_ = 1000;
};

inline Tools fake_tools() {
  Tools tools;
  tools.parse_json = [](std::string_view text) -> Result<ivr::Value> { return ivr::Value(text); };
  tools.check_flow = [](const std::string&, const Centre&) { return std::vector<Fault>{}; };
  tools.hash_password = [](std::string_view p) { return "hash of " + std::string(p); };
  tools.phone_secret = [](const std::string& user, std::string_view p) {
    return PhoneSecret{{}, user, "md5 " + std::string(p), "sha " + std::string(p)};
  };
  tools.random_password = [] { return std::string("a-random-password"); };
  return tools;
}

}  // namespace filo::app::centre
