// Callers walk flows: what they hear, what their digits do, where they end.

#include "domain/ivr/announcements.h"
#include "domain/ivr/tests/fixture.h"

namespace filo::ivr {
namespace {

Value queue_node(const char* name) {
  return object({{"type", "queue"}, {"queue", name}});
}

Value menu_flow() {
  return flow_of(
      {{"start",
        object({{"type", "say"},
                {"prompt", object({{"text", object({{"it", "Benvenuti"}, {"en", "Welcome"}})}})},
                {"next", "menu"}})},
       {"menu", object({{"type", "menu"},
                        {"prompt", "press one or two"},
                        {"invalid", "wrong"},
                        {"retries", 1},
                        {"timeout_ms", 4000},
                        {"options", object({{"1", "bill"}, {"2", "help"}})},
                        {"otherwise", "bye"}})},
       {"bill", queue_node("billing")},
       {"help", queue_node("support")},
       {"bye", object({{"type", "hang_up"}, {"prompt", object({{"file", "bye.wav"}})}})}});
}

TEST(IvrAnswer, HappensWhereTheFlowSaysSo) {
  Caller c(flow_of({{"start", object({{"type", "say"}, {"prompt", "free"}, {"next", "pay"}})},
                    {"pay", object({{"type", "answer"}, {"next", "wait"}})},
                    {"wait", queue_node("billing")}}));
  EXPECT_EQ(c.actions.size(), 1u) << "the free prompt";
  c.listen();
  ASSERT_EQ(c.actions.size(), 3u);
  EXPECT_TRUE(std::holds_alternative<AnswerCall>(c.actions[1]));
  EXPECT_NE(c.last<ToQueue>(), nullptr);
}

TEST(IvrMenu, CallerHearsTheWelcomeInHisLanguageAndChooses) {
  Caller c(menu_flow(), {.language = "en"});
  EXPECT_EQ(c.heard, "en:Welcome\n");
  c.listen();
  EXPECT_EQ(c.session.node(), "menu");
  c.listen().press("2");
  ASSERT_NE(c.last<ToQueue>(), nullptr);
  EXPECT_EQ(c.last<ToQueue>()->queue, QueueId{2});
  EXPECT_TRUE(c.session.done());
  EXPECT_TRUE(c.session.step(Digit{'1'}, c.now).empty());
}

TEST(IvrMenu, DigitDuringThePromptStopsItAtOnce) {
  Caller c(menu_flow());
  c.listen().press("1");
  ASSERT_GE(c.actions.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<StopPlay>(c.actions[c.actions.size() - 2]));
  EXPECT_EQ(c.last<ToQueue>()->queue, QueueId{1});
}

TEST(IvrMenu, TypeAheadSkipsWelcomeAndMenuPrompt) {
  Caller c(menu_flow());
  c.press("2");
  EXPECT_EQ(c.heard, "it:Benvenuti\n");
  EXPECT_EQ(c.last<ToQueue>()->queue, QueueId{2});
}

TEST(IvrMenu, WrongDigitIsToldAndThenTheFlowGoesOn) {
  Caller c(menu_flow());
  c.listen().listen().press("9");
  EXPECT_EQ(c.heard, "it:Benvenuti\nit:press one or two\nit:wrong\n");
  c.listen();
  EXPECT_EQ(c.played.text, "press one or two");
  c.press("8");
  EXPECT_EQ(c.played.file, "bye.wav");
  c.listen();
  EXPECT_EQ(c.last<HangUp>()->cause, HangUp::Cause::flow_end);
}

TEST(IvrMenu, SilenceCountsFromTheEndOfThePrompt) {
  Caller c(menu_flow());
  c.listen();
  EXPECT_EQ(c.session.deadline(), c.now + kPromptMax);
  c.now += 10s;
  c.listen();
  EXPECT_EQ(c.session.deadline(), c.now + 4s);
  c.hours(Hours::open);                    // not asked
  (void)c.session.step(Timeout{}, c.now);  // too early
  EXPECT_EQ(c.session.deadline(), c.now + 4s);
  c.be_silent().listen().listen().be_silent();
  EXPECT_EQ(c.session.node(), "bye");
}

TEST(IvrMenu, PromptThatNeverEndsIsGivenUp) {
  Caller c(menu_flow());
  c.be_silent();
  EXPECT_EQ(c.session.node(), "menu");
}

TEST(IvrMenu, OldPromptEndIsIgnored) {
  Caller c(menu_flow());
  const auto old = c.played.id;
  c.listen();
  (void)c.session.step(PromptEnded{old}, c.now);
  EXPECT_EQ(c.session.deadline(), c.now + kPromptMax) << "the menu prompt still plays";
}

TEST(IvrSay, ImportantMessageIsHeardToItsEndButKeepsTheDigits) {
  Value flow = flow_of(
      {{"start", object({{"type", "say"},
                         {"prompt", "this call is recorded"},
                         {"interruptible", false},
                         {"next", "menu"}})},
       {"menu",
        object({{"type", "menu"}, {"prompt", "press one"}, {"options", object({{"1", "bill"}})}})},
       {"bill", queue_node("billing")}});
  Caller c(flow);
  c.press("1");
  EXPECT_FALSE(c.session.done());
  c.listen();
  EXPECT_TRUE(c.session.done());
  EXPECT_EQ(c.heard, "it:this call is recorded\n");
}

Value collect_flow(bool secret) {
  return flow_of(
      {{"start", object({{"type", "collect"},
                         {"prompt", "your code"},
                         {"digits_min", 3},
                         {"digits_max", 5},
                         {"retries", 0},
                         {"variable", "code"},
                         {"secret", secret},
                         {"next", "say"}})},
       {"say", object({{"type", "say"}, {"prompt", "code {code}, {{x}"}, {"next", "q"}})},
       {"q", queue_node("billing")}});
}

TEST(IvrCollect, TerminatorLengthOrSilenceEndTheCode) {
  Caller by_hash(collect_flow(false));
  by_hash.press("1*23#");
  EXPECT_EQ(by_hash.session.variable("code"), "123");
  EXPECT_EQ(by_hash.played.text, "code 123, {x}");
  Caller by_length(collect_flow(false));
  by_length.press("12345");
  EXPECT_EQ(by_length.session.variable("code"), "12345");
  Caller by_silence(collect_flow(false));
  by_silence.press("1234").be_silent();
  EXPECT_EQ(by_silence.session.variable("code"), "1234");
  Caller too_short(collect_flow(false));
  too_short.press("12").be_silent();
  ASSERT_NE(too_short.last<HangUp>(), nullptr);
  EXPECT_EQ(too_short.last<HangUp>()->cause, HangUp::Cause::no_input);
}

TEST(IvrCollect, SecretDigitsAppearNowhereButWhereAskedFor) {
  Caller c(collect_flow(true));
  c.press("98765");
  EXPECT_EQ(c.session.variable("code"), "98765");
  EXPECT_EQ(c.session.variables().at("code"), "***");
  EXPECT_EQ(c.played.text, "code ***, {x}");
  for (const Action& a : c.actions)
    if (const auto* set = std::get_if<VariableSet>(&a)) {
      EXPECT_EQ(set->value, "***");
    }
}

TEST(IvrHours, AnswerLeadsToItsNode) {
  Value flow = flow_of({{"start", object({{"type", "hours"},
                                          {"calendar", "office"},
                                          {"open", "q"},
                                          {"closed", "bye"},
                                          {"holiday", "out"}})},
                        {"q", queue_node("support")},
                        {"bye", object({{"type", "hang_up"}})},
                        {"out", object({{"type", "transfer"}, {"number", "+39055123456"}})}});
  Caller open(flow);
  EXPECT_EQ(open.last<AskHours>()->calendar, CalendarId{7});
  open.hours(Hours::open);
  EXPECT_NE(open.last<ToQueue>(), nullptr);
  Caller closed(flow);
  closed.hours(Hours::closed);
  EXPECT_NE(closed.last<HangUp>(), nullptr);
  Caller holiday(flow);
  holiday.hours(Hours::holiday);
  EXPECT_EQ(holiday.last<Transfer>()->number, "+39055123456");
}

TEST(IvrSet, LanguageServiceAndVariablesChange) {
  Value flow = flow_of(
      {{"start", object({{"type", "set"},
                         {"language", "fr"},
                         {"service", "sales"},
                         {"variable", "note"},
                         {"value", "from {ani}"},
                         {"next", "say"}})},
       {"say",
        object({{"type", "say"},
                {"prompt", object({{"text", object({{"it", "ciao"}, {"fr", "salut {service}"}})}})},
                {"next", "q"}})},
       {"q", object({{"type", "queue"},
                     {"queue", "billing"},
                     {"priority", 3},
                     {"announce", object({{"position", false}, {"every_ms", 45000}})}})}});
  Caller c(flow, {.language = "it", .service = "help", .ani = "+39"});
  EXPECT_EQ(c.heard, "fr:salut sales\n");
  EXPECT_EQ(c.session.variable("note"), "from +39");
  c.listen();
  ASSERT_NE(c.last<ToQueue>(), nullptr);
  EXPECT_EQ(c.last<ToQueue>()->language, "fr");
  EXPECT_EQ(c.last<ToQueue>()->priority, 3);
  EXPECT_FALSE(c.last<ToQueue>()->announce.position);
  EXPECT_EQ(c.last<ToQueue>()->announce.every, 45s);
}

TEST(IvrBudget, CallerWhoGoesRoundForEverIsLetGo) {
  Value flow = flow_of(
      {{"start",
        object({{"type", "menu"}, {"prompt", "again?"}, {"options", object({{"1", "start"}})}})}});
  Caller c(flow);
  for (int i = 0; i < 2 * kStepBudget && !c.session.done(); ++i) c.press("1");
  ASSERT_TRUE(c.session.done());
  EXPECT_EQ(c.last<HangUp>()->cause, HangUp::Cause::budget);
}

TEST(Announcements, SpeakThreeLanguagesAndWholeMinutes) {
  EXPECT_EQ(say_position("it", 1), "Lei è il prossimo in attesa.");
  EXPECT_EQ(say_position("fr", 4), "Vous êtes le numéro 4 en attente.");
  EXPECT_EQ(say_position("de", 4), "You are number 4 in line.");
  EXPECT_EQ(say_wait("en", 61s, 200s), "The estimated wait is between 2 and 4 minutes.");
  EXPECT_EQ(say_wait("en", 10s, 50s), "The estimated wait is about one minute.");
  EXPECT_EQ(say_wait("it", 100s, 110s), "Il tempo di attesa previsto è di circa 2 minuti.");
  for (const char* language : {"it", "fr", "en"})
    for (auto say :
         {say_closed, say_holiday, say_please_hold, say_sorry, say_invalid_choice, say_goodbye})
      EXPECT_FALSE(say(language).empty());
}

TEST(IvrVariables, OnesThatNameEachOtherStayWithinTheBoundOfATextHoweverOftenTheFlowGoesRound) {
  Caller c(flow_of(
      {{"start",
        object({{"type", "set"}, {"variable", "x"}, {"value", "\u00e8{x}{x}"}, {"next", "speak"}})},
       {"speak", object({{"type", "say"}, {"prompt", "{x}{x}"}, {"next", "start"}})}}));
  for (int round = 0; round < 40; ++round) {
    c.listen();
    ASSERT_LE(c.session.variable("x").size(), kTextBytesMax);
    ASSERT_LE(c.played.text.size(), kTextBytesMax);
  }
  EXPECT_EQ(c.played.text.size(), kTextBytesMax);
  EXPECT_EQ(c.session.variable("x").size(), kTextBytesMax);
}

TEST(IvrVariables, ACutTextEndsWithAWholeCharacter) {
  const std::string odd =
      "x" + std::string(kTextBytesMax - 2, 'y') + "\u00e8";  // one byte too many
  EXPECT_EQ(fill_in(odd, {}), odd.substr(0, kTextBytesMax - 1));
  EXPECT_EQ(fill_in(odd.substr(1), {}), odd.substr(1)) << "just fits";
}

TEST(IvrQueue, ItsPromptKnowsTheVariablesOfTheCall) {
  Caller c(flow_of({{"start", object({{"type", "queue"},
                                      {"queue", "billing"},
                                      {"prompt", "You call from {ani}."}})}}),
           {.ani = "+39055"});
  ASSERT_NE(c.last<ToQueue>(), nullptr);
  EXPECT_EQ(c.last<ToQueue>()->prompt.text_for("it", "it"), "You call from +39055.");
}

TEST(IvrSession, TellsTheNodeOfEachAction) {
  Caller c(flow_of(
      {{"start", object({{"type", "set"}, {"language", "fr"}, {"next", "ask"}})},
       {"ask",
        object({{"type", "collect"}, {"prompt", "code"}, {"variable", "code"}, {"next", "bye"}})},
       {"bye", object({{"type", "hang_up"}, {"prompt", "bye"}})}}));
  EXPECT_EQ(c.session.places(), (std::vector<NodeIndex>{0, 1})) << "language, then the question";
  c.press("4");
  EXPECT_EQ(c.session.places(), (std::vector<NodeIndex>{1, 1, 2})) << "silence, code, farewell";
}

}  // namespace
}  // namespace filo::ivr
