// What users type: understood, or refused with a sentence that says what to do.

#include "phone/options.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>

#include "phone/phone_command.h"

namespace filo::phone {
namespace {

using testing::HasSubstr;

PhoneOptions typed(std::vector<std::string> words) {
  CLI::App app;
  PhoneOptions options;
  add_phone_options(app, options);
  std::reverse(words.begin(), words.end());  // CLI11 reads vectors from the back
  app.parse(words);
  return options;
}

std::string refusal(std::vector<std::string> words) {
  PhoneOptions options = typed(std::move(words));
  const Status fine = check_options(options, nullptr);
  return fine ? "" : fine.error().detail;
}

TEST(PhoneOptions, ACallNeedsNothingElse) {
  const PhoneOptions options = typed({"--call", "800100200"});
  EXPECT_EQ(options.call, "800100200");
  EXPECT_EQ(options.server, "127.0.0.1:5060");
  EXPECT_EQ(refusal({"--call", "800100200"}), "");
}

TEST(PhoneOptions, EverythingAtOnceIsUnderstood) {
  const PhoneOptions o = typed({"--server",
                                "pbx.example:5070",
                                "--listen",
                                "127.0.0.1:5099",
                                "--transport",
                                "tcp",
                                "--register",
                                "--user",
                                "anna",
                                "--answer",
                                "--answer-after",
                                "1500",
                                "--play",
                                "hello.wav",
                                "--loop",
                                "--digits",
                                "1,w,2",
                                "--digits-after",
                                "250",
                                "--record",
                                "out.wav",
                                "--hang-up-after",
                                "2.5",
                                "--duration",
                                "30",
                                "--repeat",
                                "3",
                                "--codec",
                                "pcmu",
                                "--hold-after",
                                "1",
                                "--resume-after",
                                "0.5",
                                "--json"});
  EXPECT_TRUE(o.register_wanted && o.answer && o.loop && o.json);
  EXPECT_EQ(o.answer_after_ms, 1'500);
  EXPECT_EQ(o.digits, "1,w,2");
  EXPECT_EQ(o.hang_up_after_s, 2.5);
  EXPECT_EQ(o.repeat, 3);
  PhoneOptions checked = o;
  EXPECT_TRUE(check_options(checked, nullptr));
}

TEST(PhoneOptions, WrongUsageIsToldInASentence) {
  EXPECT_THAT(refusal({}), HasSubstr("Nothing to do"));
  EXPECT_THAT(refusal({"--answer", "--refuse", "486"}), HasSubstr("not both"));
  EXPECT_THAT(refusal({"--refuse", "200"}), HasSubstr("300 to 699"));
  EXPECT_THAT(refusal({"--register"}), HasSubstr("--user"));
  EXPECT_THAT(refusal({"--call", "1", "--digits", "1x"}), HasSubstr("'x'"));
  EXPECT_THAT(refusal({"--call", "1", "--digits", std::string(65, '5')}), HasSubstr("64"));
  EXPECT_THAT(refusal({"--call", "1 2"}), HasSubstr("without blanks"));
  EXPECT_THAT(refusal({"--call", "1", "--codec", "opus"}), HasSubstr("pcma or pcmu"));
  EXPECT_THAT(refusal({"--call", "1", "--transport", "sctp"}), HasSubstr("udp or tcp"));
  EXPECT_THAT(refusal({"--call", "1", "--resume-after", "1"}), HasSubstr("--hold-after"));
  EXPECT_THAT(refusal({"--call", "1", "--duration", "nan"}), HasSubstr("--duration"));
  EXPECT_THAT(refusal({"--call", "1", "--repeat", "0"}), HasSubstr("--repeat"));
  EXPECT_THAT(refusal({"--call", "1", "--tone", "9000"}), HasSubstr("--tone"));
  EXPECT_THAT(refusal({"--call", "1", "--loop"}), HasSubstr("--play"));
  EXPECT_THAT(refusal({"--call", "1", "--server", "a:b:"}), "");  // may be IPv6: the resolver says
  EXPECT_THAT(refusal({"--call", "1", "--server", "host:99999"}), HasSubstr("--server"));
  EXPECT_THAT(refusal({"--call", "1", "--listen", "localhost"}), HasSubstr("--listen"));
}

TEST(PhoneOptions, ThePasswordMayComeFromTheEnvironment) {
  PhoneOptions options = typed({"--register", "--user", "anna"});
  ASSERT_TRUE(check_options(options, "secret"));
  EXPECT_EQ(options.password, "secret");
  PhoneOptions explicit_one = typed({"--register", "--user", "anna", "--password", "mine"});
  ASSERT_TRUE(check_options(explicit_one, "secret"));
  EXPECT_EQ(explicit_one.password, "mine");
}

TEST(PhoneOptions, ServersAreAddressesOrNames) {
  const auto plain = resolve_server("192.0.2.1");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->endpoint.str(), "192.0.2.1:5060");
  EXPECT_EQ(resolve_server("192.0.2.1:5070")->endpoint.port, 5070);
  const auto v6 = resolve_server("[::1]:5070");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->name, "[::1]");
  EXPECT_EQ(v6->endpoint.str(), "[::1]:5070");
  EXPECT_EQ(resolve_server("::1")->endpoint.port, 5060);
  const auto name = resolve_server("localhost:5061");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->name, "localhost");
  EXPECT_EQ(name->endpoint.port, 5061);
  for (const char* broken : {"", ":5060", "host:", "host:0", "[::1", "[::1]x", "host:123456"}) {
    EXPECT_FALSE(resolve_server(broken)) << broken;
  }
}

TEST(PhoneCommand, TellsWrongUsageByItsExitCode) {
  for (const char* line :
       {"phone", "phone --call 1 --tone 5", "phone --call 1 --play /dev/null/x.wav"}) {
    CLI::App app;
    int code = -1;
    add_phone_command(app, [&](int c) { code = c; });
    app.parse(line);
    EXPECT_EQ(code, kUsage) << line;
  }
}

TEST(PhoneCommand, FailsWhenItsAddressCannotBeBound) {
  CLI::App app;
  int code = -1;
  add_phone_command(app, [&](int c) { code = c; });
  app.parse("phone --call 1 --listen 192.0.2.254:5060");  // TEST-NET-1: nobody's address
  EXPECT_EQ(code, kFailed);
}

}  // namespace
}  // namespace filo::phone
