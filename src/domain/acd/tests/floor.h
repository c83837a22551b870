#pragma once
// A small centre to tell stories with: names instead of ids, a clock, and what was decided last.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "domain/acd/dispatcher.h"

namespace filo::acd {

using namespace std::chrono_literals;

class Floor {
 public:
  explicit Floor(Settings settings = {}) : acd(settings, 1'000) {}

  QueueRules& add_queue(const std::string& name) {
    QueueRules rules;
    rules.id = queue(name);
    rules.name = name;
    centre.queues.push_back(rules);
    return centre.queues.back();
  }
  AgentRules& add_agent(const std::string& name, const std::vector<std::string>& queues) {
    AgentRules rules;
    rules.id = agent(name);
    rules.name = name;
    for (const auto& q : queues) rules.queues.push_back(queue(q));
    centre.agents.push_back(rules);
    return centre.agents.back();
  }
  /// Applies the configuration; everybody is ready, one second apart in the order of adding.
  void open() {
    reload();
    for (const AgentRules& a : centre.agents) {
      ready(a.name);
      wait(1s);
    }
  }
  void reload() {
    ASSERT_TRUE(acd.set_centre(centre, now));
    settle();
  }
  void ready(const std::string& name) {
    ASSERT_TRUE(acd.set_reachable(agent(name), true, now));
    ASSERT_TRUE(acd.set_presence(agent(name), Presence::ready, {}, now));
    settle();
  }
  void pause(const std::string& name, std::int64_t reason = 1) {
    ASSERT_TRUE(
        acd.set_presence(agent(name), Presence::paused, {PauseReasonId{reason}, false}, now));
    settle();
  }
  void offline(const std::string& name) {
    ASSERT_TRUE(acd.set_presence(agent(name), Presence::offline, {}, now));
    settle();
  }
  void plug(const std::string& name, bool in) {
    ASSERT_TRUE(acd.set_reachable(agent(name), in, now));
    settle();
  }
  void busy(const std::string& name, bool is) {
    ASSERT_TRUE(acd.set_busy(agent(name), is, now));
    settle();
  }
  Status call(std::int64_t id, const std::string& q, int priority = 0) {
    return call(Waiting{.call = CallId{id},
                        .queue = queue(q),
                        .priority = priority,
                        .skills = {},
                        .enqueued_at = now,
                        .preferred = {}});
  }
  Status call(Waiting waiting) {
    Status status = acd.enqueue(std::move(waiting), now);
    settle();
    return status;
  }
  void hang_up(std::int64_t id) {
    acd.remove(CallId{id}, now);
    settle();
  }
  void answer(const std::string& name) {
    ASSERT_TRUE(acd.offer_answered(offer_of(name), now)) << name;
    settle();
  }
  void refuse(const std::string& name, OfferRefusal kind = OfferRefusal::declined) {
    ASSERT_TRUE(acd.offer_declined(offer_of(name), kind, now)) << name;
    settle();
  }
  void done(const std::string& name) {
    ASSERT_TRUE(acd.contact_ended(agent(name), now)) << name;
    settle();
  }
  /// Moves the clock, stopping at each deadline as the core thread's timer does.
  void wait(Duration by) {
    const MonoTime end = now + by;
    while (acd.next_deadline() && *acd.next_deadline() <= end) {
      now = std::max(now, *acd.next_deadline());
      settle();
    }
    now = end;
    settle();
  }
  void settle() {
    for (Decision& d : acd.advance(now)) {
      if (const auto* made = std::get_if<OfferMade>(&d)) made_.push_back(*made);
      decisions.push_back(std::move(d));
    }
    const auto unserved = acd.find_unserved(now);
    ASSERT_FALSE(unserved) << "call " << unserved->call.str() << " could go to agent "
                           << unserved->agent.str();
  }

  AgentId agent(const std::string& name) { return AgentId{number(name)}; }
  QueueId queue(const std::string& name) { return QueueId{number(name)}; }
  SkillId skill(const std::string& name) { return SkillId{number(name)}; }
  AgentView view(const std::string& name) { return acd.agent(agent(name)).value(); }
  AgentState state(const std::string& name) { return view(name).state; }
  OfferId offer_of(const std::string& name) { return view(name).offer; }
  /// Whom the call rings at, or "".
  std::string rings(std::int64_t call) {
    for (const AgentRules& a : centre.agents)
      if (state(a.name) == AgentState::offered && view(a.name).call == CallId{call}) return a.name;
    return "";
  }
  const OfferMade& last_offer() const { return made_.back(); }
  std::size_t offers() const { return made_.size(); }
  template <class D>
  std::vector<D> all() const {
    std::vector<D> found;
    for (const Decision& d : decisions)
      if (const auto* one = std::get_if<D>(&d)) found.push_back(*one);
    return found;
  }

  Centre centre;
  MonoTime now{std::chrono::hours{100}};
  Dispatcher acd;
  std::vector<Decision> decisions;

 private:
  std::int64_t number(const std::string& name) {
    return numbers_.try_emplace(name, static_cast<std::int64_t>(numbers_.size()) + 1).first->second;
  }
  std::map<std::string, std::int64_t> numbers_;
  std::vector<OfferMade> made_;
};

}  // namespace filo::acd
