// Declared routes, driven through the router without sockets.

#include "adapters/http/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "adapters/http/problem.h"
#include "adapters/http/tests/fakes.h"
#include "base/virtual_loop.h"
#include "base/workers.h"

namespace filo::http {

struct Thing {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (name))
struct ThingView {
  TicketId id;
  std::int64_t etag = 0;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ThingView, (), (id, etag, name))
struct ThingFilter : PageQuery {
  std::optional<std::string> q;
};
BOOST_DESCRIBE_STRUCT(ThingFilter, (PageQuery), (q))

namespace {

using testing::HasSubstr;
using testing::Not;

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    user_->actor = {TenantId{1}, UserId{2}, AgentId{3}, Role::agent};
    api_.write<Thing, ThingView>(
        {.method = "POST", .path = "/things", .id = "addThing", .summary = "Add", .status = 201},
        [this](const Thing& in, Call&, app::Records&) -> Result<ThingView> {
          if (in.name == "throw") throw std::runtime_error("secret text");
          return ThingView{TicketId{++made_}, 7, in.name};
        });
    api_.write<Thing, ThingView>(
        {.method = "PATCH",
         .path = "/things/{id}",
         .id = "changeThing",
         .summary = "Change",
         .if_match = true},
        [](const Thing& in, Call& call, app::Records&) -> Result<ThingView> {
          auto id = call.id<TicketId>();
          if (!id) return id.error();
          if (call.if_match != "7") return call.stale(ThingView{*id, 7, "now"});
          return ThingView{*id, 8, in.name};
        });
    api_.read<ThingFilter, Page<ThingView>>(
        {"GET", "/things", "listThings", "List"},
        [](const ThingFilter& filter, Call&, app::Records&) -> Result<Page<ThingView>> {
          Page<ThingView> page;
          page.items.push_back({TicketId{9}, 1, filter.q.value_or("-")});
          return page;
        });
    api_.live<Nothing, Nothing>({.method = "POST",
                                 .path = "/live/{id}/hold",
                                 .id = "hold",
                                 .summary = "Hold",
                                 .role = Role::supervisor,
                                 .status = 202},
                                [](const Nothing&, Call&) -> Result<Nothing> { return Nothing{}; });
  }

  Response ask(std::string method,
               std::string path,
               std::string body = "",
               Fields headers = {},
               Fields query = {}) {
    auto request = std::make_shared<Request>();
    auto match = router_.find(method, "/api/v1" + path);
    if (match.route == nullptr) return text_response(404, "");
    request->method = method;
    request->path = "/api/v1" + path;
    request->params = match.params;
    request->query = std::move(query);
    request->headers = std::move(headers);
    request->headers.emplace_back("Content-Type", "application/json");
    request->body = std::move(body);
    request->trace = "t1";
    request->session = user_;
    std::promise<Response> promise;
    match.route->handler(request,
                         Responder([&](Response&& r) { promise.set_value(std::move(r)); }));
    loop_.settle();
    return promise.get_future().get();
  }

  ManualClock clock_;
  VirtualLoop loop_{clock_};
  FakeStore store_;
  Workers workers_{1, 10};
  Router router_;
  Api api_{router_, ApiContext{.clock = &clock_,
                               .cursors = nullptr,
                               .store = &store_,
                               .workers = &workers_,
                               .core = &loop_}};
  std::shared_ptr<SessionUser> user_ = std::make_shared<SessionUser>();
  std::int64_t made_ = 0;
};

TEST_F(ApiTest, WriteAnswersWithStatusBodyAndEtag) {
  const Response made = ask("POST", "/things", R"({"name":"fax"})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.body, R"({"id":"1","etag":7,"name":"fax"})");
  EXPECT_EQ(find_field(made.headers, "ETag"), "\"7\"");
}

TEST_F(ApiTest, WrongInputIsAProblemWithPointers) {
  const Response refused = ask("POST", "/things", R"({"nome":"fax"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(find_field(refused.headers, "Content-Type"), "application/problem+json");
  EXPECT_THAT(refused.body, HasSubstr(R"("pointer":"/name","key":"field.required")"));
  EXPECT_THAT(refused.body, HasSubstr(R"("pointer":"/nome","key":"field.unknown")"));
  EXPECT_EQ(ask("POST", "/things", "{").status, 400);
}

TEST_F(ApiTest, RepeatWithTheSameKeyDoesNothingTwice) {
  const Fields key{{"Idempotency-Key", "k1"}};
  const Response first = ask("POST", "/things", R"({"name":"fax"})", key);
  const Response again = ask("POST", "/things", R"({"name":"fax"})", key);
  EXPECT_EQ(made_, 1);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(ask("POST", "/things", R"({"name":"tel"})", key).status, 422);
  user_->actor.user = UserId{99};
  EXPECT_EQ(ask("POST", "/things", R"({"name":"tel"})", key).status, 201) << "another person";
}

TEST_F(ApiTest, EditWithoutOrWithAnOldEtagIsRefused) {
  EXPECT_EQ(ask("PATCH", "/things/5", R"({"name":"x"})").status, 428);
  const Response stale = ask("PATCH", "/things/5", R"({"name":"x"})", {{"If-Match", "\"6\""}});
  EXPECT_EQ(stale.status, 412);
  EXPECT_THAT(stale.body, HasSubstr(R"("current":{"id":"5","etag":7,"name":"now"}})"));
  EXPECT_EQ(ask("PATCH", "/things/5", R"({"name":"x"})", {{"If-Match", "\"7\""}}).status, 200);
  EXPECT_EQ(ask("PATCH", "/things/abc", R"({"name":"x"})", {{"If-Match", "\"7\""}}).status, 404);
}

TEST_F(ApiTest, ReadRunsOnAWorkerAndBindsTheQuery) {
  EXPECT_EQ(ask("GET", "/things", "", {}, {{"q", "fax"}, {"limit", "10"}}).body,
            R"({"items":[{"id":"9","etag":1,"name":"fax"}],"next":null})");
  EXPECT_EQ(ask("GET", "/things", "", {}, {{"limit", "201"}}).status, 422);
  EXPECT_EQ(ask("GET", "/things", "", {}, {{"evil", "1"}}).status, 422);
}

TEST_F(ApiTest, RoleIsChecked) {
  EXPECT_EQ(ask("POST", "/live/1/hold").status, 403);
  user_->actor.role = Role::admin;
  EXPECT_EQ(ask("POST", "/live/1/hold").status, 202);
  user_ = nullptr;
  EXPECT_EQ(ask("POST", "/things", "{}").status, 401);
}

TEST_F(ApiTest, OurFaultsKeepTheirTextToThemselves) {
  const Response broken = ask("POST", "/things", R"({"name":"throw"})");
  EXPECT_EQ(broken.status, 500);
  EXPECT_THAT(broken.body, Not(HasSubstr("secret")));
  EXPECT_THAT(broken.body, HasSubstr(R"("trace_id":"t1")"));
}

TEST_F(ApiTest, AFullQueueIs503WithRetryAfter) {
  store_.full = true;
  const Response refused = ask("POST", "/things", R"({"name":"x"})");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(find_field(refused.headers, "Retry-After"), "1");
}

TEST_F(ApiTest, OtherContentTypesAreRefused) {
  EXPECT_EQ(ask("POST", "/things", "name=x", {{"Content-Type", "text/plain"}}).status, 415);
}

TEST_F(ApiTest, OpenApiIsMadeFromTheDeclarations) {
  const std::string text = api_.openapi_json();
  auto parsed = from_json<RawJson>(text);
  ASSERT_TRUE(parsed) << text;
  EXPECT_THAT(text, HasSubstr(R"("openapi":"3.1.0")"));
  EXPECT_THAT(text, HasSubstr(R"("/things/{id}":{"patch":{"operationId":"changeThing")"));
  EXPECT_THAT(text, HasSubstr(R"("name":"If-Match","in":"header","required":true)"));
  EXPECT_THAT(text, HasSubstr(R"("name":"limit","in":"query","required":false)"));
  EXPECT_THAT(text, HasSubstr(R"("PageThingView":{"type":"object")"));
  EXPECT_THAT(text, HasSubstr(R"("Thing":{"type":"object","properties":{"name":{"type":"string"}})"
                              R"(,"required":["name"],"additionalProperties":false})"));
}

TEST(Problem, WhatFailsInsideIsToldWithoutItsWords) {
  const Error locked{
      Errc::unavailable, "BEGIN IMMEDIATE: database is locked", {}, "store.unavailable"};
  const std::string body = problem(locked, "t").body;
  EXPECT_THAT(body, testing::HasSubstr("\"key\":\"store.unavailable\""));
  EXPECT_THAT(body, testing::Not(testing::HasSubstr("BEGIN")));
  const Error taken{Errc::conflict, "is taken", "/login", "centre.taken"};
  EXPECT_THAT(problem(taken, "t").body, testing::HasSubstr("\"detail\":\"is taken\""));
}

}  // namespace
}  // namespace filo::http
