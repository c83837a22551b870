#include "domain/people/actor.h"

namespace filo {

const char* to_string(Role role) {
  switch (role) {
    case Role::agent:
      return "agent";
    case Role::supervisor:
      return "supervisor";
    case Role::admin:
      return "admin";
    case Role::system:
      return "system";
  }
  return "agent";
}

std::optional<Role> parse_role(std::string_view word) {
  if (word == "agent") return Role::agent;
  if (word == "supervisor") return Role::supervisor;
  if (word == "admin") return Role::admin;
  return std::nullopt;
}

Actor system_actor(TenantId tenant) {
  return {.tenant = tenant, .user = {}, .agent = {}, .role = Role::system};
}

bool may_work_at_desk(const Actor& actor) {
  return static_cast<bool>(actor.tenant);
}

// Agents hand work to each other all day; a rule against it would only make them do it by voice.
bool may_assign_others(const Actor& actor) {
  return may_work_at_desk(actor);
}

bool may_change_identity_data(const Actor& actor) {
  return includes(actor, Role::supervisor);
}

bool may_unlock_identity(const Actor& actor) {
  return includes(actor, Role::supervisor);
}

bool may_supervise(const Actor& actor) {
  return includes(actor, Role::supervisor);
}

bool may_administer(const Actor& actor) {
  return includes(actor, Role::admin);
}

}  // namespace filo
