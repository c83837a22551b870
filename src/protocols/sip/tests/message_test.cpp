// Reading one message: the parts, the lists, and which broken ones are answered or dropped.
#include "protocols/sip/message.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace filo::sip {
namespace {

const std::string kTail =
    "Via: SIP/2.0/UDP pc33.example.com:5062;branch=z9hG4bK776;rport\r\n"
    "Max-Forwards: 70\r\nFrom: \"Anna \\\"A\\\" Rossi\" <sip:anna@example.com>;tag=88sja8x\r\n"
    "To: Bob <sip:bob@example.net>\r\nCall-ID: 987asjd97y7atg\r\nCSeq: 986759 INVITE\r\n";

std::string invite(std::string_view more = {}, std::string_view body = {}) {
  return "INVITE sip:bob@example.net SIP/2.0\r\n" + kTail + std::string(more) + "\r\n" +
         std::string(body);
}

MessagePtr parsed(std::string_view text) {
  const auto message = Message::parse(text);
  EXPECT_TRUE(message) << text;
  return message ? *message : nullptr;
}

std::string fault(std::string_view text) {
  const auto message = Message::parse(text);
  if (!message) return "dropped";
  const auto f = (*message)->fault();
  return f.status == 0 ? "none" : std::to_string(f.status) + " " + std::string(f.reason);
}

std::string replaced(std::string text, std::string_view part, std::string_view other) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, text.npos) << part;
  return text.replace(at, part.size(), other);
}

TEST(Message, ThePartsOfARequest) {
  const auto m = parsed(
      invite("m: <sip:anna@pc33.example.com;lr>;q=0.5\r\nX-Own : 7\r\nl: 4\r\n", "bodyrest"));
  EXPECT_TRUE(m->is_request());
  EXPECT_EQ(m->fault().status, 0);
  EXPECT_EQ(m->method(), Method::invite);
  EXPECT_EQ(m->request_uri().user, "bob");
  EXPECT_EQ(m->top_via().host, "pc33.example.com");
  EXPECT_EQ(m->top_via().port, 5062);
  EXPECT_EQ(m->top_via().branch, "z9hG4bK776");
  EXPECT_TRUE(m->top_via().has_rport);
  EXPECT_EQ(m->from().display, "Anna \"A\" Rossi");
  EXPECT_EQ(m->from().tag, "88sja8x");
  EXPECT_EQ(m->to().display, "Bob");
  EXPECT_EQ(m->to().tag, "");
  EXPECT_EQ(m->call_id(), "987asjd97y7atg");
  EXPECT_EQ(m->cseq().number, 986759U);
  EXPECT_EQ(m->max_forwards(), 70);
  EXPECT_EQ(m->contact()->param("q"), "0.5");
  EXPECT_EQ(m->header("x-OWN"), "7");
  EXPECT_TRUE(m->has(HeaderId::contact));
  EXPECT_FALSE(m->has(HeaderId::route));
  EXPECT_EQ(m->body(), "body");
  EXPECT_TRUE(m->bytes().ends_with("body"));
}

TEST(Message, ThePartsOfAResponse) {
  const auto m = parsed("sip/2.0 486 Busy here, sorry\r\n" + kTail + "\r\n");
  EXPECT_FALSE(m->is_request());
  EXPECT_EQ(m->status(), 486);
  EXPECT_EQ(m->reason(), "Busy here, sorry");
  EXPECT_EQ(m->method(), Method::invite);
  EXPECT_EQ(parsed("SIP/2.0 100\r\n" + kTail + "\r\n")->reason(), "");
}

TEST(Message, ListsAreSplitOutsideQuotesAndBrackets) {
  const auto m = parsed(invite(
      "Route: \"a, b\" <sip:p1;lr>, <sip:p2;x=1,2>\r\nk: timer,100rel , \r\nroute: <sip:p3>\r\n"));
  EXPECT_EQ(m->fault().reason, "Bad Route");  // ',' needs an escape inside a URI parameter.
  const auto routes = m->list(HeaderId::route);
  ASSERT_EQ(routes.size(), 3U);
  EXPECT_EQ(routes[1], "<sip:p2;x=1,2>");
  EXPECT_EQ(m->list(HeaderId::supported), (std::vector<std::string_view>{"timer", "100rel"}));
  EXPECT_TRUE(m->list(HeaderId::require).empty());
}

TEST(Message, FoldedLinesAreOneLine) {
  const auto m = parsed(invite("Subject: first\r\n  second\r\n\tthird\r\n"));
  EXPECT_EQ(m->header("subject"), "first    second  \tthird");
  EXPECT_EQ(m->fault().status, 0);
}

TEST(Message, WhatIsNotSipIsDropped) {
  for (const std::string& text :
       {std::string(""), std::string("\r\n\r\n"), std::string("\0\0\0\0", 4), std::string("INVITE"),
        std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), std::string("INVITE sip:a@b SIP/2.0"),
        std::string("INVITE sip:a@b SIP/2\r\n\r\n"), std::string("IN:VITE sip:a SIP/2.0\r\n\r\n"),
        std::string(" INVITE sip:a SIP/2.0\r\n\r\n"), std::string("SIP/2.0\r\n\r\n"),
        std::string("INVITE sip:a@b SIP/2.0\r\n\r\n"), replaced(invite(), "Via: ", "Vja: "),
        replaced(invite(), "SIP/2.0/UDP pc", "SIP/3.0/UDP pc"),
        replaced(invite(), "SIP/2.0/UDP ", "SIP/2.0/UDP"),
        replaced(invite(), "pc33.example.com:5062", "pc33:0"),
        replaced(invite(), "pc33.example.com:5062", "pc33:99999"),
        replaced(invite(), "pc33.example.com:5062", "[::g]")}) {
    EXPECT_EQ(fault(text), "dropped") << text;
  }
}

TEST(Message, BrokenResponsesAreDropped) {
  const std::string good = "SIP/2.0 200 OK\r\n" + kTail + "\r\n";
  EXPECT_EQ(fault(good), "none");
  for (const char* line :
       {"SIP/2.0 99 x", "SIP/2.0 700 x", "SIP/2.0 2000 x", "SIP/2.0 20 x", "SIP/2.0 +20 x",
        "SIP/7.0 200 x", "SIP/2.0  200 x", "SIP/2.0 200x", "SIP/2.0 4294967301 x"}) {
    EXPECT_EQ(fault(replaced(good, "SIP/2.0 200 OK", line)), "dropped") << line;
  }
  EXPECT_EQ(fault(replaced(good, "CSeq: 986759", "CSeq: 4294967296")), "dropped");
  EXPECT_EQ(fault(replaced(good, "To: Bob", "To: B, ob")), "dropped");
  EXPECT_EQ(fault(replaced(good, "Max-Forwards: 70", "l: 5")), "dropped");
}

struct FaultCase {
  const char* part;
  const char* other;
  const char* expected;
};

TEST(Message, WrongRequestsThatCanBeAnsweredSayWhatIsWrong) {
  const FaultCase cases[] = {
      {"SIP/2.0\r\n", "SIP/7.0\r\n", "505 Version Not Supported"},
      {"SIP/2.0\r\n", "sip/2.0\r\n", "none"},
      {"SIP/2.0\r\n", "SIP/2.0 \r\n", "400 Bad Request Line"},
      {"sip:bob@example.net SIP", "bob SIP", "400 Bad Request-URI"},
      {"sip:bob@example.net SIP", "<sip:bob@example.net> SIP", "400 Bad Request-URI"},
      {"sip:bob@example.net SIP", "sip:bob@example.net; lr SIP", "400 Bad Request-URI"},
      {"sip:bob@example.net SIP", " sip:bob@example.net SIP", "400 Bad Request-URI"},
      {"sip:bob@example.net SIP", "sip:bob@example.net?a=b SIP", "400 Bad Request-URI"},
      {"sip:bob@example.net SIP", "urn:x:y SIP", "416 Unsupported URI Scheme"},
      {"sip:bob@example.net SIP", "tel:+3902 SIP", "none"},
      {"From: ", "Frm: ", "400 Missing From"},
      {"To: ", "Tq: ", "400 Missing To"},
      {"Call-ID: ", "Call: ", "400 Missing Call-ID"},
      {"CSeq: ", "CSq: ", "400 Missing CSeq"},
      {"Max-Forwards: 70", "f: <sip:x@y>", "400 Duplicate From"},
      {"Max-Forwards: 70", "t: <sip:x@y>", "400 Duplicate To"},
      {"Max-Forwards: 70", "i: x", "400 Duplicate Call-ID"},
      {"Max-Forwards: 70", "CSEQ: 1 INVITE", "400 Duplicate CSeq"},
      {"Max-Forwards: 70", "Max-Forwards: 70\r\nmax-forwards: 70", "400 Duplicate Max-Forwards"},
      {"Max-Forwards: 70", "l: 0\r\nl: 0", "400 Duplicate Content-Length"},
      {"Max-Forwards: 70", "Max-Forwards: 256", "400 Bad Max-Forwards"},
      {"Max-Forwards: 70", "Max-Forwards: -1", "400 Bad Max-Forwards"},
      {"Max-Forwards: 70", "Max-Forwards:", "400 Bad Max-Forwards"},
      {"Max-Forwards: 70", "Max-Forwards: 255", "none"},
      {"Max-Forwards: 70", "Max-Forwards: 0", "none"},
      {"Max-Forwards: 70", "X: 1", "none"},
      {"Max-Forwards: 70", "l: -999", "400 Bad Content-Length"},
      {"Max-Forwards: 70", "l: 99999999999999999999", "400 Bad Content-Length"},
      {"Max-Forwards: 70", "l: 1", "400 Body Shorter Than Content-Length"},
      {"Max-Forwards: 70", "no colon here", "400 Bad Header Line"},
      {"Max-Forwards: 70", "bad name: x", "400 Bad Header Name"},
      {"Max-Forwards: 70", ": x", "400 Bad Header Name"},
      {"Max-Forwards: 70", "X: a\x01z", "400 Control Byte In Header"},
      {"Max-Forwards: 70", "X: a\nEvil: b", "400 Control Byte In Header"},
      {"Max-Forwards: 70", "X: a\rEvil: b", "400 Control Byte In Header"},
      {"Max-Forwards: 70", "X: \"a\\\x01z\"", "none"},
      {"Max-Forwards: 70", "m: <sip:a@b>, ,", "400 Bad Contact"},
      {"Max-Forwards: 70", "m: *", "none"},
      {"Max-Forwards: 70", "v: SIP/2.0/UDP", "400 Bad Via"},
      {"branch=z9hG4bK776;rport", "branch=;rport", "400 Bad Via"},
      {"branch=z9hG4bK776;rport", "rport=65536", "400 Bad Via"},
      {"branch=z9hG4bK776;rport", "", "400 Bad Via"},
      {"tag=88sja8x", "tag=", "400 Bad From"},
      {"tag=88sja8x", "tag=a b", "400 Bad From"},
      {"To: Bob <", "To: Bob >", "400 Bad To"},
      {"987asjd97y7atg", "two words", "400 Bad Call-ID"},
      {"987asjd97y7atg", "", "400 Bad Call-ID"},
      {"986759 INVITE", "2147483648 INVITE", "400 Bad CSeq"},
      {"986759 INVITE", "2147483647 INVITE", "none"},
      {"986759 INVITE", "-1 INVITE", "400 Bad CSeq"},
      {"986759 INVITE", "986759", "400 Bad CSeq"},
      {"986759 INVITE", "INVITE", "400 Bad CSeq"},
      {"986759 INVITE", "986759 invite", "400 CSeq Method Mismatch"},
      {"986759 INVITE", "986759 BYE", "400 CSeq Method Mismatch"},
  };
  for (const FaultCase& one : cases) {
    EXPECT_EQ(fault(replaced(invite(), one.part, one.other)), one.expected)
        << one.part << " -> " << one.other;
  }
  const std::string nul = replaced(invite(), "Max-Forwards: 70", std::string_view("X: a\0z", 6));
  EXPECT_EQ(fault(nul), "400 Control Byte In Header");
}

TEST(Message, ATruncatedHeaderSectionIsAnswered) {
  const std::string whole = invite();
  EXPECT_EQ(fault(whole.substr(0, whole.size() - 2)), "400 Header Section Not Ended");
  EXPECT_EQ(fault(whole.substr(0, whole.size() - 4)), "400 Header Section Not Ended");
}

TEST(Message, SizesStandAtTheirLimits) {
  const std::string uri = "sip:" + std::string(limits::kSipUriBytes - 6, 'a') + "@b";
  EXPECT_EQ(fault(replaced(invite(), "sip:bob@example.net", uri)), "none");
  EXPECT_EQ(fault(replaced(invite(), "sip:bob@example.net", uri + "b")),
            "414 Request-URI Too Long");
  std::string many;
  for (std::size_t i = 6; i < limits::kSipHeaders; ++i) many += "Q: y\r\n";
  EXPECT_EQ(fault(invite(many)), "none");
  EXPECT_EQ(Message::parse(invite(many + "Q: y\r\n")).error().code, Errc::limit);
  const std::string big(limits::kSipMessageBytes - invite().size(), 'b');
  EXPECT_EQ(fault(invite("", big)), "none");
  EXPECT_EQ(Message::parse(invite("", big + "b")).error().code, Errc::limit);
}

TEST(Message, KeepAliveLinesInFrontAreSkipped) {
  EXPECT_EQ(fault("\r\n\r\n" + invite()), "none");
}

TEST(Message, NamesOfMethodsAndHeaders) {
  for (int i = 0; i < static_cast<int>(Method::unknown); ++i) {
    EXPECT_EQ(method_from(to_string(static_cast<Method>(i))), static_cast<Method>(i));
  }
  EXPECT_EQ(method_from("invite"), Method::unknown);
  EXPECT_EQ(method_from(""), Method::unknown);
  for (int i = 0; i < static_cast<int>(HeaderId::other); ++i) {
    EXPECT_EQ(header_id(to_string(static_cast<HeaderId>(i))), static_cast<HeaderId>(i));
  }
  EXPECT_EQ(header_id("V"), HeaderId::via);
  EXPECT_EQ(header_id("z"), HeaderId::other);
  EXPECT_EQ(to_string(Method::register_), "REGISTER");
  EXPECT_EQ(to_string(HeaderId::path), "Path");
}

TEST(NameAddr, FormsAreTold) {
  const auto bare = parse_name_addr("sip:a@b;tag=1");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->tag, "1");
  EXPECT_TRUE(bare->uri.params.empty());
  const auto quoted = parse_name_addr("\"<x>, \\\\\" <sip:a@b;p=1> ; tag = 2 ; q=\"a;b\" ;flag");
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->display, "<x>, \\");
  EXPECT_EQ(quoted->tag, "2");
  EXPECT_EQ(quoted->param("Q"), "a;b");
  EXPECT_EQ(quoted->param("flag"), "");
  EXPECT_FALSE(quoted->param("none"));
  for (const char* text : {"", "*", "<>", "<sip:a@b", "sip:a@b>", "\"x <sip:a@b>", "x, y <sip:a@b>",
                           "<sip:a@b> x", "<sip:a@b>;", "<sip:a@b>;;", "sip:a@b?c=d", "sip:a@b;",
                           "\"x\" y <sip:a@b>", "\"x\"", "<sip:a@b>;tag=\"x", "<sip:a@b>;=x"}) {
    EXPECT_FALSE(parse_name_addr(text)) << text;
  }
}

}  // namespace
}  // namespace filo::sip
