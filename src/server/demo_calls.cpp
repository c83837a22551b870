#include "server/demo_calls.h"

#include <algorithm>
#include <array>

#include "app/centre/kinds.h"
#include "domain/calls/call_log.h"

namespace filo::server {

namespace {

using namespace std::chrono_literals;
using app::centre::Agent;
using app::centre::Number;

constexpr std::int64_t kSkilled = 2;  ///< Speaks a language well enough to serve in it.

const Number& number_for(const app::centre::Centre& centre, const std::string& language) {
  const auto found = std::ranges::find(centre.numbers, language, &Number::language);
  FILO_CHECK(!centre.numbers.empty());
  return found == centre.numbers.end() ? centre.numbers.front() : *found;
}

Duration answer_within(const app::centre::Centre& centre, QueueId id) {
  const auto found = std::ranges::find(centre.queues, id, &app::centre::Queue::id);
  FILO_CHECK(found != centre.queues.end());
  return std::chrono::milliseconds{found->service_level_ms};
}

bool speaks(const app::centre::Centre& centre, const Agent& agent, const std::string& language) {
  const auto* skill =
      app::centre::find_named<app::centre::Skill>(centre, language == "it"   ? "italiano"
                                                          : language == "fr" ? "francese"
                                                                             : "inglese");
  return skill != nullptr && std::ranges::any_of(agent.skills, [&](const auto& had) {
           return had.skill_id == skill->id && had.level >= kSkilled;
         });
}

bool serves(const Agent& agent, QueueId queue) {
  return std::ranges::find(agent.queue_ids, queue) != agent.queue_ids.end();
}

}  // namespace

/// One call's facts with the clock that they are told by.
class CallTeller::Facts {
 public:
  Facts(TenantId tenant, const DemoCall& call, const Number& number)
      : id_(call.id), queue_(call.queue), at_(call.at), log_(tenant, started(call, number)) {}

  template <class Fact>
  void tell(Fact fact) {
    fact.call = id_;
    fact.at = moment();
    log_.apply(fact);
  }
  void wait(Duration by) { at_ += by; }
  Instant at() const { return at_; }

  void ring(AgentId agent, Duration length, calls::OfferEnd how) {
    const OfferId offer{++offers_};
    tell(calls::OfferMade{.call = {}, .at = {}, .offer = offer, .agent = agent, .queue = queue_});
    wait(length);
    tell(calls::OfferEnded{.call = {}, .at = {}, .offer = offer, .agent = agent, .how = how});
  }
  const calls::CallRecord& record() const { return log_.record(); }

 private:
  Moment moment() const { return {.utc = at_, .mono = MonoTime{at_.time_since_epoch()}}; }
  calls::CallStarted started(const DemoCall& call, const Number& number) const {
    return {.call = call.id,
            .at = moment(),
            .direction = calls::Direction::in,
            .ani = call.ani,
            .dnis = number.e164,
            .service = number.service,
            .language = call.language};
  }

  CallId id_;
  QueueId queue_;
  Instant at_;
  std::int64_t offers_ = 0;
  calls::CallLog log_;
};

void choose_courses(const Scene& scene, std::vector<DemoCall>& calls) {
  using enum CallCourse;
  // Three kinds of days; each keeps its figures plausible however early it is looked at.
  static constexpr std::array<std::array<CallCourse, 14>, 3> kDays = {
      {{quick, quick, quick, late, quick, quick, abandoned, quick, quick, quick, second_agent,
        quick, quick, in_flow},
       {quick, late, quick, quick, quick, abandoned, quick, quick, quick, quick, quick, in_flow,
        quick, quick},
       {quick, quick, late, quick, quick, quick, quick, abandoned, second_agent, quick, quick,
        quick, quick, quick}}};
  std::optional<LocalTime> day;
  std::vector<CallCourse> ahead;  // those of the day, last first
  for (DemoCall& call : calls) {
    const LocalTime its_day = std::chrono::floor<std::chrono::days>(scene.zone.local(call.at));
    if (day != its_day) ahead.clear();
    day = its_day;
    const auto& courses = kDays[static_cast<std::size_t>(its_day.time_since_epoch() / 24h) % 3];
    if (ahead.empty()) ahead.assign(courses.rbegin(), courses.rend());
    auto next = ahead.rbegin();
    while (call.agent && next != ahead.rend() && (*next == abandoned || *next == in_flow)) ++next;
    if (next == ahead.rend()) continue;  // answered at once
    call.course = *next;
    ahead.erase(std::next(next).base());
  }
}

struct CallTeller::Lengths {
  Duration menu, queue, first_ring{0}, ring, talk, hold{0}, talk_after_hold{0}, wrap_up;
  Duration until_offer() const { return menu + queue + first_ring; }
  Duration all() const { return until_offer() + ring + talk + hold + talk_after_hold + wrap_up; }
};

Duration CallTeller::seconds(std::int64_t least, std::int64_t most) {
  const auto span = static_cast<std::uint64_t>((most - least) * 1'000'000 + 1);
  return std::chrono::seconds{least} + Duration{static_cast<std::int64_t>(chance_.below(span))};
}

CallTeller::Lengths CallTeller::lengths_of(const DemoCall& call) {
  const auto& queue = scene_.queue(call.queue);
  Lengths l{.menu = seconds(5, 12),
            .queue = seconds(2, 7),
            .ring = seconds(4, 10),
            .talk = seconds(call.ticket ? 200 : 70, call.ticket ? 460 : 330),
            .wrap_up = seconds(8, std::max<std::int64_t>(queue.wrap_up_ms / 1000, 9))};
  if (call.course == CallCourse::late) l.queue = seconds(45, 85);
  if (call.course == CallCourse::abandoned) l.queue = seconds(48, 110);
  if (call.course == CallCourse::second_agent) {
    l.first_ring = std::chrono::milliseconds{queue.ring_timeout_ms};
  }
  if (chance_.chance(0.2)) {
    l.hold = seconds(20, 75);
    l.talk_after_hold = seconds(25, 90);
  }
  return l;
}

bool CallTeller::is_free(AgentId agent, Instant from, Instant to) const {
  const auto found = busy_.find(agent);
  return found == busy_.end() || std::ranges::none_of(found->second, [&](const auto& span) {
           return span.first < to && from < span.second;
         });
}

// Of those who could, the one with the fewest calls so far.
AgentId CallTeller::free_agent(const DemoCall& call, Instant from, Instant to) {
  const Agent* best = nullptr;
  for (const bool in_his_language : {true, false}) {
    for (const Agent& agent : scene_.centre.agents) {
      if (!serves(agent, call.queue) || !is_free(agent.id, from, to)) continue;
      if (in_his_language && !speaks(scene_.centre, agent, call.language)) continue;
      if (best == nullptr || busy_[agent.id].size() < busy_[best->id].size()) best = &agent;
    }
    if (best != nullptr) return best->id;
  }
  return {};
}

// The first one lets it ring until the queue takes the call back.
void CallTeller::ring_in_vain(const DemoCall& call,
                              AgentId answers,
                              Duration length,
                              Facts& facts) {
  for (const Agent& agent : scene_.centre.agents) {
    const bool could = agent.id != answers && serves(agent, call.queue) &&
                       is_free(agent.id, facts.at(), facts.at() + length);
    if (could) return facts.ring(agent.id, length, calls::OfferEnd::no_answer);
  }
}

void CallTeller::converse(AgentId agent, const Lengths& lengths, Facts& facts) {
  facts.wait(lengths.talk);
  if (lengths.hold > 0s) {
    facts.tell(calls::CallHeld{.call = {}, .at = {}, .agent = agent});
    facts.wait(lengths.hold);
    facts.tell(calls::CallResumed{.call = {}, .at = {}, .agent = agent});
    facts.wait(lengths.talk_after_hold);
  }
  const auto by = chance_.chance(0.8) ? calls::EndedBy::caller : calls::EndedBy::agent;
  facts.tell(calls::CallEnded{.call = {}, .at = {}, .by = by});
  facts.wait(lengths.wrap_up);
  facts.tell(calls::WrapUpEnded{.call = {}, .at = {}, .agent = agent});
}

calls::CallRecord CallTeller::tell(const DemoCall& call) {
  const Number& number = number_for(scene_.centre, call.language);
  const Lengths lengths = lengths_of(call);
  Facts facts(scene_.centre.tenant, call, number);
  facts.tell(calls::FlowEntered{.call = {}, .at = {}, .flow = number.flow_id});
  if (call.customer) {
    facts.tell(calls::CustomerKnown{.call = {}, .at = {}, .customer = call.customer});
  }
  facts.wait(lengths.menu);
  if (call.course == CallCourse::in_flow) {
    facts.tell(calls::CallEnded{});
    return facts.record();
  }
  facts.tell(calls::CallQueued{.call = {},
                               .at = {},
                               .queue = call.queue,
                               .answer_within = answer_within(scene_.centre, call.queue)});
  const Instant offered = call.at + lengths.until_offer();
  AgentId agent = call.agent;
  if (!agent && call.course != CallCourse::abandoned) {
    agent = free_agent(call, offered, call.at + lengths.all());
  }
  if (lengths.queue > 30s) {
    facts.tell(calls::WaitAnnounced{
        .call = {}, .at = {}, .position = 1, .likely = lengths.queue - 12s + seconds(0, 24)});
  }
  facts.wait(lengths.queue);
  if (!agent) {
    facts.tell(calls::CallEnded{});
    return facts.record();
  }
  if (lengths.first_ring > 0s) ring_in_vain(call, agent, lengths.first_ring, facts);
  facts.ring(agent, lengths.ring, calls::OfferEnd::answered);
  facts.tell(calls::CallAnswered{.call = {}, .at = {}, .agent = agent, .queue = call.queue});
  converse(agent, lengths, facts);
  busy_[agent].emplace_back(offered, facts.at());
  return facts.record();
}

}  // namespace filo::server
