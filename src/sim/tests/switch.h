#pragma once
// What the stories of the switch begin with and how they end: one queue and its number; nobody and
// nothing is left when the last timer has run.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "sim/world.h"

namespace filo::sim {

using namespace std::chrono_literals;
using Line = Phone::Line;
using Reaction = Phone::Reaction;

inline constexpr const char* kNumber = "+39800100200";
inline constexpr const char* kCaller = "+390551234567";

/// A world of its own; as many in a story as it likes.
struct Switch {
  World world;
  QueueId queue = world.add_queue("faults");

  explicit Switch(std::uint64_t seed = 11,
                  bool menu = false,
                  ivr::Answer answer = ivr::Answer::first)
      : world(seed) {
    world.add_number(kNumber, queue, menu, answer);
  }
  Phone& call() { return world.call_in(kNumber, kCaller); }
  app::MediaLegId leg_to(const Phone& phone) {
    return world.media().leg_toward(phone.ip(), phone.rtp_port());
  }
  std::vector<std::string> heard(const Phone& phone) { return world.media().heard(leg_to(phone)); }
  acd::AgentView view(const char* agent) {
    return *world.director().dispatcher().agent(world.agent_id(agent));
  }
  /// Of the first call.
  calls::CallRecord record() { return world.records().begin()->second; }

  /// `from` dials `number`, and `to` rings; one of the two hangs up, a tenth of a second later each
  /// time. `agents` are ready again after each. `prepare` comes before each.
  void hang_up_in_every_state(
      Phone& from,
      Phone& to,
      const char* number,
      const std::vector<const char*>& agents,
      const std::function<void(int)>& prepare = [](int) {}) {
    for (int tenth = 0; tenth < 40; ++tenth) {
      prepare(tenth);
      world.dial(from, number);
      world.run_for(std::chrono::milliseconds{tenth * 100});
      (tenth % 2 ? from : to).hang_up();
      world.run_for(2s);
      from.hang_up();  // the odd ones that went on ringing
      world.run_for(2s);
      EXPECT_EQ(from.line(), Line::idle) << tenth;
      EXPECT_EQ(to.line(), Line::idle) << tenth;
      for (const char* agent : agents)
        EXPECT_EQ(view(agent).state, acd::AgentState::ready) << agent << " " << tenth;
    }
  }

  void expect_clean(const std::string& what) {
    EXPECT_EQ(world.fault(), "") << what;
    world.run_for(3min);
    EXPECT_EQ(world.fault(), "") << what;
    EXPECT_EQ(world.leftovers(), "") << what;
    EXPECT_EQ(world.ignored_facts(), 0u) << what;
    for (const auto& [id, record] : world.records()) {
      ASSERT_TRUE(record.ended_at) << what;
      EXPECT_EQ(calls::caller_time(record), *record.ended_at - record.started_at) << what;
    }
  }
};

/// A story with one switch, clean at its end.
struct Story : testing::Test, Switch {
  using Switch::Switch;
  void TearDown() override { expect_clean("at the end"); }
};

}  // namespace filo::sim
