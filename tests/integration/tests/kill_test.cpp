// kill -9 at any moment, again and again, while people write, ring, wait, talk, hold and wrap up.
// After each start: what was acknowledged is there once, what ran is closed honestly, stopwatches
// have counted on, agents stand as they stood, and an answered call has its ticket.
// FILO_KILLS says how often; without it each moment of a call comes three times.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <thread>

#include "base/time.h"
#include "support/centre.h"
#include "support/ledger.h"

namespace filo::test {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;

constexpr int kWriters = 4;

/// Where Luca's call stands when the server dies.
enum class Moment { ringing, answering, talking, held, wrap_up };
constexpr int kMoments = 5;
constexpr const char* kNames[] = {"ringing", "answering", "talking", "held", "wrap_up"};

int rounds() {
  const char* wanted = std::getenv("FILO_KILLS");
  return wanted ? std::max(1, std::atoi(wanted)) : 3 * kMoments;
}

std::int64_t ms_between(const value& from, const char* first, const value& to, const char* last) {
  const auto begin = parse_rfc3339(text_of(from, first)), end = parse_rfc3339(text_of(to, last));
  return begin && end ? (*end - *begin).count() / 1'000 : -1;
}

class Kill : public testing::Test {
 protected:
  void SetUp() override {
    centre.start();
    centre.configure("queues", "guasti", {{"wrap_up_ms", 20'000}, {"ring_timeout_ms", 60'000}});
    for (const char* name : {"second line", "third line"}) {
      lines.push_back(free_port());
      const object trunk = {{"name", name}, {"host", "127.0.0.1"}, {"port", lines.back()}};
      ASSERT_EQ(centre.as("admin").post("/api/v1/admin/trunks", trunk).status, 201);
    }
    // The live centre has read the last line when it has read the move that follows it.
    centre.configure("queues", "guasti", {});
  }

  std::unique_ptr<Phone> caller_on(std::uint16_t line,
                                   const std::string& from,
                                   std::vector<std::string> more) {
    std::vector<std::string> words = {"--server",   centre.sip_address(),
                                      "--listen",   fmt::format("127.0.0.1:{}", line),
                                      "--call",     Centre::kItalianNumber,
                                      "--from",     from,
                                      "--duration", "120"};
    words.insert(words.end(), more.begin(), more.end());
    return std::make_unique<Phone>(server_program(), words,
                                   centre.file(fmt::format("line-{}.log", ++phones)));
  }

  bool is_shown(const std::string& ani, const std::string& state) {
    return eventually(
        [&] {
          const object board = centre.board();
          const value* calls = board.if_contains("calls");
          if (!calls) return false;
          for (const value& call : calls->as_array())
            if (text_of(call, "ani") == ani && text_of(call, "state") == state) return true;
          return false;
        },
        30s);
  }

  /// Brings Luca's call to its moment; the ticket, as far as his desk already knows it.
  std::string lead_to(Moment moment, Phone& luca, Phone& rossi) {
    if (moment == Moment::ringing) {
      EXPECT_TRUE(luca.saw("incoming", 30s)) << luca.output() << centre.log();
      return "";
    }
    EXPECT_TRUE(luca.saw("answered", 30s)) << luca.output() << centre.log();
    if (moment == Moment::answering) return "";
    std::string ticket, call;
    EXPECT_TRUE(eventually([&] {
      const object state = centre.state_of("luca");
      const value* found = state.if_contains("call");
      if (!found || !found->is_object()) return false;
      call = text_of(*found, "id");
      ticket = text_of(*found, "ticket_id");
      return !ticket.empty();
    }));
    if (moment == Moment::held) {
      EXPECT_EQ(centre.as("luca").post("/api/v1/live/calls/" + call + "/hold", object{}).status,
                200);
    }
    if (moment == Moment::wrap_up) {
      EXPECT_EQ(rossi.hang_up(), 0) << rossi.output();
      EXPECT_TRUE(centre.reaches("luca", "wrap_up", 30s));
    }
    return ticket;
  }

  /// The one record of this caller, closed, with all its parts inside of its time.
  object record_of(const std::string& ani) {
    const auto rows =
        items_of(centre.as("marco").get("/api/v1/calls?limit=200&ani=%2B" + ani.substr(1)));
    std::vector<object> found;
    for (const value& row : rows)
      if (text_of(row, "ani") == ani) found.push_back(row.as_object());
    EXPECT_EQ(found.size(), 1u) << ani << " has one record";
    if (found.empty()) return {};
    const object record =
        centre.as("marco").get("/api/v1/calls/" + text_of(found.front(), "id")).json().as_object();
    EXPECT_FALSE(text_of(record, "ended_at").empty()) << boost::json::serialize(record);
    std::int64_t parts = 0;
    for (const value& part : record.at("segments").as_array())
      if (text_of(part, "kind") != "wrap_up") parts += number_of(part, "duration_ms");
    EXPECT_NEAR(static_cast<double>(parts),
                static_cast<double>(ms_between(record, "started_at", record, "ended_at")), 50.0)
        << boost::json::serialize(record);
    return record;
  }

  /// Cut while nobody had answered yet.
  void expect_cut(const std::string& ani, const std::string& outcome) {
    const object record = record_of(ani);
    if (record.empty()) return;
    EXPECT_EQ(text_of(record, "cause"), "server_restart") << ani;
    EXPECT_EQ(text_of(record, "outcome"), outcome) << ani;
    EXPECT_TRUE(text_of(record, "ticket_id").empty()) << "nobody answered";
  }

  void expect_lucas_call(Moment moment, const std::string& ani, const std::string& ticket) {
    if (moment == Moment::ringing) return expect_cut(ani, "abandoned");
    const object record = record_of(ani);
    if (record.empty()) return;
    const std::string outcome = text_of(record, "outcome"), of_call = text_of(record, "ticket_id");
    if (moment == Moment::wrap_up) {
      EXPECT_NE(text_of(record, "cause"), "server_restart") << "it was over already";
    } else {
      EXPECT_EQ(text_of(record, "cause"), "server_restart");
    }
    if (moment == Moment::answering) {
      // Either side of the answer is true, a half is not: without it there is no ticket either.
      EXPECT_THAT(outcome, testing::AnyOf("answered", "abandoned", "ivr"));
    } else {
      EXPECT_EQ(outcome, "answered");
      EXPECT_EQ(of_call, ticket);
    }
    EXPECT_TRUE(outcome != "answered" || !of_call.empty()) << "an answered call has its ticket";
    if (of_call.empty()) return;
    ++tickets_of_calls;
    const value opened = centre.as("luca").get("/api/v1/tickets/" + of_call).json();
    EXPECT_EQ(text_of(opened, "call_id"), text_of(record, "id"));
    watched.push_back({of_call});
  }

  /// A running stopwatch shows the time since it began, the dead time too: the customer waited.
  void expect_watches_right() {
    for (Watched& each : watched) {
      const value ticket = centre.as("luca").get("/api/v1/tickets/" + each.ticket).json();
      const value& watch = ticket.at("stopwatch");
      EXPECT_TRUE(watch.at("running").as_bool());
      const std::int64_t total = number_of(watch, "total_ms");
      EXPECT_GE(total, each.seen) << "it never runs backwards";
      EXPECT_NEAR(static_cast<double>(total),
                  static_cast<double>(ms_between(ticket, "created_at", watch, "as_of")), 100.0)
          << each.ticket;
      each.seen = total;
    }
  }

  void expect_agents_true(bool claire_ready) {
    const object luca = centre.state_of("luca"), claire = centre.state_of("claire");
    EXPECT_EQ(text_of(luca, "presence"), "ready");
    EXPECT_EQ(text_of(luca, "state"), "ready") << "neither busy with the dead nor wrapping up";
    EXPECT_TRUE(luca.at("phone").at("registered").as_bool());
    EXPECT_EQ(text_of(claire, "presence"), claire_ready ? "ready" : "paused");
    EXPECT_TRUE(centre.board().at("calls").as_array().empty());
    EXPECT_TRUE(centre.quiet());
  }

  void one_round(int round);

  struct Watched {
    std::string ticket;
    std::int64_t seen = 0;
  };
  Centre centre;
  Ledger ledger;
  std::vector<std::uint16_t> lines;
  std::vector<Watched> watched;
  std::mt19937 random{20'261'122};
  std::size_t tickets_of_calls = 0;
  int phones = 0;
};

void Kill::one_round(int round) {
  const auto moment = static_cast<Moment>(round % kMoments);
  SCOPED_TRACE(fmt::format("round {}, {}", round, kNames[round % kMoments]));
  const auto number = [&](int line) { return fmt::format("+3902{:06}{}", 100'000 + round, line); };

  // Luca's call comes first; then one that waits, as nobody else is there, and one in the menu.
  auto luca =
      centre.agent_phone("102", moment == Moment::ringing ? std::vector<std::string>{}
                                                          : std::vector<std::string>{"--answer"});
  centre.set_presence("claire", "paused");
  centre.set_presence("luca", "ready");
  auto rossi = caller_on(centre.trunk_port(), number(1), {"--digits", "1"});
  const bool alone = moment == Moment::answering;  // what comes next must not change the moment
  std::vector<std::unique_ptr<Phone>> others;
  std::vector<std::thread> threads;
  std::vector<Writer> writers;
  for (int i = 0; i < kWriters; ++i)
    writers.emplace_back(centre.as("anna"), ledger, fmt::format("{}-{}", round, i));
  const auto write = [&] {
    for (Writer& writer : writers) threads.emplace_back([&writer] { writer.write_until_dead(); });
  };
  if (alone) write();
  const std::string ticket = lead_to(moment, *luca, *rossi);
  if (!alone) {
    if (moment != Moment::wrap_up) {
      others.push_back(caller_on(lines[0], number(2), {"--digits", "1"}));
      EXPECT_TRUE(is_shown(number(2), "waiting")) << others.back()->output() << centre.log();
    }
    others.push_back(caller_on(lines[1], number(3), {}));
    EXPECT_TRUE(is_shown(number(3), "ivr")) << others.back()->output() << centre.log();
    write();
    std::this_thread::sleep_for(
        std::chrono::milliseconds{std::uniform_int_distribution<int>(150, 500)(random)});
  } else {
    std::this_thread::sleep_for(
        std::chrono::microseconds{std::uniform_int_distribution<int>(0, 20'000)(random)});
  }

  centre.kill();
  for (std::thread& each : threads) each.join();
  centre.start();

  expect_agents_true(false);
  expect_lucas_call(moment, number(1), ticket);
  if (!alone) {
    if (moment != Moment::wrap_up) expect_cut(number(2), "abandoned");
    expect_cut(number(3), "ivr");
  }
  for (Writer& writer : writers) writer.settle();
  expect_watches_right();
}

TEST_F(Kill, at_any_moment_loses_nothing_that_was_acknowledged) {
  const std::size_t before = count_all(centre.as("anna"), "/api/v1/tickets");
  for (int round = 0; round < rounds() && !HasFailure(); ++round) one_round(round);
  expect_once(centre.as("anna"), ledger);
  EXPECT_EQ(count_all(centre.as("anna"), "/api/v1/tickets"),
            before + ledger.count(Ledger::Kind::ticket) + tickets_of_calls);
  EXPECT_GT(ledger.count(Ledger::Kind::ticket), 0u);
  EXPECT_EQ(centre.stop(), 0);
  const Ran checked = run_filodiretto({"admin", "check", "--data", centre.data()});
  EXPECT_EQ(checked.status, 0) << checked.output;
}

}  // namespace
}  // namespace filo::test
