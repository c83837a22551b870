// Administration through the real Api over a real store: every kind made, read, changed and
// removed; faults where they are; nothing for other roles and other tenants.

#include <gmock/gmock.h>

#include "adapters/http/routes/tests/api_client.h"

namespace filo::http {
namespace {

using testing::HasSubstr;
using testing::Not;

class AdminRoutes : public ApiOverStore {
 protected:
  void SetUp() override {
    ApiOverStore::SetUp();
    log_in(1, Role::admin);
  }
  struct Sample {
    std::string kind, body;
  };
  /// One sound row of each kind, in the order in which they can be made.
  Sample sample(const std::string& kind) {
    const std::string flow = R"({"start":"bye","nodes":{"bye":{"type":"hang_up"}}})";
    if (kind == "sites") return {kind, R"({"name":"Home","country":"IT","zone":"Europe/Rome"})"};
    if (kind == "users")
      return {kind, R"({"login":"anna","name":"Anna","password":"very-secret-1"})"};
    if (kind == "queues") {
      return {kind, R"({"name":"Help","skills":[{"skill_id":")" + ids_["skills"] +
                        R"(","level_min":2}],"overflow":{"kind":"hang_up"}})"};
    }
    if (kind == "agents") {
      return {kind,
              R"({"user_id":")" + ids_["users"] +
                  R"(","name":"Anna","extension":"101","phone":{"kind":"sip","sip_user":"p101",)"
                  R"("sip_password":"very-secret-2"},"queue_ids":[")" +
                  ids_["queues"] + R"("]})"};
    }
    if (kind == "teams") return {kind, R"({"name":"T1","member_ids":[")" + ids_["agents"] + "\"]}"};
    if (kind == "categories") return {kind, R"({"name":"Bills","parent_id":null})"};
    if (kind == "identity-questions") {
      return {kind, R"({"text":{"it":"Codice?","fr":"Code ?","en":"Code?"},"field":"code"})"};
    }
    if (kind == "calendars") {
      return {kind, R"({"name":"Week","zone":"Europe/Rome","weekly":[{"day":"mon","open":"09:00",)"
                    R"("close":"18:00"}],"holidays":[{"date":"2026-12-25","name":"Natale"}]})"};
    }
    if (kind == "flows") return {kind, R"({"name":"Main","document":)" + flow + "}"};
    if (kind == "numbers") {
      return {kind, R"({"e164":"+390551234","name":"Main","service":"help","flow_id":")" +
                        ids_["flows"] + R"(","site_id":")" + ids_["sites"] + "\"}"};
    }
    if (kind == "trunks") return {kind, R"({"name":"Carrier","host":"192.0.2.60"})"};
    return {kind, R"({"name":"Some )" + kind + "\"}"};
  }
  void make_all() {
    for (const auto& kind : kKinds) ids_[kind] = make(kind, sample(kind).body);
  }
  const std::vector<std::string> kKinds = {"sites",      "users",         "skills",
                                           "queues",     "agents",        "teams",
                                           "categories", "pause-reasons", "identity-questions",
                                           "calendars",  "flows",         "numbers",
                                           "trunks"};
  std::map<std::string, std::string> ids_;
};

TEST_P(AdminRoutes, EveryKindIsMadeReadChangedAndRemoved) {
  make_all();
  for (auto kind = kKinds.rbegin(); kind != kKinds.rend(); ++kind) {
    const std::string path = "/admin/" + *kind + "/" + ids_[*kind];
    const Response read = ask("GET", path);
    EXPECT_EQ(read.status, 200) << path;
    EXPECT_EQ(member(read, "etag"), "1") << read.body;
    EXPECT_THAT(ask("GET", "/admin/" + *kind).body, HasSubstr("\"id\":\"" + ids_[*kind] + '"'));
    EXPECT_THAT(ask("GET", "/names/" + *kind).body, HasSubstr("\"id\":\"" + ids_[*kind] + '"'));

    const std::string body = sample(*kind).body;
    EXPECT_EQ(ask("PUT", path, body).status, 428) << path;
    const Response changed = ask("PUT", path, body, {{"If-Match", "\"1\""}});
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(member(changed, "etag"), "2");
    const Response stale = ask("PUT", path, body, {{"If-Match", "\"1\""}});
    EXPECT_EQ(stale.status, 412);
    EXPECT_THAT(stale.body,
                HasSubstr("\"current\":{\"id\":\"" + ids_[*kind] + "\",\"etag\":\"2\""));
    EXPECT_EQ(ask("DELETE", path).status, 428) << path;
    EXPECT_EQ(ask("DELETE", path, "", {{"If-Match", "\"1\""}}).status, 412);
    EXPECT_EQ(ask("DELETE", path, "", {{"If-Match", "\"2\""}}).status, 204) << path;
    EXPECT_EQ(ask("GET", path).status, 404) << path;
  }
}

TEST_P(AdminRoutes, ARepeatedCreationMakesOneRowAndTheSameAnswer) {
  const std::string body = R"({"name":"Bills"})";
  const Fields key{{"Idempotency-Key", "once"}};
  const Response first = ask("POST", "/admin/teams", body, key);
  const Response again = ask("POST", "/admin/teams", body, key);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(rows<std::int64_t>("SELECT count(*) FROM team").front(), 1);
  EXPECT_EQ(ask("POST", "/admin/teams", R"({"name":"Other"})", key).status, 422)
      << "a key belongs to one request";
  EXPECT_EQ(ask("POST", "/admin/skills", body, key).status, 422);
  EXPECT_EQ(ask("POST", "/admin/teams", R"({"name":""})", {{"Idempotency-Key", "k2"}}).status, 422);
  EXPECT_EQ(ask("POST", "/admin/teams", R"({"name":"Now"})", {{"Idempotency-Key", "k2"}}).status,
            201)
      << "what was refused changed nothing and may be tried again";
}

TEST_P(AdminRoutes, NobodyTakesAdministrationAwayFromHimself) {
  must_write([](store::Tx& tx) -> Status {
    auto done = tx.run(
        "INSERT INTO app_user (tenant_id, id, login, name, role, password_hash) "
        "VALUES (1, 901, 'boss', 'Boss', 'admin', '')");
    return done ? Status{} : Status{done.error()};
  });
  const auto put = [&](const std::string& role, const std::string& active) {
    return ask("PUT", "/admin/users/901",
               R"({"login":"boss","name":"Boss","role":")" + role + R"(","active":)" + active + "}",
               {{"If-Match", "*"}});
  };
  const Response lowered = put("agent", "true");
  EXPECT_EQ(lowered.status, 422);
  EXPECT_THAT(lowered.body, HasSubstr("\"pointer\":\"/role\""));
  EXPECT_THAT(lowered.body, HasSubstr("centre.own_user"));
  EXPECT_THAT(put("admin", "false").body, HasSubstr("\"pointer\":\"/active\""));
  EXPECT_EQ(put("admin", "true").status, 200);
}

TEST_P(AdminRoutes, PasswordsGoInAndNeverComeOut) {
  make_all();
  for (const auto& kind : kKinds) {
    EXPECT_THAT(ask("GET", "/admin/" + kind).body, Not(HasSubstr("very-secret"))) << kind;
    EXPECT_THAT(ask("GET", "/admin/" + kind).body, Not(HasSubstr("hash"))) << kind;
  }
  EXPECT_EQ(
      rows<std::string>("SELECT password_hash FROM app_user WHERE tenant_id = $1", TenantId{1}),
      std::vector<std::string>{"hash-of-very-secret-1"});
  EXPECT_EQ(rows<std::string>("SELECT phone_ha1_md5 FROM agent WHERE tenant_id = $1", TenantId{1}),
            std::vector<std::string>{"md5-very-secret-2"});
}

TEST_P(AdminRoutes, EveryFaultIsToldAtItsField) {
  const Response user = ask("POST", "/admin/users",
                            R"({"login":"X Y","name":"","language":"de","password":"short"})");
  EXPECT_EQ(user.status, 422);
  for (const char* pointer : {"/login", "/name", "/language", "/password"}) {
    EXPECT_THAT(user.body, HasSubstr("\"pointer\":\"" + std::string(pointer) + '"'));
  }
  const Response agent =
      ask("POST", "/admin/agents",
          R"({"name":"A","extension":"1","phone":{"kind":"sip","sip_password":"short"},)"
          R"("skills":[{"skill_id":"77","level":9}]})");
  EXPECT_EQ(agent.status, 422);
  for (const char* pointer : {"/extension", "/phone/sip_user", "/phone/sip_password",
                              "/skills/0/skill_id", "/skills/0/level"}) {
    EXPECT_THAT(agent.body, HasSubstr("\"pointer\":\"" + std::string(pointer) + '"'));
  }
  const Response flow =
      ask("POST", "/admin/flows", R"({"name":"F","document":{"start":"gone","nodes":{}}})");
  EXPECT_EQ(flow.status, 422);
  EXPECT_THAT(flow.body, HasSubstr("\"pointer\":\"/document"));
  EXPECT_THAT(ask("GET", "/admin/users").body, Not(HasSubstr("X Y")));
}

TEST_P(AdminRoutes, ARefusedPasswordChangesNothing) {
  make_all();
  const Response refused =
      ask("PUT", "/admin/users/" + ids_["users"],
          R"({"login":"anna","name":"Renamed","password":"short"})", {{"If-Match", "*"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(member(ask("GET", "/admin/users/" + ids_["users"]), "name"), "Anna");
}

TEST_P(AdminRoutes, AnotherRoleOrPasswordEndsTheSessions) {
  make_all();
  const std::string path = "/admin/users/" + ids_["users"];
  const Fields any = {{"If-Match", "*"}};
  EXPECT_EQ(ask("PUT", path, R"({"login":"anna","name":"Anna B"})", any).status, 200);
  EXPECT_TRUE(ended_.empty());
  EXPECT_EQ(ask("PUT", path, R"({"login":"anna","name":"Anna","role":"supervisor"})", any).status,
            200);
  EXPECT_EQ(ended_.size(), 1U);
  EXPECT_EQ(
      ask("PUT", path, R"({"login":"anna","name":"Anna","role":"supervisor","active":false})", any)
          .status,
      200);
  EXPECT_EQ(ended_.size(), 2U);
}

TEST_P(AdminRoutes, AgentsReadNamesAndNothingElse) {
  make_all();
  for (const Role role : {Role::agent, Role::supervisor}) {
    log_in(1, role);
    for (const auto& kind : kKinds) {
      const std::string path = "/admin/" + kind;
      EXPECT_EQ(ask("GET", "/names/" + kind).status, 200);
      EXPECT_EQ(ask("GET", path).status, 403);
      EXPECT_EQ(ask("GET", path + "/" + ids_[kind]).status, 403);
      EXPECT_EQ(ask("POST", path, sample(kind).body).status, 403);
      EXPECT_EQ(ask("PUT", path + "/" + ids_[kind], sample(kind).body).status, 403);
      EXPECT_EQ(ask("DELETE", path + "/" + ids_[kind]).status, 403);
    }
  }
}

TEST_P(AdminRoutes, AnotherTenantsRowsDoNotExist) {
  make_all();
  log_in(2, Role::admin);
  for (const auto& kind : kKinds) {
    const std::string path = "/admin/" + kind + "/" + ids_[kind];
    EXPECT_EQ(ask("GET", "/names/" + kind).body, R"({"items":[]})") << kind;
    EXPECT_EQ(ask("GET", "/admin/" + kind).body, R"({"items":[],"next":null})") << kind;
    EXPECT_EQ(ask("GET", path).status, 404);
    EXPECT_EQ(ask("PUT", path, sample(kind).body, {{"If-Match", "*"}}).status, 404) << kind;
    EXPECT_EQ(ask("DELETE", path, "", {{"If-Match", "*"}}).status, 404);
  }
  log_in(1, Role::admin);
  for (const auto& kind : kKinds) {
    EXPECT_EQ(member(ask("GET", "/admin/" + kind + "/" + ids_[kind]), "etag"), "1");
  }
}

TEST_P(AdminRoutes, ListsGoOnFromWhereThePageEnded) {
  for (const char* name : {"a", "b", "c"})
    make("skills", R"({"name":")" + std::string(name) + "\"}");
  const Response first = ask("GET", "/admin/skills", "", {}, {{"limit", "2"}});
  const Response second =
      ask("GET", "/admin/skills", "", {}, {{"limit", "2"}, {"after", member(first, "next")}});
  EXPECT_EQ(member(second, "name"), "c");
  EXPECT_THAT(second.body, HasSubstr("\"next\":null"));
}

TEST_P(AdminRoutes, OtherKindsAreNotFound) {
  EXPECT_EQ(ask("GET", "/admin/secrets").status, 404);
  EXPECT_EQ(ask("GET", "/names/secrets").status, 404);
}

TEST_P(AdminRoutes, AllStandInTheDocument) {
  const std::string document = api_->openapi_json();
  for (const auto& kind : kKinds) {
    EXPECT_THAT(document, HasSubstr("\"/admin/" + kind + "/{id}\":{"));
    EXPECT_THAT(document, HasSubstr("\"/names/" + kind + "\":{"));
  }
}

FILO_ON_EACH_ENGINE(AdminRoutes);

}  // namespace
}  // namespace filo::http
