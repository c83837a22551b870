#pragma once
// Who does something, and what he may do. Every use case gets an Actor; policy stands in the
// may_... functions here and nowhere else.

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/people/ids.h"

namespace filo {

/// Each role includes the one before. `system` is the product itself (a call that opens a ticket).
enum class Role : std::uint8_t { agent, supervisor, admin, system };

const char* to_string(Role role);
/// nullopt for anything but "agent", "supervisor", "admin": nobody logs in as the system.
std::optional<Role> parse_role(std::string_view word);

/// A person (or the product itself) inside one tenant. A value; copied freely between threads.
struct Actor {
  TenantId tenant;
  UserId user;
  AgentId agent;  ///< None when the user has no agent's desk.
  Role role = Role::agent;
};

/// The product acting by itself for `tenant`.
Actor system_actor(TenantId tenant);

inline bool includes(const Actor& actor, Role role) {
  return actor.role >= role;
}

/// Reads and changes tickets and customers: everybody who logs in.
bool may_work_at_desk(const Actor& actor);
/// Hands tickets to an owner or team other than himself.
bool may_assign_others(const Actor& actor);
/// Changes what customers prove their identity with (birth date, tax code, secret).
bool may_change_identity_data(const Actor& actor);
/// Ends a lock after wrong identity answers before its time.
bool may_unlock_identity(const Actor& actor);
/// Sees and moves agents and queues.
bool may_supervise(const Actor& actor);
/// Changes users, queues, flows and other settings.
bool may_administer(const Actor& actor);

}  // namespace filo
