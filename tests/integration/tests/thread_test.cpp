// The thread of a call, from the caller's first ring to the closed record: spoken menu, digit,
// queue with music, agent's phone, sound both ways, ticket with its stopwatch, figures.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.h"
#include "support/audio.h"
#include "support/centre.h"
#include "support/postgres.h"

namespace filo::test {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;

constexpr int kCallerHz = 440, kAgentHz = 1'000;

class Thread : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == Engine::postgres && !postgres_missing().empty())
      GTEST_SKIP() << "SKIPPED, not tested on PostgreSQL: " << postgres_missing();
    auto& of_engine = centres()[GetParam()];
    if (!of_engine) {
      of_engine = std::make_unique<Centre>(GetParam());
      of_engine->start();
      of_engine->configure("queues", "guasti", {{"wrap_up_ms", 1'000}, {"ring_timeout_ms", 5'000}});
    }
    centre_ = of_engine.get();
  }
  void TearDown() override {
    if (!centre_) return;
    if (HasFailure()) std::fprintf(stderr, "%s\n", centre_->log().c_str());
    ASSERT_TRUE(centre_->running());
    for (const char* login : {"luca", "claire"}) {
      centre_->set_presence(login, "offline");
      EXPECT_TRUE(centre_->reaches(login, "offline"));
    }
  }
  static void TearDownTestSuite() {
    for (auto& [engine, centre] : centres())
      if (centre->running()) {
        EXPECT_EQ(centre->stop(), 0);
      }
    centres().clear();
  }
  /// One server per engine for the whole suite.
  static std::map<Engine, std::unique_ptr<Centre>>& centres() {
    static std::map<Engine, std::unique_ptr<Centre>> made;
    return made;
  }

  Centre& centre() { return *centre_; }

  std::unique_ptr<Phone> caller(const std::string& from, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--tone", std::to_string(kCallerHz)});
    return centre().caller(from, std::move(more));
  }
  std::unique_ptr<Phone> agent(const std::string& user, std::vector<std::string> more = {}) {
    more.insert(more.end(),
                {"--answer", "--answer-after", "300", "--tone", std::to_string(kAgentHz)});
    return centre().agent_phone(user, std::move(more));
  }
  /// The call that the board shows in this state; waits for it.
  object shown(const std::string& state) {
    object found;
    const bool there = eventually([&] {
      const object board = centre().board();
      const value* calls = board.if_contains("calls");
      if (!calls) return false;
      for (const value& call : calls->as_array())
        if (text_of(call, "state") == state) found = call.as_object();
      return !found.empty();
    });
    EXPECT_TRUE(there) << "no call is " << state << " on the board";
    return found;
  }
  /// The newest record once it has ended and nothing of it runs any more.
  object closed_record(const std::string& ani) {
    object record;
    eventually([&] {
      for (const value& row : items_of(centre().as("marco").get("/api/v1/calls"))) {
        if (text_of(row, "ani") != ani || text_of(row, "ended_at").empty()) continue;
        record = centre().as("marco").get("/api/v1/calls/" + text_of(row, "id")).json().as_object();
        return text_of(row, "outcome") != "answered" || lasted(record, "wrap_up") >= 900;
      }
      return false;
    });
    return record;
  }
  static std::int64_t lasted(const object& record, const std::string& kind) {
    std::int64_t sum = -1;
    const value* segments = record.if_contains("segments");
    if (!segments) return sum;
    for (const value& segment : segments->as_array())
      if (text_of(segment, "kind") == kind)
        sum = std::max<std::int64_t>(sum, 0) + number_of(segment, "duration_ms");
    return sum;
  }
  static std::int64_t ms_between(const object& record, const char* from, const char* to) {
    const auto first = parse_rfc3339(text_of(record, from)),
               last = parse_rfc3339(text_of(record, to));
    EXPECT_TRUE(first && last) << boost::json::serialize(record);
    return first && last ? (*last - *first).count() / 1'000 : 0;
  }
  /// Calls, waits in the queue, is answered by luca's phone.
  std::string talking(Phone& from_caller, Phone& at_agent) {
    EXPECT_TRUE(from_caller.saw("answered")) << from_caller.output();
    EXPECT_TRUE(at_agent.saw("answered")) << at_agent.output();
    EXPECT_TRUE(centre().reaches("luca", "busy"));
    return text_of(centre().state_of("luca").at("call"), "id");
  }
  Answer command(const std::string& call, const std::string& what, const object& body = {}) {
    return centre().as("luca").post("/api/v1/live/calls/" + call + "/" + what, body);
  }
  void expect_quiet() {
    EXPECT_TRUE(eventually([&] { return centre().metric("filo_media_legs") == 0; }))
        << centre().metric("filo_media_legs") << " legs are left";
  }

  Centre* centre_ = nullptr;
};

TEST_P(Thread, a_caller_is_led_from_the_menu_to_an_agent_and_everything_is_written_down) {
  const std::string heard_by_caller = centre().file("caller.wav");
  const std::string heard_by_agent = centre().file("agent.wav");
  auto luca = agent("102", {"--record", heard_by_agent});
  auto rossi = caller("+39021234567", {"--digits-after", "2500", "--record", heard_by_caller});
  ASSERT_TRUE(rossi->saw("answered")) << rossi->output();

  // Nobody is ready: the caller waits with music, and the board says so.
  const object waiting = shown("waiting");
  EXPECT_EQ(text_of(waiting, "ani"), "+39021234567");
  EXPECT_EQ(text_of(waiting.at("queue"), "name"), "guasti");
  ASSERT_TRUE(rossi->saw("sound", 30s, 7));
  EXPECT_EQ(luca->count("incoming"), 0u);

  centre().set_presence("luca", "ready");
  const std::string call = talking(*rossi, *luca);
  ASSERT_FALSE(call.empty());
  EXPECT_EQ(luca->events("incoming").size(), 1u);
  const std::size_t said = rossi->count("sound");
  ASSERT_TRUE(rossi->saw("sound", kPatience, said + 4));

  // The ticket of the call is open and its stopwatch runs.
  std::string ticket;
  ASSERT_TRUE(eventually([&] {
    ticket = text_of(centre().state_of("luca").at("call"), "ticket_id");
    return !ticket.empty();
  }));
  const value first = centre().as("luca").get("/api/v1/tickets/" + ticket).json();
  EXPECT_EQ(text_of(first, "call_id"), call);
  EXPECT_EQ(text_of(first, "channel"), "phone");
  EXPECT_TRUE(first.at("stopwatch").at("running").as_bool());
  EXPECT_TRUE(eventually([&] {
    const value later = centre().as("luca").get("/api/v1/tickets/" + ticket).json();
    return number_of(later.at("stopwatch"), "total_ms") >
           number_of(first.at("stopwatch"), "total_ms") + 200;
  }));

  EXPECT_EQ(rossi->hang_up(), 0) << rossi->output();
  EXPECT_TRUE(luca->saw("ended"));
  EXPECT_TRUE(centre().reaches("luca", "wrap_up"));
  EXPECT_TRUE(centre().reaches("luca", "ready"));

  const object record = closed_record("+39021234567");
  ASSERT_FALSE(record.empty());
  EXPECT_EQ(text_of(record, "outcome"), "answered");
  EXPECT_EQ(text_of(record, "ticket_id"), ticket);
  for (const char* kind : {"ivr", "queue", "ring", "talk", "wrap_up"})
    EXPECT_GT(lasted(record, kind), 0) << kind << ": " << boost::json::serialize(record);
  const std::int64_t parts = lasted(record, "ivr") + lasted(record, "queue") +
                             lasted(record, "ring") + lasted(record, "talk");
  EXPECT_NEAR(static_cast<double>(parts),
              static_cast<double>(ms_between(record, "started_at", "ended_at")), 50.0)
      << boost::json::serialize(record);
  EXPECT_GE(lasted(record, "wrap_up"), 990);
  EXPECT_LT(lasted(record, "wrap_up"), 5'000);

  // What was heard: speech at once, then music, then the agent.
  const rtp::Sound sound = read_sound(heard_by_caller);
  const double begin = first_sound_s(sound);
  EXPECT_GE(begin, 0);
  EXPECT_LT(begin, 1.5);
  EXPECT_GT(loud_share(sound, begin, begin + 1.5), 0.4) << "the menu must be spoken";
  EXPECT_GT(level_dbfs(sound, begin, begin + 1.5), -40);
  EXPECT_LT(tone_share(sound, kAgentHz, begin, begin + 1.5), 0.3);
  EXPECT_GT(level_dbfs(sound, 5.5, 7.5), -50) << "music while waiting";
  const double end = seconds_of(sound);
  EXPECT_GT(tone_share(sound, kAgentHz, end - 3, end - 1), 0.9);
  const rtp::Sound other = read_sound(heard_by_agent);
  const double other_end = seconds_of(other);
  EXPECT_GT(tone_share(other, kCallerHz, other_end - 3, other_end - 1), 0.9);

  const object board = centre().board();
  EXPECT_GE(number_of(board.at("today"), "answered"), 1);
  EXPECT_TRUE(board.at("calls").as_array().empty());
  expect_quiet();
}

TEST_P(Thread, an_agent_holds_sends_digits_and_hangs_up) {
  const std::string heard_by_caller = centre().file("caller.wav");
  auto luca = agent("102");
  centre().set_presence("luca", "ready");
  auto rossi = caller("+39021234568", {"--record", heard_by_caller});
  const std::string call = talking(*rossi, *luca);

  ASSERT_EQ(command(call, "hold").status / 100, 2);
  shown("held");
  const std::size_t before = rossi->count("sound");
  ASSERT_TRUE(rossi->saw("sound", kPatience, before + 4));
  const rtp::Sound held = read_sound(heard_by_caller);
  const double end = seconds_of(held);
  EXPECT_GT(level_dbfs(held, end - 2, end), -50) << "music while held";
  EXPECT_LT(tone_share(held, kAgentHz, end - 2, end), 0.3) << "the agent is not heard";

  ASSERT_EQ(command(call, "resume").status / 100, 2);
  shown("talking");
  ASSERT_EQ(command(call, "digits", {{"digits", "47#"}}).status / 100, 2);
  EXPECT_TRUE(rossi->saw("digit", kPatience, 3)) << rossi->output();
  std::string keys;
  for (const object& event : rossi->events("digit")) keys += text_of(event, "digit");
  EXPECT_EQ(keys, "47#");
  EXPECT_EQ(centre().as("claire").post("/api/v1/live/calls/" + call + "/hangup", object{}).status,
            404)
      << "nobody ends the call of another agent";

  ASSERT_EQ(command(call, "hangup").status / 100, 2);
  EXPECT_TRUE(rossi->saw("ended")) << rossi->output();
  EXPECT_TRUE(luca->saw("ended")) << luca->output();
  const object record = closed_record("+39021234568");
  EXPECT_GT(lasted(record, "hold"), 2'000);
  EXPECT_EQ(text_of(record, "cause"), "agent_hang_up");
  expect_quiet();
}

TEST_P(Thread, the_agents_phone_hangs_up) {
  auto luca = agent("102", {"--hang-up-after", "1"});
  centre().set_presence("luca", "ready");
  auto rossi = caller("+39021234569");
  EXPECT_TRUE(rossi->saw("ended")) << rossi->output();
  EXPECT_EQ(rossi->wait(kPatience), 0) << rossi->output();
  const object record = closed_record("+39021234569");
  EXPECT_EQ(text_of(record, "outcome"), "answered");
  expect_quiet();
}

TEST_P(Thread, a_phone_that_nobody_answers_is_left_and_the_next_one_rings) {
  auto luca = centre().agent_phone("102", {});  // rings on and on
  auto claire = agent("103");
  centre().set_presence("luca", "ready");
  auto rossi = caller("+39021234570");
  ASSERT_TRUE(luca->saw("incoming")) << luca->output();
  centre().set_presence("claire", "ready");
  ASSERT_TRUE(claire->saw("answered")) << claire->output();
  EXPECT_TRUE(luca->saw("ended")) << "the first phone must stop ringing";
  EXPECT_EQ(rossi->hang_up(), 0);
  const object record = closed_record("+39021234570");
  EXPECT_EQ(text_of(record.at("agent"), "name"), "Claire Dubois");
  EXPECT_GE(lasted(record, "ring"), 5'000);
  expect_quiet();
}

TEST_P(Thread, a_busy_phone_does_not_lose_the_caller) {
  auto luca = centre().agent_phone("102", {"--refuse", "486"});
  auto claire = agent("103");
  centre().set_presence("luca", "ready");
  auto rossi = caller("+39021234571");
  ASSERT_TRUE(luca->saw("incoming")) << luca->output();
  EXPECT_EQ(rossi->count("ended"), 0u);
  centre().set_presence("claire", "ready");
  ASSERT_TRUE(claire->saw("answered")) << claire->output();
  EXPECT_EQ(rossi->hang_up(), 0);
  expect_quiet();
}

TEST_P(Thread, a_caller_who_gives_up_while_waiting_is_counted_as_abandoned) {
  auto rossi = caller("+39021234572");
  shown("waiting");
  EXPECT_EQ(rossi->hang_up(), 0) << rossi->output();
  const object record = closed_record("+39021234572");
  EXPECT_EQ(text_of(record, "outcome"), "abandoned");
  EXPECT_GE(lasted(record, "queue"), 0) << "it waited, if only for a moment";
  EXPECT_TRUE(
      eventually([&] { return number_of(centre().board().at("today"), "abandoned") >= 1; }));
  expect_quiet();
}

INSTANTIATE_TEST_SUITE_P(On,
                         Thread,
                         ::testing::Values(Engine::sqlite, Engine::postgres),
                         [](const auto& each) {
                           return each.param == Engine::sqlite ? "sqlite" : "postgres";
                         });

}  // namespace
}  // namespace filo::test
