#include "server/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "server/config_check.h"

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

TEST(Config, AKeyOutsideOfItsSectionNamesWhereItBelongs) {
  const auto told = [](const char* text) { return read_config(text, "c").error().detail; };
  EXPECT_THAT(told("listen = \"127.0.0.1:1\"\n"),
              HasSubstr("did you mean \"http.listen\" or \"sip.listen\"?"));
  EXPECT_THAT(told("data_dri = \"/tmp\"\n"), HasSubstr("\"server.data_dir\""));
  EXPECT_THAT(told("http = 3\n"), HasSubstr("[http]"));
}

/// The default settings with one of them changed: what is said of it, or nothing.
std::string said_of(std::string Config::*member, const std::string& value) {
  Config config = default_config();
  config.*member = value;
  const Status sound = check_config(config);
  return sound ? "" : sound.error().detail;
}

TEST(ConfigCheck, TheDefaultsAreSound) {
  const Status sound = check_config(default_config());
  EXPECT_TRUE(sound) << sound.error().detail;
}

TEST(ConfigCheck, AListenerNeedsAnAddress) {
  for (const auto member : {&Config::sip_listen, &Config::http_listen}) {
    EXPECT_EQ(said_of(member, "localhost:5060"), "");
    EXPECT_EQ(said_of(member, "[::]:5060"), "");
    EXPECT_THAT(said_of(member, "desk.example.org:5060"), HasSubstr("an IP address and a port"));
  }
  EXPECT_THAT(said_of(&Config::sip_listen, "x:1"), HasSubstr("sip.listen"));
  EXPECT_THAT(said_of(&Config::rtp_ports, "9-10"), HasSubstr("rtp.ports"));
}

TEST(ConfigCheck, WhatPeersAreToldIsAnAddress) {
  EXPECT_EQ(said_of(&Config::sip_advertise, "203.0.113.7"), "");
  EXPECT_EQ(said_of(&Config::rtp_advertise, "2001:db8::1"), "");
  EXPECT_THAT(said_of(&Config::sip_advertise, "sip.example.org"), HasSubstr("sip.advertise"));
  EXPECT_THAT(said_of(&Config::rtp_advertise, "203.0.113.7:20000"), HasSubstr("rtp.advertise"));
}

TEST(ConfigCheck, ThePublicUrlIsSchemeAndHost) {
  for (const char* good : {"", "https://desk.example.org", "http://10.0.0.2:8080"})
    EXPECT_EQ(said_of(&Config::http_public_url, good), "") << good;
  for (const char* wrong : {"desk.example.org", "https://", "https://desk.example.org/",
                            "https://desk.example.org/filo", "ftp://x", "https://a@b"})
    EXPECT_THAT(said_of(&Config::http_public_url, wrong), HasSubstr("http.public_url")) << wrong;
}

TEST(ConfigCheck, TheLogHasALevelAndAPlace) {
  EXPECT_EQ(said_of(&Config::log_level, "debug"), "");
  EXPECT_THAT(said_of(&Config::log_level, "verbose"), HasSubstr("debug, info, warn or error"));
  EXPECT_THAT(said_of(&Config::log_file, "/dev/null/x.log"), HasSubstr("log.file"));
}

TEST(ConfigCheck, ADatabaseHasAKnownSchemeAndItsPasswordIsNotShown) {
  for (const char* good : {"sqlite", "sqlite:/tmp/x.db", "postgresql://u:p@h/n", "postgres://h/n",
                           "host=/run/postgresql dbname=filo"})
    EXPECT_EQ(said_of(&Config::database_url, good), "") << good;
  const std::string said = said_of(&Config::database_url, "mysql://u:geheim@h/n");
  EXPECT_THAT(said, HasSubstr("database.url"));
  EXPECT_THAT(said, testing::Not(HasSubstr("geheim")));
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
  EXPECT_EQ(parse_listen("localhost:80", "x")->host, "127.0.0.1");
  for (const char* wrong : {"", "5060", "host:", ":5060", "h:70000", "h:80", "127.0.0.1:70000"})
    EXPECT_FALSE(parse_listen(wrong, "x")) << wrong;
  for (const char* wrong : {"", "20000", "30000-20000", "80-90"})
    EXPECT_FALSE(parse_ports(wrong, "x")) << wrong;
}

}  // namespace
}  // namespace filo::server
