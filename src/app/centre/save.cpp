#include "app/centre/save.h"

#include "app/centre/kinds.h"
#include "app/centre/references.h"
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

/// Told by name, so that one knows where to look; ids alone would leave one searching.
Status check_unused(const Centre& centre, const AnyRow& row, const Tools& tools) {
  const auto users = users_of(centre, row, tools);
  if (users.empty()) return {};
  std::string names;
  for (const std::string& name : users) names += (names.empty() ? "" : ", ") + name;
  return Error{Errc::conflict, names, {}, "store.referenced"};
}

/// The row as it is stored; none of a new one.
std::optional<AnyRow> stored(const Centre& centre, const AnyRow& row) {
  return std::visit(
      [&](const auto& r) -> std::optional<AnyRow> {
        const auto* before = find(centre, r.id);
        return before == nullptr ? std::nullopt : std::optional<AnyRow>(*before);
      },
      row);
}

/// Flows call queues and calendars by name: a new name is written into them, as new versions.
Status carry_name(CentreRepo& repo, const Actor& actor, const std::vector<FlowVersion>& renamed) {
  for (const FlowVersion& flow : renamed) {
    auto saved = repo.update(actor, AnyRow(flow));
    if (!saved) return saved.error();
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
  const auto before = stored(*centre, row);
  put_row(*centre, row);
  auto found = faults_of(*centre, row, tools);
  check_own_user(actor, row, found);
  if (faults != nullptr) *faults = found;
  if (!found.empty()) {
    return Error{Errc::invalid, found.front().detail, found.front().pointer, found.front().key};
  }
  if (is_new) return repo.insert(actor, std::move(row));
  const auto renamed =
      before ? renamed_flows(*centre, *before, row, tools) : std::vector<FlowVersion>{};
  auto saved = repo.update(actor, std::move(row));
  if (!saved) return saved;
  Status carried = carry_name(repo, actor, renamed);
  if (!carried) return carried.error();
  return saved;
}

Status remove_row(CentreRepo& repo, const Actor& actor, const AnyRow& row, const Tools& tools) {
  if (!may_administer(actor)) return forbidden();
  const auto* user = std::get_if<User>(&row);
  if (user != nullptr && user->id == actor.user) {
    return Error{Errc::conflict, "nobody removes his own log-in", {}, "centre.own_user"};
  }
  auto centre = repo.load(actor.tenant);
  if (!centre) return centre.error();
  Status free = check_unused(*centre, row, tools);
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
