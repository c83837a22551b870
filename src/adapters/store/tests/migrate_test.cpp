// The schema: from empty on both engines, equal on both, refused when it is not ours.

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "adapters/store/migrate.h"
#include "adapters/store/pg_connection.h"
#include "adapters/store/sqlite_connection.h"
#include "adapters/store/tests/test_databases.h"

namespace filo::store {
namespace {

using ::testing::HasSubstr;

class Migrations : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "postgres") {
      if (!TestPostgres::instance().running()) {
        GTEST_SKIP() << "SKIPPED, not tested on PostgreSQL: " << TestPostgres::instance().why_not();
      }
      server_.config.url = TestPostgres::instance().create();
      auto made = std::make_unique<PgConnection>(server_);
      ASSERT_TRUE(made->connect(system_clock().mono()));
      connection_ = std::move(made);
    } else {
      auto made = SqliteConnection::open(folder_.path() + "/m.db", true);
      ASSERT_TRUE(made);
      connection_ = std::move(*made);
    }
  }
  Result<std::vector<Migration>> migrate(const std::vector<SchemaFile>& files, bool dry = false) {
    return run_migrations(*connection_, system_clock(), dry, files);
  }
  bool has_table(const std::string& name) {
    return connection_->execute("SELECT 1 FROM " + name, {}, {}).has_value();
  }

  TestFolder folder_;
  PgServer server_;
  std::unique_ptr<Connection> connection_;
};

const std::vector<SchemaFile> kOne = {{"0001_a.sql", "CREATE TABLE a (id @id) @strict;"}};
const std::vector<SchemaFile> kTwo = {{"0001_a.sql", "CREATE TABLE a (id @id) @strict;"},
                                      {"0002_b.sql",
                                       "CREATE TABLE b (id @id) @strict; "
                                       "INSERT INTO a (id) VALUES (1);"}};

TEST_P(Migrations, AreAppliedOnceAndInOrder) {
  ASSERT_TRUE(migrate(kOne));
  auto grown = migrate(kTwo);
  ASSERT_TRUE(grown) << grown.error().detail;
  EXPECT_TRUE(grown->at(1).applied);
  ASSERT_TRUE(migrate(kTwo));
  int count = 0;
  ASSERT_TRUE(connection_->execute("SELECT id FROM a", {}, [&](const RowView&) -> Status {
    ++count;
    return {};
  }));
  EXPECT_EQ(count, 1);
}

TEST_P(Migrations, ADryRunOnlyLooks) {
  auto seen = migrate(kTwo, true);
  ASSERT_TRUE(seen);
  EXPECT_FALSE(seen->at(0).applied);
  EXPECT_FALSE(has_table("a"));
  EXPECT_FALSE(has_table("schema_migration"));
}

TEST_P(Migrations, ANewerSchemaIsRefused) {
  ASSERT_TRUE(migrate(kTwo));
  auto old_program = migrate(kOne);
  ASSERT_FALSE(old_program);
  EXPECT_EQ(old_program.error().code, Errc::conflict);
  EXPECT_THAT(old_program.error().detail, HasSubstr("0002_b.sql"));
}

TEST_P(Migrations, AChangedFileIsRefused) {
  ASSERT_TRUE(migrate(kOne));
  auto changed = migrate({{"0001_a.sql", "CREATE TABLE a (id @id, more @id) @strict;"}});
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().detail, HasSubstr("changed"));
}

TEST_P(Migrations, AFailingFileLeavesNothing) {
  const std::vector<SchemaFile> broken = {
      kOne[0], {"0002_b.sql", "CREATE TABLE b (id @id) @strict; CREATE TABLE nonsense;;("}};
  auto failed = migrate(broken);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().detail, HasSubstr("0002_b.sql"));
  EXPECT_TRUE(has_table("a"));
  EXPECT_FALSE(has_table("b"));
  EXPECT_TRUE(migrate(kTwo)) << "a repaired file goes on from there";
}

TEST_P(Migrations, FilesOfTheOtherEngineAreLeftOut) {
  auto list = migrate({{"0001_a.pg.sql", "CREATE TABLE a (id BIGINT)"},
                       {"0001_a.sqlite.sql", "CREATE TABLE a (id INTEGER)"}});
  ASSERT_TRUE(list) << list.error().detail;
  EXPECT_EQ(list->size(), 1U);
  EXPECT_TRUE(has_table("a"));
}

FILO_ON_EACH_ENGINE(Migrations);

// --- equality ------------------------------------------------------------------------------------

/// "table.column": "type notnull", "index name": "unique table(columns)"; types in SQLite's words.
using Shape = std::map<std::string, std::string>;

void add(Shape& shape, Connection& connection, const std::string& sql) {
  auto done = connection.execute(sql, {}, [&](const RowView& row) -> Status {
    std::string_view key, value;
    EXPECT_TRUE(row.text(0, key) && row.text(1, value));
    shape[std::string(key)] = value;
    return {};
  });
  ASSERT_TRUE(done) << done.error().detail;
}

Shape sqlite_shape(Connection& c) {
  Shape shape;
  add(shape, c,
      "SELECT m.name || '.' || p.name, p.type || CASE WHEN p.\"notnull\" = 1 OR p.pk > 0 THEN "
      "' not null' ELSE '' END || CASE WHEN p.pk > 0 THEN ' pk' || p.pk ELSE '' END "
      "FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'");
  add(shape, c,
      "SELECT 'index ' || i.name, i.\"unique\" || ' ' || m.name || '(' || "
      "(SELECT group_concat(x.name, ',') FROM pragma_index_info(i.name) x) || ')' "
      "FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = "
      "'c'");
  return shape;
}

Shape pg_shape(Connection& c) {
  Shape shape;
  add(shape, c,
      "SELECT col.table_name || '.' || col.column_name, CASE col.data_type "
      "WHEN 'bigint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' WHEN 'text' THEN 'TEXT' "
      "WHEN 'bytea' THEN 'BLOB' WHEN 'double precision' THEN 'REAL' ELSE col.data_type END || "
      "CASE col.is_nullable WHEN 'NO' THEN ' not null' ELSE '' END || "
      "COALESCE((SELECT ' pk' || k.ordinal_position FROM information_schema.key_column_usage k "
      "JOIN information_schema.table_constraints t ON t.constraint_name = k.constraint_name AND "
      "t.table_name = k.table_name AND t.constraint_type = 'PRIMARY KEY' "
      "WHERE k.table_name = col.table_name AND k.column_name = col.column_name), '') "
      "FROM information_schema.columns col WHERE col.table_schema = 'public'");
  add(shape, c,
      "SELECT 'index ' || i.relname, CASE WHEN x.indisunique THEN '1 ' ELSE '0 ' END || t.relname "
      "|| '(' || (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(x.indkey) WITH "
      "ORDINALITY AS k(attnum, n) JOIN pg_attribute a ON a.attrelid = t.oid AND "
      "a.attnum = k.attnum) || ')' FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
      "JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace "
      "WHERE s.nspname = 'public' AND NOT x.indisprimary AND NOT EXISTS "
      "(SELECT 1 FROM pg_constraint u WHERE u.conindid = x.indexrelid)");
  return shape;
}

TEST(Schema, IsTheSameOnBothEngines) {
  if (!TestPostgres::instance().running()) {
    GTEST_SKIP() << "SKIPPED, not tested on PostgreSQL: " << TestPostgres::instance().why_not();
  }
  TestFolder folder;
  auto sqlite = SqliteConnection::open(folder.path() + "/m.db", true);
  ASSERT_TRUE(sqlite);
  PgServer server;
  server.config.url = TestPostgres::instance().create();
  PgConnection postgres(server);
  ASSERT_TRUE(postgres.connect(system_clock().mono()));
  for (Connection* c :
       {static_cast<Connection*>(sqlite->get()), static_cast<Connection*>(&postgres)}) {
    auto done = run_migrations(*c, system_clock(), false);
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_FALSE(done->empty());
  }
  const Shape ours = sqlite_shape(**sqlite);
  EXPECT_GT(ours.size(), 50U);
  EXPECT_EQ(ours, pg_shape(postgres));
}

TEST(Dialect, ReplacesWholeWordsOnly) {
  EXPECT_EQ(dialect("a @id, b @ids, c @bool, 'x@y' @ts) @strict;", Engine::sqlite),
            "a INTEGER, b @ids, c INTEGER, 'x@y' INTEGER) STRICT;");
  EXPECT_EQ(dialect("a @id, c @bool) @strict;", Engine::postgres), "a BIGINT, c BOOLEAN) ;");
}

}  // namespace
}  // namespace filo::store
