#include "app/live/live_centre.h"

#include <algorithm>

namespace filo::app {

void LiveCentre::index() {
  by_e164_.clear();
  by_sip_user_.clear();
  for (std::size_t i = 0; i < numbers.size(); ++i) by_e164_.emplace(numbers[i].e164, i);
  for (const auto& [id, agent] : agents) {
    if (!agent.sip_user.empty()) by_sip_user_.emplace(agent.sip_user, id);
  }
}

const LiveNumber* LiveCentre::number(std::string_view e164) const {
  const auto found = by_e164_.find(e164);
  return found == by_e164_.end() ? nullptr : &numbers[found->second];
}

const LiveQueue* LiveCentre::queue(QueueId id) const {
  const auto found = queues.find(id);
  return found == queues.end() ? nullptr : &found->second;
}

const LiveAgent* LiveCentre::agent(AgentId id) const {
  const auto found = agents.find(id);
  return found == agents.end() ? nullptr : &found->second;
}

const LiveAgent* LiveCentre::agent_by_sip_user(std::string_view sip_user) const {
  const auto found = by_sip_user_.find(sip_user);
  return found == by_sip_user_.end() ? nullptr : agent(found->second);
}

const LiveAgent* LiveCentre::agent_by_extension(TenantId tenant, std::string_view ext) const {
  const auto found = std::find_if(agents.begin(), agents.end(), [&](const auto& entry) {
    return entry.second.tenant == tenant && entry.second.extension == ext;
  });
  return found == agents.end() ? nullptr : &found->second;
}

const LiveTrunk* LiveCentre::trunk(std::string_view id) const {
  const auto wanted = TrunkId::parse(id);
  const auto found = std::find_if(trunks.begin(), trunks.end(),
                                  [&](const LiveTrunk& trunk) { return trunk.id == wanted; });
  return found == trunks.end() ? nullptr : &*found;
}

const LiveNumber* LiveCentre::first_number(TenantId tenant) const {
  const auto found = std::find_if(numbers.begin(), numbers.end(),
                                  [&](const LiveNumber& n) { return n.tenant == tenant; });
  return found == numbers.end() ? nullptr : &*found;
}

bool LiveCentre::has_pause_reasons(TenantId tenant) const {
  return std::any_of(pause_reasons.begin(), pause_reasons.end(),
                     [&](const auto& entry) { return entry.second.tenant == tenant; });
}

}  // namespace filo::app
