#include "server/demo_scene.h"

#include <algorithm>

#include "base/check.h"

namespace filo::server {

namespace {

Role role_of(app::centre::UserRole role) {
  switch (role) {
    case app::centre::UserRole::agent:
      return Role::agent;
    case app::centre::UserRole::supervisor:
      return Role::supervisor;
    case app::centre::UserRole::admin:
      return Role::admin;
  }
  return Role::agent;
}

}  // namespace

AgentId Scene::agent_of(UserId user) const {
  const auto found = std::ranges::find(centre.agents, user, &app::centre::Agent::user_id);
  return found == centre.agents.end() ? AgentId{} : found->id;
}

Actor Scene::actor(UserId user) const {
  const auto found = std::ranges::find(centre.users, user, &app::centre::User::id);
  FILO_CHECK(found != centre.users.end());
  return {
      .tenant = centre.tenant, .user = user, .agent = agent_of(user), .role = role_of(found->role)};
}

const app::centre::Queue& Scene::queue(QueueId id) const {
  const auto found = std::ranges::find(centre.queues, id, &app::centre::Queue::id);
  FILO_CHECK(found != centre.queues.end());
  return *found;
}

}  // namespace filo::server
