// POST /live/calls: what the desk says goes to the core thread whole, and only if it is the
// tenant's own.

#include <gmock/gmock.h>

#include "adapters/http/routes/live.h"
#include "adapters/http/routes/tests/api_client.h"

namespace filo::http {
namespace {

using ::testing::HasSubstr;

class DialRoute : public ApiOverStore {
 protected:
  using Dial = app::CallDirector::Dial;

  void SetUp() override {
    ApiOverStore::SetUp();
    if (IsSkipped()) return;
    must_write([](store::Tx& tx) -> Status {
      for (const char* sql :
           {"INSERT INTO customer (tenant_id, id, version, name, name_folded, created_at, "
            "updated_at, search_text) VALUES (1, 31, 1, 'Rossi', 'rossi', 0, 0, ' '), "
            "(2, 32, 1, 'Bianchi', 'bianchi', 0, 0, ' ')"})
        if (auto done = tx.run(sql); !done) return done.error();
      return {};
    });
    add_dial_route(*api_, {.dial = [this](AgentId, const Dial& wish) -> Result<app::MyState> {
                             dialled_.push_back(wish);
                             if (refusal_) return *refusal_;
                             return app::MyState{};
                           },
                           .core = core_,
                           .store = *records_,
                           .workers = workers_});
    log_in(1, Role::agent);
  }
  Response dial(const std::string& body) { return ask("POST", "/live/calls", body); }

  AtOnce core_;
  std::vector<Dial> dialled_;
  std::optional<Error> refusal_;
};
FILO_ON_EACH_ENGINE(DialRoute);

TEST_P(DialRoute, ANumberAloneIsEnough) {
  EXPECT_EQ(dial(R"({"number":"02 9988 7766"})").status, 200);
  ASSERT_EQ(dialled_.size(), 1u);
  EXPECT_EQ(dialled_[0].number, "02 9988 7766");
  EXPECT_FALSE(dialled_[0].customer.has_value());
}

TEST_P(DialRoute, TheCustomerComesWithHisName) {
  EXPECT_EQ(dial(R"({"number":"112","customer_id":"31"})").status, 200);
  ASSERT_EQ(dialled_.size(), 1u);
  EXPECT_EQ(dialled_[0].customer->name, "Rossi");
}

TEST_P(DialRoute, WhatIsNotTheTenantsIsNotFoundAndNobodyIsCalled) {
  EXPECT_EQ(dial(R"({"number":"112","customer_id":"32"})").status, 404) << "another tenant's";
  EXPECT_EQ(dial(R"({"number":"112","customer_id":"99"})").status, 404);
  EXPECT_EQ(dial(R"({"number":"112","ticket_id":"99"})").status, 404);
  EXPECT_EQ(dial(R"({"number":""})").status, 422);
  EXPECT_EQ(dial(R"({})").status, 422);
  user_ = nullptr;
  EXPECT_EQ(dial(R"({"number":"112"})").status, 401);
  EXPECT_TRUE(dialled_.empty());
}

TEST_P(DialRoute, ARefusalNamesTheFieldAndItsKey) {
  refusal_ = Error{Errc::forbidden, "no", "/number", "call.not_allowed"};
  const Response answer = dial(R"({"number":"+33123456789"})");
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body, HasSubstr("call.not_allowed"));
  EXPECT_THAT(answer.body, HasSubstr("/number"));
  core_.is_stopped = true;
  EXPECT_EQ(dial(R"({"number":"112"})").status, 503);
}

}  // namespace
}  // namespace filo::http
