// The history of changes of the administration: readable, complete, without secrets, for
// administrators of the same tenant only.

#include <gmock/gmock.h>

#include "adapters/http/routes/tests/api_client.h"

namespace filo::http {
namespace {

using testing::HasSubstr;
using testing::Not;

class AuditRoutes : public ApiOverStore {
 protected:
  void SetUp() override {
    ApiOverStore::SetUp();
    if (IsSkipped()) return;
    must_write([](store::Tx& tx) -> Status {
      auto done = tx.run(
          "INSERT INTO app_user (tenant_id, id, login, name, role, password_hash) "
          "VALUES (1, 901, 'boss', 'Beatrice', 'admin', '')");
      return done ? Status{} : Status{done.error()};
    });
    log_in(1, Role::admin);
  }
  Response audit(const std::string& kind, const std::string& id = "", Fields more = {}) {
    more.emplace_back("kind", kind);
    if (!id.empty()) more.emplace_back("entity_id", id);
    return ask("GET", "/audit", "", {}, more);
  }
  void replace(const std::string& path, const std::string& body) {
    const Response done = ask("PUT", path, body, {{"If-Match", "*"}});
    EXPECT_EQ(done.status, 200) << done.body;
  }
};

TEST_P(AuditRoutes, TellsWhoChangedWhatFromWhatByNames) {
  const std::string fibre = make("skills", R"({"name":"Fibra"})");
  const std::string french = make("skills", R"({"name":"Francese"})");
  const auto queue = [](const std::string& skill, int ring) {
    return R"({"name":"Guasti","ring_timeout_ms":)" + std::to_string(ring) +
           R"(,"skills":[{"skill_id":")" + skill + R"(","level_min":2}]})";
  };
  const std::string id = make("queues", queue(fibre, 20000));
  replace("/admin/queues/" + id, queue(french, 15000));
  const Response told = audit("queues", id);
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_THAT(told.body, HasSubstr(R"("actor":{"id":"901","name":"Beatrice"},"action":"update")"));
  EXPECT_THAT(told.body, HasSubstr(R"({"field":"/ring_timeout_ms","from":20000,"to":15000})"));
  EXPECT_THAT(told.body, HasSubstr(R"("from":[{"skill_id":"Fibra","level_min":2}],)"
                                   R"("to":[{"skill_id":"Francese","level_min":2}])"));
  EXPECT_THAT(told.body, HasSubstr(R"("action":"create")"));
  EXPECT_THAT(told.body, HasSubstr(R"("object":{"id":")" + id + R"(","name":"Guasti"})"));
}

TEST_P(AuditRoutes, KnowsRemovedThingsByTheNameTheyHad) {
  const std::string skill = make("skills", R"({"name":"Fibra"})");
  const std::string id = make(
      "queues", R"({"name":"Guasti","skills":[{"skill_id":")" + skill + R"(","level_min":1}]})");
  replace("/admin/queues/" + id, R"({"name":"Guasti"})");
  EXPECT_EQ(ask("DELETE", "/admin/skills/" + skill, "", {{"If-Match", "*"}}).status, 204);
  EXPECT_THAT(audit("queues", id).body, HasSubstr(R"("skill_id":"Fibra")"));
  const Response skills = audit("skills");
  EXPECT_THAT(skills.body, HasSubstr(R"("action":"delete","object":{"id":")" + skill +
                                     R"(","name":"Fibra"},"changes":[{"field":"/name",)"
                                     R"("from":"Fibra","to":null}])"));
}

TEST_P(AuditRoutes, TellsThatASecretWasSetAndNeverTheSecret) {
  const std::string user =
      make("users", R"({"login":"anna","name":"Anna","password":"very-secret-1"})");
  make("agents", R"({"user_id":")" + user +
                     R"(","name":"Anna","extension":"101","phone":{"kind":"sip",)"
                     R"("sip_user":"p101","sip_password":"very-secret-2"}})");
  const std::string all = audit("users").body + audit("agents").body;
  EXPECT_THAT(all, HasSubstr(R"("action":"set_password")"));
  EXPECT_THAT(all, HasSubstr(R"("action":"set_phone_secret")"));
  for (const char* secret : {"secret-1", "secret-2", "hash-of", "sha-of-it", "md5-"}) {
    EXPECT_THAT(all, Not(HasSubstr(secret)));
  }
}

TEST_P(AuditRoutes, AFlowTellsItsNodes) {
  const auto flow = [](const char* text) {
    return R"({"name":"Main","document":{"start":"hi","nodes":{"hi":{"type":"say","prompt":{"text":)"
           R"({"it":")" +
           std::string{text} + R"("}},"next":"bye"},"bye":{"type":"hang_up"}}}})";
  };
  const std::string id = make("flows", flow("Salve"));
  replace("/admin/flows/" + id, flow("Buongiorno"));
  EXPECT_THAT(audit("flows", id).body,
              HasSubstr(R"({"field":"/document/nodes/hi/prompt/text/it","from":"Salve",)"
                        R"("to":"Buongiorno"})"));
}

TEST_P(AuditRoutes, PagesAndIsForAdministratorsOfTheSameTenant) {
  for (const char* name : {"one", "two", "three"}) {
    make("pause-reasons", R"({"name":")" + std::string{name} + "\"}");
  }
  const Response first = audit("pause-reasons", "", {{"limit", "2"}});
  EXPECT_THAT(first.body, HasSubstr("three"));
  EXPECT_THAT(first.body, Not(HasSubstr("\"one\"")));
  const Response next = audit("pause-reasons", "", {{"after", member(first, "next")}});
  EXPECT_THAT(next.body, HasSubstr("\"one\""));
  EXPECT_THAT(next.body, HasSubstr("\"next\":null"));
  EXPECT_EQ(audit("tickets").status, 422) << "only what an administrator sets up";

  log_in(2, Role::admin);
  EXPECT_THAT(audit("pause-reasons").body, HasSubstr("\"items\":[]"));
  log_in(1, Role::supervisor);
  EXPECT_EQ(audit("pause-reasons").status, 403);
}

FILO_ON_EACH_ENGINE(AuditRoutes);

}  // namespace
}  // namespace filo::http
