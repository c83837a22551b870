// What every statement must do the same on both engines: parameters, types, errors.

#include <gmock/gmock.h>

#include "adapters/store/tests/test_databases.h"

namespace filo::store {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

enum class Colour { red, dark_blue };
BOOST_DESCRIBE_ENUM(Colour, red, dark_blue)
using ThingId = Id<struct ThingTag>;

struct Thing {
  ThingId id = {};
  ThingId parent = {};
  std::string name = {};
  Colour colour = Colour::red;
  bool active = false;
  double weight = 0;
  Instant at = {};
  Duration took{};
  std::optional<std::string> note = {};
  std::optional<std::int64_t> number = {};
  std::optional<bool> maybe = {};
  Blob data = {};
};
BOOST_DESCRIBE_STRUCT(
    Thing, (), (id, parent, name, colour, active, weight, at, took, note, number, maybe, data))

constexpr const char* kSqliteThing =
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES thing (id), "
    "name TEXT NOT NULL UNIQUE, colour TEXT CHECK (colour IN ('red', 'dark_blue')), "
    "active INTEGER NOT NULL, weight REAL, at INTEGER, took INTEGER, note TEXT, number INTEGER, "
    "maybe INTEGER, data BLOB) STRICT";
constexpr const char* kPgThing =
    "CREATE TABLE thing (id BIGINT PRIMARY KEY, parent BIGINT REFERENCES thing (id), "
    "name TEXT NOT NULL UNIQUE, colour TEXT CHECK (colour IN ('red', 'dark_blue')), "
    "active BOOLEAN NOT NULL, weight DOUBLE PRECISION, at BIGINT, took BIGINT, note TEXT, "
    "number BIGINT, maybe BOOLEAN, data BYTEA)";

class Statements : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    must_write([](Tx& tx) -> Status {
      auto made = tx.run(tx.engine() == Engine::sqlite ? kSqliteThing : kPgThing);
      if (!made) return made.error();
      return {};
    });
  }
  static Result<std::int64_t> insert(Tx& tx, const Thing& t) {
    return tx.run(
        "INSERT INTO thing (id, parent, name, colour, active, weight, at, took, note, number, "
        "maybe, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        t.id, t.parent, t.name, t.colour, t.active, t.weight, t.at, t.took, t.note, t.number,
        t.maybe, t.data);
  }
  Status try_insert(const Thing& thing) {
    return write_and_wait(db(), [thing](Tx& tx) -> Status {
      auto done = insert(tx, thing);
      if (!done) return done.error();
      return {};
    });
  }
};

TEST_P(Statements, EveryTypeComesBackAsItWas) {
  const Thing full{ThingId{9007199254740993},
                   {},
                   std::string("più \"caffè\" 'été' 日本\n\t"),
                   Colour::dark_blue,
                   true,
                   0.1 + 0.2,
                   Instant{Duration{1'790'000'000'123'456}},
                   Duration{-5},
                   "",
                   -1,
                   false,
                   {0, 1, 255, 39, 92}};
  const Thing bare{ThingId{2}, full.id, "bare",       Colour::red,  false,        -1e300,
                   Instant{},  {},      std::nullopt, std::nullopt, std::nullopt, {}};
  ASSERT_TRUE(try_insert(full));
  ASSERT_TRUE(try_insert(bare));
  const auto found = rows<Thing>("SELECT * FROM thing ORDER BY id DESC");
  ASSERT_EQ(found.size(), 2U);
  for (const auto& [was, is] : {std::pair{full, found[0]}, std::pair{bare, found[1]}}) {
    EXPECT_EQ(was.id, is.id);
    EXPECT_EQ(was.parent, is.parent);
    EXPECT_EQ(was.name, is.name);
    EXPECT_EQ(was.colour, is.colour);
    EXPECT_EQ(was.active, is.active);
    EXPECT_EQ(was.weight, is.weight);
    EXPECT_EQ(was.at, is.at);
    EXPECT_EQ(was.took, is.took);
    EXPECT_EQ(was.note, is.note);
    EXPECT_EQ(was.number, is.number);
    EXPECT_EQ(was.maybe, is.maybe);
    EXPECT_EQ(was.data, is.data);
  }
}

TEST_P(Statements, ParametersMayStandInAnyOrder) {
  using Two = std::tuple<std::string, std::int64_t>;
  const auto found =
      rows<Two>("SELECT CAST($2 AS text), CAST($1 AS bigint)", std::int64_t{7}, "seven");
  EXPECT_THAT(found, ElementsAre(Two{"seven", 7}));
}

TEST_P(Statements, AParameterMayStandTwice) {
  const auto found = rows<std::int64_t>("SELECT CAST($1 AS bigint) + $2 + $1", 10, 100);
  EXPECT_THAT(found, ElementsAre(120));
}

TEST_P(Statements, AParameterInArithmeticKeeps64Bits) {
  const auto found = rows<std::int64_t>("SELECT $1 + 1", std::int64_t{1'790'000'000'123'456});
  EXPECT_THAT(found, ElementsAre(1'790'000'000'123'457));
}

TEST_P(Statements, NullParametersMatchNothingAndStillHaveAType) {
  ASSERT_TRUE(try_insert({.id = ThingId{1}, .name = "a"}));
  const char* sql =
      "SELECT name FROM thing WHERE ($1 IS NULL OR number = $1) AND ($2 IS NULL OR name = $2)";
  EXPECT_THAT(rows<std::string>(sql, std::optional<std::int64_t>{}, std::optional<std::string>{}),
              ElementsAre("a"));
  EXPECT_TRUE(
      rows<std::string>(sql, std::optional<std::int64_t>{5}, std::optional<std::string>{}).empty());
}

TEST_P(Statements, AMissingOrSpareParameterIsOurFault) {
  Status missing = db().read([](Tx& tx) -> Status {
    auto row = tx.one<std::int64_t>("SELECT CAST($1 AS bigint) + CAST($2 AS bigint)", 1);
    return row ? Status{} : Status(row.error());
  });
  ASSERT_FALSE(missing);
}

TEST_P(Statements, AWrongStatementIsInternal) {
  Status wrong = db().read([](Tx& tx) -> Status {
    auto row = tx.one<std::int64_t>("SELECT nothing FROM nowhere");
    return row ? Status{} : Status(row.error());
  });
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::internal);
}

TEST_P(Statements, AColumnWithoutAMemberIsAFault) {
  ASSERT_TRUE(try_insert({.id = ThingId{1}, .name = "a"}));
  Status wrong = db().read([](Tx& tx) -> Status {
    auto row = tx.one<Thing>("SELECT id, name AS nome FROM thing");
    return row ? Status{} : Status(row.error());
  });
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().detail, ::testing::HasSubstr("nome"));
}

TEST_P(Statements, AnUnknownWordOfAnEnumIsAFault) {
  Status wrong = db().read([](Tx& tx) -> Status {
    auto row = tx.one<Colour>("SELECT CAST('green' AS text)");
    return row ? Status{} : Status(row.error());
  });
  ASSERT_FALSE(wrong);
}

TEST_P(Statements, ASecondRowOfTheSameKeyIsAConflict) {
  ASSERT_TRUE(try_insert({.id = ThingId{1}, .name = "a"}));
  Status twice = try_insert({.id = ThingId{2}, .name = "a"});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, Errc::conflict);
  EXPECT_EQ(twice.error().key, "store.duplicate");
  EXPECT_EQ(twice.error().detail, "there is one like this already") << "words, no SQL";
}

TEST_P(Statements, AReferenceToNothingIsAConflict) {
  Status orphan = try_insert({.id = ThingId{1}, .parent = ThingId{99}, .name = "a"});
  ASSERT_FALSE(orphan);
  EXPECT_EQ(orphan.error().code, Errc::conflict);
  EXPECT_EQ(orphan.error().key, "store.still_used");
  EXPECT_THAT(orphan.error().detail, ::testing::Not(::testing::HasSubstr("INSERT")));
}

TEST_P(Statements, ABrokenCheckIsInvalid) {
  Status wrong = write_and_wait(db(), [](Tx& tx) -> Status {
    auto done =
        tx.run("INSERT INTO thing (id, name, colour, active) VALUES (1, 'a', 'green', $1)", true);
    return done ? Status{} : Status(done.error());
  });
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::invalid);
}

TEST_P(Statements, RunCountsTheChangedRows) {
  ASSERT_TRUE(try_insert({.id = ThingId{1}, .name = "a"}));
  ASSERT_TRUE(try_insert({.id = ThingId{2}, .name = "b"}));
  must_write([](Tx& tx) -> Status {
    EXPECT_EQ(tx.run("UPDATE thing SET number = $1", 5).value(), 2);
    EXPECT_EQ(tx.run("UPDATE thing SET number = $1 WHERE id = $2", 5, 77).value(), 0);
    auto back = tx.exec<ThingId>("UPDATE thing SET note = $1 WHERE id = 2 RETURNING id", "x");
    EXPECT_THAT(back.value(), ElementsAre(ThingId{2}));
    EXPECT_EQ(tx.run("DELETE FROM thing WHERE id = $1", ThingId{1}).value(), 1);
    EXPECT_EQ(tx.execute("SELECT * FROM thing", {}, {}).value(), 0);
    return {};
  });
}

TEST_P(Statements, LockedReadsWorkOnBothEngines) {
  ASSERT_TRUE(try_insert({.id = ThingId{1}, .name = "a"}));
  must_write([](Tx& tx) -> Status {
    auto row = tx.one_for_update<std::string>("SELECT name FROM thing WHERE id = $1", 1);
    EXPECT_EQ(row.value(), "a");
    return {};
  });
}

TEST_P(Statements, MoreStatementsThanAreKeptStillWork) {
  must_write([](Tx& tx) -> Status {
    for (int n = 0; n < 1200; ++n) {
      auto row = tx.one<std::int64_t>("SELECT CAST($1 AS bigint) + " + std::to_string(n), 1);
      if (!row) return row.error();
      EXPECT_EQ(*row, n + 1);
    }
    return {};
  });
}

FILO_ON_EACH_ENGINE(Statements);

}  // namespace
}  // namespace filo::store
