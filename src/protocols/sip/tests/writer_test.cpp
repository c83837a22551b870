// What leaves us is one well-formed message, whatever text it was given.
#include "protocols/sip/writer.h"

#include <gtest/gtest.h>

namespace filo::sip {
namespace {

const Endpoint kPhone = *Endpoint::parse("192.0.2.7", 34567);

MessagePtr request(std::string_view via, std::string_view method = "INVITE") {
  std::string text(method);
  text += " sip:100@pbx.example SIP/2.0\r\nVia: ";
  text += via;
  text +=
      "\r\nMax-Forwards: 70\r\nRecord-Route: <sip:p1.example;lr>\r\n"
      "Record-Route: <sip:p2.example;lr>\r\nFrom: <sip:anna@pbx.example>;tag=1\r\n"
      "To: <sip:100@pbx.example>\r\nCall-ID: c1\r\nTimestamp: 54\r\nCSeq: 1 ";
  text += method;
  text += "\r\nContent-Length: 0\r\n\r\n";
  return Message::parse(text).value();
}

TEST(Writer, RequestHasStartLineHeadersInOrderAndContentLengthLast) {
  const std::string text = MessageWriter::request(Method::message, "sip:bob@example.com")
                               .header(HeaderId::via, "SIP/2.0/UDP h;branch=z9hG4bKa")
                               .header(HeaderId::max_forwards, 70)
                               .header(HeaderId::content_length, "999")
                               .header("X-Own", "  yes ")
                               .body("text/plain", "hello")
                               .finish();
  EXPECT_EQ(text,
            "MESSAGE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\r\n"
            "Max-Forwards: 70\r\nX-Own: yes\r\nContent-Type: text/plain\r\n"
            "Content-Length: 5\r\n\r\nhello");
}

TEST(Writer, NoCallerCanInjectALine) {
  const std::string text =
      MessageWriter::request("INVITE", "sip:a@b\r\nEvil: 1\r\n\r\n")
          .header("X\r\nEvil", "v\r\nEvil: 2")
          .header("", "x")
          .header(HeaderId::from, std::string_view("<sip:a@b>\n\0\rEvil: 3", 19))
          .finish();
  EXPECT_EQ(text,
            "INVITE sip:a@bEvil:1 SIP/2.0\r\nXEvil: v Evil: 2\r\n"
            "From: <sip:a@b> Evil: 3\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(MessageWriter::response(200, "O\r\nK").finish(),
            "SIP/2.0 200 O K\r\nContent-Length: 0\r\n\r\n");
}

TEST(Writer, ResponseCopiesWhatTheRequestNeedsBack) {
  const auto invite = request("SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKx;rport, SIP/2.0/TCP p:99");
  const std::string text = MessageWriter::response_to(*invite, 180, "", kPhone, "our").finish();
  EXPECT_EQ(text,
            "SIP/2.0 180 Ringing\r\n"
            "Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKx;rport=34567;received=192.0.2.7, "
            "SIP/2.0/TCP p:99\r\n"
            "Record-Route: <sip:p1.example;lr>\r\nRecord-Route: <sip:p2.example;lr>\r\n"
            "From: <sip:anna@pbx.example>;tag=1\r\nTo: <sip:100@pbx.example>;tag=our\r\n"
            "Call-ID: c1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
}

TEST(Writer, TryingHasNoTagNoRouteAndTheTimestamp) {
  const auto invite = request("SIP/2.0/UDP h;branch=z9hG4bKx");
  const std::string text = MessageWriter::response_to(*invite, 100, "", kPhone, "our").finish();
  EXPECT_EQ(text.find("tag=our"), text.npos);
  EXPECT_EQ(text.find("Record-Route"), text.npos);
  EXPECT_NE(text.find("Timestamp: 54\r\n"), text.npos);
}

TEST(Writer, RecordRouteStaysOutOfRefusalsAndOfRequestsWithoutDialog) {
  const auto invite = request("SIP/2.0/UDP h;branch=z9hG4bKx");
  EXPECT_EQ(MessageWriter::response_to(*invite, 486, "", kPhone).finish().find("Record-Route"),
            std::string::npos);
  const auto options = request("SIP/2.0/UDP h;branch=z9hG4bKx", "OPTIONS");
  EXPECT_EQ(MessageWriter::response_to(*options, 200, "", kPhone).finish().find("Record-Route"),
            std::string::npos);
}

TEST(Writer, ViaTellsTheSourceOnlyWhereItDiffersOrWasAsked) {
  const auto value = [](std::string_view text) { return via_received(*parse_via(text), kPhone); };
  EXPECT_EQ(value("SIP/2.0/UDP 192.0.2.7;branch=a"), "SIP/2.0/UDP 192.0.2.7;branch=a");
  EXPECT_EQ(value("SIP/2.0/UDP h.example;branch=a"),
            "SIP/2.0/UDP h.example;branch=a;received=192.0.2.7");
  EXPECT_EQ(value("SIP/2.0/UDP 192.0.2.7;rport;branch=a"),
            "SIP/2.0/UDP 192.0.2.7;branch=a;rport=34567;received=192.0.2.7");
  // A sender that names its own "received" is not believed.
  EXPECT_EQ(value("SIP/2.0/UDP 10.0.0.1;received=203.0.113.9;branch=a;rport=1"),
            "SIP/2.0/UDP 10.0.0.1;branch=a;rport=34567;received=192.0.2.7");
}

TEST(Writer, ABrokenRequestStillGetsItsAnswer) {
  const auto broken = Message::parse(
      "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nCall-ID: c\r\n\r\n");
  ASSERT_TRUE(broken);
  EXPECT_EQ((*broken)->fault().status, 400);
  const std::string text =
      MessageWriter::response_to(**broken, 400, (*broken)->fault().reason, kPhone).finish();
  EXPECT_EQ(text,
            "SIP/2.0 400 Missing From\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx;received=192.0.2.7\r\n"
            "Call-ID: c\r\nContent-Length: 0\r\n\r\n");
}

TEST(Writer, NamesAreQuotedAndUrisCannotBreakOut) {
  EXPECT_EQ(name_addr("An \"x\" \\na", "sip:a@b", "t1"), R"("An \"x\" \\na" <sip:a@b>;tag=t1)");
  EXPECT_EQ(name_addr("", "sip:a@b>;tag=evil\r\n"), "<sip:a@b;tag=evil>");
  EXPECT_EQ(via_value(Transport::tls, "h:5061", "z9hG4bKb"),
            "SIP/2.0/TLS h:5061;branch=z9hG4bKb;rport");
  EXPECT_EQ(reason_phrase(486), "Busy Here");
  EXPECT_EQ(reason_phrase(699), "Declined");
}

}  // namespace
}  // namespace filo::sip
