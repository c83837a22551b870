// Addresses come in many spellings and go out in one.

#include "base/endpoint.h"

#include <gtest/gtest.h>

namespace filo {
namespace {

TEST(Endpoint, ReadsAndWritesAddresses) {
  const auto text = [](std::string_view ip) {
    const auto e = Endpoint::parse(ip, 5060);
    return e ? e->str() : "none";
  };
  EXPECT_EQ(text("192.0.2.1"), "192.0.2.1:5060");
  EXPECT_EQ(text("[2001:DB8:0:0:1:0:0:1]"), "[2001:db8::1:0:0:1]:5060");
  EXPECT_EQ(text("::"), "[::]:5060");
  EXPECT_EQ(text("::1"), "[::1]:5060");
  EXPECT_EQ(text("1::"), "[1::]:5060");
  EXPECT_EQ(text("2001:db8:0:1:1:1:1:1"), "[2001:db8:0:1:1:1:1:1]:5060");
  EXPECT_EQ(text("::ffff:192.0.2.1"), "[::ffff:c000:201]:5060");
  EXPECT_EQ(text("1:2:3:4:5:6:7::"), "[1:2:3:4:5:6:7:0]:5060");
}

TEST(Endpoint, RefusesEverythingElse) {
  for (const char* ip : {"",
                         "1.2.3",
                         "1.2.3.4.5",
                         "256.1.1.1",
                         "01.2.3.4",
                         "1.2.3.-4",
                         "1..2.3",
                         "h",
                         "[1.2.3.4]",
                         ":",
                         ":::",
                         "1:2",
                         "1:2:3:4:5:6:7:8:9",
                         "::1::",
                         "12345::",
                         "1:2:3:4:5:6:7:8::",
                         "fe80::1%e",
                         "1.2.3.4::",
                         "::1.2.3",
                         "[::1",
                         "1:2:3:4:5:6:7:1.2.3.4"}) {
    EXPECT_FALSE(Endpoint::parse(ip, 1)) << ip;
  }
}

}  // namespace
}  // namespace filo
