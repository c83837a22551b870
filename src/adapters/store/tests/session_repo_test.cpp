// Log-ins and repeat protection on both engines.

#include "adapters/store/session_repo.h"

#include "adapters/store/idempotency_repo.h"
#include "adapters/store/tests/test_databases.h"

namespace filo::store {
namespace {

constexpr TenantId kTenant{1};
constexpr UserId kAnna{2}, kBruno{3};

class SessionRepoContract : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    must_run({"INSERT INTO tenant (id, name, created_at) VALUES (1, 'Acme', 0)",
              "INSERT INTO app_user (tenant_id, id, login, name, role, password_hash) "
              "VALUES (1, 2, 'anna', 'Anna', 'supervisor', 'h')",
              "INSERT INTO app_user (tenant_id, id, login, name, role, password_hash, active) "
              "VALUES (1, 3, 'bruno', 'Bruno', 'agent', 'h', FALSE)",
              "INSERT INTO agent (tenant_id, id, etag, user_id, name, extension, phone_kind, "
              "phone_sip_user, phone_contact) VALUES (1, 9, 1, 2, 'Anna R.', '201', 'browser', '', "
              "'')"});
  }
  app::StoredSession session(UserId user, const std::string& hash) {
    return {{}, hash, user, now_, now_ + std::chrono::hours{1}, "10.0.0.1"};
  }
  const Instant now_ = from_micros(1'790'000'000'000'000);
};

TEST_P(SessionRepoContract, LoginsAreFoundWithoutCaseAndOnlyWhenActive) {
  SqlSessionRepo repo(db());
  auto anna = repo.find_login("ANNA");
  ASSERT_TRUE(anna && *anna);
  EXPECT_EQ((*anna)->actor.role, Role::supervisor);
  EXPECT_EQ((*anna)->actor.agent, AgentId{9});
  EXPECT_EQ((*anna)->extension, "201");
  EXPECT_EQ((*anna)->tenant_name, "Acme");
  EXPECT_FALSE(repo.find_login("bruno")->has_value());
  EXPECT_FALSE(repo.find_login("nobody")->has_value());
}

TEST_P(SessionRepoContract, SessionsAreKeptExtendedAndRemoved) {
  SqlSessionRepo repo(db());
  auto first = repo.add_session(kTenant, session(kAnna, "aa"));
  auto second = repo.add_session(kTenant, session(kAnna, "bb"));
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(repo.add_session(kTenant, session(kBruno, "cc")));
  EXPECT_EQ(repo.sessions(now_)->size(), 2u) << "Bruno is not active";
  ASSERT_TRUE(repo.extend_session(*first, now_ + std::chrono::hours{5}));
  auto later = repo.sessions(now_ + std::chrono::hours{2});
  ASSERT_EQ(later->size(), 1u);
  EXPECT_EQ(later->front().session.token_hash, "aa");
  EXPECT_EQ(later->front().user.login, "anna");
  ASSERT_TRUE(repo.remove_expired(now_ + std::chrono::hours{2}));
  EXPECT_EQ(repo.sessions(now_)->size(), 1u);
  ASSERT_TRUE(repo.remove_session(*first));
  EXPECT_TRUE(repo.remove_session(*first)) << "already gone is fine";
  EXPECT_EQ(repo.sessions(now_)->size(), 0u);
}

TEST_P(SessionRepoContract, PreferencesAndHashesAreKept) {
  SqlSessionRepo repo(db());
  ASSERT_TRUE(repo.set_preferences(kAnna, "fr", "dark"));
  ASSERT_TRUE(repo.set_password_hash(kAnna, "better"));
  auto anna = repo.find_login("anna");
  EXPECT_EQ((*anna)->language, "fr");
  EXPECT_EQ((*anna)->password_hash, "better");
  ASSERT_TRUE(repo.add_session(kTenant, session(kAnna, "aa")));
  ASSERT_TRUE(repo.remove_sessions_of(kAnna));
  EXPECT_EQ(repo.sessions(now_)->size(), 0u);
}

TEST_P(SessionRepoContract, AnswersAreKeptOncePerUserAndKey) {
  const app::StoredAnswer answer{"POST /x", "ab", 201, "{}", now_};
  const auto save = [&](Tx& tx) {
    return SqlIdempotencyRepo(tx).save_answer(kTenant, kAnna, "k", answer);
  };
  must_write(save);
  must_write([&](Tx& tx) -> Status {
    SqlIdempotencyRepo repo(tx);
    auto found = repo.find_answer(kTenant, kAnna, "k");
    if (!found) return found.error();
    EXPECT_TRUE(found->has_value() && (*found)->status == 201 && (*found)->route == "POST /x");
    EXPECT_FALSE(repo.find_answer(kTenant, kBruno, "k")->has_value());
    EXPECT_FALSE(repo.find_answer(TenantId{2}, kAnna, "k")->has_value());
    return {};
  });
  Status twice = write_and_wait(db(), save);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, Errc::conflict);
}

FILO_ON_EACH_ENGINE(SessionRepoContract);

}  // namespace
}  // namespace filo::store
