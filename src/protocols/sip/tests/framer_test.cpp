// Goal: a stream gives the same messages however it is split. Method: every cut, then random cuts.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/prng.h"
#include "protocols/sip/message.h"

namespace filo::sip {
namespace {

const std::string kRegister =
    "REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nContent-Length: 0\r\n\r\n";
const std::string kMessage =
    "MESSAGE sip:h SIP/2.0\r\nl\t:\r\n  7\r\nVia: SIP/2.0/TCP h\r\n\r\nab\r\n\r\nc";

std::vector<std::string> all(StreamFramer& framer) {
  std::vector<std::string> pieces;
  while (auto piece = framer.next()) pieces.push_back(std::move(*piece));
  return pieces;
}

TEST(Framer, AnySplitGivesTheSameMessages) {
  const std::string stream =
      kRegister + "\r\n\r\n" + kMessage + "\r\n" + kRegister + "\r\n\r\n\r\n\r\n" + kMessage;
  const std::vector<std::string> expected = {kRegister, "", kMessage, kRegister, "", "", kMessage};
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    StreamFramer framer;
    ASSERT_TRUE(framer.feed(std::string_view(stream).substr(0, cut)));
    ASSERT_TRUE(framer.feed(std::string_view(stream).substr(cut)));
    ASSERT_EQ(all(framer), expected) << cut;
  }
  Prng prng(1);
  for (int round = 0; round < 500; ++round) {
    StreamFramer framer;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t step = 1 + prng.below(20);
      ASSERT_TRUE(framer.feed(std::string_view(stream).substr(at, step)));
      at += step;
    }
    ASSERT_EQ(all(framer), expected);
  }
}

// RFC 3261 §18.3: the sender hears of it, so the head comes out as a message that deserves its 400.
TEST(Framer, BadLengthsEndTheStreamBehindTheirOwnHeaders) {
  int more_of_it = 0;
  for (const char* length : {"x", "-1", "99999999999", "65536", "", "1\r\nl: 2", "0x10", "1 2"}) {
    StreamFramer framer;
    const std::string head =
        "A sip:h SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nContent-Length: " + std::string(length) +
        "\r\n\r\n";
    const std::string more = more_of_it++ % 2 == 0 ? "body" : "\r\n\r\n\r\n\r\n";
    EXPECT_FALSE(framer.feed(kRegister + head + more)) << length;
    EXPECT_EQ(all(framer), (std::vector<std::string>{kRegister, head})) << length;
    EXPECT_EQ(Message::parse(head).value()->fault().status, 400) << length;
    EXPECT_FALSE(framer.feed(kRegister));
    EXPECT_TRUE(all(framer).empty());
  }
}

TEST(Framer, AHeaderWithoutEndEndsTheStream) {
  StreamFramer framer;
  const std::string chunk(1024, 'a');
  std::size_t fed = 0;
  while (framer.feed(chunk)) fed += chunk.size();
  EXPECT_LE(fed, limits::kSipMessageBytes);
  EXPECT_TRUE(all(framer).empty());
}

TEST(Framer, WithoutContentLengthThereIsNoBody) {
  StreamFramer framer;
  ASSERT_TRUE(framer.feed("A sip:h SIP/2.0\r\nX: l: 5\r\n\r\n" + kRegister));
  EXPECT_EQ(all(framer),
            (std::vector<std::string>{"A sip:h SIP/2.0\r\nX: l: 5\r\n\r\n", kRegister}));
}

}  // namespace
}  // namespace filo::sip
