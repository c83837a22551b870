// Calls over a bad wire: whatever is lost, doubled, late or out of order, each leg ends exactly
// once on both sides and nothing outlives its RFC time.

#include "protocols/sip/tests/core_harness.h"

namespace filo::sip::test {
namespace {

struct Fate {
  int answered = 0, ended = 0;
};

std::map<LegId, Fate> fates(const Node& node) {
  std::map<LegId, Fate> by_leg;
  for (const Event& event : node.events) {
    if (const auto* e = std::get_if<LegAnswered>(&event)) ++by_leg[e->leg].answered;
    if (const auto* e = std::get_if<LegEnded>(&event)) ++by_leg[e->leg].ended;
  }
  return by_leg;
}

/// 40 calls; some hung up by the caller while ringing, some by either side when talking, with
/// re-INVITEs in between.
void run_calls(World& world, Prng& random) {
  answer_calls(world.b);
  std::vector<LegId> legs;
  for (int i = 0; i < 40; ++i) {
    legs.push_back(world.a.call(world.b.at));
    world.run_for(milliseconds{random.below(400)});
    if (random.chance(0.2)) world.a.core.hang_up(legs.back(), "early", world.a.now());
    if (random.chance(0.3)) world.a.core.reinvite(legs.back(), kOffer, world.a.now());
  }
  world.b.behave = [&world](const Event& event) {
    if (const auto* e = std::get_if<LegReoffered>(&event))
      world.b.core.accept_reoffer(e->leg, kAnswer, world.b.now());
  };
  world.run_for(seconds{70});
  for (const LegId leg : legs) world.a.core.hang_up(leg, "late", world.a.now());
  for (const auto& call : world.b.all<IncomingCall>())
    world.b.core.hang_up(call.leg, "late", world.b.now());
}

class CoreLoss : public testing::TestWithParam<int> {};

TEST_P(CoreLoss, EachLegEndsExactlyOnceAndNothingIsLeft) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const double loss = GetParam() / 100.0;
    World world{seed, Faults{.loss = loss,
                             .doubled = loss,
                             .delay = milliseconds{20},
                             .jitter = milliseconds{GetParam() * 10 + 1}}};
    world.a.keep_sent = world.b.keep_sent = false;
    Prng random{seed};
    run_calls(world, random);
    world.expect_quiet();
    for (const Node* node : {&world.a, &world.b}) {
      for (const auto& [leg, fate] : fates(*node)) {
        EXPECT_EQ(fate.ended, 1) << leg.str();
        EXPECT_LE(fate.answered, 1) << leg.str();
      }
    }
    EXPECT_EQ(fates(world.a).size(), 40U);
    EXPECT_EQ(world.b.all<IncomingCall>().size(), world.b.all<LegEnded>().size());
    if (GetParam() == 0) {
      EXPECT_GE(world.a.all<LegAnswered>().size(), 25U);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Percent, CoreLoss, testing::Values(0, 1, 5, 15, 30));

TEST(CoreLoss, AtTenPercentNearlyAllCallsSucceed) {
  World world{
      3,
      Faults{.loss = 0.1, .doubled = 0.05, .delay = milliseconds{20}, .jitter = milliseconds{30}}};
  answer_calls(world.b);
  for (int i = 0; i < 200; ++i) {
    world.a.call(world.b.at);
    world.run_for(milliseconds{20});
  }
  world.run_for(seconds{40});
  EXPECT_GE(world.a.all<LegAnswered>().size(), 199U);
  EXPECT_GE(world.b.all<LegConfirmed>().size(), 199U);
}

TEST(CoreLoss, TheSameSeedGivesTheSameBytes) {
  std::vector<std::string> first;
  for (int round = 0; round < 2; ++round) {
    World world{
        9,
        Faults{
            .loss = 0.2, .doubled = 0.2, .delay = milliseconds{20}, .jitter = milliseconds{100}}};
    Prng random{9};
    run_calls(world, random);
    world.run_for(seconds{40});
    if (round == 0) {
      first = world.a.sent;
    } else {
      EXPECT_EQ(world.a.sent, first);
    }
  }
}

}  // namespace
}  // namespace filo::sip::test
