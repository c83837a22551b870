// Strict binding: what is right arrives, what is wrong is named by pointer and key, all at once.

#include "adapters/http/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/people/ids.h"

namespace filo::http {

enum class Mood { new_, calm };
BOOST_DESCRIBE_ENUM(Mood, new_, calm)
enum class Step { first, vendor };
template <>
inline constexpr auto enum_words<Step> =
    std::array{EnumWord<Step>{Step::first, "1"}, EnumWord<Step>{Step::vendor, "vendor"}};

struct Opening {
  std::string subject;
  std::optional<CustomerId> customer_id;
  Patch<std::string> name;
  Patch<std::optional<UserId>> owner_id;
  std::vector<std::string> tags;
  Mood mood{};
  Step step{};
  Duration ring_timeout_ms{};
  std::optional<Instant> at;
  std::optional<std::int32_t> count;
  std::optional<double> share;
  std::map<std::string, std::int64_t> by_level;
  std::optional<RawJson> document;
};
BOOST_DESCRIBE_STRUCT(Opening,
                      (),
                      (subject,
                       customer_id,
                       name,
                       owner_id,
                       tags,
                       mood,
                       step,
                       ring_timeout_ms,
                       at,
                       count,
                       share,
                       by_level,
                       document))
template <>
inline constexpr auto rules<Opening> =
    std::array{Rule{"subject", 1, 10, Format::line}, Rule{"tags", 0, 2}, Rule{"count", 1, 5}};

namespace {

using testing::ElementsAre;

std::string good(const std::string& more = "") {
  return R"({"subject":"Fax","tags":["a"],"mood":"new","step":"1","ring_timeout_ms":1500,"by_level":{"1":3})" +
         more + "}";
}

std::vector<std::string> faults_of(const std::string& text) {
  std::vector<std::string> out;
  auto read = from_json<Opening>(text);
  if (read) return out;
  for (const Fault& fault : read.error()) out.push_back(fault.pointer + " " + fault.key);
  return out;
}

TEST(JsonBinding, FieldsArriveTyped) {
  auto read = from_json<Opening>(
      good(R"(,"customer_id":"9007199254740993","at":"2026-11-22T10:00:00+01:00")"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->customer_id->raw(), 9007199254740993);
  EXPECT_EQ(read->ring_timeout_ms, std::chrono::milliseconds{1500});
  EXPECT_EQ(to_rfc3339(*read->at), "2026-11-22T09:00:00Z");
  EXPECT_EQ(read->mood, Mood::new_);
  EXPECT_EQ(read->step, Step::first);
  EXPECT_EQ(read->by_level.at("1"), 3);
}

TEST(JsonBinding, PatchTellsAbsentFromNullFromValue) {
  auto absent = from_json<Opening>(good());
  EXPECT_FALSE(absent->owner_id.present());
  auto cleared = from_json<Opening>(good(R"(,"owner_id":null)"));
  ASSERT_TRUE(cleared->owner_id.present());
  EXPECT_FALSE(cleared->owner_id.value().has_value());
  auto set = from_json<Opening>(good(R"(,"owner_id":"7","name":"x")"));
  EXPECT_EQ(*set->owner_id.value(), UserId{7});
  EXPECT_THAT(faults_of(good(R"(,"name":null)")), ElementsAre("/name field.not_null"));
}

TEST(JsonBinding, AllFaultsAreNamedAtOnce) {
  EXPECT_THAT(
      faults_of(R"({"subject":"","tags":["a","b","c"],"mood":"angry","step":1,"ring_timeout_ms":-1,
                    "by_level":{"a/b":"x"},"colour":"red","customer_id":7})"),
      ElementsAre("/subject field.required", "/customer_id field.type", "/tags field.too_many",
                  "/mood field.word", "/step field.type", "/ring_timeout_ms field.out_of_range",
                  "/by_level/a~1b field.type", "/colour field.unknown"));
}

TEST(JsonBinding, LengthsAreCountedInCharactersNotBytes) {
  EXPECT_THAT(faults_of(R"({"subject":"èèèèèèèèèè","tags":[],"mood":"calm","step":"1",
                            "ring_timeout_ms":0,"by_level":{}})"),
              ElementsAre());
  EXPECT_THAT(faults_of(R"({"subject":"èèèèèèèèèèè","tags":[],"mood":"calm","step":"1",
                            "ring_timeout_ms":0,"by_level":{}})"),
              ElementsAre("/subject field.too_long"));
}

TEST(JsonBinding, TextThatIsNoStrictJsonIsRefused) {
  EXPECT_THAT(faults_of(good() + "x"), ElementsAre(" json.malformed"));
  EXPECT_THAT(faults_of(R"({"subject":"a","subject":"b"})"), ElementsAre(" json.duplicate"));
  EXPECT_THAT(faults_of(R"({"subject":"a","sub\u006aect":"b"})"), ElementsAre(" json.duplicate"));
  EXPECT_THAT(faults_of(R"({"subject":"a\u0000b"})"), ElementsAre(" json.nul"));
  EXPECT_THAT(faults_of(std::string(40, '[') + std::string(40, ']')),
              ElementsAre(" json.too_deep"));
  EXPECT_THAT(faults_of("{\"subject\":\"\xff\"}"), ElementsAre(" json.malformed"));
  EXPECT_THAT(faults_of(""), ElementsAre(" json.malformed"));
  EXPECT_THAT(faults_of("[]"), ElementsAre(" field.type"));
  EXPECT_THAT(faults_of(good(R"(,"count":99999999999999999999)")),
              ElementsAre("/count field.type"));
  EXPECT_THAT(faults_of(good(R"(,"count":6)")), ElementsAre("/count field.out_of_range"));
}

TEST(JsonBinding, KeysMayRepeatInDifferentObjects) {
  EXPECT_THAT(faults_of(good(R"(,"document":[{"a":1},{"a":{"a":2}}])")), ElementsAre());
}

TEST(JsonBinding, WhatIsWrittenIsReadAgain) {
  auto read = from_json<Opening>(good(R"(,"document":{"steps":[1,2.5,null]},"owner_id":"7")"));
  ASSERT_TRUE(read);
  const std::string written = to_json(*read);
  auto again = from_json<Opening>(written);
  ASSERT_TRUE(again) << written;
  EXPECT_EQ(to_json(*again), written);
  EXPECT_EQ(written.find("\"name\""), std::string::npos) << "absent patches are not written";
}

TEST(JsonBinding, ZeroHasNoSign) {
  for (const char* zero : {"0", "-0", "-0.0", "-0e5"}) {
    const auto read = from_json<Opening>(good(std::string(R"(,"share":)") + zero));
    ASSERT_TRUE(read) << zero;
    EXPECT_NE(to_json(*read).find(R"("share":0,)"), std::string::npos) << to_json(*read);
  }
}

TEST(JsonBinding, TextOfStrangersCannotBreakOut) {
  std::string out;
  write_json_string(out, "a\"\\\n\x01\xff");
  EXPECT_EQ(out, R"("a\"\\\n\u0001\ufffd")");
}

TEST(QueryBinding, NumbersListsAndUnknownNames) {
  Opening opening;
  auto faults = read_query({{"subject", "x"},
                            {"count", "3"},
                            {"tags", "a,b"},
                            {"mood", "calm"},
                            {"step", "1"},
                            {"ring_timeout_ms", "5"},
                            {"colour", "red"}},
                           type_of<Opening>(), &opening);
  EXPECT_EQ(opening.count, 3);
  EXPECT_THAT(opening.tags, ElementsAre("a", "b"));
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].pointer, "/by_level");
  EXPECT_EQ(faults[1].key, "field.unknown");
}

TEST(Formats, KnowWhatTheyAccept) {
  EXPECT_TRUE(fits(Format::date, "2028-02-29"));
  EXPECT_FALSE(fits(Format::date, "2026-02-29"));
  EXPECT_TRUE(fits(Format::time, "24:00"));
  EXPECT_FALSE(fits(Format::time, "24:01"));
  EXPECT_TRUE(fits(Format::email, "anna@esempio.it"));
  EXPECT_FALSE(fits(Format::email, "a@b@"));
  EXPECT_TRUE(fits(Format::host, "[2001:db8::1]"));
  EXPECT_FALSE(fits(Format::host, "a..b"));
  EXPECT_FALSE(fits(Format::line, "a\nb"));
  EXPECT_FALSE(fits(Format::phone, "+ ()"));
}

}  // namespace
}  // namespace filo::http
