// The command line of the one who looks after the server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/centre.h"

namespace filo::test {
namespace {

using ::testing::HasSubstr;

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

boost::json::value parsed(const std::string& text) {
  boost::system::error_code fault;
  const boost::json::value value = boost::json::parse(text, fault);
  return fault ? boost::json::value() : value;
}

TEST(Admin, an_exported_centre_imported_elsewhere_is_exported_the_same) {
  Centre centre;
  centre.start();
  EXPECT_EQ(centre.stop(), 0);
  const std::string first = centre.file("first.json"), second = centre.file("second.json");
  const std::string elsewhere = centre.file("elsewhere");
  const Ran exported = run_filodiretto({"admin", "export", "--data", centre.data(), first});
  ASSERT_EQ(exported.status, 0) << exported.output;
  const Ran imported = run_filodiretto({"admin", "import", "--data", elsewhere, first});
  ASSERT_EQ(imported.status, 0) << imported.output;
  const Ran again = run_filodiretto({"admin", "export", "--data", elsewhere, second});
  ASSERT_EQ(again.status, 0) << again.output;
  EXPECT_GT(read(first).size(), 2'000u);
  EXPECT_EQ(read(first), read(second));
  EXPECT_EQ(parsed(read(first)).at("users").as_array().size(), 6u);
}

TEST(Admin, importing_the_same_document_twice_changes_nothing_the_second_time) {
  Centre centre;
  centre.start();
  EXPECT_EQ(centre.stop(), 0);
  const std::string document = centre.file("centre.json");
  ASSERT_EQ(run_filodiretto({"admin", "export", "--data", centre.data(), document}).status, 0);
  const Ran again = run_filodiretto({"admin", "import", "--data", centre.data(), document});
  EXPECT_EQ(again.status, 0) << again.output;
  EXPECT_THAT(again.output, HasSubstr("0 added, 0 changed"));
}

TEST(Admin, a_document_with_faults_changes_nothing_and_names_each_place) {
  const TempDir dir;
  write(dir.file("bad.json"),
        R"({"skills":[{"name":"a"}],"queues":[{"name":"q","strategy":"guess"}]})");
  const Ran imported =
      run_filodiretto({"admin", "import", "--data", dir.file("d"), dir.file("bad.json")});
  EXPECT_EQ(imported.status, 1);
  EXPECT_THAT(imported.output, HasSubstr("/queues/0/strategy"));
  const Ran exported = run_filodiretto({"admin", "export", "--data", dir.file("d"), "-"});
  EXPECT_EQ(exported.status, 1) << exported.output;
}

TEST(Admin, an_unknown_setting_names_its_line_and_the_nearest_one) {
  const TempDir dir;
  write(dir.file("c.toml"), "[http]\nlisten = \"127.0.0.1:0\"\nthread = 2\n");
  const Ran served = run_filodiretto({"serve", "--config", dir.file("c.toml")});
  EXPECT_EQ(served.status, 2);
  EXPECT_THAT(served.output, HasSubstr("c.toml:3:"));
  EXPECT_THAT(served.output, HasSubstr("http.threads"));
}

TEST(Admin, the_example_configuration_is_a_configuration) {
  const TempDir dir;
  Ran example = run_filodiretto({"config"});
  ASSERT_EQ(example.status, 0);
  // Also with every default written out: each line that is a setting loses its '#'.
  std::istringstream lines(example.output);
  std::string active;
  for (std::string line; std::getline(lines, line);)
    active += (line.size() > 1 && line[0] == '#' && line[1] != ' ' ? line.substr(1) : line) + "\n";
  write(dir.file("commented.toml"), example.output);
  write(dir.file("active.toml"), active);
  for (const char* name : {"commented.toml", "active.toml"}) {
    const Ran checked = run_filodiretto(
        {"admin", "migrate", "--config", dir.file(name), "--data", dir.file("data")});
    EXPECT_EQ(checked.status, 0) << name << ": " << checked.output;
  }
  EXPECT_THAT(active, HasSubstr("\nlisten = \"127.0.0.1:8080\"\n"));
}

TEST(Admin, openapi_prints_the_document_of_every_route) {
  const Ran printed = run_filodiretto({"openapi"});
  ASSERT_EQ(printed.status, 0) << printed.output;
  const boost::json::value document = parsed(printed.output);
  ASSERT_TRUE(document.is_object());
  EXPECT_EQ(text_of(document, "openapi").substr(0, 3), "3.1");
  const boost::json::object& paths = document.at("paths").as_object();
  EXPECT_GT(paths.size(), 40u);
  for (const char* path : {"/tickets/{id}", "/live/me/presence", "/admin/queues/{id}"})
    EXPECT_TRUE(paths.contains(path)) << path;
}

TEST(Admin, a_backup_of_a_running_server_can_be_restored) {
  Centre centre;
  centre.start();
  HttpClient& anna = centre.as("anna");
  ASSERT_EQ(anna.post("/api/v1/tickets", {{"subject", "kept"}}).status, 201);
  const std::string copy = centre.file("copy.db");
  const Ran copied = run_filodiretto({"admin", "backup", "--data", centre.data(), copy});
  ASSERT_EQ(copied.status, 0) << copied.output;
  ASSERT_EQ(anna.post("/api/v1/tickets", {{"subject", "too late"}}).status, 201);
  const Ran refused = run_filodiretto({"admin", "restore", "--data", centre.data(), copy});
  EXPECT_NE(refused.status, 0) << "a running server's database must not be replaced";
  ASSERT_EQ(centre.stop(), 0);

  const Ran restored = run_filodiretto({"admin", "restore", "--data", centre.data(), copy});
  ASSERT_EQ(restored.status, 0) << restored.output;
  EXPECT_EQ(run_filodiretto({"admin", "check", "--data", centre.data()}).status, 0);
  centre.start();
  const boost::json::array tickets = items_of(anna.get("/api/v1/tickets"));
  ASSERT_FALSE(tickets.empty());
  EXPECT_EQ(text_of(tickets[0], "subject"), "kept");
  for (const boost::json::value& ticket : tickets)
    EXPECT_NE(text_of(ticket, "subject"), "too late");
}

TEST(Admin, looks_into_a_centre_that_works_and_leaves_it_alone) {
  Centre centre;
  centre.start();
  HttpClient& anna = centre.as("anna");
  ASSERT_EQ(anna.post("/api/v1/tickets", {{"subject", "before"}}).status, 201);
  const Ran checked = run_filodiretto({"admin", "check", "--data", centre.data()});
  EXPECT_EQ(checked.status, 0) << checked.output;
  const Ran exported = run_filodiretto({"admin", "export", "--data", centre.data(), "-"});
  EXPECT_EQ(exported.status, 0) << exported.output;
  EXPECT_EQ(parsed(exported.output).at("users").as_array().size(), 6u);
  const Ran imported =
      run_filodiretto({"admin", "import", "--data", centre.data(), centre.file("any.json")});
  EXPECT_EQ(imported.status, 1) << "what writes needs the centre for itself";
  EXPECT_EQ(anna.post("/api/v1/tickets", {{"subject", "after"}}).status, 201);
}

TEST(Admin, restores_only_a_backup_and_else_changes_nothing) {
  Centre centre;
  centre.start();
  ASSERT_EQ(centre.as("anna").post("/api/v1/tickets", {{"subject", "kept"}}).status, 201);
  ASSERT_EQ(centre.stop(), 0);
  write(centre.file("letter.db"), "Dear administrator, this is no database.");
  for (const char* name : {"nothing.db", "letter.db"}) {
    const Ran restored =
        run_filodiretto({"admin", "restore", "--data", centre.data(), centre.file(name)});
    EXPECT_EQ(restored.status, 1) << name << ": " << restored.output;
  }
  EXPECT_FALSE(std::ifstream(centre.file("nothing.db"))) << "looking made a file";
  centre.start();
  const boost::json::array tickets = items_of(centre.as("anna").get("/api/v1/tickets"));
  ASSERT_FALSE(tickets.empty());
  EXPECT_EQ(text_of(tickets[0], "subject"), "kept");
}

TEST(Admin, who_logs_out_or_is_switched_off_is_rung_no_more) {
  Centre centre;
  centre.start();
  auto luca = centre.agent_phone("102", {"--answer"});
  centre.set_presence("luca", "ready");
  HttpClient other_desk = centre.anonymous();
  ASSERT_TRUE(other_desk.log_in("luca", centre.password("luca")));
  ASSERT_EQ(other_desk.request("DELETE", "/api/v1/session").status, 204);
  EXPECT_EQ(text_of(centre.state_of("luca"), "presence"), "ready") << "logged in elsewhere";
  ASSERT_EQ(centre.as("luca").request("DELETE", "/api/v1/session").status, 204);
  const auto presence = [&] {
    const boost::json::object board = centre.board();
    for (const boost::json::value& row : board.at("agents").as_array())
      if (text_of(row, "name") == "Luca Moretti") return text_of(row, "state");
    return std::string("gone");
  };
  EXPECT_TRUE(eventually([&] { return presence() == "offline"; })) << presence();
  HttpClient again = centre.anonymous();
  ASSERT_TRUE(again.log_in("luca", centre.password("luca")));
  ASSERT_EQ(again.put("/api/v1/live/me/presence", {{"presence", "ready"}}).status, 200);
  centre.configure("users", "Luca Moretti", {{"active", false}});
  EXPECT_TRUE(eventually([&] { return presence() == "gone"; }));
  auto rossi = centre.caller("+39021234571");
  EXPECT_FALSE(luca->saw("incoming", std::chrono::seconds{4})) << luca->output();
  EXPECT_EQ(rossi->hang_up(), 0);
  centre.configure("users", "Luca Moretti", {{"active", true}});
  EXPECT_TRUE(eventually([&] { return presence() == "offline"; })) << "back, and not at work";
}

TEST(Admin, a_second_server_on_the_same_data_is_refused_in_a_sentence) {
  Centre centre;
  centre.start();
  const Ran second = run_filodiretto(
      {"serve", "--data", centre.data(), "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0"});
  EXPECT_EQ(second.status, 2) << second.output;
  EXPECT_THAT(second.output, ::testing::ContainsRegex("filodiretto: .*(another|already|in use)"));
  EXPECT_TRUE(centre.running());
}

}  // namespace
}  // namespace filo::test
