// A browser's leg end to end in one process: the offer, ICE, DTLS, SRTP, and the same relay and
// player as plain legs.

#include <gmock/gmock.h>

#include "adapters/media/tests/browser.h"

namespace filo::media {
namespace {

struct WebLeg : testing::Test {
  TestLoop core;
  Workers workers{1, 100};
  TempDir dir;
  MediaEngine engine{core, workers, {{"127.0.0.1"}, "", 31'400, 31'499, 60s}};
  std::vector<app::MediaEvent> events;
  Browser browser;
  app::MediaLegId web;

  void SetUp() override {
    engine.set_listener([this](const app::MediaEvent& event) { events.push_back(event); });
  }
  void open() {
    const auto answer = engine.open_web(browser.offer());
    ASSERT_TRUE(answer) << answer.error().detail;
    web = answer->leg;
    browser.take_answer(answer->sdp);
  }
  void connect() {
    open();
    ASSERT_TRUE(browser.check(core));
    ASSERT_TRUE(browser.handshake(core));
    ASSERT_TRUE(happens<app::WebLegUp>());
  }
  template <class Event>
  bool happens(Duration limit = 15s) {
    return core.until(
        [&] {
          for (const auto& event : events) {
            if (std::holds_alternative<Event>(event)) return true;
          }
          return false;
        },
        limit);
  }
  app::MediaLegId phone_leg(const Peer& phone) {
    const auto leg = engine.open("127.0.0.1").value();
    engine.set_remote(leg, phone.media());
    return leg;
  }
};

TEST_F(WebLeg, BrowserAndPhoneHearEachOther) {
  connect();
  EXPECT_EQ(browser.profile, "SRTP_AEAD_AES_128_GCM") << "our first choice";
  Peer phone;
  const auto leg = phone_leg(phone);
  engine.bridge(web, leg);
  ASSERT_TRUE(core.until([&] {  // until the bridge stands
    browser.say(tone_frame(0));
    return !phone.listen().empty();
  }));
  for (int i = 1; i <= 20; ++i) browser.say(tone_frame(i));
  ASSERT_TRUE(core.until([&] { return phone.listen().back().payload == tone_frame(20); }));
  for (int i = 1; i <= 20; ++i) {
    EXPECT_EQ(phone.heard[phone.heard.size() - 21 + static_cast<std::size_t>(i)].payload,
              tone_frame(i));
  }
  for (int i = 0; i < 20; ++i) phone.send(engine.address(leg), 8, tone_frame(i, 700));
  ASSERT_TRUE(core.until([&] { return browser.listen().size() >= 20; }));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(browser.heard[static_cast<std::size_t>(i)].payload, tone_frame(i, 700));
  }
}

TEST_F(WebLeg, MusicReachesTheBrowserFromItsFirstFrame) {
  open();
  engine.play(web, {3, {dir.wav("music.wav", 0.1, 440)}, false});  // before it is connected
  ASSERT_TRUE(browser.check(core));
  ASSERT_TRUE(browser.handshake(core));
  ASSERT_TRUE(core.until([&] { return browser.listen().size() >= 5; }));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(browser.heard[static_cast<std::size_t>(i)].payload, tone_frame(i));
  }
  EXPECT_TRUE(happens<app::PlayEnded>());
}

TEST_F(WebLeg, WithoutARightCheckNothingIsAnswered) {
  open();
  EXPECT_FALSE(browser.check(core, /*right_password=*/false));
  EXPECT_FALSE(browser.handshake(core, 400ms));
  EXPECT_TRUE(events.empty());
}

TEST_F(WebLeg, OtherCertificateThanTheOneOfTheSdpEndsTheLeg) {
  browser.fingerprint.back() = browser.fingerprint.back() == '0' ? '1' : '0';
  open();
  ASSERT_TRUE(browser.check(core));
  browser.handshake(core);
  EXPECT_TRUE(happens<app::WebLegLost>());
  EXPECT_FALSE(happens<app::WebLegUp>(100ms));
}

TEST_F(WebLeg, PacketsThatAreNotEncryptedAreNotPassedOn) {
  connect();
  Peer phone;
  const auto leg = phone_leg(phone);
  engine.bridge(web, leg);
  ASSERT_TRUE(core.until([&] {
    browser.say(tone_frame(0));
    return !phone.listen().empty();
  }));
  for (int i = 0; i < 10; ++i) browser.say(tone_frame(9), /*encrypted=*/false);
  browser.say(tone_frame(1));
  ASSERT_TRUE(core.until([&] { return phone.listen().back().payload == tone_frame(1); }));
  for (const Heard& packet : phone.heard) EXPECT_NE(packet.payload, tone_frame(9));
}

TEST_F(WebLeg, BrowserThatClosesIsLostAtOnce) {
  connect();
  browser.close();
  EXPECT_TRUE(happens<app::WebLegLost>());
}

TEST_F(WebLeg, OffersWithoutUsableAudioAreRefusedAndCostNoPort) {
  const std::size_t free = engine.free_ports();
  std::string opus = browser.offer();
  opus.replace(opus.find(" 111 8 0 126"), 12, " 111");
  for (const std::string& offer : {std::string("nonsense"), opus}) {
    const auto answer = engine.open_web(offer);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::invalid);
  }
  EXPECT_EQ(engine.free_ports(), free);
}

TEST(WebTransport, BrowserThatStopsCheckingIsLostAfterThirtySeconds) {
  DtlsContext context;
  const MonoTime start{1h};
  WebTransport web(context, {{"us", "password-password-pass", "them"}, {"sha-256", "AA"}}, start);
  web.set_sender([](const Address&, Bytes) {});
  web.tick(start + 29s);
  EXPECT_EQ(web.state(), WebTransport::State::connecting);
  stun::Writer check(stun::kBindingRequest, {});
  check.attribute(stun::kUsername, std::string_view("us:them"));
  const Bytes bytes = check.finish("password-password-pass");
  std::vector<std::uint8_t> datagram(bytes.begin(), bytes.end());
  web.receive(datagram, *Address::parse("127.0.0.1", 4'000), start + 29s);
  web.tick(start + 58s);
  EXPECT_EQ(web.state(), WebTransport::State::connecting);
  web.tick(start + 60s);
  EXPECT_EQ(web.state(), WebTransport::State::lost);
}

}  // namespace
}  // namespace filo::media
