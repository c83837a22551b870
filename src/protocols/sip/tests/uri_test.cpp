#include "protocols/sip/uri.h"

#include <gtest/gtest.h>

namespace filo::sip {
namespace {

Uri uri(std::string_view text) {
  const auto parsed = Uri::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Uri{});
}

TEST(Uri, PartsComeApart) {
  const Uri u = uri("SIP:Anna:s3cret@Example.COM:5070;Transport=TCP;lr?Subject=hi&a=b");
  EXPECT_EQ(u.scheme, Uri::Scheme::sip);
  EXPECT_EQ(u.user, "Anna");
  EXPECT_EQ(u.password, "s3cret");
  EXPECT_EQ(u.host, "example.com");
  EXPECT_EQ(u.port, 5070);
  ASSERT_NE(u.param("TRANSPORT"), nullptr);
  EXPECT_EQ(*u.param("transport"), "TCP");
  EXPECT_EQ(*u.param("lr"), "");
  EXPECT_EQ(u.param("maddr"), nullptr);
  EXPECT_EQ(u.headers, "Subject=hi&a=b");
  EXPECT_EQ(u.str(), "sip:Anna:s3cret@example.com:5070;transport=TCP;lr?Subject=hi&a=b");
}

TEST(Uri, UserMayHoldSemicolonsAndEscapes) {
  EXPECT_EQ(uri("sip:user;par=u%40example.net@example.com").user, "user;par=u@example.net");
  EXPECT_EQ(uri("sip:sips%3Auser%40example.com@example.net").user, "sips:user@example.com");
  EXPECT_EQ(uri("sip:null-%00-null@example.com").user, std::string("null-\0-null", 11));
  EXPECT_EQ(uri("sip:+39021234567;phone-context=x@h;user=phone").user,
            "+39021234567;phone-context=x");
  EXPECT_EQ(uri("sip:*21#@pbx").user, "*21#");
}

TEST(Uri, WritingGivesTheSameUriBack) {
  for (const char* text :
       {"sip:null-%00-null@example.com", "sip:a%40b@h", "sip:[2001:db8::10]:5070", "sips:h;lr",
        "tel:+39-02-1234;ext=5", "urn:service:sos", "sip:h;a=%20b", "sip:a%25b@h"}) {
    const Uri first = uri(text);
    EXPECT_EQ(first.str(), uri(first.str()).str()) << text;
    EXPECT_TRUE(Uri::equal(first, uri(first.str()))) << text;
  }
}

TEST(Uri, BrokenOnesAreRefused) {
  for (const char* text : {"",
                           "sip",
                           "sip:",
                           ":h",
                           "sip:@h",
                           "sip:a@",
                           "sip:a@b@c",
                           "sip:a@h:",
                           "sip:a@h:0",
                           "sip:a@h:65536",
                           "sip:a@h:-1",
                           "sip:a@h:5060x",
                           "sip:a%4@h",
                           "sip:a%zz@h",
                           "sip:a b@h",
                           "sip:a@h;",
                           "sip:a@h;;lr",
                           "sip:a@h;=x",
                           "sip:a@h;x=",
                           "sip:a@h;lr;LR",
                           "sip:a@h?",
                           "sip:a@h?x",
                           "sip:2001:db8::10",
                           "sip:[2001:db8::10",
                           "sip:[2001:db8::g]",
                           "sip:[]",
                           "sip:[1.2.3.4]",
                           "sip:a@[::1]x",
                           "sip:<a>@h",
                           "tel:",
                           "tel:-()",
                           "tel:12+3",
                           "tel:12 3",
                           "1sip:h",
                           "mailto:",
                           "http://a b"}) {
    EXPECT_FALSE(Uri::parse(text)) << text;
  }
  EXPECT_FALSE(Uri::parse(std::string_view("sip:a\0b@h", 9)));
}

TEST(Uri, PortStandsAtTheEdges) {
  EXPECT_EQ(uri("sip:h:1").port, 1);
  EXPECT_EQ(uri("sip:h:65535").port, 65535);
  EXPECT_EQ(uri("sip:h:0005060").port, 5060);
}

TEST(Uri, OtherSchemesKeepTheirText) {
  const Uri u = uri("nobodyKnowsThisScheme:totallyopaquecontent");
  EXPECT_EQ(u.scheme, Uri::Scheme::other);
  EXPECT_EQ(u.user, "totallyopaquecontent");
  EXPECT_EQ(u.str(), "nobodyknowsthisscheme:totallyopaquecontent");
}

TEST(Uri, IPv6ReferencesAreKeptWithBrackets) {
  EXPECT_EQ(uri("sip:[2001:DB8::10]:5070").host, "[2001:db8::10]");
  EXPECT_EQ(uri("sip:[2001:db8::10]:5070").port, 5070);
  EXPECT_EQ(uri("sip:[2001:db8::10:5070]").port, 0);
  EXPECT_EQ(uri("sip:u@[2001:db8:::192.0.2.1]").user, "u");  // RFC 5118 §4.10
}

// RFC 3261 §19.1.4, its own examples and more.
TEST(Uri, EqualityFollowsTheRules) {
  const auto same = [](std::string_view a, std::string_view b) {
    const bool forth = Uri::equal(uri(a), uri(b));
    EXPECT_EQ(forth, Uri::equal(uri(b), uri(a))) << a << " " << b;
    return forth;
  };
  EXPECT_TRUE(same("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"));
  EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"));
  EXPECT_TRUE(same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5"));
  EXPECT_TRUE(same("sip:alice@a.com?subject=p%20x&priority=urgent",
                   "sip:alice@a.com?priority=urgent&Subject=p%20x"));
  EXPECT_FALSE(same("SIP:ALICE@AtLanTa.CoM", "sip:alice@AtLanTa.CoM"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sips:bob@biloxi.com"));
  EXPECT_FALSE(same("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"));
  EXPECT_FALSE(same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"));
  EXPECT_FALSE(same("sip:a@h", "sip:a@h;maddr=1.2.3.4"));
  EXPECT_TRUE(same("tel:+39-02-123", "tel:+3902123"));
  EXPECT_FALSE(same("tel:+3902123", "tel:3902123"));
}

TEST(Uri, ParametersCanBeSet) {
  Uri u = uri("sip:h;a=1");
  u.set_param("A", "2");
  u.set_param("ob", "");
  EXPECT_EQ(u.str(), "sip:h;a=2;ob");
}

}  // namespace
}  // namespace filo::sip
