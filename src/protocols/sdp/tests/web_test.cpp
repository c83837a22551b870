// A browser's offer, in the shape Chromium gives it, and what we answer.
#include "protocols/sdp/web.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace filo::sdp {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string pairs(char digit) {
  std::string text;
  for (int i = 0; i < 32; ++i) text += std::string(i == 0 ? "" : ":") + digit + digit;
  return text;
}

const std::string kOffer =
    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    "a=group:BUNDLE 0 1\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS s\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\n"
    "a=rtcp:9 IN IP4 0.0.0.0\r\n"
    "a=candidate:1 1 udp 2113937151 0b3c.local 51234 typ host generation 0\r\n"
    "a=candidate:broken\r\n"
    "a=ice-ufrag:Ab+/\r\na=ice-pwd:0123456789abcdefABCDEF+/\r\na=ice-options:trickle\r\n"
    "a=fingerprint:sha-256 " +
    pairs('a') +
    "\r\na=setup:actpass\r\na=mid:0\r\na=sendrecv\r\n"
    "a=msid:s t\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\n"
    "a=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:13 CN/8000\r\na=rtpmap:110 telephone-event/48000\r\n"
    "a=rtpmap:126 telephone-event/8000\r\na=ssrc:99 cname:x\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n";

WebLocal local() {
  WebLocal l;
  l.ip = "198.51.100.1";
  l.port = 30000;
  l.ufrag = "srvU";
  l.pwd = "serverpasswordserverpw";
  l.fingerprint_sha256 = pairs('B');
  return l;
}

std::string without(std::string text, const std::string& part, const std::string& other = "") {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, text.npos) << part;
  return text.replace(at, part.size(), other);
}

TEST(Web, ChromiumsOfferIsRead) {
  const auto session = parse(kOffer).value();
  const auto web = web_media(session, session.media.at(0));
  ASSERT_TRUE(web) << web.error().detail;
  EXPECT_EQ(web->ufrag, "Ab+/");
  EXPECT_EQ(web->fingerprint_algorithm, "sha-256");
  EXPECT_EQ(web->fingerprint, pairs('A'));
  EXPECT_EQ(web->setup, "actpass");
  EXPECT_EQ(web->mid, "0");
  EXPECT_TRUE(web->rtcp_mux);
  EXPECT_TRUE(web->bundled);
  ASSERT_EQ(web->candidates.size(), 1U);
  EXPECT_EQ(web->candidates[0].ip, "0b3c.local");
  EXPECT_EQ(web->candidates[0].port, 51234);
  EXPECT_EQ(web->candidates[0].type, "host");
}

TEST(Web, TheAnswerIsIceLiteAndPassiveWithOneCandidate) {
  const auto done = answer_web(kOffer, local());
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->audio.codec, "PCMU");
  EXPECT_EQ(done->audio.payload_type, 0);
  EXPECT_EQ(done->audio.dtmf_payload_type, 126);
  EXPECT_EQ(done->audio.ours, Direction::sendrecv);
  EXPECT_EQ(
      done->text,
      "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nt=0 0\r\na=ice-lite\r\n"
      "a=group:BUNDLE 0\r\nm=audio 30000 UDP/TLS/RTP/SAVPF 0 126\r\n"
      "c=IN IP4 198.51.100.1\r\na=mid:0\r\na=ice-ufrag:srvU\r\n"
      "a=ice-pwd:serverpasswordserverpw\r\na=fingerprint:sha-256 " +
          pairs('B') +
          "\r\na=setup:passive\r\na=rtcp-mux\r\n"
          "a=candidate:1 1 udp 2130706431 198.51.100.1 30000 typ host\r\n"
          "a=end-of-candidates\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:126 telephone-event/8000\r\n"
          "a=fmtp:126 0-15\r\na=ptime:20\r\na=sendrecv\r\na=msid:filodiretto audio\r\n"
          "m=video 0 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=inactive\r\n");
}

TEST(Web, WhatCannotWorkIsAConflict) {
  const auto conflict = [](const std::string& offer) {
    const auto done = answer_web(offer, local());
    return !done && done.error().code == Errc::conflict;
  };
  EXPECT_TRUE(conflict(without(kOffer, "a=rtcp-mux\r\n")));
  EXPECT_TRUE(conflict(without(kOffer, "a=setup:actpass", "a=setup:passive")));
  EXPECT_TRUE(conflict(without(kOffer, "sha-256", "sha-1")));
  EXPECT_TRUE(conflict(without(kOffer, "111 63 9 0 8 13", "111 63 9")));
  EXPECT_TRUE(conflict(without(kOffer, "m=audio 9 UDP/TLS/RTP/SAVPF", "m=audio 9 RTP/AVP")));
}

TEST(Web, MissingOrBrokenSecretsAreInvalid) {
  const auto invalid = [](const std::string& offer) {
    const auto done = answer_web(offer, local());
    return !done && done.error().code == Errc::invalid;
  };
  EXPECT_TRUE(invalid(without(kOffer, "a=ice-ufrag:Ab+/\r\n")));
  EXPECT_TRUE(invalid(without(kOffer, "0123456789abcdefABCDEF+/", "short")));
  EXPECT_TRUE(invalid(without(kOffer, "Ab+/", "Ab /")));
  EXPECT_TRUE(invalid(without(kOffer, pairs('a'), "AA:BB")));
  EXPECT_TRUE(invalid(without(kOffer, pairs('a'), pairs('g'))));
}

TEST(Web, HoldFromTheBrowserIsAnsweredRecvonly) {
  const auto done = answer_web(without(kOffer, "a=sendrecv", "a=sendonly"), local());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->audio.ours, Direction::recvonly);
  EXPECT_THAT(done->text, Not(HasSubstr("a=msid")));
}

}  // namespace
}  // namespace filo::sdp
