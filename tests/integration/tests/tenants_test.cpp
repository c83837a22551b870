// Two companies on one server: every operation that names a row by its id, tried by the other one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "support/centre.h"
#include "support/sip_probe.h"

namespace filo::test {
namespace {

using boost::json::object;
using boost::json::value;
using namespace std::chrono_literals;

/// A second tenant with one administrator, who has the password of the first one's. There is no
/// command for it yet: a server has one tenant unless somebody adds rows by hand.
void add_second_tenant(const std::string& data) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open((data + "/filodiretto.db").c_str(), &db), SQLITE_OK);
  char* fault = nullptr;
  sqlite3_exec(db,
               "INSERT INTO tenant (id, name, created_at) VALUES (77, 'Altra S.r.l.', 0);"
               "INSERT INTO app_user (tenant_id, id, etag, login, name, role, language, theme,"
               " password_hash, active) SELECT 77, 78, 1, 'other', 'Other Admin', 'admin', 'en',"
               " 'auto', password_hash, active FROM app_user WHERE login = 'admin'",
               nullptr, nullptr, &fault);
  EXPECT_EQ(fault, nullptr) << fault;
  sqlite3_free(fault);
  sqlite3_close(db);
}

class Tenants : public ::testing::Test {
 protected:
  void SetUp() override {
    centre_.start();
    ASSERT_EQ(centre_.stop(), 0);
    add_second_tenant(centre_.data());
    centre_.start();
    ours_ = &centre_.as("admin");
    other_.emplace(centre_.anonymous());
    ASSERT_TRUE(other_->log_in("other", centre_.password("admin")));
    make_rows();
  }

  std::string made(const std::string& path, const object& body) {
    const Answer answer = ours_->post("/api/v1" + path, body);
    EXPECT_EQ(answer.status, 201) << path << answer.body;
    return text_of(answer.json(), "id");
  }
  void make_rows() {
    ids_["/customers/"] = made("/customers", {{"name", "Ada"}});
    ids_["/organisations/"] = made("/organisations", {{"name", "Comune"}});
    ids_["/tickets/"] =
        made("/tickets", {{"subject", "ours"}, {"customer_id", ids_["/customers/"]}});
    ids_["/views/"] = made("/views", {{"name", "mine"}, {"query", "status=open"}});
    const Answer check =
        ours_->post("/api/v1/identity-checks", {{"customer_id", known_customer()}});
    EXPECT_EQ(check.status, 201) << check.body;
    ids_["/identity-checks/"] = text_of(check.json(), "id");
    ids_["/calls/"] = a_call_that_is_over();
  }
  /// One of the demo's, whose record can answer questions.
  std::string known_customer() {
    const boost::json::array found = items_of(ours_->get("/api/v1/customers?q=Conti"));
    EXPECT_FALSE(found.empty());
    return found.empty() ? "" : text_of(found.front(), "id");
  }
  std::string a_call_that_is_over() {
    auto caller = centre_.caller("+390551234567");
    EXPECT_TRUE(caller->saw("answered")) << caller->output();
    EXPECT_EQ(caller->hang_up(), 0);
    std::string id;
    eventually([&] {
      for (const value& row : items_of(ours_->get("/api/v1/calls")))
        if (text_of(row, "ani") == "+390551234567" && !text_of(row, "ended_at").empty())
          id = text_of(row, "id");
      return !id.empty();
    });
    EXPECT_FALSE(id.empty()) << "the call is not on record";
    return id;
  }
  /// The id of ours that fits this path, "" when it names no row that we can make here.
  std::string id_for(const std::string& path) {
    if (path.rfind("/admin/", 0) == 0) {
      const std::string kind = path.substr(7, path.find('/', 7) - 7);
      const boost::json::array rows = items_of(ours_->get("/api/v1/admin/" + kind));
      return rows.empty() ? "" : text_of(rows.front(), "id");
    }
    if (path.rfind("/live/agents/", 0) == 0) return centre_.id_of("agents", "Luca Moretti");
    if (path.rfind("/live/calls/", 0) == 0) return ids_["/calls/"];
    if (path.rfind("/live/offers/", 0) == 0) return "1";
    for (const auto& [prefix, id] : ids_)
      if (path.rfind(prefix, 0) == 0) return id;
    return {};
  }
  /// A body that this operation would take from the row's owner.
  std::string body_for(const std::string& method,
                       const std::string& path,
                       const std::string& real) {
    const std::map<std::string, object> bodies = {
        {"/ticket", {{"ticket_id", ids_["/tickets/"]}}},
        {"/articles", {{"kind", "note"}, {"body", "x"}}},
        {"/procedures", {{"text", "x"}, {"outcome", "worked"}}},
        {"/escalate", {{"level", "2"}, {"reason", "x"}}},
        {"/solve", {{"solution", "x"}}},
        {"/reopen", {{"reason", "x"}}},
        {"/answers", {{"question_id", "1"}, {"answer", "x"}}},
        {"/digits", {{"digits", "1"}}},
        {"/customer", {{"name", "Eve"}}},
        {"/notes", {{"body", "x"}}}};
    if (method == "get" || method == "delete") return {};
    for (const auto& [suffix, body] : bodies)
      if (path.size() > suffix.size() && path.ends_with(suffix))
        return boost::json::serialize(body);
    if (method == "patch")
      return path.rfind("/tickets", 0) == 0 ? R"({"subject":"theirs"})" : R"({"name":"theirs"})";
    if (method != "put") return {};
    value row = ours_->get("/api/v1" + real).json();
    row.as_object().erase("id");
    row.as_object().erase("etag");
    row.as_object().erase("version");
    return boost::json::serialize(row);
  }
  static std::string with_id(std::string path, const std::string& id) {
    return path.replace(path.find("{id}"), 4, id);
  }

  Centre centre_;
  HttpClient* ours_ = nullptr;
  std::optional<HttpClient> other_;
  std::map<std::string, std::string> ids_;
};

TEST_F(Tenants, no_operation_reaches_a_row_of_the_other_company) {
  const value document = ours_->get("/api/v1/openapi.json").json();
  int tried = 0;
  for (const auto& [path_key, operations] : document.at("paths").as_object()) {
    const std::string path(path_key);
    if (path.find("{id}") == std::string::npos) continue;
    const std::string id = id_for(path);
    ASSERT_FALSE(id.empty()) << "nobody tries " << path;
    const std::string real = with_id(path, id);
    const std::string row = real.substr(0, real.find(id) + id.size());
    for (const auto& [method_key, unused] : operations.as_object()) {
      std::string method(method_key);
      const std::string body = body_for(method, path, row);
      for (char& c : method) c = static_cast<char>(std::toupper(c));
      const std::string before = ours_->get("/api/v1" + row).body;
      const Answer answer = other_->request(method, "/api/v1" + real, body, {{"If-Match", "*"}});
      // To drop a view that one does not have is no fault; what matters is that ours stays.
      const bool gone_is_gone = method == "DELETE" && path == "/views/{id}";
      EXPECT_THAT(answer.status, ::testing::AnyOf(404, 403, gone_is_gone ? 204 : 404))
          << method << " " << real << answer.body;
      const auto stable = [](const std::string& text) {
        boost::system::error_code fault;
        value parsed = boost::json::parse(text, fault);
        if (!fault && parsed.is_object())
          for (const char* moving : {"stopwatch", "trace_id"}) parsed.as_object().erase(moving);
        return boost::json::serialize(parsed);
      };
      EXPECT_EQ(stable(ours_->get("/api/v1" + row).body), stable(before)) << method << " " << real;
      ++tried;
    }
  }
  EXPECT_GE(tried, 50) << "the walk must have met the operations";
  EXPECT_EQ(items_of(ours_->get("/api/v1/views")).size(), 1u);
}

TEST_F(Tenants, lists_searches_and_references_stay_inside_the_company) {
  for (const char* list : {"/tickets", "/customers", "/organisations", "/calls", "/admin/users",
                           "/admin/queues", "/names/agents", "/names/queues"}) {
    const boost::json::array rows = items_of(other_->get(std::string("/api/v1") + list));
    for (const value& row : rows) EXPECT_EQ(text_of(row, "id"), "78") << list;
  }
  EXPECT_EQ(other_->get("/api/v1/search?q=Ada").body.find(ids_["/customers/"]), std::string::npos);
  EXPECT_NE(ours_->get("/api/v1/search?q=Ada").body.find(ids_["/customers/"]), std::string::npos);
  const Answer foreign = other_->post(
      "/api/v1/tickets", {{"subject", "theirs"}, {"customer_id", ids_["/customers/"]}});
  EXPECT_THAT(foreign.status, ::testing::AnyOf(404, 422)) << foreign.body;
  for (const char* about : {"/customers/", "/tickets/"}) {
    const std::string field = about == std::string("/customers/") ? "customer_id" : "ticket_id";
    const Answer dialled =
        other_->post("/api/v1/live/calls", {{"number", "112"}, {field, ids_[about]}});
    EXPECT_EQ(dialled.status, 404) << field << dialled.body;
  }
  const Answer board = other_->get("/api/v1/live/board");
  EXPECT_EQ(board.status, 200);
  EXPECT_TRUE(board.json().at("queues").as_array().empty()) << board.body;
  EXPECT_TRUE(board.json().at("agents").as_array().empty()) << board.body;
}

/// What the network's side of a trunk is told about a number.
int invited(std::uint16_t trunk_port, std::uint16_t server_port, const std::string& number) {
  SipProbe probe("127.0.0.1", trunk_port, server_port);
  probe.send(probe.request("INVITE", number));
  const auto final = probe.receive(
      10s, [](const std::string& answer) { return answer.rfind("SIP/2.0 1", 0) != 0; });
  if (!final) return 0;
  probe.send(probe.request("ACK", number));
  return std::stoi(final->substr(8, 3));
}

TEST_F(Tenants, trunks_of_one_name_lead_each_company_to_its_own_numbers) {
  const std::string theirs = "+390699887766";
  const auto add = [&](const std::string& kind, const object& row) {
    const Answer answer = other_->post("/api/v1/admin/" + kind, row);
    EXPECT_EQ(answer.status, 201) << kind << answer.body;
    return text_of(answer.json(), "id");
  };
  const std::string site =
      add("sites", {{"name", "Roma"}, {"country", "IT"}, {"zone", "Europe/Rome"}});
  const object flow = {{"language", "it"},
                       {"start", "bye"},
                       {"nodes", {{"bye", {{"type", "hang_up"}, {"prompt", "Arrivederci"}}}}}};
  const std::string flow_id = add("flows", {{"name", "chiuso"}, {"document", flow}});
  add("numbers", {{"e164", theirs},
                  {"name", "Roma"},
                  {"service", "Roma"},
                  {"flow_id", flow_id},
                  {"site_id", site}});
  const std::uint16_t their_trunk = free_port();
  add("trunks", {{"name", "locale"}, {"host", "127.0.0.1"}, {"port", their_trunk}});
  const auto rings = [&](std::uint16_t from, const std::string& number) {
    return invited(from, centre_.sip_port(), number);
  };
  EXPECT_TRUE(eventually([&] { return rings(their_trunk, theirs) == 200; }))
      << "their own number by their trunk";
  EXPECT_EQ(rings(their_trunk, Centre::kItalianNumber), 404) << "ours by theirs";
  EXPECT_EQ(rings(centre_.trunk_port(), theirs), 404) << "theirs by ours";
  EXPECT_EQ(rings(centre_.trunk_port(), Centre::kItalianNumber), 200);
}

}  // namespace
}  // namespace filo::test
