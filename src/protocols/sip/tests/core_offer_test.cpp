// Offers inside a call between two cores: hold, late offer, glare, refusal, a lost dialog.

#include "protocols/sip/tests/core_harness.h"

namespace filo::sip::test {
namespace {

/// A call that stands; `left` of A, `right` of B. Both sides accept each new offer.
struct Talk {
  explicit Talk(World& world) {
    answer_calls(world.b);
    left = world.a.call(world.b.at);
    world.run_for(seconds{1});
    right = world.b.last<IncomingCall>().leg;
    for (Node* node : {&world.a, &world.b}) {
      node->behave = [node](const Event& event) {
        if (const auto* e = std::get_if<LegReoffered>(&event))
          node->core.accept_reoffer(e->leg, kAnswer, node->now());
      };
    }
  }
  LegId left, right;
};

TEST(CoreOffer, EitherSideMayChangeTheSession) {
  World world;
  const Talk talk{world};
  world.a.core.reinvite(talk.left, "v=0\r\nhold", world.a.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.last<LegReoffered>().sdp, "v=0\r\nhold");
  EXPECT_EQ(world.a.last<LegReofferDone>().status, 200);
  EXPECT_EQ(world.a.last<LegReofferDone>().sdp, kAnswer);
  world.b.core.reinvite(talk.right, "v=0\r\nresume", world.b.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegReoffered>().sdp, "v=0\r\nresume");
  EXPECT_EQ(world.b.last<LegReofferDone>().status, 200);
  world.run_for(seconds{60});
  EXPECT_TRUE(world.a.all<LegEnded>().empty()) << "every 200 was acknowledged";
}

TEST(CoreOffer, GlareEndsWithBothOffersDone) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    World world{seed, Faults{.loss = 0, .doubled = 0, .delay = milliseconds{30}, .jitter = {}}};
    const Talk talk{world};
    world.a.core.reinvite(talk.left, kOffer, world.a.now());
    world.b.core.reinvite(talk.right, kOffer, world.b.now());
    world.run_for(milliseconds{100});
    EXPECT_TRUE(world.a.all<LegReofferDone>().empty()) << "491 is not told to the application";
    world.run_for(seconds{10});
    EXPECT_EQ(world.a.all<LegReofferDone>().size(), 1U);
    EXPECT_EQ(world.b.all<LegReofferDone>().size(), 1U);
    EXPECT_EQ(world.a.last<LegReofferDone>().status, 200);
    EXPECT_EQ(world.b.last<LegReofferDone>().status, 200);
  }
}

TEST(CoreOffer, AnOfferMadeTooEarlyWaitsForTheAck) {
  World world;
  world.b.behave = [&](const Event& event) {
    if (const auto* call = std::get_if<IncomingCall>(&event)) {
      world.b.core.answer(call->leg, kAnswer, world.b.now());
      world.b.core.reinvite(call->leg, kOffer, world.b.now());
    }
  };
  world.a.behave = [&](const Event& event) {
    if (const auto* e = std::get_if<LegReoffered>(&event))
      world.a.core.accept_reoffer(e->leg, kAnswer, world.a.now());
  };
  world.a.call(world.b.at);
  world.run_for(seconds{1});
  EXPECT_EQ(world.b.last<LegReofferDone>().status, 200);
}

TEST(CoreOffer, TheLastOfSeveralOffersIsTheOneThatStands) {
  World world;
  const Talk talk{world};
  for (const char* sdp : {"v=0\r\n1", "v=0\r\n2", "v=0\r\n3"})
    world.a.core.reinvite(talk.left, sdp, world.a.now());
  world.run_for(seconds{2});
  EXPECT_EQ(world.b.last<LegReoffered>().sdp, "v=0\r\n3");
  EXPECT_EQ(world.a.last<LegReofferDone>().status, 200);
}

TEST(CoreOffer, ARefusedOfferLeavesTheCallAlone) {
  World world;
  const Talk talk{world};
  world.b.behave = [&](const Event& event) {
    if (const auto* e = std::get_if<LegReoffered>(&event))
      world.b.core.refuse_reoffer(e->leg, 488, world.b.now());
  };
  world.a.core.reinvite(talk.left, kOffer, world.a.now());
  world.run_for(seconds{1});
  EXPECT_EQ(world.a.last<LegReofferDone>().status, 488);
  EXPECT_TRUE(world.a.all<LegEnded>().empty());
}

TEST(CoreOffer, ALateOfferIsOursInThe200AndTheAnswerComesInTheAck) {
  World world;
  world.inject(Raw{}.str());
  EXPECT_EQ(world.a.last<IncomingCall>().sdp, "");
  world.a.core.answer(world.a.last<IncomingCall>().leg, kOffer, world.a.now());
  world.run_for(milliseconds{10});
  EXPECT_EQ(world.raw_last()->body(), kOffer);
  const std::string tag{world.raw_last()->to().tag};
  world.inject(Raw{.method = "ACK", .branch = "z9hG4bKack", .to_tag = tag, .body = kAnswer}.str());
  EXPECT_EQ(world.a.last<LegConfirmed>().sdp, kAnswer);
}

TEST(CoreOffer, A481EndsTheCall) {
  World world;
  const Talk talk{world};
  world.wire.attach(world.b.at, [&](const Flow& flow, std::string_view bytes) {
    const auto request = Message::parse(bytes).value();
    if (!request->is_request() || request->method() == Method::ack) return;
    world.wire.send(flow, MessageWriter::response_to(*request, 481, "", flow.remote).finish(),
                    world.clock.mono());
  });
  world.a.core.reinvite(talk.left, kOffer, world.a.now());
  world.run_for(seconds{2});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::timeout);
  EXPECT_EQ(world.a.last<LegEnded>().status, 481);
  EXPECT_EQ(world.a.core.legs(), 0U) << "its BYE was answered too";
}

TEST(CoreOffer, AReinviteThatIsNeverAnsweredEndsWithItsCall) {
  for (const bool ours : {true, false}) {
    World world;
    const Talk talk{world};
    world.b.behave = {};  // says 100 and no more
    world.wire.set_filter([](std::string_view bytes) { return !bytes.starts_with("SIP/2.0 487"); });
    world.a.core.reinvite(talk.left, kOffer, world.a.now());
    world.run_for(seconds{1});
    Node& ends = ours ? world.a : world.b;
    ends.core.hang_up(ours ? talk.left : talk.right, "", ends.now());
    world.run_for(seconds{1});
    EXPECT_EQ(world.a.all<LegEnded>().size(), 1U);
    world.expect_quiet();
  }
}

TEST(CoreOffer, APeerThatDiesDuringAReinviteEndsTheCallOnce) {
  World world;
  const Talk talk{world};
  world.wire.set_filter([](std::string_view) { return false; });
  world.a.core.reinvite(talk.left, kOffer, world.a.now());
  world.run_for(seconds{33});
  EXPECT_EQ(world.a.last<LegEnded>().kind, EndKind::timeout);
  world.run_for(seconds{40});
  EXPECT_EQ(world.a.all<LegEnded>().size(), 1U);
  EXPECT_EQ(world.a.core.legs(), 0U);
}

}  // namespace
}  // namespace filo::sip::test
