// A supervisor frees an agent who is stuck: it happens, and who did it is on record.

#include <gmock/gmock.h>

#include "adapters/http/routes/live.h"
#include "adapters/http/routes/tests/api_client.h"

namespace filo::http {
namespace {

class ReleaseRoute : public ApiOverStore {
 protected:
  void SetUp() override {
    ApiOverStore::SetUp();
    if (IsSkipped()) return;
    add_release_route(*api_, {.release = [this](TenantId tenant, AgentId agent) -> Status {
                                if (tenant != TenantId{1} || agent != AgentId{55}) {
                                  return Error{Errc::not_found, "no such agent"};
                                }
                                ++released_;
                                return {};
                              },
                              .core = core_,
                              .store = *records_});
    log_in(1, Role::supervisor);
  }
  std::vector<std::string> noted() {
    return rows<std::string>(
        "SELECT action || ' ' || entity || ' ' || entity_id || ' by ' || actor_id FROM audit");
  }

  AtOnce core_;
  int released_ = 0;
};

TEST_P(ReleaseRoute, ReleasesAndSaysWhoDidIt) {
  EXPECT_EQ(ask("POST", "/live/agents/55/release").status, 204);
  EXPECT_EQ(released_, 1);
  EXPECT_EQ(noted(), std::vector<std::string>{"release agents 55 by 901"});
}

TEST_P(ReleaseRoute, WhatDidNotHappenIsNotNoted) {
  EXPECT_EQ(ask("POST", "/live/agents/56/release").status, 404);
  log_in(2, Role::supervisor);
  EXPECT_EQ(ask("POST", "/live/agents/55/release").status, 404) << "another tenant's agent";
  log_in(1, Role::agent);
  EXPECT_EQ(ask("POST", "/live/agents/55/release").status, 403);
  log_in(1, Role::supervisor);
  core_.is_stopped = true;
  EXPECT_EQ(ask("POST", "/live/agents/55/release").status, 503);
  EXPECT_EQ(released_, 0);
  EXPECT_TRUE(noted().empty());
}

FILO_ON_EACH_ENGINE(ReleaseRoute);

}  // namespace
}  // namespace filo::http
