// The server dies in the middle of a call and comes back: what ran is closed honestly, and the
// phones ring again. Kills at every moment, with people who write, are in kill_test.cpp.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.h"
#include "support/centre.h"

namespace filo::test {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;

TEST(Recovery, calls_cut_by_a_kill_are_closed_and_agents_are_as_they_were) {
  Centre centre;
  centre.start();
  auto luca = centre.agent_phone("102");
  centre.set_presence("luca", "ready");
  auto talking = centre.caller("+39021234501");
  ASSERT_TRUE(luca->saw("answered")) << luca->output();
  std::string ticket;
  ASSERT_TRUE(eventually([&] {
    const object state = centre.state_of("luca");
    const value* call = state.if_contains("call");
    ticket = call ? text_of(*call, "ticket_id") : "";
    return !ticket.empty();
  }));
  // The facts of calls are written each second; the heartbeat too.
  ASSERT_TRUE(luca->saw("sound", kPatience, 3));
  centre.kill();
  centre.start();

  object record;
  for (const value& row : items_of(centre.as("marco").get("/api/v1/calls")))
    if (text_of(row, "ani") == "+39021234501") record = row.as_object();
  ASSERT_FALSE(record.empty());
  EXPECT_EQ(text_of(record, "cause"), "server_restart");
  EXPECT_FALSE(text_of(record, "ended_at").empty());
  EXPECT_EQ(text_of(centre.state_of("luca"), "presence"), "ready");
  EXPECT_TRUE(centre.board().at("calls").as_array().empty());

  const value after = centre.as("luca").get("/api/v1/tickets/" + ticket).json();
  const auto created = parse_rfc3339(text_of(after, "created_at"));
  const auto as_of = parse_rfc3339(text_of(after.at("stopwatch"), "as_of"));
  ASSERT_TRUE(created && as_of);
  EXPECT_TRUE(after.at("stopwatch").at("running").as_bool());
  const double right = static_cast<double>((*as_of - *created).count()) / 1'000;
  EXPECT_NEAR(static_cast<double>(number_of(after.at("stopwatch"), "total_ms")), right, 1'000);

  // And the phone is rung again: it registers anew or is still known.
  talking.reset();
  luca.reset();
  luca = centre.agent_phone("102");
  auto next = centre.caller("+39021234502");
  EXPECT_TRUE(luca->saw("answered")) << luca->output();
}

TEST(Recovery, a_registered_phone_rings_at_once_after_a_kill) {
  Centre centre;
  centre.start();
  // It registers for five minutes: nothing brings it back by itself in this test.
  auto luca = centre.agent_phone("102");
  ASSERT_TRUE(eventually([&] { return centre.metric("filo_sip_registrations_kept_total") == 1; }));
  centre.kill();
  centre.start();
  const object state = centre.state_of("luca");
  EXPECT_TRUE(state.at("phone").at("registered").as_bool());
  centre.set_presence("luca", "ready");
  auto caller = centre.caller("+39021234503");
  EXPECT_TRUE(luca->saw("answered")) << luca->output() << centre.log();
  EXPECT_EQ(luca->count("registered"), 1u) << "nothing else told the server where it is";
  EXPECT_EQ(centre.stop(), 0);
}

}  // namespace
}  // namespace filo::test
