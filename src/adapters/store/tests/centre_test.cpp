// The centre in the store: what is saved comes back, everybody is told, nobody overwrites anybody.

#include <gmock/gmock.h>

#include "adapters/store/centre_store.h"
#include "adapters/store/tests/test_databases.h"
#include "app/centre/kinds.h"
#include "app/centre/value_of.h"

namespace filo::store {
namespace {

namespace centre = app::centre;
using app::CentreRepo;
using centre::AnyRow;
using ::testing::HasSubstr;

class CentreContract : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    store_ = std::make_unique<SqlCentreStore>(db());
    must([&](CentreRepo& repo) -> Status {
      auto tenant = repo.add_tenant("Rete Azzurra");
      if (!tenant) return tenant.error();
      admin_ = {*tenant, UserId{5}, {}, Role::admin};
      return {};
    });
  }
  void must(const std::function<Status(CentreRepo&)>& job) {
    Status done = store_->write(job);
    ASSERT_TRUE(done) << done.error().detail;
  }
  template <class T>
  Result<T> insert(T row) {
    return keep<T>([&](CentreRepo& repo) { return repo.insert(admin_, AnyRow(row)); });
  }
  template <class T>
  Result<T> update(T row) {
    return keep<T>([&](CentreRepo& repo) { return repo.update(admin_, AnyRow(row)); });
  }
  Status erase(const AnyRow& row) {
    return store_->write([&](CentreRepo& repo) { return repo.erase(admin_, row); });
  }
  centre::Centre load() {
    auto loaded = app::load_centre(*store_, admin_.tenant);
    EXPECT_TRUE(loaded) << loaded.error().detail;
    return **loaded;
  }
  template <class T>
  Result<T> keep(const std::function<Result<AnyRow>(CentreRepo&)>& job) {
    std::optional<T> kept;
    Status done = store_->write([&](CentreRepo& repo) -> Status {
      auto made = job(repo);
      if (!made) return made.error();
      kept = std::get<T>(*made);
      return {};
    });
    if (!done) return done.error();
    return *kept;
  }
  void run(const std::function<Status(Tx&)>& job) {
    const Status done = write_and_wait(db(), job);
    ASSERT_TRUE(done) << done.error().detail;
  }
  void open_ticket(TeamId team, CategoryId category, QueueId queue, AgentId agent) {
    run([&](Tx& tx) -> Status {
      auto done = tx.run(
          "INSERT INTO ticket (tenant_id, id, version, number, status, level, priority, bucket, "
          "channel, category_id, owner_id, team_id, queue_id, reopened_count, created_at, "
          "updated_at, watch_since, watch_level_1, watch_level_2, watch_level_3, "
          "watch_level_vendor, watch_new, watch_open, watch_pending, watch_solved, "
          "escalation_cause, subject, search_text) VALUES ($1, 70, 1, 1, 'new', '1', 'normal', 0, "
          "'desk', $2, $3, $4, $5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'none', 's', '')",
          admin_.tenant, category, agent, team, queue);
      return done ? Status{} : Status{done.error()};
    });
  }
  void write_article(UserId author) {
    run([&](Tx& tx) -> Status {
      auto done = tx.run(
          "INSERT INTO article (tenant_id, ticket_id, id, kind, author_id, created_at, body) "
          "VALUES ($1, 70, 71, 'note', $2, 0, 'b')",
          admin_.tenant, author);
      return done ? Status{} : Status{done.error()};
    });
  }
  void pause(AgentId agent, PauseReasonId reason) {
    run([&](Tx& tx) -> Status {
      auto done = tx.run(
          "INSERT INTO agent_state_log (tenant_id, agent_id, started_at, id, presence, "
          "pause_reason_id) VALUES ($1, $2, 0, 72, 'paused', $3)",
          admin_.tenant, agent, reason);
      return done ? Status{} : Status{done.error()};
    });
  }
  template <class T>
  static std::string text(const T& row) {
    return centre::json_text(centre::value_of(row));
  }

  std::unique_ptr<SqlCentreStore> store_;
  Actor admin_;
};

TEST_P(CentreContract, EveryKindComesBackAsItWasSaved) {
  const auto site = insert(centre::Site{.name = "Milano"}).value();
  const auto user = insert(centre::User{.login = "anna", .name = "Anna Rossi"}).value();
  const auto skill = insert(centre::Skill{.name = "tecnico"}).value();
  centre::Queue queue{.name = "guasti"};
  queue.skills = {{skill.id, 3}};
  queue.no_agents_after_ms = 60'000;
  queue.overflow = {centre::OverflowKind::number, "+39021234567"};
  queue = insert(queue).value();
  centre::Agent agent{.user_id = user.id, .name = "Anna", .extension = "101"};
  agent.phone = {centre::AgentPhone::sip, "101", ""};
  agent.skills = {{skill.id, 5}};
  agent.queue_ids = {queue.id};
  agent = insert(agent).value();
  const auto team =
      insert(centre::Team{.name = "Tecnici", .level = "2", .member_ids = {agent.id}}).value();
  const auto parent = insert(centre::Category{.name = "Internet"}).value();
  const auto child = insert(centre::Category{.name = "Lento", .parent_id = parent.id}).value();
  const auto pause = insert(centre::PauseReason{.name = "Pranzo"}).value();
  const auto question = insert(centre::Question{.text = {"a", "b", "c"}}).value();
  centre::Calendar calendar{.name = "ufficio"};
  calendar.weekly = {{centre::Day::tue, "09:00", "18:00"}, {centre::Day::mon, "09:00", "13:00"}};
  calendar.holidays = {{"2026-12-25", "Natale", {}, {}},
                       {"2026-12-24", "Vigilia", "09:00", "13:00"}};
  calendar = insert(calendar).value();
  const auto flow = insert(centre::FlowVersion{.name = "f", .document = "{}"}).value();
  const auto number = insert(centre::Number{.e164 = "+39800100200",
                                            .name = "verde",
                                            .service = "Assistenza",
                                            .flow_id = flow.id,
                                            .site_id = site.id})
                          .value();
  const auto trunk = insert(centre::Trunk{.name = "t", .host = "192.0.2.1"}).value();

  const auto all = load();
  EXPECT_EQ(all.tenant_name, "Rete Azzurra");
  EXPECT_EQ(text(all.sites), text(std::vector{site}));
  EXPECT_EQ(text(all.users), text(std::vector{user}));
  EXPECT_EQ(text(all.skills), text(std::vector{skill}));
  EXPECT_EQ(text(all.queues), text(std::vector{queue}));
  EXPECT_EQ(text(all.agents), text(std::vector{agent}));
  EXPECT_EQ(text(all.teams), text(std::vector{team}));
  EXPECT_EQ(text(all.categories), text(std::vector{parent, child}));
  EXPECT_EQ(text(all.pause_reasons), text(std::vector{pause}));
  EXPECT_EQ(text(all.identity_questions), text(std::vector{question}));
  EXPECT_EQ(text(all.calendars), text(std::vector{calendar}));
  EXPECT_EQ(text(all.flows), text(std::vector{flow}));
  EXPECT_EQ(text(all.numbers), text(std::vector{number}));
  EXPECT_EQ(text(all.trunks), text(std::vector{trunk}));

  EXPECT_EQ(erase(AnyRow(skill)).error().key, "store.still_used");
  EXPECT_TRUE(erase(AnyRow(team)));
  EXPECT_TRUE(erase(AnyRow(agent)));
  EXPECT_TRUE(erase(AnyRow(queue)));
  EXPECT_TRUE(erase(AnyRow(skill)));
  EXPECT_TRUE(erase(AnyRow(number)));
  EXPECT_TRUE(erase(AnyRow(flow)));
  EXPECT_TRUE(erase(AnyRow(calendar)));
}

TEST_P(CentreContract, ChangesAreAuditedToldAndCounted) {
  auto skill = insert(centre::Skill{.name = "a"}).value();
  const auto before = load().version;
  skill.name = "b";
  skill = update(skill).value();
  EXPECT_EQ(skill.etag, 2);
  EXPECT_TRUE(erase(AnyRow(skill)));
  EXPECT_EQ(load().version, before + 2);
  using Row = std::tuple<std::string, std::optional<std::string>, std::optional<std::string>>;
  const auto audit = rows<Row>("SELECT action, before_json, after_json FROM audit ORDER BY id");
  ASSERT_EQ(audit.size(), 3U);
  EXPECT_EQ(std::get<0>(audit[1]), "update");
  EXPECT_THAT(*std::get<1>(audit[1]), HasSubstr(R"("name":"a")"));
  EXPECT_THAT(*std::get<2>(audit[1]), HasSubstr(R"("name":"b")"));
  const auto told = rows<std::string>("SELECT payload FROM outbox WHERE topic = 'centre_changed'");
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0], R"({"kind":"skills","id":")" + skill.id.str() + R"("})");
}

TEST_P(CentreContract, TheSecondOfTwoWhoChangeARowIsTold) {
  const auto read = insert(centre::Queue{.name = "guasti"}).value();
  auto first = read, second = read;
  first.priority = 1;
  second.priority = 2;
  ASSERT_TRUE(update(first));
  auto late = update(second);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().key, "store.stale");
  EXPECT_EQ(erase(AnyRow(read)).error().key, "store.stale");
  EXPECT_EQ(load().queues.at(0).priority, 1);
}

/// Rows that tickets, calls and logs name have no foreign key: a record outlives what was set up.
TEST_P(CentreContract, WhatRecordsNameIsNotRemoved) {
  const auto team = insert(centre::Team{.name = "Tecnici"}).value();
  const auto category = insert(centre::Category{.name = "Internet"}).value();
  const auto queue = insert(centre::Queue{.name = "guasti"}).value();
  const auto agent = insert(centre::Agent{.name = "Anna", .extension = "101"}).value();
  const auto reason = insert(centre::PauseReason{.name = "Pranzo"}).value();
  const auto user = insert(centre::User{.login = "anna", .name = "Anna"}).value();
  open_ticket(team.id, category.id, queue.id, agent.id);
  pause(agent.id, reason.id);
  write_article(user.id);
  for (const AnyRow& row : {AnyRow(team), AnyRow(category), AnyRow(queue), AnyRow(agent),
                            AnyRow(reason), AnyRow(user)}) {
    const Status gone = erase(row);
    ASSERT_FALSE(gone) << centre::word_of(row);
    EXPECT_EQ(gone.error().code, Errc::conflict);
    EXPECT_EQ(gone.error().key, "store.still_used") << centre::word_of(row);
  }
  const auto spare = insert(centre::Team{.name = "Vuoto"}).value();
  EXPECT_TRUE(erase(AnyRow(spare)));
}

TEST_P(CentreContract, WhatAnotherTenantHasIsTakenWithoutSayingWhose) {
  centre::Agent agent{.name = "Anna", .extension = "101"};
  agent.phone = {centre::AgentPhone::sip, "phone-101", ""};
  ASSERT_TRUE(insert(agent));
  ASSERT_TRUE(insert(centre::User{.login = "anna", .name = "Anna"}));
  const Actor first = admin_;
  must([&](CentreRepo& repo) -> Status {
    auto other = repo.add_tenant("Other");
    if (!other) return other.error();
    admin_.tenant = *other;
    return {};
  });
  const auto refused = [&](auto row) {
    const auto made = insert(row);
    EXPECT_FALSE(made);
    EXPECT_EQ(made.error().detail, "is taken") << "no SQL, no name of anybody";
    return made.error().field + " " + made.error().key;
  };
  EXPECT_EQ(refused(agent), "/phone/sip_user centre.taken");
  EXPECT_EQ(refused(centre::User{.login = "anna", .name = "A"}), "/login centre.taken");
  admin_ = first;
}

TEST_P(CentreContract, AnotherTenantSeesAndChangesNothing) {
  const auto skill = insert(centre::Skill{.name = "a"}).value();
  must([&](CentreRepo& repo) -> Status {
    auto other = repo.add_tenant("Other");
    if (!other) return other.error();
    const Actor stranger{*other, UserId{6}, {}, Role::admin};
    EXPECT_TRUE(repo.load(*other)->skills.empty());
    EXPECT_EQ(repo.update(stranger, AnyRow(skill)).error().code, Errc::not_found);
    EXPECT_EQ(repo.erase(stranger, AnyRow(skill)).error().code, Errc::not_found);
    EXPECT_TRUE(repo.insert(stranger, AnyRow(centre::Skill{.name = "a"})))
        << "names are per tenant";
    return {};
  });
  EXPECT_EQ(load().skills.size(), 1U);
}

TEST_P(CentreContract, FlowsKeepEveryVersion) {
  auto flow = insert(centre::FlowVersion{.name = "f", .document = "{\"v\":1}"}).value();
  flow.document = "{\"v\":2}";
  flow = update(flow).value();
  EXPECT_EQ(flow.version, 2);
  const auto kept = rows<std::string>("SELECT document FROM flow_version ORDER BY version");
  EXPECT_THAT(kept, ::testing::ElementsAre("{\"v\":1}", "{\"v\":2}"));
}

TEST_P(CentreContract, APhoneSecretGoesWithItsUserName) {
  centre::Agent agent{.name = "Anna", .extension = "101"};
  agent.phone = {centre::AgentPhone::sip, "101", ""};
  agent = insert(agent).value();
  must([&](CentreRepo& repo) {
    return repo.set_phone_secret(admin_, {agent.id, "101", "m", "s"});
  });
  ASSERT_EQ(load().phone_secrets.size(), 1U);
  EXPECT_EQ(load().phone_secrets[0].ha1_sha256, "s");
  agent.name = "Anna Rossi";
  agent = update(agent).value();
  EXPECT_EQ(load().phone_secrets.size(), 1U);
  agent.phone.sip_user = "1010";
  agent = update(agent).value();
  EXPECT_TRUE(load().phone_secrets.empty()) << "HA1 holds the user name";
}

TEST_P(CentreContract, APasswordIsSetAndAudited) {
  const auto user = insert(centre::User{.login = "anna", .name = "Anna"}).value();
  must([&](CentreRepo& repo) { return repo.set_password(admin_, user.id, "$argon2id$x"); });
  EXPECT_THAT(rows<std::string>("SELECT password_hash FROM app_user"),
              ::testing::ElementsAre("$argon2id$x"));
  EXPECT_EQ(rows<std::int64_t>("SELECT count(*) FROM audit WHERE action = 'set_password'")[0], 1);
}

TEST_P(CentreContract, TheCurrentCentreIsReadAgainOnlyAfterAChange) {
  const auto first = store_->current(admin_.tenant);
  ASSERT_TRUE(first);
  EXPECT_EQ(store_->current(admin_.tenant)->get(), first->get()) << "the same, nothing changed";
  const auto team = insert(centre::Team{.name = "T1"}).value();
  const auto second = store_->current(admin_.tenant);
  ASSERT_EQ((*second)->teams.size(), 1U);
  EXPECT_TRUE((*first)->teams.empty()) << "who holds the old one keeps it";
  SqlCentreStore another{db()};  // as a second server would
  Status done = another.write([&](CentreRepo& repo) { return repo.erase(admin_, AnyRow(team)); });
  ASSERT_TRUE(done);
  EXPECT_TRUE((*store_->current(admin_.tenant))->teams.empty());
  EXPECT_EQ(store_->current(TenantId{77}).error().code, Errc::not_found);
}

FILO_ON_EACH_ENGINE(CentreContract);

}  // namespace
}  // namespace filo::store
