#include "server/demo_days.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace filo::server {

namespace {

using namespace std::chrono_literals;

constexpr Duration kLongest = 15min;  ///< No call of the demo takes longer.
constexpr std::int64_t kWeekday = 12, kWeekend = 7, kTodayLeast = 5;
constexpr std::int64_t kLeast = 4;  ///< Also on a day with many tickets.

struct Span {
  Instant from, to;
  Duration length() const { return to - from; }
};

bool is_weekend(LocalTime at) {
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(at)};
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

/// When people call on the day `ago` days before today; early in the morning of today also those
/// of the night.
Span hours_of(const Scene& scene, int ago) {
  const LocalTime midnight = scene.local_day(-ago);
  Span day{scene.zone.utc(midnight + 7h + 30min), scene.zone.utc(midnight + 20h + 30min)};
  if (ago > 0) return day;
  day.to = std::min(day.to, scene.now.utc - kLongest);
  if (day.length() < 3h) day.from = scene.zone.utc(midnight);
  return day;
}

std::int64_t calls_of(const Scene& scene, int ago, const Span& day) {
  const LocalTime midnight = scene.local_day(-ago);
  const std::int64_t more = midnight.time_since_epoch() / 24h % 3;  // no two days alike
  const std::int64_t usual = (is_weekend(midnight) ? kWeekend : kWeekday) + more;
  if (ago > 0) return usual;
  const std::int64_t so_far = usual * day.length() / Duration{13h};
  const std::int64_t room = day.length() / Duration{6min};
  return std::min(std::clamp(so_far, kTodayLeast, usual), std::max<std::int64_t>(room, 0));
}

// Numbers that no network gives out: in Italy subscribers do not begin with 0; in France and
// Britain the regulators keep blocks for films and plays (ARCEP 2018-0881, Ofcom).
std::string stranger(Prng& chance, const std::string& language) {
  const auto n = chance.below(900) + 100;
  if (language == "fr") return fmt::format("+33639985{}", n);
  if (language == "en") return fmt::format("+447700900{}", n);
  return chance.chance(0.5) ? fmt::format("+390550128{}", n) : fmt::format("+393200008{}", n);
}

void choose_caller(Prng& chance, const std::vector<Customer>& customers, DemoCall& call) {
  const Customer& customer = customers[chance.below(customers.size())];
  call.language = customer.language;
  if (chance.chance(0.3)) {
    call.ani = stranger(chance, call.language);
    return;
  }
  call.ani = customer.numbers[chance.below(customer.numbers.size())].e164;
  call.customer = customer.id;
}

QueueId choose_queue(const Scene& scene, Prng& chance, Instant at) {
  const auto& queues = scene.centre.queues;
  const LocalTime local = scene.zone.local(at);
  const auto hour = local - std::chrono::floor<std::chrono::days>(local);
  const bool office = !is_weekend(local) && hour >= 9h && hour < 17h;
  const auto drawn = chance.below(100);
  std::size_t place = drawn < 55 ? 0 : drawn < 82 ? 1 : 2;
  if (place == 2 && !office) place = 0;
  return queues[std::min(place, queues.size() - 1)].id;
}

}  // namespace

std::vector<DemoCall> ordinary_calls(const Scene& scene,
                                     Prng& chance,
                                     const std::vector<Customer>& customers,
                                     const std::vector<DemoCall>& told) {
  std::vector<DemoCall> calls;
  for (int ago = kDemoCallDays - 1; ago >= 0; --ago) {
    const Span day = hours_of(scene, ago);
    const auto had = std::ranges::count_if(
        told, [&](const DemoCall& c) { return c.at >= day.from && c.at < day.to; });
    const std::int64_t wanted = calls_of(scene, ago, day);
    const std::int64_t more = wanted == 0 ? 0 : std::max<std::int64_t>(wanted - had, kLeast);
    for (std::int64_t n = 0; n < more; ++n) {
      const Duration slot = day.length() / more;
      const auto into = Duration{
          static_cast<std::int64_t>(chance.below(static_cast<std::uint64_t>(slot.count())))};
      DemoCall call{.id = {}, .at = day.from + n * slot + into, .ani = {}, .language = {}};
      choose_caller(chance, customers, call);
      call.queue = choose_queue(scene, chance, call.at);
      calls.push_back(std::move(call));
    }
  }
  return calls;
}

}  // namespace filo::server
