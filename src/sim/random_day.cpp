#include "sim/random_day.h"

#include <fmt/format.h>

#include <array>

#include "sim/world.h"

namespace filo::sim {

using namespace std::chrono_literals;

namespace {

constexpr const char* kNumber = "+39800100200";
constexpr const char* kDesk = "desk";  ///< The agent whose phone is his browser.

Weather weather_of(Prng& random) {
  Weather weather;
  if (random.chance(0.5)) weather.loss = static_cast<double>(random.below(20)) / 100;
  if (random.chance(0.3)) weather.doubled = 0.1;
  if (random.chance(0.3)) weather.delay_max = std::chrono::milliseconds{5 + random.below(300)};
  return weather;
}

Phone::Manners manners_of(Prng& random) {
  Phone::Manners manners;
  const std::uint64_t mood = random.below(10);
  manners.reaction = mood < 7   ? Phone::Reaction::answer
                     : mood < 9 ? Phone::Reaction::ignore
                                : Phone::Reaction::refuse;
  manners.after = std::chrono::milliseconds{50 + random.below(6'000)};
  manners.refuse_with = random.chance(0.5) ? 486 : 500;
  manners.talk_max = std::chrono::milliseconds{500 + random.below(20'000)};
  return manners;
}

/// Numbers outside, near and far, of emergency and of nobody, and colleagues.
std::string something_to_dial(Prng& random) {
  constexpr std::array kNumbers{"0299887766", "+33123456789", "112", "agent0",
                                "agent1",     kDesk,          "9"};
  return kNumbers[random.below(kNumbers.size())];
}

void agent_dials(World& world) {
  Prng& random = world.random();
  const std::string number = something_to_dial(random);
  const auto& phones = world.agent_phones();
  Phone& phone = *phones[random.below(phones.size())];
  if (phone.node() && phone.line() == Phone::Line::idle) world.dial(phone, number);
}

/// The person before the browser does something to the call that he has, or dials.
void desk_acts(World& world) {
  Prng& random = world.random();
  app::CallDirector& director = world.director();
  const AgentId me = world.agent_id(kDesk);
  const auto state = director.my_state(me);
  Status done;
  if (state->offer && random.chance(0.8)) {
    done = director.accept(me, state->offer->id);
  } else if (state->offer) {
    done = director.decline(me, state->offer->id);
  } else if (state->call && random.chance(0.5)) {
    done = director.hang_up(me, state->call->id);
  } else if (state->call) {
    done = state->call->state == app::CallState::held ? director.resume(me, state->call->id)
                                                      : director.hold(me, state->call->id);
  } else if (random.chance(0.1)) {
    director.close_browser_phone(me);
  } else if (!state->phone.registered) {
    (void)director.open_browser_phone(me, "virtual offer").has_value();
  } else {
    const auto dialled = director.dial(me, {.number = something_to_dial(random)});
    if (!dialled) done = dialled.error();
  }
  (void)done.has_value();  // refusals are part of a day
}

void something_happens(World& world, DayReport& report) {
  Prng& random = world.random();
  if (random.chance(0.15)) return agent_dials(world);
  if (random.chance(0.2)) return desk_acts(world);
  const std::uint64_t what = random.below(100);
  if (what < 60) {
    world.call_in(kNumber, fmt::format("+3905512{:05}", random.below(100'000)));
    ++report.calls;
  } else if (what < 85 && !world.callers().empty()) {
    world.callers()[random.below(world.callers().size())]->hang_up();
  } else if (what < 93 && !world.callers().empty()) {
    world.press(*world.callers()[random.below(world.callers().size())], '1');
  } else if (what < 94 && !world.callers().empty()) {
    world.callers()[random.below(world.callers().size())]->hold(random.chance(0.5));
  } else if (what < 95 && !world.callers().empty()) {
    world.callers()[random.below(world.callers().size())]->die();
  } else if (what == 99 && report.restarts < 2) {
    world.restart_server();
    ++report.restarts;
  }
}

/// Who dialled is known, no queue had it, and it was answered or it was not.
bool is_dialled_record(const calls::CallRecord& record) {
  const bool answered = *record.outcome == calls::Outcome::answered;
  const bool failed = *record.outcome == calls::Outcome::failed;
  return record.agent && !record.queue && !record.dnis.empty() &&
         calls::visits_of(record).empty() && answered == record.answered_at.has_value() &&
         (answered || failed) && !record.cause.empty();
}

/// Every finished record must add up; what is still open must be a call that is still there.
std::string check_records(World& world, DayReport& report) {
  for (const auto& [id, record] : world.records()) {
    if (!record.outcome) {
      if (report.restarts == 0) return "record " + id.str() + " has no end";
      continue;  // cut off by a restart; the store closes it
    }
    const bool is_out = record.direction == calls::Direction::out;
    if (*record.outcome == calls::Outcome::answered) ++(is_out ? report.dialled : report.answered);
    if (*record.outcome == calls::Outcome::abandoned) ++report.abandoned;
    if (is_out && !is_dialled_record(record))
      return "dialled record " + id.str() + " tells nonsense";
    if (calls::caller_time(record) != *record.ended_at - record.started_at)
      return "segments of " + id.str() + " do not add up";
  }
  return {};
}

}  // namespace

DayReport random_day(std::uint64_t seed) {
  DayReport report;
  Prng setup{seed};
  World world{seed, weather_of(setup)};
  const QueueId queue = world.add_queue("main", 8s, 2s);
  const bool menu = setup.chance(0.3);
  world.add_number(kNumber, queue, menu,
                   setup.chance(0.3) ? ivr::Answer::late : ivr::Answer::first);
  const std::uint64_t agents = 1 + setup.below(4);
  for (std::uint64_t i = 0; i < agents; ++i)
    world.add_agent("agent" + std::to_string(i), {queue}).set_manners(manners_of(setup));
  world.add_browser_agent(kDesk, {queue});
  world.allow_calls_out(kDesk, calls::CallsOut::national);
  world.allow_calls_out("agent0", calls::CallsOut::international);
  Phone::Manners outside = manners_of(setup);
  outside.early = setup.chance(0.3);
  world.add_outside_phone().set_manners(outside);
  for (int step = 0; step < 40 && world.fault().empty(); ++step) {
    world.run_for(std::chrono::milliseconds{world.random().below(3'000)});
    something_happens(world, report);
  }
  for (const auto& caller : world.callers()) caller->hang_up();
  world.director().close_browser_phone(world.agent_id(kDesk));
  // 64*T1 for what was lost, the media watchdog for callers whose power went off.
  world.run_for(3min);
  for (const auto& caller : world.callers()) {
    const auto leg = world.media().leg_toward(caller->ip(), caller->rtp_port());
    if (leg) world.media().go_silent(leg);
  }
  world.run_for(3min);
  report.packets = world.packets();
  report.fault = world.fault();
  if (report.fault.empty()) report.fault = world.leftovers();
  if (report.fault.empty()) report.fault = check_records(world, report);
  return report;
}

}  // namespace filo::sim
