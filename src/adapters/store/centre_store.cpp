#include "adapters/store/centre_store.h"

#include "adapters/store/audit_rows.h"
#include "adapters/store/centre_sql.h"
#include "adapters/store/idempotency_repo.h"

namespace filo::store {
namespace {

using app::CentreRepo;
using centre::AnyRow;
using centre::Centre;

struct TenantRow {
  TenantId id;
  std::string name;
  std::int64_t centre_version = 0;
};
BOOST_DESCRIBE_STRUCT(TenantRow, (), (id, name, centre_version))

template <class T>
Status load_list(Tx& tx, Centre& into) {
  auto rows = load_rows<T>(tx, into.tenant.raw());
  if (!rows) return rows.error();
  centre::KindOf<T>::list(into) = std::move(*rows);
  return {};
}

template <class... T>
Status load_all(Tx& tx, Centre& into, const std::variant<T...>*) {
  Status status;
  (void)((status = load_list<T>(tx, into)) && ...);
  return status;
}

/// Statements that find a first reference to a row which no foreign key guards, because records
/// outlive what was set up. $1 tenant, $2 id. Users who never wrote anything may go.
template <class T>
std::vector<std::string_view> uses_of() {
  if constexpr (std::is_same_v<T, centre::Team>) {
    return {"SELECT id FROM ticket WHERE tenant_id = $1 AND team_id = $2 LIMIT 1"};
  } else if constexpr (std::is_same_v<T, centre::Category>) {
    return {"SELECT id FROM ticket WHERE tenant_id = $1 AND category_id = $2 LIMIT 1"};
  } else if constexpr (std::is_same_v<T, centre::Queue>) {
    return {"SELECT id FROM ticket WHERE tenant_id = $1 AND queue_id = $2 LIMIT 1",
            "SELECT id FROM call WHERE tenant_id = $1 AND queue_id = $2 LIMIT 1"};
  } else if constexpr (std::is_same_v<T, centre::Agent>) {
    return {"SELECT id FROM ticket WHERE tenant_id = $1 AND owner_id = $2 LIMIT 1",
            "SELECT id FROM call WHERE tenant_id = $1 AND agent_id = $2 LIMIT 1"};
  } else if constexpr (std::is_same_v<T, centre::PauseReason>) {
    return {"SELECT id FROM agent_state_log WHERE tenant_id = $1 AND pause_reason_id = $2 LIMIT 1"};
  } else if constexpr (std::is_same_v<T, centre::User>) {
    return {"SELECT id FROM article WHERE tenant_id = $1 AND author_id = $2 LIMIT 1",
            "SELECT id FROM ticket_history WHERE tenant_id = $1 AND actor_id = $2 LIMIT 1"};
  }
  return {};
}

/// What is unique on the whole server: rules.h has looked into one tenant only.
template <class T>
const char* shared_field() {
  if constexpr (std::is_same_v<T, centre::User>) return "/login";
  if constexpr (std::is_same_v<T, centre::Number>) return "/e164";
  if constexpr (std::is_same_v<T, centre::Agent>) return "/phone/sip_user";
  return nullptr;
}

class SqlCentreRepo final : public CentreRepo {
 public:
  explicit SqlCentreRepo(Tx& tx) : tx_(tx), idempotency_(tx) {}

  Result<std::vector<Tenant>> tenants() override {
    auto rows = tx_.exec<TenantRow>("SELECT id, name, centre_version FROM tenant ORDER BY id");
    if (!rows) return rows.error();
    std::vector<Tenant> list;
    for (auto& row : *rows) list.push_back({row.id, std::move(row.name)});
    return list;
  }

  Result<TenantId> add_tenant(const std::string& name) override {
    const auto id = tx_.new_id<TenantId>();
    auto made = tx_.run("INSERT INTO tenant (id, name, created_at) VALUES ($1, $2, $3)", id, name,
                        tx_.now());
    if (!made) return made.error();
    return id;
  }

  Result<Centre> load(TenantId tenant) override {
    auto row =
        tx_.one<TenantRow>("SELECT id, name, centre_version FROM tenant WHERE id = $1", tenant);
    if (!row) return row.error();
    Centre made;
    made.tenant = tenant;
    made.tenant_name = row->name;
    made.version = row->centre_version;
    Status loaded = load_all(tx_, made, static_cast<const AnyRow*>(nullptr));
    if (!loaded) return loaded.error();
    auto secrets = tx_.exec<centre::PhoneSecret>(
        "SELECT id AS agent_id, phone_sip_user AS sip_user, phone_ha1_md5 AS ha1_md5, "
        "phone_ha1_sha256 AS ha1_sha256 FROM agent WHERE tenant_id = $1 AND phone_sip_user <> '' "
        "AND phone_ha1_md5 <> '' ORDER BY id",
        tenant);
    if (!secrets) return secrets.error();
    made.phone_secrets = std::move(*secrets);
    return made;
  }

  Result<AnyRow> insert(const Actor& actor, AnyRow any) override {
    return std::visit(
        [&](auto& row) -> Result<AnyRow> {
          using T = std::remove_cvref_t<decltype(row)>;
          if (!row.id) row.id = tx_.new_id<decltype(row.id)>();
          row.etag = 1;
          if constexpr (std::is_same_v<T, centre::FlowVersion>) row.version = 1;
          Status done = told_by_field<T>(insert_row(tx_, actor.tenant.raw(), row));
          if (done) done = keep_version(actor, row);
          if (done) done = note(actor, "create", AnyRow(row), {}, text_of(row));
          if (!done) return done.error();
          return AnyRow(row);
        },
        any);
  }

  Result<AnyRow> update(const Actor& actor, AnyRow any) override {
    return std::visit(
        [&](auto& row) -> Result<AnyRow> {
          using T = std::remove_cvref_t<decltype(row)>;
          auto before = load_rows<T>(tx_, actor.tenant.raw(), row.id.raw());
          if (!before) return before.error();
          if (before->empty()) return Error{Errc::not_found, "no such row"};
          row.etag += 1;
          if constexpr (std::is_same_v<T, centre::FlowVersion>) {
            row.version = before->front().version + 1;
          }
          Status done = told_by_field<T>(update_row(tx_, actor.tenant.raw(), row));
          if (done) done = keep_version(actor, row);
          if (done) done = forget_phone_secret(actor, before->front(), row);
          if (done) {
            done = note(actor, "update", AnyRow(row), text_of(before->front()), text_of(row));
          }
          if (!done) return done.error();
          return AnyRow(row);
        },
        any);
  }

  Status erase(const Actor& actor, const AnyRow& any) override {
    return std::visit(
        [&](const auto& row) -> Status {
          using T = std::remove_cvref_t<decltype(row)>;
          auto before = load_rows<T>(tx_, actor.tenant.raw(), row.id.raw());
          if (!before) return before.error();
          if (before->empty()) return Error{Errc::not_found, "no such row"};
          Status done = check_unused(actor, row);
          if (done) done = remove_dependents(actor, row);
          if (done) done = delete_row(tx_, actor.tenant.raw(), row);
          if (done) done = note(actor, "delete", AnyRow(row), text_of(before->front()), {});
          return done;
        },
        any);
  }

  Status set_password(const Actor& actor, UserId user, const std::string& hash) override {
    auto done = tx_.run("UPDATE app_user SET password_hash = $3 WHERE tenant_id = $1 AND id = $2",
                        actor.tenant, user, hash);
    if (!done) return done.error();
    if (*done != 1) return Error{Errc::not_found, "no such user"};
    return tx_.audit({.tenant_id = actor.tenant.raw(),
                      .actor_id = actor.user.raw(),
                      .action = "set_password",
                      .entity = "users",
                      .entity_id = user.raw()});
  }

  Status set_phone_secret(const Actor& actor, const centre::PhoneSecret& secret) override {
    auto done = tx_.run(
        "UPDATE agent SET phone_ha1_md5 = $4, phone_ha1_sha256 = $5 "
        "WHERE tenant_id = $1 AND id = $2 AND phone_sip_user = $3",
        actor.tenant, secret.agent_id, secret.sip_user, secret.ha1_md5, secret.ha1_sha256);
    if (!done) return done.error();
    if (*done != 1) return Error{Errc::not_found, "no such phone"};
    centre::Agent agent;
    agent.id = secret.agent_id;
    return note(actor, "set_phone_secret", AnyRow(agent), {}, {});
  }

  Result<app::Slice<app::AuditEntry>> audit(TenantId tenant,
                                            const app::AuditFilter& filter,
                                            const app::PageRequest& page) override {
    return read_audit(tx_, tenant, filter, page);
  }
  Result<std::string> removed_row(TenantId tenant,
                                  std::string_view kind,
                                  std::int64_t id) override {
    return read_removed_row(tx_, tenant, kind, id);
  }

  app::IdempotencyRepo& idempotency() override { return idempotency_; }
  std::int64_t new_raw_id() override { return tx_.new_id<Id<struct AnyTag>>().raw(); }

 private:
  template <class T>
  static std::string text_of(const T& row) {
    return centre::json_text(centre::value_of(row));
  }

  template <class T>
  static Status told_by_field(Status done) {
    const char* field = shared_field<T>();
    if (done || field == nullptr || done.error().key != "store.duplicate") return done;
    return Error{Errc::conflict, "is taken", field, "centre.taken"};
  }

  template <class T>
  Status check_unused(const Actor& actor, const T& row) {
    for (const std::string_view sql : uses_of<T>()) {
      auto found = tx_.exec<std::int64_t>(sql, actor.tenant, row.id);
      if (!found) return found.error();
      if (!found->empty())
        return Error{
            Errc::conflict, "tickets, calls or the presence log name it", {}, "store.still_used"};
    }
    return {};
  }

  Status note(const Actor& actor,
              const char* action,
              const AnyRow& row,
              std::string before,
              std::string after) {
    const std::string kind(centre::word_of(row));
    Status noted = tx_.audit({.tenant_id = actor.tenant.raw(),
                              .actor_id = actor.user.raw(),
                              .action = action,
                              .entity = kind,
                              .entity_id = centre::id_of(row),
                              .before = std::move(before),
                              .after = std::move(after)});
    if (!noted) return noted;
    auto counted = tx_.run("UPDATE tenant SET centre_version = centre_version + 1 WHERE id = $1",
                           actor.tenant);
    if (!counted) return counted.error();
    return tx_.emit(
        actor.tenant, "centre_changed",
        R"({"kind":")" + kind + R"(","id":")" + std::to_string(centre::id_of(row)) + R"("})");
  }

  template <class T>
  Status keep_version(const Actor& actor, const T& row) {
    if constexpr (std::is_same_v<T, centre::FlowVersion>) {
      auto kept = tx_.run(
          "INSERT INTO flow_version (tenant_id, flow_id, version, saved_at, saved_by, document) "
          "VALUES ($1, $2, $3, $4, $5, $6)",
          actor.tenant, row.id, row.version, tx_.now(), actor.user, row.document);
      if (!kept) return kept.error();
    }
    return {};
  }

  /// HA1 holds the user name: with another one the old secret is worth nothing.
  template <class T>
  Status forget_phone_secret(const Actor& actor, const T& before, const T& after) {
    if constexpr (std::is_same_v<T, centre::Agent>) {
      if (before.phone.sip_user == after.phone.sip_user) return {};
      auto done = tx_.run(
          "UPDATE agent SET phone_ha1_md5 = '', phone_ha1_sha256 = '' "
          "WHERE tenant_id = $1 AND id = $2",
          actor.tenant, after.id);
      if (!done) return done.error();
    }
    return {};
  }

  /// Rows that mean nothing without this one and that nobody would think of as a reference.
  template <class T>
  Status remove_dependents(const Actor& actor, const T& row) {
    const char* sql = nullptr;
    if constexpr (std::is_same_v<T, centre::User>) {
      sql = "DELETE FROM session WHERE tenant_id = $1 AND user_id = $2";
    } else if constexpr (std::is_same_v<T, centre::FlowVersion>) {
      sql = "DELETE FROM flow_version WHERE tenant_id = $1 AND flow_id = $2";
    }
    if (sql == nullptr) return {};
    auto done = tx_.run(sql, actor.tenant, row.id);
    if (!done) return done.error();
    return {};
  }

  Tx& tx_;
  SqlIdempotencyRepo idempotency_;
};

}  // namespace

std::unique_ptr<app::CentreRepo> make_centre_repo(Tx& tx) {
  return std::make_unique<SqlCentreRepo>(tx);
}

Status SqlCentreStore::write(const std::function<Status(CentreRepo&)>& job) {
  return write_and_wait(database_, [&job](Tx& tx) -> Status {
    SqlCentreRepo repo(tx);
    return job(repo);
  });
}

app::CentreStore::Current SqlCentreStore::current(TenantId tenant) {
  std::shared_ptr<const Centre> known;
  {
    std::lock_guard lock(mutex_);
    if (const auto found = loaded_.find(tenant); found != loaded_.end()) known = found->second;
  }
  Status done = database_.read([&](Tx& tx) -> Status {
    auto version = tx.one<std::int64_t>("SELECT centre_version FROM tenant WHERE id = $1", tenant);
    if (!version) return version.error();
    if (known && known->version == *version) return {};
    auto made = SqlCentreRepo(tx).load(tenant);
    if (!made) return made.error();
    known = std::make_shared<const Centre>(std::move(*made));
    return {};
  });
  if (!done) return done.error();
  std::lock_guard lock(mutex_);
  auto& kept = loaded_[tenant];
  if (!kept || kept->version < known->version) kept = known;
  return known;
}

Status SqlCentreStore::read(const std::function<Status(CentreRepo&)>& job) {
  return database_.read([&job](Tx& tx) -> Status {
    SqlCentreRepo repo(tx);
    return job(repo);
  });
}

}  // namespace filo::store
