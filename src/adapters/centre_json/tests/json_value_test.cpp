#include "adapters/centre_json/json_value.h"

#include <gmock/gmock.h>

#include "app/centre/value_of.h"

namespace filo::centre_json {
namespace {

using app::centre::json_text;

TEST(ParseJson, ReadsEveryKindOfValue) {
  const char* text =
      R"({"a":[1,-2,9007199254740993,1.5,true,false,null],"b":{"c":"\"\\\/\n\u00e9\ud83d\ude00é"}})";
  auto value = parse_json(text);
  ASSERT_TRUE(value) << value.error().detail;
  EXPECT_EQ(json_text(*value),
            R"({"a":[1,-2,9007199254740993,1.5,true,false,null],"b":{"c":"\"\\/\né😀é"}})");
}

TEST(ParseJson, RefusesWhatIsNotStrictJson) {
  for (const char* bad : {"",
                          "{",
                          "[1,]",
                          "{\"a\":1,}",
                          "{\"a\":1,\"a\":2}",
                          "{a:1}",
                          "'a'",
                          "01",
                          "1.",
                          "+1",
                          "nul",
                          "1 2",
                          "\"\\x\"",
                          "\"\\ud800\"",
                          "\"\\u0000\"",
                          "\"\n\"",
                          "\"open",
                          "99999999999999999999",
                          "1e999",
                          "\"\xff\""}) {
    EXPECT_FALSE(parse_json(bad)) << bad;
  }
}

TEST(ParseJson, RefusesDepth) {
  EXPECT_TRUE(parse_json(std::string(30, '[') + std::string(30, ']')));
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
}

TEST(ParseJson, ZeroIsReadAgainAsItWasPrinted) {
  for (const char* zero : {"0", "-0", "-0.0", "0.0", "-0e5"}) {
    const auto value = parse_json(zero);
    ASSERT_TRUE(value) << zero;
    EXPECT_EQ(json_text(*value), "0") << zero;
  }
}

TEST(ParseJson, TellsThePlace) {
  auto value = parse_json("{\n  \"a\": 1\n  \"b\": 2\n}");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().detail, "line 3, column 3: , or } was expected");
}

}  // namespace
}  // namespace filo::centre_json
