#include "protocols/sdp/sdp.h"

#include <gtest/gtest.h>

namespace filo::sdp {
namespace {

constexpr std::string_view kHead =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n";

std::string with(std::string_view rest) {
  return std::string(kHead) + std::string(rest);
}

TEST(Sdp, TypicalOfferIsReadAndWrittenBack) {
  const auto s = parse(
      "v=0\r\no=anna 2890844526 2890844527 IN IP4 192.0.2.9\r\ns= a call\r\ni=x\r\nb=AS:64\r\n"
      "c=IN IP4 192.0.2.9\r\nt=0 0\r\na=sendonly\r\n"
      "m=audio 49170/2 RTP/AVP 8 0 96 101\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 "
      "useinbandfec=1\r\n"
      "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
      "m=video 5000 RTP/AVP 31\r\nc=IN IP6 2001:db8::1\r\na=recvonly\r\n");
  ASSERT_TRUE(s) << s.error().detail;
  EXPECT_EQ(s->origin_user, "anna");
  ASSERT_EQ(s->media.size(), 2U);
  EXPECT_EQ(s->direction_of(s->media[0]), Direction::sendonly);
  EXPECT_EQ(s->direction_of(s->media[1]), Direction::recvonly);
  EXPECT_EQ(s->connection_of(s->media[0]).ip, "192.0.2.9");
  EXPECT_TRUE(s->connection_of(s->media[1]).v6);
  const auto formats = s->media[0].audio_formats();
  ASSERT_EQ(formats.size(), 4U);
  EXPECT_EQ(formats[0].name, "PCMA");
  EXPECT_EQ(formats[1].name, "PCMU");
  EXPECT_EQ(formats[2].clock_rate, 48000);
  EXPECT_EQ(formats[2].channels, 2);
  EXPECT_EQ(formats[2].fmtp, "useinbandfec=1");
  EXPECT_EQ(formats[3].fmtp, "0-15");
  const std::string once = write(*s);
  EXPECT_EQ(write(parse(once).value()), once);
}

TEST(Sdp, BrokenDescriptionsAreInvalid) {
  for (const std::string& text :
       {std::string(""),
        std::string("\r\n\r\n"),
        std::string("hello"),
        std::string("o=- 1 1 IN IP4 1.2.3.4\r\nv=0\r\n"),
        std::string("v=1\r\n"),
        std::string("v=0\r\ns=-\r\n"),
        std::string("v=0\r\no=- 1 1 IN IP4\r\n"),
        std::string("v=0\r\no=- x 1 IN IP4 1.2.3.4\r\n"),
        std::string("v=0\r\no=- 1 1 XX IP4 1.2.3.4\r\n"),
        std::string("v=0\r\no=- 1 1 IN IP5 1.2.3.4\r\n"),
        std::string("v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\nm=audio 1 RTP/AVP 0\r\n"),
        with("v=0\r\n"),
        with("o=- 1 1 IN IP4 1.2.3.4\r\n"),
        with("x=1\r\n"),
        with("m=audio\r\n"),
        with("m=audio 65536 RTP/AVP 0\r\n"),
        with("m=audio -1 RTP/AVP 0\r\n"),
        with("m=audio x RTP/AVP 0\r\n"),
        with("m=audio 1 RTP/AVP\r\n"),
        with("m=audio 1/x RTP/AVP 0\r\n"),
        with("m=audio 1 RTP/AVP 128\r\n"),
        with("m=audio 1 RTP/AVP zero\r\n"),
        with("m=audio 1 RTP//AVP 0\r\n"),
        with("c=IN\r\n"),
        with("c=IN IP4 <script>\r\n"),
        with("a=\r\n"),
        with("a=:x\r\n"),
        with("a=b\x01:x\r\n"),
        with(std::string("a=x:\0\r\n", 7)),
        with("mx\r\n")}) {
    const auto s = parse(text);
    EXPECT_FALSE(s) << text;
    EXPECT_TRUE(s || s.error().code == Errc::invalid) << text;
  }
}

TEST(Sdp, TooMuchOfAnythingIsALimit) {
  std::string media, attributes, formats = "m=audio 1 RTP/AVP";
  for (int i = 0; i < 17; ++i) media += "m=audio 0 RTP/AVP 0\r\n";
  for (int i = 0; i < 1001; ++i) attributes += "a=b\r\n";
  for (int i = 0; i < 65; ++i) formats += " 0";
  for (const std::string& text : {with(media), with(attributes), with(formats + "\r\n"),
                                  with("a=x:" + std::string(17'000, 'y') + "\r\n")}) {
    const auto s = parse(text);
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code, Errc::limit);
  }
}

TEST(Sdp, LineEndsMayBeBareAndTheLastMayMiss) {
  const auto s = parse("v=0\no=- 1 1 IN IP4 1.2.3.4\ns=-\nc=IN IP4 1.2.3.4\nm=audio 2 RTP/AVP 0");
  ASSERT_TRUE(s);
  EXPECT_EQ(s->media.at(0).port, 2);
}

TEST(Sdp, AddressesThatMustNeverSeeAPacketAreKnown) {
  const auto sendable = [](const char* ip, bool v6 = false) { return is_sendable({ip, v6}); };
  EXPECT_TRUE(sendable("192.0.2.1"));
  EXPECT_TRUE(sendable("2001:db8::1", true));
  EXPECT_FALSE(sendable("0.0.0.0"));
  EXPECT_FALSE(sendable("0.1.2.3"));
  EXPECT_FALSE(sendable("224.0.0.1"));
  EXPECT_FALSE(sendable("239.255.255.250"));
  EXPECT_FALSE(sendable("255.255.255.255"));
  EXPECT_FALSE(sendable("240.0.0.1"));
  EXPECT_FALSE(sendable("host.example"));
  EXPECT_FALSE(sendable("::", true));
  EXPECT_FALSE(sendable("ff02::1", true));
  EXPECT_FALSE(sendable("::ffff:224.0.0.1", true));
  EXPECT_FALSE(sendable("192.0.2.1", true));  // Says IP6, is not.
  EXPECT_TRUE(is_unspecified({"::", true}));
}

}  // namespace
}  // namespace filo::sdp
