#include "protocols/sdp/offer_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace filo::sdp {
namespace {

using testing::HasSubstr;

LocalAudio local() {
  LocalAudio l;
  l.ip = "198.51.100.1";
  l.port = 20000;
  l.session_id = 7;
  l.version = 3;
  return l;
}

std::string offer(std::string_view media, std::string_view ip = "192.0.2.9") {
  return "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 " + std::string(ip) + "\r\nt=0 0\r\n" +
         std::string(media);
}

TEST(OfferAnswer, OurOfferSaysWhatWeCan) {
  EXPECT_EQ(make_offer(local()),
            "v=0\r\no=filodiretto 7 3 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\n"
            "t=0 0\r\nm=audio 20000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
            "a=ptime:20\r\na=sendrecv\r\n");
  LocalAudio v6 = local();
  v6.ip = "2001:db8::5";
  EXPECT_THAT(make_offer(v6), HasSubstr("c=IN IP6 2001:db8::5\r\n"));
}

TEST(OfferAnswer, TheOfferersFirstCodecAndItsNumbersAreKept) {
  const auto done = answer(offer("m=audio 4000 RTP/AVP 9 96 0 8 97\r\na=rtpmap:96 pcmu/8000\r\n"
                                 "a=rtpmap:97 telephone-event/8000\r\na=ptime:30\r\n"),
                           local());
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->audio.codec, "PCMU");
  EXPECT_EQ(done->audio.payload_type, 96);
  EXPECT_EQ(done->audio.dtmf_payload_type, 97);
  EXPECT_EQ(done->audio.ip, "192.0.2.9");
  EXPECT_EQ(done->audio.port, 4000);
  EXPECT_EQ(done->audio.ptime_ms, 30);
  EXPECT_TRUE(done->audio.sendable);
  EXPECT_THAT(done->text, HasSubstr("m=audio 20000 RTP/AVP 96 97\r\na=rtpmap:96 PCMU/8000\r\n"));
}

// RFC 8866 §5.13: what an attribute says that nobody understands is nobody's loss.
TEST(OfferAnswer, OddAttributesCostNoCall) {
  const auto done = answer(offer("m=audio 4000 RTP/AVP 8\r\na=X vendor (1)\r\na=sendonly \r\n"
                                 "a=\xc3\xa9t\xc3\xa9:1\r\na=rtpmap :8 PCMA/8000\r\n"),
                           local());
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->audio.theirs, Direction::sendonly) << "a blank at the end of a line";
}

TEST(OfferAnswer, EveryOtherStreamIsRefusedInItsPlace) {
  const auto done = answer(offer("m=video 5000 RTP/AVP 31 32\r\nm=audio 0 RTP/AVP 0\r\n"
                                 "m=audio 4000 RTP/SAVP 0\r\nm=audio 4002 RTP/AVP 8\r\n"
                                 "m=audio 4004 RTP/AVP 8\r\nm=image 6000 udptl t38\r\n"),
                           local());
  ASSERT_TRUE(done);
  const auto ours = parse(done->text).value();
  ASSERT_EQ(ours.media.size(), 6U);
  const std::vector<int> ports = {0, 0, 0, 20000, 0, 0};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(ours.media[i].port, ports[i]) << i;
  EXPECT_EQ(ours.media[0].type, "video");
  EXPECT_EQ(ours.media[2].protocol, "RTP/SAVP");
  EXPECT_EQ(ours.media[5].formats.at(0), "t38");
  EXPECT_EQ(done->audio.port, 4002);
  EXPECT_EQ(done->audio.dtmf_payload_type, 0);
}

TEST(OfferAnswer, NothingInCommonIsAConflictAndRubbishIsInvalid) {
  for (const char* media :
       {"", "m=audio 4000 RTP/AVP 18 3\r\n", "m=audio 0 RTP/AVP 8\r\n", "m=video 1 RTP/AVP 31\r\n",
        "m=audio 4000 RTP/SAVP 8\r\n", "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 PCMA/16000\r\n",
        "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 PCMA/8000/2\r\n", "m=audio 4000 RTP/AVP 96\r\n"}) {
    const auto done = answer(offer(media), local());
    ASSERT_FALSE(done) << media;
    EXPECT_EQ(done.error().code, Errc::conflict) << media;
  }
  EXPECT_EQ(answer("rubbish", local()).error().code, Errc::invalid);
}

struct HoldCase {
  const char* ip;
  const char* attribute;
  Direction theirs, ours;
};

TEST(OfferAnswer, HoldInEveryDialect) {
  const HoldCase cases[] = {
      {"192.0.2.9", "", Direction::sendrecv, Direction::sendrecv},
      {"192.0.2.9", "a=sendonly\r\n", Direction::sendonly, Direction::recvonly},
      {"192.0.2.9", "a=recvonly\r\n", Direction::recvonly, Direction::sendonly},
      {"192.0.2.9", "a=inactive\r\n", Direction::inactive, Direction::inactive},
      {"0.0.0.0", "", Direction::sendonly, Direction::recvonly},
      {"0.0.0.0", "a=recvonly\r\n", Direction::inactive, Direction::inactive},
  };
  for (const HoldCase& one : cases) {
    const auto done =
        answer(offer(std::string("m=audio 4000 RTP/AVP 8\r\n") + one.attribute, one.ip), local());
    ASSERT_TRUE(done);
    EXPECT_EQ(done->audio.theirs, one.theirs) << one.ip << one.attribute;
    EXPECT_EQ(done->audio.ours, one.ours) << one.ip << one.attribute;
    EXPECT_EQ(done->audio.held(), !receives(one.theirs));
    EXPECT_THAT(done->text, HasSubstr("a=" + std::string(to_string(one.ours)) + "\r\n"));
  }
  EXPECT_FALSE(answer(offer("m=audio 1 RTP/AVP 8\r\n", "0.0.0.0"), local())->audio.sendable);
  for (const char* elsewhere : {"224.2.1.1/127", "phone.example.org"}) {
    const auto done = answer(offer("m=audio 1 RTP/AVP 8\r\n", elsewhere), local());
    ASSERT_FALSE(done) << elsewhere;
    EXPECT_EQ(done.error().code, Errc::conflict);
  }
}

TEST(OfferAnswer, WhenWeHoldTheAnswerSaysSo) {
  LocalAudio held = local();
  held.direction = Direction::sendonly;
  EXPECT_EQ(answer(offer("m=audio 1 RTP/AVP 8\r\n"), held)->audio.ours, Direction::sendonly);
  EXPECT_EQ(answer(offer("m=audio 1 RTP/AVP 8\r\na=sendonly\r\n"), held)->audio.ours,
            Direction::inactive);
}

TEST(OfferAnswer, OurOfferAndOurAnswerAgree) {
  LocalAudio peer = local();
  peer.ip = "198.51.100.9";
  peer.codecs = {"PCMU"};
  const std::string ours = make_offer(local());
  const auto theirs = answer(ours, peer);
  ASSERT_TRUE(theirs);
  const auto selection = accept_answer(ours, theirs->text);
  ASSERT_TRUE(selection) << selection.error().detail;
  EXPECT_EQ(selection->codec, "PCMU");
  EXPECT_EQ(selection->payload_type, 0);
  EXPECT_EQ(selection->dtmf_payload_type, 101);
  EXPECT_EQ(selection->ip, "198.51.100.9");
  EXPECT_TRUE(selection->sendable);
  EXPECT_EQ(selection->ours, Direction::sendrecv);
}

TEST(OfferAnswer, AnswersThatDoNotFitOurOfferAreRefused) {
  const std::string ours = make_offer(local());
  const auto code = [&](std::string_view media) {
    const auto selection = accept_answer(ours, offer(media));
    return selection ? std::string("taken") : std::string(to_string(selection.error().code));
  };
  EXPECT_EQ(code("m=audio 4000 RTP/AVP 8\r\n"), "taken");
  EXPECT_EQ(code("m=audio 0 RTP/AVP 8\r\n"), "conflict");
  EXPECT_EQ(code("m=audio 4000 RTP/AVP 18\r\n"), "conflict");
  EXPECT_EQ(code("m=audio 4000 RTP/AVP 9\r\n"), "conflict");
  EXPECT_EQ(code(""), "invalid");
  EXPECT_EQ(code("m=video 4000 RTP/AVP 8\r\n"), "invalid");
  EXPECT_EQ(code("m=audio 4000 RTP/SAVP 8\r\n"), "invalid");
  EXPECT_EQ(code("m=audio 4000 RTP/AVP 8\r\nm=audio 4000 RTP/AVP 8\r\n"), "invalid");
}

}  // namespace
}  // namespace filo::sdp
