#include "sim/random_day.h"

#include <fmt/format.h>

#include "sim/world.h"

namespace filo::sim {

using namespace std::chrono_literals;

namespace {

constexpr const char* kNumber = "+39800100200";

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

void something_happens(World& world, DayReport& report) {
  Prng& random = world.random();
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

/// Every finished record must add up; what is still open must be a call that is still there.
std::string check_records(World& world, DayReport& report) {
  for (const auto& [id, record] : world.records()) {
    if (!record.outcome) {
      if (report.restarts == 0) return "record " + id.str() + " has no end";
      continue;  // cut off by a restart; the store closes it
    }
    if (*record.outcome == calls::Outcome::answered) ++report.answered;
    if (*record.outcome == calls::Outcome::abandoned) ++report.abandoned;
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
  for (int step = 0; step < 40 && world.fault().empty(); ++step) {
    world.run_for(std::chrono::milliseconds{world.random().below(3'000)});
    something_happens(world, report);
  }
  for (const auto& caller : world.callers()) caller->hang_up();
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
