// filo_sim_run --seed N | --seeds N: replays random days and says what they were like.

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/log.h"
#include "sim/random_day.h"

int main(int argc, char** argv) {
  CLI::App app{"Random days of the switchboard under virtual time"};
  std::uint64_t seed = 0;
  std::uint64_t seeds = 100;
  bool verbose = false;
  app.add_option("--seed", seed, "replay this seed only, with its log");
  app.add_option("--seeds", seeds, "run seeds 1 to N");
  app.add_flag("--verbose", verbose, "log what happens");
  CLI11_PARSE(app, argc, argv);

  filo::init_log(seed || verbose ? filo::LogLevel::debug : filo::LogLevel::error, "");
  filo::sim::DayReport total;
  int failed = 0;
  const std::uint64_t first = seed ? seed : 1;
  const std::uint64_t last = seed ? seed : seeds;
  for (std::uint64_t n = first; n <= last; ++n) {
    const filo::sim::DayReport day = filo::sim::random_day(n);
    total.calls += day.calls;
    total.answered += day.answered;
    total.abandoned += day.abandoned;
    total.dialled += day.dialled;
    total.restarts += day.restarts;
    total.packets += day.packets;
    if (day.fault.empty()) continue;
    ++failed;
    fmt::print("seed {}: {}\n", n, day.fault);
  }
  fmt::print("{} calls, {} answered, {} abandoned, {} dialled, {} restarts, {} packets\n",
             total.calls, total.answered, total.abandoned, total.dialled, total.restarts,
             total.packets);
  fmt::print("{} passed, {} failed\n", last - first + 1 - static_cast<std::uint64_t>(failed),
             failed);
  return failed ? 1 : 0;
}
