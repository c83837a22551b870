#include "server/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace filo::server {
namespace {

using testing::HasSubstr;

TEST(Config, AnEmptyFileGivesTheDefaults) {
  const auto config = read_config("", "c.toml");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->sip_listen, "0.0.0.0:5060");
  EXPECT_EQ(config->rtp_silence_s, 60);
}

TEST(Config, AnUnknownKeyNamesTheLineAndTheNearestKey) {
  const auto config = read_config("[http]\nthreads = 2\nlistn = \"127.0.0.1:1\"\n", "c.toml");
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().detail, HasSubstr("c.toml:3"));
  EXPECT_THAT(config.error().detail, HasSubstr("\"http.listen\""));
}

TEST(Config, AValueOfTheWrongKindOrOutOfRangeIsRefused) {
  EXPECT_FALSE(read_config("[http]\nthreads = \"two\"\n", "c"));
  EXPECT_FALSE(read_config("[http]\nthreads = 0\n", "c"));
  EXPECT_FALSE(read_config("[log]\nlevel = 3\n", "c"));
  EXPECT_FALSE(read_config("[log\n", "c"));
}

TEST(Config, TheExampleFileWithEveryKeyUncommentedIsValidAndEqualsTheDefaults) {
  std::string text = example_toml();
  for (std::size_t at = 0; (at = text.find("\n#", at)) != std::string::npos; ++at) {
    if (text[at + 2] != ' ') text.erase(at + 1, 1);
  }
  const auto config = read_config(text, "example");
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->http_listen, default_config().http_listen);
}

std::string committed(const char* path) {
  std::ifstream file(std::string(__FILE__).substr(0, std::string(__FILE__).find("/src/")) + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Config, TheExampleFileAndTheReferencePageAreThoseOfTheTable) {
  EXPECT_EQ(committed("/config/example.toml"), example_toml()) << "filodiretto config";
  EXPECT_EQ(committed("/docs/reference/config.md"), reference_markdown())
      << "filodiretto config --reference";
}

TEST(Listen, ReadsAddressAndPortOfBothFamilies) {
  EXPECT_EQ(parse_listen("[::1]:5060", "x")->host, "::1");
  EXPECT_EQ(parse_listen("127.0.0.1:80", "x")->port, 80);
  for (const char* wrong : {"", "5060", "host:", ":5060", "h:70000"})
    EXPECT_FALSE(parse_listen(wrong, "x")) << wrong;
  for (const char* wrong : {"", "20000", "30000-20000", "80-90"})
    EXPECT_FALSE(parse_ports(wrong, "x")) << wrong;
}

}  // namespace
}  // namespace filo::server
