#include "support/centre.h"

#include <fmt/format.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/postgres.h"
#include "support/sip_probe.h"

namespace filo::test {

namespace {

using namespace std::chrono_literals;

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

[[noreturn]] void fail(const std::string& what, const std::string& log) {
  throw std::runtime_error(what + "\n" + log.substr(log.size() > 8'000 ? log.size() - 8'000 : 0));
}

}  // namespace

std::string server_program() {
  const char* named = std::getenv("FILO_SERVER");
  return named ? named : FILO_DEFAULT_SERVER;
}

Ran run_filodiretto(std::vector<std::string> arguments) {
  const TempDir dir;
  arguments.insert(arguments.begin(), server_program());
  Process process(std::move(arguments), dir.file("out"));
  const int status = process.wait(60s);
  return {status, process.output()};
}

std::string text_of(const boost::json::value& value, std::string_view key) {
  const boost::json::value* found =
      value.is_object() ? value.as_object().if_contains(key) : nullptr;
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::int64_t number_of(const boost::json::value& value, std::string_view key) {
  const boost::json::value* found =
      value.is_object() ? value.as_object().if_contains(key) : nullptr;
  return found && found->is_number() ? found->to_number<std::int64_t>() : -1;
}

boost::json::array items_of(const Answer& answer) {
  const boost::json::value body = answer.json();
  const boost::json::value* items =
      body.is_object() ? body.as_object().if_contains("items") : nullptr;
  return items && items->is_array() ? items->as_array() : boost::json::array{};
}

Centre::Centre(Engine engine)
    : data_(dir_.file("data")),
      database_(engine == Engine::postgres ? new_postgres_database() : std::string()),
      http_(free_port()),
      sip_(free_port()),
      trunk_(free_port()),
      rtp_(free_port_range(kRtpPorts)) {}

Centre::~Centre() = default;

std::vector<std::string> Centre::command() const {
  std::vector<std::string> words = {server_program(), "serve", "--demo", "--data", data_};
  for (const auto& [option, port] : {std::pair{"--http", http_}, std::pair{"--sip", sip_}}) {
    words.emplace_back(option);
    words.push_back(fmt::format("127.0.0.1:{}", port));
  }
  words.insert(words.end(), {"--rtp", fmt::format("{}-{}", rtp_, rtp_ + kRtpPorts - 1)});
  if (!database_.empty()) words.insert(words.end(), {"--database", database_});
  return words;
}

void Centre::start() {
  server_ = std::make_unique<Process>(command(), dir_.file("server.log"));
  HttpClient client = anonymous();
  const bool up =
      eventually([&] { return client.get("/health").status == 200 || !server_->running(); }, 60s);
  if (!up || !server_->running()) fail("the server did not start", log());
  if (++starts_ > 1) return;
  // The log-ins are on disk before the welcome is printed, a moment after the port is open.
  eventually([&] { return log().find("Filodiretto is ready") != std::string::npos; });
  read_logins();
  move_trunk();
}

int Centre::stop() {
  server_->signal(SIGTERM);
  return server_->wait(40s);
}

void Centre::kill() {
  server_->signal(SIGKILL);
  server_->wait(kPatience);
}

std::string Centre::log() const {
  std::ifstream file(dir_.file("server.log"));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void Centre::read_logins() {
  std::ifstream file(data_ + "/first-logins.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind, login, password;
    std::getline(words, kind, '\t');
    std::getline(words, login, '\t');
    std::getline(words, password, '\t');
    (kind == "sip" ? sip_passwords_ : passwords_)[login] = password;
  }
  if (!passwords_.count("admin")) fail("no first log-ins", log());
}

/// The demo trusts callers from port 5070; here several servers may run side by side. Moving the
/// trunk to a new port also tells when the live centre has read everything that was written before:
/// an unknown number is 404 for a trunk and 401 for a stranger.
void Centre::move_trunk() {
  trunk_ = free_port();
  configure("trunks", "locale", {{"port", trunk_}});
  SipProbe probe("127.0.0.1", trunk_, sip_);
  int cseq = 0;
  const bool live = eventually([&] {
    probe.new_dialog();
    probe.send(probe.request("INVITE", "nobody", ++cseq));
    const auto answer =
        probe.receive(2s, [](const std::string& text) { return text.rfind("SIP/2.0 4", 0) == 0; });
    if (!answer) return false;
    probe.send(probe.request("ACK", "nobody", cseq));
    return answer->rfind("SIP/2.0 404", 0) == 0;
  });
  if (!live) fail("the trunk is not trusted at its new port", log());
}

HttpClient& Centre::as(const std::string& login) {
  const auto found = clients_.find(login);
  if (found != clients_.end()) return found->second;
  HttpClient client = anonymous();
  if (!client.log_in(login, password(login))) fail("log-in refused: " + login, log());
  return clients_.emplace(login, std::move(client)).first->second;
}

double Centre::metric(const std::string& name) const {
  std::istringstream lines(anonymous().get("/metrics").body);
  for (std::string line; std::getline(lines, line);)
    if (line.rfind(name + " ", 0) == 0) return std::atof(line.c_str() + name.size() + 1);
  return -1;
}

bool Centre::quiet() const {
  return metric("filo_media_legs") == 0 && metric("filo_calls") == 0;
}

std::string Centre::id_of(const std::string& kind, const std::string& value, const char* field) {
  for (const boost::json::value& row : items_of(as("admin").get("/api/v1/admin/" + kind)))
    if (text_of(row, field) == value) return text_of(row, "id");
  return {};
}

void Centre::configure(const std::string& kind,
                       const std::string& name,
                       const boost::json::object& with) {
  const std::string path = "/api/v1/admin/" + kind + "/" + id_of(kind, name);
  boost::json::object row = as("admin").get(path).json().as_object();
  for (const char* given_by_server : {"id", "etag", "version"}) row.erase(given_by_server);
  for (const auto& [key, value] : with) row[key] = value;
  const Answer answer = as("admin").put(path, row, {{"If-Match", "*"}});
  if (answer.status != 200) fail("PUT " + path + ": " + answer.body, log());
  if (kind != "trunks") move_trunk();
}

std::unique_ptr<Phone> Centre::agent_phone(const std::string& sip_user,
                                           std::vector<std::string> more) {
  std::vector<std::string> words = {"--server", sip_address(), "--register", "--user",
                                    sip_user,   "--duration",  "120"};
  words.insert(words.end(), more.begin(), more.end());
  auto phone =
      std::make_unique<Phone>(server_program(), words, file(fmt::format("phone-{}.log", ++phones_)),
                              sip_password(sip_user));
  if (!phone->saw("registered")) fail("the phone did not register: " + phone->output(), log());
  return phone;
}

std::unique_ptr<Phone> Centre::caller(const std::string& from, std::vector<std::string> more) {
  std::vector<std::string> words = {
      "--server",   sip_address(),  "--listen", fmt::format("127.0.0.1:{}", trunk_),
      "--call",     kItalianNumber, "--from",   from,
      "--duration", "120"};
  if (!has(more, "--digits")) words.insert(words.end(), {"--digits", "1"});
  words.insert(words.end(), more.begin(), more.end());
  return std::make_unique<Phone>(server_program(), words,
                                 file(fmt::format("phone-{}.log", ++phones_)));
}

void Centre::set_presence(const std::string& login, const std::string& presence) {
  boost::json::object wish = {{"presence", presence}};
  if (presence == "paused") {  // never without a reason, where the centre has any
    const boost::json::array reasons = items_of(as("admin").get("/api/v1/admin/pause-reasons"));
    if (!reasons.empty()) wish["pause_reason_id"] = text_of(reasons.front(), "id");
  }
  const Answer answer = as(login).put("/api/v1/live/me/presence", wish);
  if (answer.status != 200)
    fail(fmt::format("presence of {}: {} {}", login, answer.status, answer.body), log());
}

boost::json::object Centre::state_of(const std::string& login) {
  const boost::json::value state = as(login).get("/api/v1/live/me").json();
  return state.is_object() ? state.as_object() : boost::json::object{};
}

bool Centre::reaches(const std::string& login,
                     const std::string& state,
                     std::chrono::milliseconds limit) {
  return eventually([&] { return text_of(state_of(login), "state") == state; }, limit);
}

boost::json::object Centre::board() {
  const boost::json::value board = as("marco").get("/api/v1/live/board").json();
  return board.is_object() ? board.as_object() : boost::json::object{};
}

}  // namespace filo::test
