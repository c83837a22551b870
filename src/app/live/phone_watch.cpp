#include "app/live/phone_watch.h"

#include <algorithm>

#include "base/log.h"

namespace filo::app {

PhoneWatch::~PhoneWatch() {
  for (auto& [agent, phone] : phones_) loop_.cancel(phone.timer);
}

void PhoneWatch::lost(AgentId agent) {
  if (!phones_.try_emplace(agent).second) return;
  FILO_LOG_WARN("calls", "phone does not answer agent={}", agent.str());
  arm(agent);
}

void PhoneWatch::forget(AgentId agent) {
  const auto found = phones_.find(agent);
  if (found == phones_.end()) return;
  loop_.cancel(found->second.timer);
  phones_.erase(found);
}

void PhoneWatch::arm(AgentId agent) {
  phones_.at(agent).timer = loop_.call_after(kAskEvery, [this, agent] { ask(agent); });
}

void PhoneWatch::ask(AgentId agent) {
  const auto flow = way_(agent);
  if (!flow) return forget(agent);
  Phone& phone = phones_.at(agent);
  phone.flow = *flow;
  phone.timer = TimerId::none;
  core_.ping(*flow, loop_.clock().moment());
}

void PhoneWatch::pinged(const sip::Pinged& answer) {
  const auto found = std::ranges::find_if(phones_, [&](const auto& entry) {
    return entry.second.timer == TimerId::none && entry.second.flow == answer.flow;
  });
  if (found == phones_.end()) return;
  const AgentId agent = found->first;
  if (!answer.alive) return arm(agent);
  FILO_LOG_INFO("calls", "phone answers again agent={}", agent.str());
  phones_.erase(found);
  back_(agent);
}

}  // namespace filo::app
