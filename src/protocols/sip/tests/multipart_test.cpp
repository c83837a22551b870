// Bodies in which the SDP stands beside other things.

#include "protocols/sip/multipart.h"

#include <gtest/gtest.h>

#include <string>

namespace filo::sip {
namespace {

constexpr const char* kType = "multipart/mixed;boundary=\"b 1\"";
const std::string kBody =
    "preamble\r\n--b 1\r\nContent-Type: application/ISUP; version=itu-t\r\n"
    "Content-Disposition: signal; handling=optional\r\n\r\n\x01\x02--b 1\r\n--b 123 is inside\r\n"
    "--b 1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\no=x\r\n\r\n--b 1--\r\nepilogue";

std::string sdp(std::string_view type, std::string_view body) {
  const auto part = find_part(type, body, "application/sdp");
  return part ? std::string(*part) : "none";
}

TEST(Multipart, TheSdpIsFoundBesideOtherParts) {
  EXPECT_EQ(sdp(kType, kBody), "v=0\r\no=x\r\n");
}

TEST(Multipart, ItIsFoundInsideAPartToo) {
  const std::string outer =
      "--out\r\nContent-Type: " + std::string(kType) + "\r\n\r\n" + kBody + "\r\n--out--\r\n";
  EXPECT_EQ(sdp("multipart/alternative; boundary=out", outer), "v=0\r\no=x\r\n");
}

TEST(Multipart, DepthAndNumberAreBounded) {
  std::string body = "v=0", type = "application/sdp";
  for (char boundary = 'a'; boundary <= 'd'; ++boundary) {
    if (boundary == 'd') {
      EXPECT_EQ(sdp(type, body), "v=0") << "three deep";
    }
    const std::string line = std::string("--") + boundary;
    body = line + "\nContent-Type: " + type + "\n\n" + body + "\n" + line + "--";
    type = std::string("multipart/mixed;boundary=") + boundary;
  }
  EXPECT_EQ(sdp(type, body), "none") << "four deep";
  std::string many;
  for (int n = 0; n < 20; ++n) many += "--b\r\n\r\nx\r\n";
  many += "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--";
  EXPECT_EQ(sdp("multipart/mixed;boundary=b", many), "none");
}

TEST(Multipart, BrokenOnesHaveNoSdp) {
  for (const char* type : {"multipart/mixed", "multipart/mixed;boundary=", "application/sdp",
                           "multipart/mixed;boundary=\"\"", "multipart/mixed;boundary=zz"})
    EXPECT_EQ(sdp(type, kBody), "none") << type;
  for (std::size_t cut = 0; cut < kBody.size(); ++cut) sdp(kType, kBody.substr(0, cut));
  EXPECT_EQ(sdp(kType, ""), "none");
  EXPECT_EQ(sdp(kType, "--b 1"), "none");
}

}  // namespace
}  // namespace filo::sip
