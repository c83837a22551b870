#include "app/centre/save.h"

#include "app/centre/kinds.h"
#include "app/centre/rules.h"
#include "base/text.h"

namespace filo::app {

Result<std::shared_ptr<const centre::Centre>> load_centre(CentreStore& store, TenantId tenant) {
  return store.current(tenant);
}

CentreStore::Current CentreStore::current(TenantId tenant) {
  std::shared_ptr<const centre::Centre> made;
  Status done = read([&](CentreRepo& repo) -> Status {
    auto loaded = repo.load(tenant);
    if (!loaded) return loaded.error();
    made = std::make_shared<const centre::Centre>(std::move(*loaded));
    return {};
  });
  if (!done) return done.error();
  return made;
}

namespace centre {
namespace {

constexpr std::size_t kPasswordMin = 10;  ///< NIST SP 800-63B asks for 8.
constexpr std::size_t kPasswordMax = 200;

Error forbidden() {
  return {Errc::forbidden, "administration needs the role admin"};
}

/// A queue may be the overflow of another one: a reference that no foreign key sees.
Status check_not_overflow(const Centre& centre, const AnyRow& row) {
  const auto* queue = std::get_if<Queue>(&row);
  if (queue == nullptr) return {};
  for (const Queue& other : centre.queues) {
    if (other.overflow.kind == OverflowKind::queue && other.overflow.target == queue->id.str()) {
      return Error{Errc::conflict, "overflow of " + other.name, {}, "store.referenced"};
    }
  }
  return {};
}

/// Whoever administers stays an administrator, so a centre always has one who can log in.
void check_own_user(const Actor& actor, const AnyRow& row, std::vector<Fault>& faults) {
  const auto* user = std::get_if<User>(&row);
  if (user == nullptr || !actor.user || user->id != actor.user) return;
  const char* detail = "nobody takes administration away from himself";
  if (user->role != UserRole::admin) faults.push_back({"/role", "centre.own_user", detail});
  if (!user->active) faults.push_back({"/active", "centre.own_user", detail});
}

}  // namespace

Status check_password(std::string_view password, const char* field) {
  if (utf8_length(password) >= kPasswordMin && password.size() <= kPasswordMax) return {};
  return Error{Errc::invalid, "10 to 200 characters", field, "centre.password"};
}

Result<AnyRow> save_row(CentreRepo& repo,
                        const Actor& actor,
                        AnyRow row,
                        const Tools& tools,
                        std::vector<Fault>* faults) {
  if (!may_administer(actor)) return forbidden();
  auto centre = repo.load(actor.tenant);
  if (!centre) return centre.error();
  const bool is_new = id_of(row) == 0;
  if (is_new) {
    std::visit([&](auto& r) { r.id = decltype(r.id){repo.new_raw_id()}; }, row);
  }
  put_row(*centre, row);
  auto found = faults_of(*centre, row, tools);
  check_own_user(actor, row, found);
  if (faults != nullptr) *faults = found;
  if (!found.empty()) {
    return Error{Errc::invalid, found.front().detail, found.front().pointer, found.front().key};
  }
  return is_new ? repo.insert(actor, std::move(row)) : repo.update(actor, std::move(row));
}

Status remove_row(CentreRepo& repo, const Actor& actor, const AnyRow& row) {
  if (!may_administer(actor)) return forbidden();
  const auto* user = std::get_if<User>(&row);
  if (user != nullptr && user->id == actor.user) {
    return Error{Errc::conflict, "nobody removes his own log-in", {}, "centre.own_user"};
  }
  auto centre = repo.load(actor.tenant);
  if (!centre) return centre.error();
  Status free = check_not_overflow(*centre, row);
  if (!free) return free;
  return repo.erase(actor, row);
}

Status set_user_password(CentreRepo& repo,
                         const Actor& actor,
                         UserId user,
                         std::string_view password,
                         const Tools& tools) {
  if (!may_administer(actor)) return forbidden();
  Status sound = check_password(password, "/password");
  if (!sound) return sound;
  return repo.set_password(actor, user, tools.hash_password(password));
}

Status set_phone_password(CentreRepo& repo,
                          const Actor& actor,
                          const Agent& agent,
                          std::string_view password,
                          const Tools& tools) {
  if (!may_administer(actor)) return forbidden();
  Status sound = check_password(password, "/phone/sip_password");
  if (!sound) return sound;
  PhoneSecret secret = tools.phone_secret(agent.phone.sip_user, password);
  secret.agent_id = agent.id;
  secret.sip_user = agent.phone.sip_user;
  return repo.set_phone_secret(actor, secret);
}

}  // namespace centre
}  // namespace filo::app
