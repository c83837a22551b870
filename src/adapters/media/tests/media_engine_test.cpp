// The engine over real loopback sockets. Goal: what is said on one leg is heard on the other, byte
// for byte; what strangers send is not; streams go on smoothly whatever feeds them. Method: tiny
// RTP peers of our own, a core loop turned by the test, limits on every wait.

#include "adapters/media/media_engine.h"

#include <gmock/gmock.h>

#include "adapters/media/tests/peer.h"
#include "protocols/rtp/g711.h"
#include "protocols/rtp/rtcp.h"
#include "protocols/rtp/telephone_event.h"

namespace filo::media {
namespace {

struct Engine : testing::Test {
  TestLoop core;
  Workers workers{2, 100};
  TempDir dir;
  MediaConfig config{{"127.0.0.1"}, "", 31'000, 31'199, 60s};
  std::unique_ptr<MediaEngine> engine;
  std::vector<app::MediaEvent> events;

  void SetUp() override { start(); }
  void start() {
    engine = std::make_unique<MediaEngine>(core, workers, config);
    engine->set_listener([this](const app::MediaEvent& event) { events.push_back(event); });
  }
  template <class Event>
  std::vector<Event> all() const {
    std::vector<Event> found;
    for (const auto& event : events) {
      if (const auto* one = std::get_if<Event>(&event)) found.push_back(*one);
    }
    return found;
  }
  std::string digits() const {
    std::string text;
    for (const auto& event : all<app::DigitPressed>()) text += event.digit;
    return text;
  }
  app::MediaLegId leg_to(const Peer& peer, app::Codec codec = app::Codec::pcma) {
    const auto leg = engine->open(peer.address().ip());
    EXPECT_TRUE(leg);
    engine->set_remote(leg.value(), peer.media(codec));
    return leg.value();
  }
  bool hears(Peer& peer, std::size_t packets) {
    return core.until([&] { return peer.listen().size() >= packets; });
  }
  /// Lets the engine work through what was sent before: asks it for something by the same way.
  void settle() {
    Peer probe;
    const auto leg = leg_to(probe);
    engine->play(leg, {1, {dir.wav("settle.wav", 0.02, 300)}, false});
    EXPECT_TRUE(hears(probe, 1));
    engine->close(leg);
  }
  /// Each number one more than the one before, one SSRC, time never backwards.
  static void expect_continuous(const std::vector<Heard>& heard) {
    for (std::size_t i = 1; i < heard.size(); ++i) {
      const rtp::Header &a = heard[i - 1].header, &b = heard[i].header;
      EXPECT_EQ(static_cast<std::uint16_t>(b.sequence - a.sequence), 1) << "packet " << i;
      EXPECT_EQ(a.ssrc, b.ssrc);
      EXPECT_GT(static_cast<std::int32_t>(b.timestamp - a.timestamp), 0) << "packet " << i;
      EXPECT_LT(b.timestamp - a.timestamp, 80'000u) << "ten seconds: no machine is that slow";
    }
  }
};

TEST_F(Engine, PortsAreEvenAndComeBackWithTheLastFigures) {
  const std::size_t free = engine->free_ports();
  Peer peer;
  const auto leg = leg_to(peer);
  EXPECT_EQ(engine->address(leg).ip, "127.0.0.1");
  EXPECT_EQ(engine->address(leg).port % 2, 0);
  EXPECT_EQ(engine->free_ports(), free - 1);
  engine->close(leg);
  ASSERT_TRUE(core.until([&] { return all<app::MediaStats>().size() == 1; }));
  EXPECT_EQ(engine->free_ports(), free);
}

/// The first of four neighbouring ports that nobody uses.
std::uint16_t two_free_pairs() {
  const auto is_free = [](std::uint16_t port) {
    const Fd fd(socket(AF_INET, SOCK_DGRAM, 0));
    const Address local = *Address::parse("127.0.0.1", port);
    return bind(fd.get(), local.raw(), local.size()) == 0;
  };
  for (std::uint16_t first = 31'300; first < 32'000; first += 4) {
    bool all = true;
    for (std::uint16_t i = 0; i < 4; ++i)
      all = all && is_free(static_cast<std::uint16_t>(first + i));
    if (all) return first;
  }
  ADD_FAILURE() << "no ports are free";
  return 31'300;
}

TEST_F(Engine, RefusesALegWhenNoPortIsFree) {
  config.port_first = two_free_pairs();
  config.port_last = static_cast<std::uint16_t>(config.port_first + 3);
  start();
  ASSERT_TRUE(engine->open("127.0.0.1"));
  ASSERT_TRUE(engine->open("127.0.0.1"));
  const auto third = engine->open("127.0.0.1");
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, Errc::limit);
}

TEST_F(Engine, ToneIntoOneLegComesOutOfTheOtherByteForByte) {
  Peer caller, agent;
  const auto a = leg_to(caller), b = leg_to(agent);
  engine->bridge(a, b);
  settle();
  for (int i = 0; i < 50; ++i) caller.send(engine->address(a), 8, tone_frame(i));
  ASSERT_TRUE(hears(agent, 50));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(agent.heard[static_cast<std::size_t>(i)].payload, tone_frame(i));
  expect_continuous(agent.heard);
  EXPECT_NE(agent.heard[0].header.ssrc, caller.ssrc);
  EXPECT_TRUE(agent.heard[0].header.marker);
  EXPECT_TRUE(caller.listen().empty());
}

TEST_F(Engine, LawsAreConvertedWhereLegsDiffer) {
  Peer caller, agent;
  const auto a = leg_to(caller, app::Codec::pcma), b = leg_to(agent, app::Codec::pcmu);
  engine->bridge(a, b);
  settle();
  caller.send(engine->address(a), 8, tone_frame(0));
  ASSERT_TRUE(hears(agent, 1));
  EXPECT_EQ(agent.heard[0].header.payload_type, 0);
  auto expected = tone_frame(0);
  rtp::alaw_to_ulaw(expected);
  EXPECT_EQ(agent.heard[0].payload, expected);
}

TEST_F(Engine, LossOfTheSpeakerStaysVisibleToTheListener) {
  Peer caller, agent;
  const auto a = leg_to(caller), b = leg_to(agent);
  engine->bridge(a, b);
  settle();
  caller.send(engine->address(a), 8, tone_frame(0));
  caller.sequence = static_cast<std::uint16_t>(caller.sequence + 2);
  caller.send(engine->address(a), 8, tone_frame(3));
  ASSERT_TRUE(hears(agent, 2));
  EXPECT_EQ(agent.heard[1].header.sequence - agent.heard[0].header.sequence, 3);
  engine->close(a);
  ASSERT_TRUE(core.until([&] { return all<app::MediaStats>().size() == 2; }));
  EXPECT_EQ(all<app::MediaStats>()[1].lost, 2u);
}

// RTP bleed: a stranger who sends first or later gets no byte and puts none in.
TEST_F(Engine, StrangersHearNothingAndAreNotHeard) {
  Peer caller, agent, stranger("127.0.0.9");
  const auto a = leg_to(caller), b = leg_to(agent);
  engine->bridge(a, b);
  settle();
  for (int i = 0; i < 20; ++i) stranger.send(engine->address(a), 8, tone_frame(i, 1'000));
  for (int i = 0; i < 10; ++i) caller.send(engine->address(a), 8, tone_frame(i));
  for (int i = 0; i < 20; ++i) stranger.send(engine->address(a), 8, tone_frame(i, 1'000));
  for (int i = 0; i < 10; ++i) agent.send(engine->address(b), 8, tone_frame(i, 600));
  ASSERT_TRUE(hears(agent, 10));
  ASSERT_TRUE(hears(caller, 10));
  settle();
  EXPECT_EQ(agent.listen().size(), 10u);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(agent.heard[static_cast<std::size_t>(i)].payload, tone_frame(i));
  EXPECT_TRUE(stranger.listen().empty());
  engine->close(a);
  ASSERT_TRUE(core.until([&] { return all<app::MediaStats>().size() == 3; }));
  EXPECT_EQ(all<app::MediaStats>()[2].dropped, 40u);
}

TEST_F(Engine, PhoneBehindNatIsFoundByWhereItsSipCameFrom) {
  Peer phone("127.0.0.5"), agent;
  const auto a = engine->open("127.0.0.1").value();
  const auto b = leg_to(agent);
  app::RemoteMedia remote = phone.media();
  remote.ip = "127.0.0.77";  // what the phone believes to be
  remote.signalled_from = "127.0.0.5";
  engine->set_remote(a, remote);
  engine->bridge(a, b);
  settle();
  phone.send(engine->address(a), 8, tone_frame(0));
  ASSERT_TRUE(hears(agent, 1));
  agent.send(engine->address(b), 8, tone_frame(7));
  ASSERT_TRUE(hears(phone, 1));
  EXPECT_EQ(phone.heard[0].payload, tone_frame(7));
}

TEST_F(Engine, AfterTheFirstPacketsOnlyAReinviteMovesALeg) {
  Peer phone, moved, agent;
  const auto a = leg_to(phone), b = leg_to(agent);
  engine->bridge(a, b);
  settle();
  for (int i = 0; i < 6; ++i) phone.send(engine->address(a), 8, tone_frame(i));
  ASSERT_TRUE(hears(agent, 6));
  moved.send(engine->address(a), 8, tone_frame(0));
  settle();
  EXPECT_EQ(agent.listen().size(), 6u) << "another port of the same host is a stranger now";
  engine->set_remote(a, moved.media());
  settle();
  moved.send(engine->address(a), 8, tone_frame(1));
  ASSERT_TRUE(hears(agent, 7));
  expect_continuous(agent.heard);
}

TEST_F(Engine, PromptIsWholeFromItsFirstFrame) {
  Peer caller;
  const auto leg = leg_to(caller);
  const std::string file = dir.wav("prompt.wav", 0.2, 440);
  engine->play(leg, {7, {file}, false});
  ASSERT_TRUE(hears(caller, 1));
  EXPECT_TRUE(caller.heard[0].header.marker);
  ASSERT_TRUE(core.until([&] { return !all<app::PlayEnded>().empty(); }));
  EXPECT_EQ(all<app::PlayEnded>()[0].id, 7u);
  EXPECT_FALSE(all<app::PlayEnded>()[0].failed);
  caller.listen();
  ASSERT_EQ(caller.heard.size(), 10u);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(caller.heard[static_cast<std::size_t>(i)].payload, tone_frame(i));
  expect_continuous(caller.heard);
}

// A busy machine is late now and then: that prompts start at once is shown by the quickest.
TEST_F(Engine, PromptStartsAtOnce) {
  const std::string file = dir.wav("prompt.wav", 0.02, 440);
  Duration quickest = 1h;
  for (int tries = 0; tries < 50 && quickest > 60ms; ++tries) {
    Peer caller;
    const auto leg = leg_to(caller);
    const MonoTime asked = core.clock().mono();
    engine->play(leg, {7, {file}, false});
    ASSERT_TRUE(hears(caller, 1));
    quickest = std::min(quickest, caller.heard[0].at - asked);
    engine->close(leg);
  }
  EXPECT_LE(quickest, 60ms);
}

TEST_F(Engine, MissingPromptSaysSo) {
  Peer caller;
  const auto leg = leg_to(caller);
  engine->play(leg, {9, {dir.path + "/none.wav"}, false});
  ASSERT_TRUE(core.until([&] { return !all<app::PlayEnded>().empty(); }));
  EXPECT_TRUE(all<app::PlayEnded>()[0].failed);
  EXPECT_EQ(all<app::PlayEnded>()[0].id, 9u);
}

TEST_F(Engine, PromptWaitsForThePeerToBeKnown) {
  Peer caller;
  const auto leg = engine->open("127.0.0.1").value();
  engine->play(leg, {1, {dir.wav("early.wav", 0.1, 440)}, false});
  settle();
  engine->set_remote(leg, caller.media());
  ASSERT_TRUE(hears(caller, 5));
  EXPECT_EQ(caller.heard[0].payload, tone_frame(0)) << "not a word is clipped";
}

TEST_F(Engine, MusicRepeatsAndKeepsItsPace) {
  Peer caller;
  const auto leg = leg_to(caller);
  const std::string music = dir.wav("music.wav", 0.1, 440);
  const MonoTime asked = core.clock().mono();
  engine->play(leg, {1, {music}, true});
  ASSERT_TRUE(hears(caller, 26));
  expect_continuous(caller.heard);
  EXPECT_EQ(caller.heard[5].payload, tone_frame(0));
  // 25 frames of 20 ms; the first may be early by one phase.
  EXPECT_GT(caller.heard[25].at - asked, 470ms);
  // The machine may be late now and then, not always.
  EXPECT_TRUE(core.until([&] {
    caller.listen();
    return caller.heard.back().at - caller.heard[caller.heard.size() - 26].at < 900ms;
  })) << "the pace is too slow";
  EXPECT_TRUE(all<app::PlayEnded>().empty());
}

TEST_F(Engine, NumbersGoOnWhileMusicBridgeAndHoldFollowEachOther) {
  Peer caller, agent;
  const auto a = leg_to(caller), b = leg_to(agent);
  const std::string music = dir.wav("music.wav", 1, 440);
  engine->play(a, {1, {music}, true});
  ASSERT_TRUE(hears(caller, 5));
  engine->bridge(a, b);
  settle();
  for (int i = 0; i < 5; ++i) agent.send(engine->address(b), 8, tone_frame(i, 900));
  ASSERT_TRUE(core.until([&] {
    return !caller.listen().empty() && caller.heard.back().payload == tone_frame(4, 900);
  }));
  const std::size_t before = caller.heard.size();
  engine->unbridge(a);
  engine->play(a, {2, {music}, true});
  ASSERT_TRUE(hears(caller, before + 3));
  expect_continuous(caller.heard);
  EXPECT_EQ(caller.heard[before].payload, tone_frame(0)) << "music from its beginning";
}

TEST_F(Engine, HeldPeerIsSentNothingAndResumesSmoothly) {
  Peer caller, agent;
  const auto a = leg_to(caller), b = leg_to(agent);
  engine->bridge(a, b);
  settle();
  agent.send(engine->address(b), 8, tone_frame(0));
  ASSERT_TRUE(hears(caller, 1));
  app::RemoteMedia hold = caller.media();
  hold.send = false;
  engine->set_remote(a, hold);
  settle();
  agent.send(engine->address(b), 8, tone_frame(1));
  settle();
  EXPECT_EQ(caller.listen().size(), 1u);
  engine->set_remote(a, caller.media());
  settle();
  agent.send(engine->address(b), 8, tone_frame(2));
  ASSERT_TRUE(hears(caller, 2));
  EXPECT_EQ(caller.heard[1].header.sequence,
            static_cast<std::uint16_t>(caller.heard[0].header.sequence + 1));
}

TEST_F(Engine, MutedLegIsHeardAsSilenceThatDoesNotStop) {
  Peer caller, agent;
  const auto a = leg_to(caller), b = leg_to(agent);
  engine->bridge(a, b);
  settle();
  caller.send(engine->address(a), 8, tone_frame(0));
  ASSERT_TRUE(hears(agent, 1));
  engine->mute(a, true);
  settle();
  for (int i = 1; i < 4; ++i) caller.send(engine->address(a), 8, tone_frame(i));
  ASSERT_TRUE(hears(agent, 4));
  engine->mute(a, false);
  settle();
  caller.send(engine->address(a), 8, tone_frame(4));
  ASSERT_TRUE(hears(agent, 5));
  for (std::size_t i = 1; i < 4; ++i)
    EXPECT_THAT(agent.heard[i].payload, testing::Each(rtp::kAlawSilence)) << "silence in A-law";
  EXPECT_EQ(agent.heard[4].payload, tone_frame(4));
  expect_continuous(agent.heard);
}

TEST_F(Engine, KeysAreReportedOnceAndPassedOnWithTheOtherSidesPayloadType) {
  Peer caller, agent;
  const auto a = leg_to(caller);
  const auto b = engine->open("127.0.0.1").value();
  app::RemoteMedia remote = agent.media();
  remote.dtmf_payload_type = 96;
  engine->set_remote(b, remote);
  engine->bridge(a, b);
  settle();
  for (int i = 0; i < 3; ++i) {
    caller.timestamp = 5'000;  // one event, one timestamp
    caller.send(engine->address(a), 101, {5, 0x8a, 3, 32});
  }
  ASSERT_TRUE(hears(agent, 3));
  EXPECT_EQ(agent.heard[0].header.payload_type, 96);
  EXPECT_EQ(agent.heard[2].header.timestamp, agent.heard[0].header.timestamp);
  ASSERT_TRUE(core.until([&] { return !digits().empty(); }));
  settle();
  EXPECT_EQ(digits(), "5");
}

TEST_F(Engine, DigitsWeSendAreHeardByThePeer) {
  Peer trunk;
  const auto leg = leg_to(trunk);
  engine->send_digits(leg, "1#");
  ASSERT_TRUE(hears(trunk, 14));
  rtp::DigitReceiver receiver;
  std::string got;
  for (const Heard& packet : trunk.heard) {
    EXPECT_EQ(packet.header.payload_type, 101);
    if (const auto digit = receiver.push(packet.header, packet.payload).pressed) got += *digit;
  }
  EXPECT_EQ(got, "1#");
}

TEST_F(Engine, SilentPeerIsReportedOnceAndNotOnHold) {
  config.silence = 300ms;
  start();
  Peer silent, held;
  const auto leg = leg_to(silent);
  const auto other = engine->open("127.0.0.1").value();
  app::RemoteMedia hold = held.media();
  hold.receive = false;
  engine->set_remote(other, hold);
  ASSERT_TRUE(core.until([&] { return !all<app::MediaSilent>().empty(); }));
  EXPECT_FALSE(core.until([&] { return all<app::MediaSilent>().size() > 1; }, 500ms));
  EXPECT_EQ(all<app::MediaSilent>()[0].leg, leg);
}

TEST_F(Engine, ReportsTellThePeerWhatArrivedAndEndWithABye) {
  Peer phone;
  Peer* control = nullptr;
  std::unique_ptr<Peer> rtcp;
  // An RTP port with a free neighbour above it.
  rtcp = std::make_unique<Peer>("127.0.0.1");
  app::RemoteMedia remote = phone.media();
  remote.ip = "127.0.0.1";
  const auto leg = engine->open("127.0.0.1").value();
  engine->set_remote(leg, remote);
  control = rtcp.get();
  settle();
  for (int i = 0; i < 3; ++i) phone.send(engine->address(leg), 8, tone_frame(i));
  // RTCP latches like RTP: our report goes to where the peer's came from.
  std::array<std::uint8_t, rtp::kReportBytesMax> bytes{};
  rtp::Report report;
  report.ssrc = phone.ssrc;
  app::MediaAddress to = engine->address(leg);
  ++to.port;
  control->send_raw(to, std::span(bytes).first(rtp::write_report(report, bytes)));
  settle();
  engine->close(leg);
  std::uint8_t got[1500];
  ssize_t size = -1;
  ASSERT_TRUE(core.until([&] { return (size = recv(control->fd(), got, sizeof got, 0)) > 0; }));
  const auto bye = rtp::parse_report({got, static_cast<std::size_t>(size)});
  ASSERT_TRUE(bye);
  EXPECT_TRUE(bye->bye);
  ASSERT_EQ(bye->block_count, 1u);
  EXPECT_EQ(bye->blocks[0].ssrc, phone.ssrc);
  EXPECT_EQ(bye->blocks[0].lost, 0);
  EXPECT_FALSE(bye->cname.empty());
}

TEST_F(Engine, CleanCallScoresWell) {
  Peer caller;
  const auto leg = leg_to(caller);
  settle();
  for (int i = 0; i < 20; ++i) caller.send(engine->address(leg), 8, tone_frame(i));
  settle();
  engine->close(leg);
  // Those of settle()'s own legs may still be under way: ours come last.
  ASSERT_TRUE(core.until([&] {
    const auto told = all<app::MediaStats>();
    return !told.empty() && told.back().leg == leg;
  }));
  const auto stats = all<app::MediaStats>().back();
  EXPECT_EQ(stats.leg, leg);
  EXPECT_EQ(stats.packets_in, 20u);
  EXPECT_EQ(stats.lost, 0u);
  EXPECT_GT(stats.mos, 4.2);
}

TEST_F(Engine, GarbageOnAnyPortIsDropped) {
  Peer caller, agent;
  const auto a = leg_to(caller), b = leg_to(agent);
  engine->bridge(a, b);
  settle();
  app::MediaAddress rtcp = engine->address(a);
  ++rtcp.port;
  for (std::size_t size = 0; size < 64; ++size) {
    const std::vector<std::uint8_t> noise(size, static_cast<std::uint8_t>(size * 37));
    caller.send_raw(engine->address(a), noise);
    caller.send_raw(rtcp, noise);
  }
  caller.send_raw(engine->address(a), std::vector<std::uint8_t>(9'000, 0x80));
  settle();
  EXPECT_TRUE(agent.listen().empty());
  caller.send(engine->address(a), 8, tone_frame(0));
  EXPECT_TRUE(hears(agent, 1));
}

/// Another descriptor of the UDP socket at `port`, as a child has it between its making and exec.
Fd copy_of_socket(std::uint16_t port) {
  for (int fd = 3; fd < 1'024; ++fd) {
    if (Address::of_socket(fd).port() == port) return Fd(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
  }
  return {};
}

TEST_F(Engine, ALegThatIsGoneIsNotReadThoughAChildBeingMadeStillHoldsItsSocket) {
  Peer peer;
  const auto leg = leg_to(peer);
  const app::MediaAddress address = engine->address(leg);
  settle();
  const Fd copy = copy_of_socket(address.port);
  ASSERT_TRUE(copy);
  engine->close(leg);
  ASSERT_TRUE(core.until([&] { return all<app::MediaStats>().size() == 2; }));
  // It arrives, and waits: nobody reads it, and nobody touches what is no more.
  peer.send(address, 8, tone_frame(0));
  settle();
  settle();
  std::uint8_t bytes[2048];
  EXPECT_GT(::recv(copy.get(), bytes, sizeof bytes, MSG_DONTWAIT), 0);
}

}  // namespace
}  // namespace filo::media
