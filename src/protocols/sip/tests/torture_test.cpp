// Goal: the discipline of the SIP torture tests (RFC 4475, IPv6: RFC 5118). Method: for each
// section a message of our own with the same trait, and what must become of it: "none" (a sound
// message), the refusal it deserves, or "dropped".
#include <gtest/gtest.h>

#include "base/prng.h"
#include "protocols/sip/message.h"
#include "protocols/sip/writer.h"

namespace filo::sip {
namespace {

struct Torture {
  const char* section;
  std::string bytes;
  const char* expected;
};

std::string head(std::string_view method, std::string_view cseq = "7") {
  std::string text =
      "Via: SIP/2.0/UDP t1.example.org;branch=z9hG4bKtort\r\nMax-Forwards: 70\r\n"
      "From: <sip:mario@example.org>;tag=t9\r\nTo: <sip:lucia@example.com>\r\n"
      "Call-ID: tort.1@example.org\r\nCSeq: ";
  text += cseq;
  text += ' ';
  text += method;
  return text + "\r\n";
}

std::string req(std::string_view method, std::string_view uri, std::string_view more = {}) {
  return std::string(method) + " " + std::string(uri) + " SIP/2.0\r\n" + head(method) +
         std::string(more) + "\r\n";
}

std::string outcome(std::string_view bytes) {
  const auto message = Message::parse(bytes);
  if (!message) return "dropped";
  const int status = (*message)->fault().status;
  return status == 0 ? "none" : std::to_string(status);
}

std::string with(std::string text, std::string_view part, std::string_view other) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, text.npos) << part;
  return text.replace(at, part.size(), other);
}

const std::string kLucia = "sip:lucia@example.com";

// §3.1.1.1: everything the grammar allows in one message.
const std::string kTortuous =
    "INVITE sip:lucia@pbx.example.com;unknownparam SIP/2.0\r\n"
    "TO :\r\n sip:lucia@pbx.example.com ;   tag    = 77\r\n"
    "from   : \"M \\\\\\\"\"       <sip:mario@example.org>\r\n  ;\r\n  tag = 98asjd8\r\n"
    "MaX-fOrWaRdS: 0068\r\nCall-ID: tort.ws@192.0.2.1\r\nContent-Length   : 5\r\n"
    "cseq: 0009\r\n  INVITE\r\n"
    "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skd\r\ns :\r\n"
    "NewFangled:   a value\r\n continued here\r\nOdd: ;;,,;;,;\r\n"
    "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ik  ,\r\n"
    " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30\r\n"
    "m:\"Quoted \\\"\\\"\" <sip:mario@example.org> ; newparam\r\n      =\r\n       newvalue ;\r\n"
    "  secondparam ; q = 0.33\r\n\r\nhello";

std::vector<Torture> cases() {
  const std::string register_head = "REGISTER sip:example.com SIP/2.0\r\n" + head("REGISTER");
  return {
      {"3.1.1.1 tortuous but sound", kTortuous, "none"},
      {"3.1.1.2 wide range of characters",
       with(
           req("!odd-Method0_*+`.%it'~", "sip:1_odd.U~(x!)&n+t$/q?,/;;*:&pa+s=1,w*p$d@example.com"),
           "To: <", std::string("To: \"BEL:\\\x07 NUL:\\\0 DEL:\\\x7F\" <", 28)),
       "none"},
      {"3.1.1.3 escapes in the user", req("INVITE", "sip:sips%3Au%40x.org@example.net"), "none"},
      {"3.1.1.4 escaped nulls", req("OPTIONS", "sip:n-%00-n@example.com"), "none"},
      {"3.1.1.5 percent in a method", req("RE%47IST%45R", "sip:example.com"), "none"},
      {"3.1.1.6 no blank before <", with(req("OPTIONS", kLucia), "From: <", "From: mario<"),
       "none"},
      {"3.1.1.7 long values",
       req("INVITE", kLucia, "X-" + std::string(500, 'n') + ": " + std::string(5000, 'v') + "\r\n"),
       "none"},
      {"3.1.1.8 bytes behind the body", req("MESSAGE", kLucia, "l: 0\r\n") + req("BYE", kLucia),
       "none"},
      {"3.1.1.9 semicolon in the user", req("OPTIONS", "sip:u;par=u%40x.net@example.com"), "none"},
      {"3.1.1.10 many transports",
       req("OPTIONS", kLucia, "Via: SIP/2.0/SCTP a;branch=z9hG4bK1, SIP/2.0/ODD b\r\n"), "none"},
      {"3.1.1.12 odd reason phrase",
       "SIP/2.0 200 = 2**3 * 5**2 \xD0\xBD\xD0\xBE\r\n" + head("INVITE") + "\r\n", "none"},
      {"3.1.1.13 empty reason phrase", "SIP/2.0 100 \r\n" + head("INVITE") + "\r\n", "none"},
      {"3.1.2.1 extra separators in Via",
       with(req("INVITE", kLucia), ";branch=z9hG4bKtort", ";;,;,,"), "400"},
      {"3.1.2.1 extra separators in Contact",
       req("INVITE", kLucia, "Contact: \"Joe\" <sip:joe@example.org>;;;;\r\n"), "400"},
      {"3.1.2.2 length beyond the datagram", req("INVITE", kLucia, "Content-Length: 9999\r\n"),
       "400"},
      {"3.1.2.3 negative length", req("INVITE", kLucia, "Content-Length: -999\r\n"), "400"},
      {"3.1.2.4 overlarge CSeq",
       "REGISTER sip:example.com SIP/2.0\r\n" + head("REGISTER", "36893488147419103232") + "\r\n",
       "400"},
      {"3.1.2.4 overlarge Max-Forwards",
       with(req("REGISTER", "sip:example.com"), "Max-Forwards: 70", "Max-Forwards: 300"), "400"},
      {"3.1.2.5 overlarge number in a response",
       "SIP/2.0 503 No\r\n" + head("INVITE", "9292394834772304023312") + "\r\n", "dropped"},
      {"3.1.2.6 unterminated quote", with(req("INVITE", kLucia), "To: <", "To: \"Mr. Lucia <"),
       "400"},
      {"3.1.2.7 brackets around the Request-URI", req("INVITE", "<sip:lucia@example.com>"), "400"},
      {"3.1.2.8 blank inside the Request-URI", req("INVITE", "sip:lucia@example.com; lr"), "400"},
      {"3.1.2.9 several blanks in the start line",
       with(req("INVITE", kLucia), "INVITE sip", "INVITE  sip"), "400"},
      {"3.1.2.10 blank behind the start line",
       with(req("OPTIONS", kLucia), "SIP/2.0\r\n", "SIP/2.0  \r\n"), "400"},
      {"3.1.2.11 headers in the Request-URI",
       req("INVITE", "sip:lucia@example.com?Route=%3Csip:example.com%3E"), "400"},
      {"3.1.2.12 a date in another zone is nobody's business",
       req("INVITE", kLucia, "Date: Fri, 01 Jan 2010 16:00:00 EST\r\n"), "none"},
      {"3.1.2.13 '?' in a Contact without brackets",
       register_head + "Contact: sip:a@example.com?Route=%3Csip:b.example.com%3E\r\n\r\n", "400"},
      {"3.1.2.14 blanks inside brackets are forgiven",
       with(req("OPTIONS", kLucia), "To: <sip:lucia@example.com>", "To: \"W, T\" < sip:t@e.org >"),
       "none"},
      {"3.1.2.15 comma in a bare display name",
       with(req("OPTIONS", kLucia), "From: <", "From: Bell, Alex <"), "400"},
      {"3.1.2.16 unknown version", with(req("OPTIONS", kLucia), "SIP/2.0\r\n", "SIP/7.0\r\n"),
       "505"},
      {"3.1.2.17 method and CSeq differ", "OPTIONS sip:a@b SIP/2.0\r\n" + head("INVITE") + "\r\n",
       "400"},
      {"3.1.2.18 unknown method and CSeq differ",
       "NEWMETHOD sip:a@b SIP/2.0\r\n" + head("INVITE") + "\r\n", "400"},
      {"3.1.2.19 overlarge status", "SIP/2.0 4294967301 better\r\n" + head("INVITE") + "\r\n",
       "dropped"},
      {"3.2.1 empty branch behind the cookie",
       with(req("OPTIONS", kLucia), "z9hG4bKtort", "z9hG4bK"), "none"},
      {"3.3.1 mandatory headers missing",
       "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKk\r\n\r\n", "400"},
      {"3.3.2 unknown scheme", req("OPTIONS", "nobodyKnowsThisScheme:totallyopaque"), "416"},
      {"3.3.3 known but foreign scheme", req("OPTIONS", "soap.beep://192.0.2.103:3002"), "416"},
      {"3.3.4 foreign schemes in From and To",
       with(with(req("REGISTER", "sip:example.com"), "<sip:mario@example.org>",
                 "<http://www.example.com>"),
            "<sip:lucia@example.com>", "isbn:2983792873"),
       "none"},
      {"3.3.7 unknown authorization",
       register_head + "Authorization: NoOneKnows opaque-data=here\r\n\r\n", "none"},
      {"3.3.8 single headers doubled", req("INVITE", kLucia, "To: <sip:x@y>\r\n"), "400"},
      {"3.3.9 two lengths", req("OPTIONS", kLucia, "Content-Length: 5\r\nl: 0\r\n") + "12345",
       "400"},
      {"3.3.11 no hops left", with(req("OPTIONS", kLucia), "Forwards: 70", "Forwards: 0"), "none"},
      {"3.3.12 unknown Contact parameter",
       register_head + "Contact: sip:+19725552222@gw1.example.net;unknownparam\r\n\r\n", "none"},
      {"3.3.14 escaped Contact", register_head + "m: <sip:%75ser@192.0.2.33>\r\n\r\n", "none"},
      {"a Call-ID that is no ASCII", with(req("OPTIONS", kLucia), "tort.1@", "t\xff.1@"), "400"},
      {"3.4.1 the old protocol",
       "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP old.example.net\r\nFrom: sip:o@e.net\r\n"
       "To: sip:a@b\r\nCall-ID: x\r\nCSeq: 8 INVITE\r\n\r\n",
       "none"},
      {"5118 4.1 IPv6 in its brackets", req("REGISTER", "sip:[2001:db8::10]"), "none"},
      {"5118 4.2 IPv6 without brackets", req("REGISTER", "sip:2001:db8::10"), "400"},
      {"5118 4.3 port inside the brackets is address", req("REGISTER", "sip:[2001:db8::10:5070]"),
       "none"},
      {"5118 4.4 port behind the brackets", req("REGISTER", "sip:[2001:db8::10]:5070"), "none"},
      {"5118 4.5 received with brackets",
       with(req("BYE", kLucia), ";branch", ";received=[2001:db8::9:255];branch"), "none"},
      {"5118 4.5 received without brackets",
       with(req("BYE", kLucia), ";branch", ";received=2001:db8::9:255;branch"), "none"},
      {"5118 4.9 mapped address", with(req("BYE", kLucia), "t1.example.org", "[::ffff:192.0.2.10]"),
       "none"},
      {"5118 4.10 three colons", req("OPTIONS", "sip:u@[2001:db8:::192.0.2.1]"), "none"},
  };
}

TEST(Torture, EachMessageMeetsItsFate) {
  for (const Torture& one : cases()) EXPECT_EQ(outcome(one.bytes), one.expected) << one.section;
}

TEST(Torture, TheTortuousInviteIsUnderstoodToTheLastPart) {
  const auto m = Message::parse(kTortuous).value();
  EXPECT_EQ(m->to().tag, "77");
  EXPECT_EQ(m->from().display, "M \\\"");
  EXPECT_EQ(m->from().tag, "98asjd8");
  EXPECT_EQ(m->max_forwards(), 68);
  EXPECT_EQ(m->cseq().number, 9U);
  EXPECT_EQ(m->top_via().host, "192.0.2.2");
  EXPECT_EQ(m->vias().size(), 3U);
  EXPECT_EQ(m->vias()[1].transport, "TCP");
  EXPECT_EQ(m->vias()[1].branch, "z9hG4bK9ik");
  EXPECT_EQ(m->contact()->param("q"), "0.33");
  EXPECT_EQ(m->contact()->display, "Quoted \"\"");
  EXPECT_EQ(m->header("Odd"), ";;,,;;,;");
  EXPECT_EQ(m->body(), "hello");
}

TEST(Torture, BytesBehindTheBodyAreCutOff) {
  const auto m = Message::parse(req("MESSAGE", kLucia, "l: 2\r\n") + "abcdef").value();
  EXPECT_EQ(m->body(), "ab");
  EXPECT_TRUE(m->bytes().ends_with("\r\n\r\nab"));
}

/// The message again, written from what was understood.
std::string rewritten(const Message& m) {
  MessageWriter writer = m.is_request()
                             ? MessageWriter::request(m.method_text(), m.request_uri().str())
                             : MessageWriter::response(m.status(), m.reason());
  for (const Header& header : m.headers()) writer.header(header.name, header.value);
  std::string text = writer.finish();
  text.replace(text.rfind("Content-Length"), text.npos,
               "Content-Length: " + std::to_string(m.body().size()) + "\r\n\r\n");
  return text + std::string(m.body());
}

std::string damaged(std::string text, Prng& prng) {
  static constexpr std::string_view kBytes("\0\r\n \t\"<>;:,=@%\\[]?/0A\x7f\xff", 24);
  const std::size_t at = prng.below(text.size());
  const std::size_t length = 1 + prng.below(12);
  switch (prng.below(6)) {
    case 0:
      text[at] = kBytes[prng.below(kBytes.size())];
      break;
    case 1:
      text.insert(at, 1, kBytes[prng.below(kBytes.size())]);
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(at, text.substr(prng.below(text.size()), length));
      break;
    case 4:
      text.resize(at);
      break;
    case 5:
      text.insert(at, std::to_string(prng.next()));
      break;
  }
  return text;
}

// One element, one fault, by seed: no crash, every refusal has a word, and what is sound stays the
// same when it is written and read again.
TEST(Torture, OneFaultAtATimeNeverBreaksTheParser) {
  const auto all = cases();
  std::size_t sound = 0, faulty = 0, dropped = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Prng prng(seed);
    const std::string bytes = damaged(all[prng.below(all.size())].bytes, prng);
    const auto message = Message::parse(bytes);
    if (!message) {
      ++dropped;
      continue;
    }
    const Message& m = **message;
    if (m.fault().status != 0) {
      ++faulty;
      ASSERT_FALSE(m.fault().reason.empty()) << seed;
      const auto source = *Endpoint::parse("192.0.2.1", 5060);
      ASSERT_TRUE(MessageWriter::response_to(m, m.fault().status, m.fault().reason, source)
                      .finish()
                      .starts_with("SIP/2.0 "))
          << seed;
      continue;
    }
    ++sound;
    // A lawful control byte in a quoted-pair is the one thing that the writer does not repeat.
    if (bytes.find('\x07') != bytes.npos) continue;
    const std::string once = rewritten(m);
    const auto again = Message::parse(once);
    ASSERT_TRUE(again) << seed << "\n" << once;
    ASSERT_EQ((*again)->fault().status, 0) << seed << "\n" << once;
    ASSERT_EQ(rewritten(**again), once) << seed;
  }
  EXPECT_GT(sound, 1'000U);
  EXPECT_GT(faulty, 1'000U);
  EXPECT_GT(dropped, 1'000U);
}

}  // namespace
}  // namespace filo::sip
