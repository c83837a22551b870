// The machines by their tables (RFC 3261 §17, RFC 6026), one state and one timer at a time.

#include "protocols/sip/transaction.h"

#include <gtest/gtest.h>

#include "protocols/sip/core.h"
#include "protocols/sip/writer.h"

namespace filo::sip {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct TransactionTest : testing::Test, SipOutput, TransactionUser {
  void send(const Flow&, std::string_view bytes) override { sent.emplace_back(bytes); }
  void on_event(const Event&) override {}
  void on_response(TxnOwner, TxnRef, const Message& response) override {
    heard.push_back(response.status());
  }
  void on_no_response(TxnOwner, TxnRef, Method, int status) override { failed.push_back(status); }

  void run(Duration span) {
    const MonoTime end = now + span;
    while (now < end) {
      now = std::min(end, now + milliseconds{4});
      wheel.advance(now, [&](TimerPayload timer) { txns.fire(timer, now); });
    }
  }
  MessagePtr request(Method method) {
    return Message::parse(MessageWriter::request(method, "sip:b@h")
                              .header(HeaderId::via, "SIP/2.0/UDP h:5060;branch=z9hG4bKx;rport")
                              .header(HeaderId::from, "<sip:a@h>;tag=1")
                              .header(HeaderId::to, "<sip:b@h>")
                              .header(HeaderId::call_id, "c")
                              .header(HeaderId::cseq, "1 " + std::string{to_string(method)})
                              .header(HeaderId::max_forwards, std::uint64_t{70})
                              .finish())
        .value();
  }
  TxnRef client(Method method, Transport transport = Transport::udp) {
    Flow flow;
    flow.transport = transport;
    sent_request = request(method);
    return txns.open_client(method, "z9hG4bKx", std::string{sent_request->bytes()}, flow, {}, now);
  }
  void answer(int status) {
    const auto bytes = MessageWriter::response_to(*sent_request, status, "", {}, "t").finish();
    txns.receive(*Message::parse(bytes).value(), now);
  }
  TxnRef server(Method method, Transport transport = Transport::udp) {
    Flow flow;
    flow.transport = transport;
    sent_request = request(method);
    EXPECT_FALSE(txns.absorb(*sent_request, now));
    return txns.open_server(*sent_request, flow, {}, now);
  }
  void respond(TxnRef txn, int status) {
    txns.respond(txn, status,
                 MessageWriter::response_to(*sent_request, status, "", {}, "t").finish(), now);
  }

  MonoTime now{std::chrono::hours{1}};
  TimerWheel wheel{now};
  Transactions txns{{}, wheel, *this, *this};
  std::vector<std::string> sent;
  std::vector<int> heard, failed;
  MessagePtr sent_request;
};

TEST_F(TransactionTest, InviteClientDoublesTimerAAndFailsByTimerB) {
  client(Method::invite);
  run(seconds{31});
  EXPECT_EQ(sent.size(), 6U);
  run(seconds{2});
  EXPECT_EQ(failed, std::vector<int>{408});
  EXPECT_EQ(txns.size(), 0U);
}

TEST_F(TransactionTest, InviteClientStopsResendingAt1xxAndWaits) {
  client(Method::invite);
  answer(180);
  run(seconds{300});
  EXPECT_EQ(sent.size(), 1U);
  EXPECT_TRUE(failed.empty());
  EXPECT_EQ(txns.size(), 1U);
}

TEST_F(TransactionTest, InviteClientAcknowledgesEachCopyOfARefusalUntilTimerD) {
  const TxnRef txn = client(Method::invite);
  answer(486);
  answer(486);
  EXPECT_EQ(sent.size(), 3U);
  EXPECT_TRUE(sent[1].starts_with("ACK sip:b@h SIP/2.0"));
  EXPECT_EQ(sent[1], sent[2]);
  EXPECT_NE(sent[1].find("branch=z9hG4bKx"), std::string::npos) << "the same branch";
  EXPECT_EQ(heard, std::vector<int>{486});
  EXPECT_EQ(txns.state(txn), TxnState::completed);
  run(seconds{33});
  EXPECT_EQ(txns.size(), 0U);
}

TEST_F(TransactionTest, InviteClientStaysAcceptedForTimerMAndPassesEach2xxUp) {
  const TxnRef txn = client(Method::invite);
  answer(200);
  answer(200);
  answer(486);
  EXPECT_EQ(heard, (std::vector<int>{200, 200}));
  EXPECT_EQ(txns.state(txn), TxnState::accepted);
  run(seconds{33});
  EXPECT_EQ(txns.size(), 0U);
}

TEST_F(TransactionTest, OtherClientResendsByTimerEUpToT2AndFailsByTimerF) {
  client(Method::options);
  run(seconds{33});
  EXPECT_EQ(sent.size(), 11U) << "0, .5, 1.5, 3.5, 7.5, then each 4 s until 32";
  EXPECT_EQ(failed, std::vector<int>{408});
}

TEST_F(TransactionTest, OtherClientHearsTheFinalOnceAndEndsByTimerK) {
  client(Method::bye);
  answer(200);
  answer(200);
  EXPECT_EQ(heard, std::vector<int>{200});
  run(milliseconds{4'990});
  EXPECT_EQ(txns.size(), 1U);
  run(milliseconds{20});
  EXPECT_EQ(txns.size(), 0U);
}

TEST_F(TransactionTest, OnStreamsNothingIsResentAndNothingWaits) {
  client(Method::bye, Transport::tcp);
  run(seconds{10});
  EXPECT_EQ(sent.size(), 1U);
  answer(200);
  EXPECT_EQ(txns.size(), 0U);
}

TEST_F(TransactionTest, InviteServerRepeatsARefusalByTimerGUntilTheAckThenTimerI) {
  const TxnRef txn = server(Method::invite);
  respond(txn, 486);
  run(milliseconds{1'600});
  EXPECT_EQ(sent.size(), 3U);
  EXPECT_TRUE(txns.absorb(*request(Method::ack), now));
  EXPECT_EQ(txns.state(txn), TxnState::confirmed);
  run(seconds{4});
  EXPECT_EQ(sent.size(), 3U);
  run(seconds{2});
  EXPECT_EQ(txns.size(), 0U);
}

TEST_F(TransactionTest, InviteServerAbsorbsCopiesWhileAcceptedUntilTimerL) {
  const TxnRef txn = server(Method::invite);
  respond(txn, 200);
  EXPECT_TRUE(txns.absorb(*sent_request, now));
  EXPECT_EQ(sent.size(), 1U) << "the dialog resends the 2xx, not the transaction";
  EXPECT_FALSE(txns.absorb(*request(Method::ack), now)) << "the ACK of a 2xx is the dialog's";
  run(seconds{33});
  EXPECT_EQ(txns.size(), 0U);
}

TEST_F(TransactionTest, OtherServerRepeatsItsAnswerForTimerJ) {
  const TxnRef txn = server(Method::bye);
  EXPECT_TRUE(txns.absorb(*sent_request, now));
  EXPECT_TRUE(sent.empty()) << "nothing to repeat yet";
  respond(txn, 200);
  EXPECT_TRUE(txns.absorb(*sent_request, now));
  EXPECT_EQ(sent.size(), 2U);
  run(seconds{33});
  EXPECT_EQ(txns.size(), 0U);
}

TEST_F(TransactionTest, OnlyTheFirstFinalAnswerCounts) {
  const TxnRef txn = server(Method::bye);
  respond(txn, 200);
  respond(txn, 500);
  EXPECT_EQ(sent.size(), 1U);
}

TEST_F(TransactionTest, AnInviteThatWasCancelledEndsAfter64T1) {
  const TxnRef txn = client(Method::invite);
  answer(180);
  txns.limit_wait(txn, now);
  answer(180);
  run(seconds{33});
  EXPECT_EQ(failed, std::vector<int>{408});
}

TEST_F(TransactionTest, ALostFlowFailsClientsAtOnce) {
  client(Method::invite, Transport::tcp);
  Flow flow;
  flow.transport = Transport::tcp;
  txns.flow_closed(flow, now);
  EXPECT_EQ(failed, std::vector<int>{503});
  EXPECT_EQ(txns.size(), 0U);
}

}  // namespace
}  // namespace filo::sip
