// A wrong flow is refused with the place of each fault.

#include "domain/ivr/tests/fixture.h"

namespace filo::ivr {
namespace {

const TestLookup kLookup;

Value bye() {
  return object({{"type", "hang_up"}});
}
Value say(const char* next) {
  return object({{"type", "say"}, {"prompt", "hello"}, {"next", next}});
}

/// "pointer key" of each fault.
std::vector<std::string> faults(const Value& document) {
  auto flow = read_flow(document, kLookup);
  std::vector<std::string> out;
  if (!flow)
    for (const Fault& f : flow.error()) out.push_back(f.pointer + " " + f.key);
  return out;
}
using Expected = std::vector<std::string>;

TEST(FlowReader, SmallestFlowIsOneNode) {
  EXPECT_EQ(faults(flow_of({{"start", bye()}})), Expected{});
}

TEST(FlowReader, UnknownNodeNamesTheNearest) {
  auto flow = read_flow(flow_of({{"start", say("farewel")}, {"farewell", bye()}}), kLookup);
  ASSERT_FALSE(flow);
  ASSERT_EQ(flow.error().size(), 1u);
  EXPECT_EQ(flow.error()[0].pointer, "/nodes/start/next");
  EXPECT_EQ(flow.error()[0].key, "flow.unknown_node");
  EXPECT_EQ(flow.error()[0].detail, "there is no node \"farewel\"; did you mean \"farewell\"?");
}

TEST(FlowReader, PointersEscapeNames) {
  EXPECT_EQ(faults(flow_of(
                {{"start", say("a/b~c")}, {"a/b~c", object({{"type", "say"}, {"prompt", "x"}})}})),
            Expected{"/nodes/a~1b~0c/next flow.missing"});
}

TEST(FlowReader, UnreachableNodesAndSilentLoopsAreRefused) {
  EXPECT_EQ(faults(flow_of({{"start", bye()}, {"island", bye()}})),
            Expected{"/nodes/island flow.unreachable"});
  const auto set = [](const char* next) {
    return object({{"type", "set"}, {"service", "x"}, {"next", next}});
  };
  EXPECT_EQ(faults(flow_of({{"start", set("b")}, {"b", set("start")}})),
            Expected{"/nodes/start flow.endless_loop"});
  EXPECT_EQ(faults(flow_of({{"start", set("b")}, {"b", say("start")}})), Expected{})
      << "the caller hears something";
}

TEST(FlowReader, TellsWhenTheCallIsAnswered) {
  const auto answers = [](Value when) {
    return read_flow(object({{"start", "start"},
                             {"answer", std::move(when)},
                             {"nodes", object({{"start", bye()}})}}),
                     kLookup);
  };
  EXPECT_EQ(answers("late").value().answer, Answer::late);
  EXPECT_EQ(answers("first").value().answer, Answer::first);
  EXPECT_EQ(read_flow(flow_of({{"start", bye()}}), kLookup).value().answer, Answer::first);
  ASSERT_FALSE(answers("never"));
  EXPECT_EQ(answers("never").error()[0].pointer, "/answer");
  EXPECT_EQ(answers("never").error()[0].key, "flow.unknown_answer");
}

TEST(FlowReader, AnsweringIsSilentAndMaySpin) {
  const auto answer = object({{"type", "answer"}, {"next", "start"}});
  EXPECT_EQ(faults(flow_of({{"start", answer}})), Expected{"/nodes/start flow.endless_loop"});
}

TEST(FlowReader, QueuesAndCalendarsMustExist) {
  EXPECT_EQ(faults(flow_of({{"start", object({{"type", "queue"}, {"queue", "biling"}})}})),
            Expected{"/nodes/start/queue flow.unknown_queue"});
  EXPECT_EQ(
      faults(flow_of(
          {{"start",
            object({{"type", "hours"}, {"calendar", "ofice"}, {"open", "b"}, {"closed", "b"}})},
           {"b", bye()}})),
      Expected{"/nodes/start/calendar flow.unknown_calendar"});
}

TEST(FlowReader, EveryWrongMemberIsToldAtOnce) {
  const Value document = object(
      {{"start", 5},
       {"langage", "it"},
       {"nodes",
        object({{"a", object({{"type", "menu"},
                              {"prompt", object({{"text", "x"}, {"file", "../etc/passwd"}})},
                              {"timeout_ms", 5},
                              {"retries", "many"},
                              {"options", object({{"12", "a"}, {"x", "a"}, {"1", 7}})}})},
                {"b", object({{"type", "sya"}})},
                {"c", object({{"type", "transfer"}, {"number", "call me"}})},
                {"d", object({{"type", "collect"},
                              {"prompt", ""},
                              {"digits_min", 5},
                              {"digits_max", 3},
                              {"terminator", "9"},
                              {"variable", "Not Good"},
                              {"next", "a"}})},
                {"e", Value(3)},
                {"f", object({{"type", "set"}, {"language", "de"}, {"next", "a"}})},
                {"g", object({{"type", "queue"},
                              {"queue", "billing"},
                              {"announce", object({{"every_ms", 100}, {"loud", true}})}})}})}});
  const Expected expected{"/nodes/a/prompt/file flow.bad_file",
                          "/nodes/a/prompt/file flow.file_and_text",
                          "/nodes/a/timeout_ms flow.out_of_range",
                          "/nodes/a/retries flow.out_of_range",
                          "/nodes/a/options/12 flow.bad_digit",
                          "/nodes/a/options/x flow.bad_digit",
                          "/nodes/a/options/1 flow.not_text",
                          "/nodes/b/type flow.unknown_type",
                          "/nodes/c/number flow.bad_number",
                          "/nodes/d/prompt flow.empty_prompt",
                          "/nodes/d/digits_max flow.out_of_range",
                          "/nodes/d/terminator flow.bad_digit",
                          "/nodes/d/variable flow.bad_name",
                          "/nodes/e flow.not_an_object",
                          "/nodes/f/language flow.unknown_language",
                          "/nodes/g/announce/every_ms flow.out_of_range",
                          "/nodes/g/announce/loud flow.unknown_member",
                          "/start flow.not_text",
                          "/langage flow.unknown_member"};
  EXPECT_EQ(faults(document), expected);
}

TEST(FlowReader, MissingPartsAreNamed) {
  EXPECT_EQ(faults(Value(1)), Expected{" flow.not_an_object"});
  EXPECT_EQ(faults(object({})), (Expected{"/nodes flow.missing", "/start flow.missing"}));
  EXPECT_EQ(faults(object({{"start", "a"}, {"nodes", object({})}})),
            (Expected{"/nodes flow.no_nodes", "/start flow.unknown_node"}));
  EXPECT_EQ(faults(flow_of({{"start", object({{"type", "menu"}, {"prompt", "x"}})}})),
            Expected{"/nodes/start/options flow.missing"});
  EXPECT_EQ(faults(flow_of({{"start", bye()}, {"start", bye()}})).front(),
            "/nodes/start flow.doubled");
}

TEST(FlowReader, TooMuchIsRefusedAndFaultsAreBounded) {
  Members many;
  for (std::size_t i = 0; i <= kNodesMax; ++i) many.emplace_back("n" + std::to_string(i), bye());
  EXPECT_EQ(faults(flow_of(std::move(many), "n0")).front(), "/nodes flow.too_many_nodes");
  const std::string novel(kTextBytesMax + 1, 'x');
  EXPECT_EQ(faults(flow_of({{"start", object({{"type", "hang_up"}, {"prompt", novel.c_str()}})}})),
            Expected{"/nodes/start/prompt flow.too_long"});
  Members bad;
  for (int i = 0; i < 100; ++i) bad.emplace_back("n" + std::to_string(i), Value(1));
  EXPECT_EQ(faults(flow_of(std::move(bad), "n0")).size(), kFaultsMax);
}

}  // namespace
}  // namespace filo::ivr
