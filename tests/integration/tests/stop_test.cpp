// The server is asked to stop while people talk, wait, write and watch: everybody is told, and
// everything that happened is written down.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/centre.h"
#include "support/event_socket.h"

namespace filo::test {
namespace {

using namespace std::chrono_literals;
using boost::json::value;
using testing::ElementsAre;

class Stop : public testing::Test {
 protected:
  void SetUp() override { centre.start(); }

  /// Causes of the calls of this caller, as the record has them; "open" while it has no end.
  std::vector<std::string> causes(const std::string& caller) {
    std::vector<std::string> found;
    for (const value& row : items_of(centre.as("marco").get("/api/v1/calls?limit=200"))) {
      if (text_of(row, "ani") != caller) continue;
      found.push_back(text_of(row, "ended_at").empty() ? "open" : text_of(row, "cause"));
    }
    return found;
  }

  Centre centre;
};

TEST_F(Stop, in_the_middle_of_a_call_tells_both_sides_and_writes_down_its_end) {
  const std::string number = "+39021234511";
  auto luca = centre.agent_phone("102");
  centre.set_presence("luca", "ready");
  auto caller = centre.caller(number);
  ASSERT_TRUE(luca->saw("answered")) << luca->output();

  EXPECT_EQ(centre.stop(), 0) << centre.log();
  EXPECT_TRUE(caller->saw("ended")) << caller->output();
  EXPECT_TRUE(luca->saw("ended")) << luca->output();

  caller.reset();
  luca.reset();
  centre.start();
  EXPECT_THAT(causes(number), ElementsAre("server_stop"));
}

TEST_F(Stop, while_browsers_watch_and_write_keeps_what_was_acknowledged) {
  std::vector<std::unique_ptr<EventSocket>> pages;
  for (const char* login : {"anna", "marco", "james"})
    pages.push_back(std::make_unique<EventSocket>(centre.http_port(), centre.as(login).cookie));
  for (const auto& page : pages) ASSERT_TRUE(page->open());
  pages[0]->say(R"({"type":"resume","after":"1"})");
  pages[0]->say(R"({"type":"phone.offer","sdp":"v=0"})");

  std::atomic<bool> stopped = false;
  std::atomic<int> acknowledged = 0;
  HttpClient client = centre.as("anna");
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, own = client]() mutable {
      while (!stopped) {
        if (own.post("/api/v1/tickets", {{"subject", "while it stops"}}).status == 201)
          ++acknowledged;
      }
    });
  }
  EXPECT_TRUE(eventually([&] { return acknowledged >= 40; }, 60s));
  EXPECT_EQ(centre.stop(), 0) << centre.log();
  stopped = true;
  for (std::thread& writer : writers) writer.join();
  for (const auto& page : pages) EXPECT_TRUE(page->is_closed());

  centre.start();
  int stored = 0;
  std::string after;
  do {
    const Answer page = centre.as("anna").get("/api/v1/tickets?limit=200" + after);
    for (const value& row : items_of(page)) stored += text_of(row, "subject") == "while it stops";
    const std::string next = text_of(page.json(), "next");
    after = next.empty() ? "" : "&after=" + next;
  } while (!after.empty());
  EXPECT_GE(stored, acknowledged);
}

}  // namespace
}  // namespace filo::test
