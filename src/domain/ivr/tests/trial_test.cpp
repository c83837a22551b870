// A flow is tried: what a caller would hear, do and reach, without a caller.

#include "domain/ivr/trial.h"

#include "domain/ivr/tests/fixture.h"

namespace filo::ivr {
namespace {

using Inputs = std::vector<TrialInput>;

std::shared_ptr<const Flow> sound_flow(const Value& document) {
  auto read = read_flow(document, TestLookup{});
  FILO_CHECK(read);
  return std::make_shared<const Flow>(std::move(read).value());
}

TrialInput press(std::string digits) {
  return {TrialInput::Kind::digits, std::move(digits)};
}
const TrialInput kWait{TrialInput::Kind::wait};
const TrialInput kGone{TrialInput::Kind::hang_up};

Trial try_it(const Value& document, const Inputs& inputs, Hours hours = Hours::open) {
  return try_flow(sound_flow(document), {.language = "it", .ani = "+39055"}, inputs,
                  [hours](CalendarId id) {
                    EXPECT_EQ(id, CalendarId{7});
                    return hours;
                  });
}

/// One line a step: node, what is heard, detail.
std::string told(const Trial& trial) {
  std::string out;
  for (const TrialStep& step : trial.steps)
    out += step.node + "|" + step.text + step.file + "|" + step.detail + "\n";
  return out;
}

Value office() {
  return flow_of(
      {{"start",
        object({{"type", "hours"}, {"calendar", "office"}, {"open", "menu"}, {"closed", "bye"}})},
       {"menu", object({{"type", "menu"},
                        {"prompt", "press 1 or 2"},
                        {"invalid", "wrong"},
                        {"retries", 1},
                        {"timeout_ms", 4000},
                        {"options", object({{"1", "pin"}, {"2", "wait"}})}})},
       {"pin", object({{"type", "collect"},
                       {"prompt", "your code"},
                       {"variable", "pin"},
                       {"digits_min", 4},
                       {"secret", true},
                       {"next", "mark"}})},
       {"mark",
        object({{"type", "set"}, {"language", "fr"}, {"service", "vip"}, {"next", "wait"}})},
       {"wait", object({{"type", "queue"}, {"queue", "support"}, {"prompt", "hold, {ani}"}})},
       {"bye", object({{"type", "hang_up"}, {"prompt", object({{"file", "bye.wav"}})}})}});
}

TEST(IvrTrial, StopsWhereTheCallerMustPress) {
  const Trial trial = try_it(office(), {});
  EXPECT_EQ(told(trial), "start||open\nmenu|press 1 or 2|\n");
  EXPECT_EQ(trial.awaits, Trial::Awaits::digits);
  EXPECT_EQ(trial.node, "menu");
  EXPECT_EQ(trial.timeout, Duration{4s});
  EXPECT_EQ(trial.steps[0].kind, TrialStep::Kind::hours);
  EXPECT_EQ(trial.steps[0].calendar, CalendarId{7});
  EXPECT_EQ(trial.steps[1].kind, TrialStep::Kind::menu);
  EXPECT_EQ(trial.steps[1].language, "it");
}

TEST(IvrTrial, FollowsTheHoursOfTheMoment) {
  const Trial trial = try_it(office(), {}, Hours::holiday);
  EXPECT_EQ(told(trial), "start||holiday\nbye|bye.wav|\nbye||flow_end\n");
  EXPECT_EQ(trial.awaits, Trial::Awaits::ended);
}

TEST(IvrTrial, GoesToTheQueueAndHidesWhatIsSecret) {
  const Trial trial = try_it(office(), {press("1"), press("12"), press("34")});
  EXPECT_EQ(told(trial),
            "start||open\nmenu|press 1 or 2|\nmenu||1\npin|your code|\n"
            "pin||\u2022\u2022\npin||\u2022\u2022\npin||pin=***\nmark||language=fr\n"
            "mark||service=vip\nwait|hold, +39055|\n");
  EXPECT_EQ(trial.awaits, Trial::Awaits::nothing);
  EXPECT_EQ(trial.steps.back().queue, QueueId{2});
  EXPECT_EQ(trial.language, "fr");
  EXPECT_EQ(trial.timeout, std::nullopt);
}

TEST(IvrTrial, DigitsInARowAreTypeAheadAndOnesThatFollowASecretStaySecret) {
  const Trial trial = try_it(office(), {press("11234")});
  EXPECT_EQ(told(trial),
            "start||open\nmenu|press 1 or 2|\nmenu||1\u2022\u2022\u2022\u2022\npin|your code|\n"
            "pin||pin=***\nmark||language=fr\nmark||service=vip\nwait|hold, +39055|\n");
}

TEST(IvrTrial, SilenceIsWaitedForAndTheLastTryEndsTheCall) {
  const Trial trial = try_it(office(), {kWait, press("9"), press("2")});
  EXPECT_EQ(told(trial),
            "start||open\nmenu|press 1 or 2|\nmenu||wait\nmenu|wrong|\nmenu|press 1 or 2|\n"
            "menu||9\nmenu||no_input\n")
      << "what comes after the end is not heard";
  EXPECT_EQ(trial.awaits, Trial::Awaits::ended);
}

TEST(IvrTrial, ACallerWhoHangsUpIsGone) {
  const Trial trial = try_it(office(), {kGone, press("2")});
  EXPECT_EQ(told(trial), "start||open\nmenu|press 1 or 2|\nmenu||caller\n");
  EXPECT_EQ(trial.awaits, Trial::Awaits::ended);
  EXPECT_EQ(trial.timeout, std::nullopt);
}

TEST(IvrTrial, AFlowThatGoesRoundEndsAndOnlyItsLastStepsAreKept) {
  const Trial trial =
      try_it(flow_of({{"start", object({{"type", "say"}, {"prompt", "a"}, {"next", "b"}})},
                      {"b", object({{"type", "say"}, {"prompt", "b"}, {"next", "start"}})}}),
             {});
  EXPECT_EQ(trial.steps.size(), kTrialStepsMax);
  EXPECT_EQ(trial.left_out, kStepBudget + 1 - kTrialStepsMax);
  EXPECT_EQ(trial.steps.back().detail, "budget");
  EXPECT_EQ(trial.awaits, Trial::Awaits::ended);
}

TEST(IvrTrial, ATransferAndALateAnswerAreTold) {
  const Trial trial =
      try_it(flow_of({{"start", object({{"type", "answer"}, {"next", "out"}})},
                      {"out", object({{"type", "transfer"}, {"number", "+39055123"}})}}),
             {});
  EXPECT_EQ(told(trial), "start||\nout||+39055123\n");
  EXPECT_EQ(trial.steps[0].kind, TrialStep::Kind::answer);
  EXPECT_EQ(trial.awaits, Trial::Awaits::nothing);
}

TEST(IvrTrial, MoreInputsThanAnyoneNeedsAreNotLookedAt) {
  const Value patient = flow_of({{"start", object({{"type", "collect"},
                                                   {"prompt", "p"},
                                                   {"variable", "v"},
                                                   {"digits_max", 40},
                                                   {"next", "bye"}})},
                                 {"bye", object({{"type", "hang_up"}})}});
  Inputs many(kTrialInputsMax, press("*"));
  many.push_back(kGone);
  const Trial trial = try_it(patient, many);
  EXPECT_EQ(trial.awaits, Trial::Awaits::digits) << "a star is no digit of a number";
}

}  // namespace
}  // namespace filo::ivr
