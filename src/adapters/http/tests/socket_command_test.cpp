// What pages say on the event socket.

#include "adapters/http/socket_command.h"

#include <gtest/gtest.h>

namespace filo::http {
namespace {

using Kind = SocketCommand::Kind;

TEST(SocketCommand, APageThatComesBackTellsWhatItHasSeen) {
  const auto command = read_socket_command(R"({"type":"resume","after":"4711"})");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->kind, Kind::resume);
  EXPECT_EQ(command->after, 4711);
}

TEST(SocketCommand, APageThatDoesNotKnowWhereItStoodResumesFromNowhere) {
  for (const char* text : {R"({"type":"resume"})", R"({"type":"resume","after":7})",
                           R"({"type":"resume","after":"x"})",
                           R"({"type":"resume","after":"99999999999999999999"})"}) {
    const auto command = read_socket_command(text);
    ASSERT_TRUE(command) << text;
    EXPECT_EQ(command->after, -1) << text;
  }
}

TEST(SocketCommand, ThePhoneOfTheBrowserOffersAndCloses) {
  const auto offer = read_socket_command(R"({"type":"phone.offer","sdp":"v=0\r\n","new":[1]})");
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->kind, Kind::phone_offer);
  EXPECT_EQ(offer->sdp, "v=0\r\n");
  const auto close = read_socket_command(R"({"type":"phone.close"})");
  ASSERT_TRUE(close);
  EXPECT_EQ(close->kind, Kind::phone_close);
}

TEST(SocketCommand, EverythingElseIsNothing) {
  const std::string deep(200, '[');
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"),
        std::string(R"({"type":1})"), std::string(R"({"type":"reboot"})"),
        R"({"type":"resume","x":)" + deep + std::string(200, ']') + "}"}) {
    EXPECT_FALSE(read_socket_command(text)) << text;
  }
}

}  // namespace
}  // namespace filo::http
