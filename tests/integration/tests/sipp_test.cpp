// The trunk as a machine: many calls at once with sipp, and ends at inconvenient moments.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/centre.h"
#include "support/sip_probe.h"

namespace filo::test {
namespace {

using namespace std::chrono_literals;
using boost::json::object;

const std::string kOffer =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n";

class Trunk : public ::testing::Test {
 protected:
  void SetUp() override {
    centre_.start();
    centre_.configure("queues", "guasti", {{"wrap_up_ms", 0}});
  }
  void TearDown() override {
    EXPECT_TRUE(eventually([&] { return centre_.metric("filo_media_legs") == 0; }, 30s))
        << centre_.metric("filo_media_legs") << " legs are left";
    EXPECT_EQ(centre_.stop(), 0);
  }
  static std::string invite(const SipProbe& probe) {
    return probe.request("INVITE", Centre::kItalianNumber, 1, "Content-Type: application/sdp\r\n",
                         kOffer);
  }
  /// ACK or BYE inside the dialog of this answer.
  static std::string inside(const SipProbe& probe,
                            const std::string& method,
                            int cseq,
                            const std::string& answer) {
    std::string text = probe.request(method, Centre::kItalianNumber, cseq);
    const std::size_t to = text.find("\r\nTo: ") + 2;
    return text.replace(to, text.find("\r\n", to) - to, "To: " + header_of(answer, "To:"));
  }
  static std::function<bool(const std::string&)> final_of(const std::string& method) {
    return [method](const std::string& text) {
      return text.rfind("SIP/2.0 1", 0) != 0 && text.rfind("SIP/2.0 ", 0) == 0 &&
             header_of(text, "CSeq:").ends_with(method);
    };
  }

  Centre centre_;
};

TEST_F(Trunk, fifty_calls_at_ten_a_second_are_all_answered_and_leave_nothing_behind) {
  const auto before = number_of(centre_.board().at("today"), "answered");  // the demo's own day
  auto luca = centre_.agent_phone("102", {"--answer", "--hang-up-after", "0.1"});
  auto claire = centre_.agent_phone("103", {"--answer", "--hang-up-after", "0.1"});
  centre_.set_presence("luca", "ready");
  centre_.set_presence("claire", "ready");
  Process sipp(
      {"sipp", centre_.sip_address(), "-sf", std::string(FILO_SIPP_DIR) + "/queue.xml", "-i",
       "127.0.0.1", "-p", std::to_string(centre_.trunk_port()), "-s", Centre::kItalianNumber, "-m",
       "50", "-r", "10", "-timeout", "150s", "-nostdin", "-trace_err"},
      centre_.file("sipp.log"), {{"TERM", "dumb"}}, centre_.data());
  EXPECT_EQ(sipp.wait(160s), 0) << sipp.output().substr(0, 20'000);
  EXPECT_TRUE(eventually([&] {
    return number_of(centre_.board().at("today"), "answered") == before + 50;
  })) << boost::json::serialize(centre_.board().at("today"));
  EXPECT_EQ(luca->count("answered") + claire->count("answered"), 50u);
  EXPECT_GT(luca->count("answered"), 5u) << "the work is shared";
  EXPECT_GT(claire->count("answered"), 5u) << "the work is shared";
  EXPECT_TRUE(centre_.board().at("calls").as_array().empty());
}

TEST_F(Trunk, an_agent_who_dials_a_wrong_number_is_told_so_and_the_record_knows_who_it_was) {
  Process network({"sipp", "-sf", std::string(FILO_SIPP_DIR) + "/wrong_number.xml", "-i",
                   "127.0.0.1", "-p", std::to_string(centre_.trunk_port()), "-m", "1", "-timeout",
                   "40s", "-nostdin", "-trace_err"},
                  centre_.file("sipp.log"), {{"TERM", "dumb"}}, centre_.data());
  auto luca = centre_.agent_phone("102", {"--call", "0299887766"});
  ASSERT_TRUE(luca->saw("ended", 20s)) << luca->output() << centre_.log();
  EXPECT_EQ(number_of(luca->events("ended").front(), "status"), 404) << luca->output();
  EXPECT_EQ(network.wait(20s), 0) << network.output().substr(0, 20'000);
  const auto told = [&] {
    const auto calls = items_of(centre_.as("marco").get("/api/v1/calls"));
    return !calls.empty() && text_of(calls[0], "cause") == "wrong_number" &&
           text_of(calls[0], "dnis") == "+390299887766" &&
           text_of(calls[0].at("agent"), "name") == "Luca Moretti";
  };
  EXPECT_TRUE(eventually(told)) << centre_.as("marco").get("/api/v1/calls").body;
  luca->hang_up();
}

TEST_F(Trunk, without_a_right_only_emergency_calls_go_out) {
  centre_.configure("agents", "Luca Moretti", {{"calls_out", "none"}});
  Phone network(server_program(),
                {"--listen", "127.0.0.1:" + std::to_string(centre_.trunk_port()), "--server",
                 centre_.sip_address(), "--answer"},
                centre_.file("network.log"));
  ASSERT_TRUE(network.saw("ready"));
  auto luca = centre_.agent_phone("102", {"--call", "0299887766"});
  ASSERT_TRUE(luca->saw("ended")) << luca->output();
  EXPECT_EQ(number_of(luca->events("ended").front(), "status"), 403) << luca->output();
  luca->hang_up();
  auto again = centre_.agent_phone("102", {"--call", "118"});
  EXPECT_TRUE(again->saw("answered")) << again->output() << centre_.log();
  EXPECT_EQ(network.count("answered"), 1u) << network.output();
  EXPECT_EQ(again->hang_up(), 0);
  EXPECT_TRUE(network.saw("ended"));
  network.hang_up();
}

TEST_F(Trunk, a_cancel_right_behind_the_invite_leaves_no_call) {
  SipProbe trunk("127.0.0.1", centre_.trunk_port(), centre_.sip_port());
  for (int i = 0; i < 20; ++i) {
    trunk.new_dialog();
    const std::string call = invite(trunk);
    std::string cancel = trunk.request("CANCEL", Centre::kItalianNumber, 1);
    trunk.send(call);
    trunk.send(cancel);
    const auto final = trunk.receive(kPatience, final_of("INVITE"));
    ASSERT_TRUE(final) << "no final answer to the call";
    const bool answered = final->rfind("SIP/2.0 200", 0) == 0;
    if (!answered) {
      EXPECT_EQ(final->rfind("SIP/2.0 487", 0), 0u) << *final;
    }
    trunk.send(inside(trunk, "ACK", 1, *final));
    if (!answered) continue;  // the answer was faster than the CANCEL: RFC 3261 15.1.1
    trunk.send(inside(trunk, "BYE", 2, *final));
    EXPECT_TRUE(trunk.receive(kPatience, final_of("BYE")));
  }
  EXPECT_TRUE(eventually([&] { return centre_.board().at("calls").as_array().empty(); }));
}

TEST_F(Trunk, a_caller_who_hangs_up_in_the_menu_is_in_no_queue) {
  const auto before = number_of(centre_.board().at("today"), "offered");
  SipProbe trunk("127.0.0.1", centre_.trunk_port(), centre_.sip_port());
  trunk.new_dialog();
  trunk.send(invite(trunk));
  const auto answer = trunk.receive(kPatience, final_of("INVITE"));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->rfind("SIP/2.0 200", 0), 0u) << *answer;
  trunk.send(inside(trunk, "ACK", 1, *answer));
  ASSERT_TRUE(eventually([&] { return centre_.board().at("calls").as_array().size() == 1; }));
  ASSERT_TRUE(eventually([&] { return centre_.metric("filo_media_packets_out_total") > 10; }))
      << "the menu speaks";
  trunk.send(inside(trunk, "BYE", 2, *answer));
  const auto bye = trunk.receive(kPatience, final_of("BYE"));
  ASSERT_TRUE(bye);
  EXPECT_EQ(bye->rfind("SIP/2.0 200", 0), 0u);
  EXPECT_TRUE(eventually([&] {
    const auto calls = items_of(centre_.as("marco").get("/api/v1/calls"));
    return !calls.empty() && text_of(calls[0], "outcome") == "ivr";
  })) << centre_.as("marco").get("/api/v1/calls").body;
  EXPECT_EQ(number_of(centre_.board().at("today"), "offered"), before);
}

}  // namespace
}  // namespace filo::test
