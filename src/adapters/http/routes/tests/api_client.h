#pragma once
// A browser without sockets: the real Api and routes over a real store, driven through the router.

#include <future>

#include "adapters/centre_json/flow_check.h"
#include "adapters/http/cursor.h"
#include "adapters/http/routes/admin.h"
#include "adapters/http/routes/calls.h"
#include "adapters/http/routes/kpi.h"
#include "adapters/store/centre_store.h"
#include "adapters/store/records.h"
#include "adapters/store/tests/test_databases.h"
#include "base/workers.h"

namespace filo::http {

/// The core thread of a test: does at once what is posted.
class AtOnce final : public Loop {
 public:
  bool post(Task task) override {
    if (is_stopped) return false;
    task();
    return true;
  }
  TimerId call_at(MonoTime, Task) override { return TimerId::none; }
  void cancel(TimerId) override {}
  const Clock& clock() const override { return system_clock(); }
  bool on_this_thread() const override { return true; }

  bool is_stopped = false;
};

class ApiOverStore : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    must_write([](store::Tx& tx) -> Status {
      for (const char* sql :
           {"INSERT INTO tenant (id, name, created_at) VALUES (1, 'one', 0), (2, 'two', 0)"}) {
        if (auto done = tx.run(sql); !done) return done.error();
      }
      return {};
    });
    centres_ = std::make_unique<store::SqlCentreStore>(db());
    records_ = std::make_unique<store::RecordStore>(db());
    api_ = std::make_unique<Api>(router_, ApiContext{.clock = &system_clock(),
                                                     .cursors = &cursors_,
                                                     .store = records_.get(),
                                                     .workers = &workers_});
    const KpiContext kpi{*records_, workers_, [this](TenantId tenant) -> Result<KpiPlan> {
                           auto centre = load_centre(*centres_, tenant);
                           if (!centre) return centre.error();
                           return kpi_plan_of(**centre);
                         }};
    add_admin_routes(*api_,
                     {*centres_, tools_, workers_, [this](UserId u) { ended_.push_back(u); }});
    add_call_routes(*api_, kpi);
    add_kpi_routes(*api_, kpi);
  }

  static app::centre::Tools make_tools() {
    app::centre::Tools tools;
    tools.hash_password = [](std::string_view word) { return "hash-of-" + std::string(word); };
    tools.phone_secret = [](const std::string& user, std::string_view word) {
      return app::centre::PhoneSecret{{}, user, "md5-" + std::string(word), "sha-of-it"};
    };
    return centre_json::with_json(std::move(tools));
  }

  void log_in(std::int64_t tenant, Role role) {
    auto user = std::make_shared<SessionUser>();
    user->actor = {TenantId{tenant}, UserId{900 + tenant}, {}, role};
    user->language = "it";
    user_ = user;
  }
  Response ask(const std::string& method,
               const std::string& path,
               std::string body = "",
               Fields headers = {},
               Fields query = {}) {
    return ask_as(user_, method, path, std::move(body), std::move(headers), std::move(query));
  }
  /// Any thread.
  Response ask_as(const std::shared_ptr<const SessionUser>& user,
                  const std::string& method,
                  const std::string& path,
                  std::string body = "",
                  Fields headers = {},
                  Fields query = {}) {
    const auto match = router_.find(method, "/api/v1" + path);
    if (match.route == nullptr) return text_response(match.allow.empty() ? 404 : 405, "");
    auto request = std::make_shared<Request>();
    request->method = method;
    request->path = "/api/v1" + path;
    request->params = match.params;
    request->query = std::move(query);
    request->headers = std::move(headers);
    if (!body.empty()) request->headers.emplace_back("Content-Type", "application/json");
    request->body = std::move(body);
    request->session = user;
    auto done = std::make_shared<std::promise<Response>>();
    auto answer = done->get_future();
    match.route->handler(request,
                         Responder([done](Response&& r) { done->set_value(std::move(r)); }));
    return answer.get();
  }
  /// The first string member of that name in the answer.
  static std::string member(const Response& response, const std::string& name) {
    const std::string mark = '"' + name + "\":\"";
    const auto at = response.body.find(mark);
    if (at == std::string::npos) return {};
    const auto begin = at + mark.size();
    return response.body.substr(begin, response.body.find('"', begin) - begin);
  }
  std::string make(const std::string& kind, const std::string& body) {
    const Response made = ask("POST", "/admin/" + kind, body);
    EXPECT_EQ(made.status, 201) << kind << ": " << made.body;
    return member(made, "id");
  }

  const app::centre::Tools tools_ = make_tools();
  Cursors cursors_{"0123456789abcdef"};
  Router router_;
  std::vector<UserId> ended_;
  std::shared_ptr<const SessionUser> user_;
  std::unique_ptr<store::SqlCentreStore> centres_;
  std::unique_ptr<store::RecordStore> records_;
  std::unique_ptr<Api> api_;
  Workers workers_{2, 100};  // last: its end waits for what uses the others
};

}  // namespace filo::http
