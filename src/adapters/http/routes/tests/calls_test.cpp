// The record of calls and the figures of a day through the real Api over a real store.

#include <gmock/gmock.h>

#include "adapters/http/routes/tests/api_client.h"
#include "adapters/store/call_repo.h"

namespace filo::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class CallRoutes : public ApiOverStore {
 protected:
  void SetUp() override {
    ApiOverStore::SetUp();
    log_in(1, Role::admin);
    make("sites", R"({"name":"Home","country":"IT","zone":"Europe/Rome"})");
    queue_ = make("queues", R"({"name":"Help"})");
    agent_ = make("agents", R"({"name":"Anna","extension":"101"})");
    // Half past midnight in Rome: still the day before in UTC.
    save(100, Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 23h + 30min});
    save(101, Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 9h});
    log_in(1, Role::supervisor);
  }
  void save(std::int64_t id, Instant at) {
    calls::CallRecord call;
    call.id = CallId{id};
    call.tenant = TenantId{1};
    call.ani = "+390551234";
    call.queue = QueueId::parse(queue_).value();
    call.agent = AgentId::parse(agent_).value();
    call.started_at = at;
    call.answered_at = at + 10s;
    call.ended_at = at + 70s;
    call.outcome = calls::Outcome::answered;
    call.segments = {
        {calls::SegmentKind::ring, call.agent, call.queue, at, 10s, calls::SegmentEnd::answered},
        {calls::SegmentKind::talk, call.agent, call.queue, at + 10s, 60s,
         calls::SegmentEnd::ended}};
    must_write([&](store::Tx& tx) { return store::SqlCallRepo(tx).save(call); });
  }
  std::string queue_, agent_;
};

TEST_P(CallRoutes, ListsAreNewestFirstAndFiltered) {
  log_in(1, Role::agent);
  const Response all = ask("GET", "/calls");
  EXPECT_EQ(all.status, 200) << all.body;
  EXPECT_LT(all.body.find("\"id\":\"101\""), all.body.find("\"id\":\"100\""));
  const Response late = ask("GET", "/calls", "", {}, {{"from", "2026-11-22T00:00:00Z"}});
  EXPECT_THAT(late.body, HasSubstr("\"id\":\"101\""));
  EXPECT_THAT(late.body, Not(HasSubstr("\"id\":\"100\"")));
  EXPECT_THAT(ask("GET", "/calls", "", {}, {{"queue_id", "5"}}).body, HasSubstr("\"items\":[]"));
  const Response first = ask("GET", "/calls", "", {}, {{"limit", "1"}});
  const Response second =
      ask("GET", "/calls", "", {}, {{"limit", "1"}, {"after", member(first, "next")}});
  EXPECT_THAT(second.body, HasSubstr("\"id\":\"100\""));
}

TEST_P(CallRoutes, OneCallHasItsSegmentsWithNames) {
  const Response call = ask("GET", "/calls/100");
  EXPECT_EQ(call.status, 200) << call.body;
  EXPECT_THAT(call.body,
              HasSubstr(R"("kind":"talk","agent":{"id":")" + agent_ +
                        R"(","name":"Anna"},"queue":{"id":")" + queue_ + R"(","name":"Help"})"));
  EXPECT_THAT(call.body, HasSubstr("\"duration_ms\":60000"));
  EXPECT_EQ(ask("GET", "/calls/999").status, 404);
}

TEST_P(CallRoutes, TheDayIsThatOfTheFirstSite) {
  const Response day = ask("GET", "/kpi/day", "", {}, {{"date", "2026-11-22"}});
  EXPECT_EQ(day.status, 200) << day.body;
  EXPECT_THAT(day.body, HasSubstr(R"("zone":"Europe/Rome","total":{"offered":1,"answered":1)"));
  EXPECT_THAT(day.body, HasSubstr("\"speed_of_answer_ms\":10000"));
  EXPECT_THAT(day.body, HasSubstr(R"("name":"Anna"},"figures":{)"));
  const Response before = ask("GET", "/kpi/day", "", {}, {{"date", "2026-11-21"}});
  EXPECT_THAT(before.body, HasSubstr(R"("total":{"offered":0)"));
}

TEST_P(CallRoutes, FiguresAreForSupervisorsAndOfKnownQueues) {
  EXPECT_EQ(ask("GET", "/kpi/day", "", {}, {{"date", "2026-02-30"}}).status, 422);
  EXPECT_EQ(ask("GET", "/kpi/day", "", {}, {{"date", "2026-11-22"}, {"queue_id", "5"}}).status,
            404);
  const Response one =
      ask("GET", "/kpi/day", "", {}, {{"date", "2026-11-22"}, {"queue_id", queue_}});
  EXPECT_THAT(one.body, HasSubstr(R"("total":{"offered":1)"));
  EXPECT_THAT(one.body, HasSubstr("\"agents\":[]"));
  log_in(1, Role::agent);
  EXPECT_EQ(ask("GET", "/kpi/day", "", {}, {{"date", "2026-11-22"}}).status, 403);
}

TEST_P(CallRoutes, AnotherTenantHasNoneOfThem) {
  log_in(2, Role::admin);
  EXPECT_THAT(ask("GET", "/calls").body, HasSubstr("\"items\":[]"));
  EXPECT_EQ(ask("GET", "/calls/100").status, 404);
  EXPECT_THAT(ask("GET", "/kpi/day", "", {}, {{"date", "2026-11-22"}}).body,
              HasSubstr(R"("total":{"offered":0)"));
}

FILO_ON_EACH_ENGINE(CallRoutes);

}  // namespace
}  // namespace filo::http
