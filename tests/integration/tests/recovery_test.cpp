// The server dies in the middle of its work and comes back: what was acknowledged is there, once;
// what ran is closed honestly.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "base/time.h"
#include "support/centre.h"

namespace filo::test {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;

constexpr int kRounds = 10, kClients = 8;

/// What clients know: acknowledged for certain, or sent without an answer.
class Ledger {
 public:
  std::string next() {
    const std::lock_guard lock(mutex_);
    return "entry-" + std::to_string(++made_);
  }
  void acknowledged(const std::string& subject) {
    const std::lock_guard lock(mutex_);
    acknowledged_.insert(subject);
    unknown_.erase(subject);
  }
  void unknown(const std::string& subject) {
    const std::lock_guard lock(mutex_);
    unknown_.insert(subject);
  }
  const std::set<std::string>& all_acknowledged() const { return acknowledged_; }
  std::set<std::string> all_unknown() const { return unknown_; }

 private:
  std::mutex mutex_;
  int made_ = 0;
  std::set<std::string> acknowledged_, unknown_;
};

int post_ticket(HttpClient& client, const std::string& subject) {
  return client.post("/api/v1/tickets", {{"subject", subject}}, {{"Idempotency-Key", subject}})
      .status;
}

/// Writes until the server is gone.
void write_until_dead(HttpClient client, Ledger& ledger) {
  for (;;) {
    const std::string subject = ledger.next();
    if (post_ticket(client, subject) != 201) return ledger.unknown(subject);
    ledger.acknowledged(subject);
  }
}

std::map<std::string, int> tickets_by_subject(HttpClient& client) {
  std::map<std::string, int> found;
  std::string after;
  do {
    const Answer page = client.get("/api/v1/tickets?limit=200" + after);
    for (const value& row : items_of(page)) ++found[text_of(row, "subject")];
    const std::string next = text_of(page.json(), "next");
    after = next.empty() ? "" : "&after=" + next;
  } while (!after.empty());
  return found;
}

TEST(Recovery, every_acknowledged_ticket_is_there_once_after_ten_kills) {
  Centre centre;
  centre.start();
  HttpClient client = centre.as("anna");
  const std::map<std::string, int> before = tickets_by_subject(client);  // the demo's own
  Ledger ledger;
  std::mt19937 random(20'261'122);
  std::uniform_int_distribution<int> moment(50, 500);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::thread> writers;
    for (int i = 0; i < kClients; ++i)
      writers.emplace_back([&] { write_until_dead(client, ledger); });
    std::this_thread::sleep_for(std::chrono::milliseconds{moment(random)});
    centre.kill();
    for (std::thread& writer : writers) writer.join();
    centre.start();
    // Whoever got no answer asks again with the same key; it must not become two tickets.
    for (const std::string& subject : ledger.all_unknown()) {
      ASSERT_EQ(post_ticket(client, subject), 201) << subject;
      ledger.acknowledged(subject);
    }
  }
  const std::map<std::string, int> stored = tickets_by_subject(client);
  EXPECT_GT(ledger.all_acknowledged().size(), 100u);
  EXPECT_EQ(stored.size(), before.size() + ledger.all_acknowledged().size());
  for (const std::string& subject : ledger.all_acknowledged()) {
    const auto found = stored.find(subject);
    EXPECT_EQ(found == stored.end() ? 0 : found->second, 1) << subject;
  }
  EXPECT_EQ(centre.stop(), 0);
  const Ran checked = run_filodiretto({"admin", "check", "--data", centre.data()});
  EXPECT_EQ(checked.status, 0) << checked.output;
}

TEST(Recovery, calls_cut_by_a_kill_are_closed_and_agents_are_as_they_were) {
  Centre centre;
  centre.start();
  auto luca = centre.agent_phone("102");
  centre.set_presence("luca", "ready");
  auto talking = centre.caller("+39021234501");
  ASSERT_TRUE(luca->saw("answered", 20s)) << luca->output();
  std::string ticket;
  ASSERT_TRUE(eventually([&] {
    const object state = centre.state_of("luca");
    const value* call = state.if_contains("call");
    ticket = call ? text_of(*call, "ticket_id") : "";
    return !ticket.empty();
  }));
  // The facts of calls are written each second; the heartbeat too.
  ASSERT_TRUE(luca->saw("sound", 10s, 3));
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
  EXPECT_TRUE(luca->saw("answered", 20s)) << luca->output();
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
  EXPECT_TRUE(luca->saw("answered", 20s)) << luca->output() << centre.log();
  EXPECT_EQ(luca->count("registered"), 1u) << "nothing else told the server where it is";
  EXPECT_EQ(centre.stop(), 0);
}

}  // namespace
}  // namespace filo::test
