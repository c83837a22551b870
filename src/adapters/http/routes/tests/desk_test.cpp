// The desk through the real Api over a real store: lists in every order, saved views, many tickets
// at once, organisations, and the names in histories.

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/tests/api_client.h"
#include "app/ports/view_repo.h"
#include "base/limits.h"

namespace filo::http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class DeskRoutes : public ApiOverStore {
 protected:
  void SetUp() override {
    ApiOverStore::SetUp();
    if (IsSkipped()) return;
    desk_ = {.stamp =
                 [this] {
                   const Duration now = 1s * ++seconds_;
                   return Stamp{.utc = Instant{1'790'000'000s} + now, .ticks = Ticks{now}};
                 },
             .store = records_.get(),
             .caller_number = {},
             .caller_bound = {},
             .call_attached = {}};
    add_desk_routes(*api_, desk_);
    log_in(1, Role::admin);
    make("sites", R"({"name":"Home","country":"IT","zone":"Europe/Rome"})");
    anna_ = make("agents", R"({"name":"Anna Bianchi","extension":"101"})");
    luca_ = make("agents", R"({"name":"Luca Verdi","extension":"102"})");
    lines_ = make("teams", R"({"name":"Lines","member_ids":[")" + anna_ + "\"]}");
    fibre_ = make("teams", R"({"name":"Fibre","member_ids":[")" + anna_ + "\"]}");
    billing_ = make("teams", R"({"name":"Billing"})");
    work_as(anna_, 901);
  }
  static std::shared_ptr<const SessionUser> desk_of(const std::string& agent,
                                                    std::int64_t user,
                                                    std::int64_t tenant = 1) {
    auto who = std::make_shared<SessionUser>();
    who->actor = {TenantId{tenant}, UserId{user}, *AgentId::parse(agent), Role::agent};
    who->language = "en";
    return who;
  }
  void work_as(const std::string& agent, std::int64_t user, std::int64_t tenant = 1) {
    user_ = desk_of(agent, user, tenant);
  }
  std::string add(const std::string& path, const std::string& body) {
    const Response made = ask("POST", path, body);
    EXPECT_EQ(made.status, 201) << path << ": " << made.body;
    return member(made, "id");
  }
  std::string open(const std::string& subject, const std::string& more = "") {
    return add("/tickets", R"({"subject":")" + subject + "\"" + more + "}");
  }
  Response edit(const std::string& id, const std::string& body) {
    const std::string etag = member(ask("GET", "/tickets/" + id), "etag");
    Response answer = ask("PATCH", "/tickets/" + id, body, {{"If-Match", '"' + etag + '"'}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer;
  }
  /// Every string member `name` of the answer.
  static std::vector<std::string> all(const Response& response, const std::string& name) {
    std::vector<std::string> out;
    const std::string mark = '"' + name + "\":\"";
    for (auto at = response.body.find(mark); at != std::string::npos;
         at = response.body.find(mark, at + 1)) {
      const auto begin = at + mark.size();
      out.push_back(response.body.substr(begin, response.body.find('"', begin) - begin));
    }
    return out;
  }
  /// The subjects of a list, read page by page.
  std::vector<std::string> subjects(Fields query, const std::string& limit = "2") {
    std::vector<std::string> out;
    query.emplace_back("limit", limit);
    std::string after;
    do {
      Fields page = query;
      if (!after.empty()) page.emplace_back("after", after);
      const Response answer = ask("GET", "/tickets", "", {}, page);
      EXPECT_EQ(answer.status, 200) << answer.body;
      for (auto& subject : all(answer, "subject")) out.push_back(subject);
      after = member(answer, "next");
    } while (!after.empty() && out.size() < 100);
    return out;
  }

  DeskContext desk_;
  std::atomic<int> seconds_{0};
  std::string anna_, luca_, lines_, fibre_, billing_;
};

TEST_P(DeskRoutes, AListIsInTheOrderOfAnyOfItsHeadsBothWays) {
  const std::string low = open("low", R"(,"priority":"low")");
  const std::string urgent = open("urgent", R"(,"priority":"urgent")");
  const std::string high = open("high", R"(,"priority":"high")");
  EXPECT_EQ(ask("POST", "/tickets/" + low + "/escalate", R"({"level":"3","reason":"x"})").status,
            200);
  EXPECT_EQ(ask("POST", "/tickets/" + urgent + "/solve", R"({"solution":"x"})").status, 200);
  for (const std::string limit : {"1", "2", "50"}) {
    const auto by = [&](const char* sort, const char* order) {
      return subjects({{"sort", sort}, {"order", order}}, limit);
    };
    EXPECT_THAT(by("created", "desc"), ElementsAre("high", "urgent", "low")) << limit;
    EXPECT_THAT(by("created", "asc"), ElementsAre("low", "urgent", "high")) << limit;
    EXPECT_THAT(by("updated", "asc"), ElementsAre("high", "low", "urgent")) << limit;
    EXPECT_THAT(by("priority", "desc"), ElementsAre("urgent", "high", "low")) << limit;
    EXPECT_THAT(by("priority", "asc"), ElementsAre("low", "high", "urgent")) << limit;
    EXPECT_THAT(by("status", "desc"), ElementsAre("urgent", "low", "high")) << limit;
    EXPECT_THAT(by("status", "asc"), ElementsAre("high", "low", "urgent")) << limit;
    EXPECT_THAT(by("level", "desc"), ElementsAre("low", "urgent", "high")) << limit;
    EXPECT_THAT(subjects({{"q", "h"}, {"order", "asc"}}, limit), ElementsAre("high")) << limit;
  }
  const Response page = ask("GET", "/tickets", "", {}, {{"sort", "level"}, {"limit", "1"}});
  EXPECT_EQ(
      ask("GET", "/tickets", "", {}, {{"sort", "created"}, {"after", member(page, "next")}}).status,
      422)
      << "a cursor fits only the order in which it was made";
}

TEST_P(DeskRoutes, MyTeamsAndNobodysTicketsAreFilters) {
  const std::string a = open("a"), b = open("b"), c = open("c"), d = open("d");
  edit(a, R"({"team_id":")" + lines_ + "\"}");
  edit(b, R"({"team_id":")" + fibre_ + R"(","owner_id":")" + luca_ + "\"}");
  edit(c, R"({"team_id":")" + billing_ + "\"}");
  for (const std::string limit : {"1", "50"}) {
    EXPECT_THAT(subjects({{"my_teams", "true"}}, limit), ElementsAre("b", "a"));
    EXPECT_THAT(subjects({{"my_teams", "true"}, {"order", "asc"}}, limit), ElementsAre("a", "b"));
    EXPECT_THAT(subjects({{"my_teams", "true"}, {"unassigned", "true"}}, limit), ElementsAre("a"));
    EXPECT_THAT(subjects({{"unassigned", "true"}, {"sort", "created"}}, limit),
                ElementsAre("d", "c", "a"));
    EXPECT_THAT(subjects({{"my_teams", "true"}, {"q", "b"}}, limit), ElementsAre("b"));
    EXPECT_THAT(subjects({{"unassigned", "true"}, {"owner_id", luca_}}, limit), ElementsAre());
  }
  work_as(luca_, 902);
  EXPECT_THAT(subjects({{"my_teams", "true"}}), ElementsAre()) << "Luca is in no team";
}

TEST_P(DeskRoutes, SavedViewsAreOnesOwnInOnesOrder) {
  const std::string first = add("/views", R"({"name":"Urgent","query":"priority=urgent"})");
  const std::string second = add("/views", R"({"name":"Vendor","query":"view=all&level=vendor"})");
  EXPECT_THAT(all(ask("GET", "/views"), "name"), ElementsAre("Urgent", "Vendor"));
  const Response moved =
      ask("PUT", "/views/order", R"({"ids":[")" + second + R"(","77",")" + first + "\"]}");
  EXPECT_THAT(all(moved, "name"), ElementsAre("Vendor", "Urgent")) << moved.body;
  const std::string third = add("/views", R"({"name":"Third","query":""})");
  EXPECT_THAT(all(ask("GET", "/views"), "name"), ElementsAre("Vendor", "Urgent", "Third"));

  EXPECT_EQ(ask("PATCH", "/views/" + first, R"({"name":"  "})").status, 422);
  EXPECT_EQ(ask("PATCH", "/views/" + first, R"({"name":"Now"})").status, 200);
  EXPECT_EQ(member(ask("PATCH", "/views/" + first, R"({"query":"q=1"})"), "name"), "Now");
  EXPECT_EQ(ask("DELETE", "/views/" + third).status, 204);
  EXPECT_EQ(ask("DELETE", "/views/" + third).status, 204) << "gone is gone";

  work_as(luca_, 902);
  EXPECT_THAT(ask("GET", "/views").body, HasSubstr("\"items\":[]"));
  EXPECT_EQ(ask("PATCH", "/views/" + first, R"({"name":"Mine"})").status, 404);
  EXPECT_EQ(ask("DELETE", "/views/" + first).status, 204);
  work_as(anna_, 901);
  EXPECT_THAT(all(ask("GET", "/views"), "name"), ElementsAre("Vendor", "Now"));
  EXPECT_EQ(ask("POST", "/views", R"({"query":""})").status, 422);
  for (std::size_t i = 2; i < limits::kViewsPerUser; ++i)
    add("/views", R"({"name":"n","query":""})");
  EXPECT_EQ(ask("POST", "/views", R"({"name":"n","query":""})").status, 429);
}

TEST_P(DeskRoutes, ManyTicketsChangeEachByItself) {
  const std::string a = open("a"), b = open("b"), c = open("c", R"(,"priority":"high")");
  ask("POST", "/tickets/" + b + "/solve", R"({"solution":"x"})");
  ask("POST", "/tickets/" + b + "/close");
  const auto item = [](const std::string& id) {
    return R"({"id":")" + id + R"(","priority":"high"})";
  };
  const Response done =
      ask("POST", "/tickets/bulk/edit",
          R"({"items":[)" + item(a) + ',' + item(b) + ',' + item(c) + ',' + item("12345") + "]}");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_THAT(all(done, "result"), ElementsAre("changed", "refused", "unchanged", "refused"));
  EXPECT_THAT(all(done, "key"), ElementsAre("", "ticket.is_closed", "", "not_found"));
  EXPECT_EQ(member(ask("GET", "/tickets/" + a), "priority"), "high");
  EXPECT_EQ(member(ask("GET", "/tickets/" + b), "priority"), "normal");

  const Response unknown = ask("POST", "/tickets/bulk/edit",
                               R"({"items":[{"id":")" + a + R"(","team_id":"99"},{"id":")" + c +
                                   R"(","team_id":")" + lines_ + "\"}]}");
  EXPECT_THAT(all(unknown, "result"), ElementsAre("refused", "changed"));
  EXPECT_THAT(unknown.body, HasSubstr("team.unknown"));
  EXPECT_EQ(ask("POST", "/tickets/bulk/edit", R"({"items":[]})").status, 422);
}

TEST_P(DeskRoutes, ManyAreTakenAndTheUndoSparesWhatAnotherHasChanged) {
  const std::string a = open("a"), b = open("b");
  const std::string ids = R"({"ids":[")" + a + R"(",")" + b + "\"]}";
  const Response taken = ask("POST", "/tickets/bulk/take", ids);
  EXPECT_THAT(all(taken, "result"), ElementsAre("changed", "changed")) << taken.body;
  EXPECT_THAT(all(ask("POST", "/tickets/bulk/take", ids), "result"),
              ElementsAre("unchanged", "unchanged"));
  const std::string etag = member(ask("GET", "/tickets/" + a), "etag");
  edit(b, R"({"priority":"urgent"})");
  const auto back = [&](const std::string& id) {
    return R"({"id":")" + id + R"(","etag":")" + etag + R"(","owner_id":null})";
  };
  const Response undone =
      ask("POST", "/tickets/bulk/edit", R"({"items":[)" + back(a) + ',' + back(b) + "]}");
  EXPECT_THAT(all(undone, "result"), ElementsAre("changed", "refused")) << undone.body;
  EXPECT_THAT(undone.body, HasSubstr("changed_meanwhile"));
  EXPECT_THAT(ask("GET", "/tickets/" + a).body, HasSubstr("\"owner\":null"));
  EXPECT_THAT(ask("GET", "/tickets/" + b).body, HasSubstr("Anna Bianchi"));

  const Response up = ask("POST", "/tickets/bulk/escalate",
                          R"({"ids":[")" + a + R"("],"level":"2","reason":"Beyond us"})");
  EXPECT_THAT(all(up, "result"), ElementsAre("changed"));
  EXPECT_EQ(member(ask("GET", "/tickets/" + a), "escalation_reason"), "Beyond us");
  user_ = nullptr;
  log_in(2, Role::agent);
  EXPECT_THAT(all(ask("POST", "/tickets/bulk/take", ids), "key"),
              ElementsAre("not_found", "not_found"))
      << "another tenant's tickets are not there";
}

TEST_P(DeskRoutes, OfAgentsWhoTakeATicketAtOnceOneHasItAndTheOthersLearnWho) {
  const std::string path = "/tickets/" + open("contested") + "/take";
  std::vector<std::shared_ptr<const SessionUser>> desks;
  for (int i = 0; i < 4; ++i) {
    log_in(1, Role::admin);
    const std::string n = std::to_string(i);
    desks.push_back(desk_of(
        make("agents", R"({"name":"Agent )" + n + R"(","extension":"20)" + n + "\"}"), 910 + i));
  }
  std::vector<Response> answers(desks.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < desks.size(); ++i) {
    threads.emplace_back([&, i] { answers[i] = ask_as(desks[i], "POST", path); });
  }
  for (std::thread& thread : threads) thread.join();
  work_as(luca_, 902);
  const std::string ticket = ask("GET", path.substr(0, path.size() - 5)).body;
  int winners = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::string name = "Agent " + std::to_string(i);
    winners += answers[i].status == 200 ? 1 : 0;
    if (answers[i].status == 200) {
      EXPECT_THAT(ticket, HasSubstr(name)) << "who was told so has it";
    } else {
      EXPECT_EQ(answers[i].status, 409) << answers[i].body;
      EXPECT_THAT(answers[i].body, HasSubstr("ticket.owned"));
      EXPECT_THAT(answers[i].body, HasSubstr("\"detail\":\"Agent "));
    }
  }
  EXPECT_EQ(winners, 1);
}

TEST_P(DeskRoutes, AColleaguesTicketIsTakenOverOnlyByNamingHim) {
  const std::string id = open("a");
  EXPECT_EQ(ask("POST", "/tickets/" + id + "/take").status, 200);
  work_as(luca_, 902);
  const Response refused = ask("POST", "/tickets/" + id + "/take");
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("ticket.owned"));
  EXPECT_THAT(refused.body, HasSubstr("Anna Bianchi"));
  const Response many = ask("POST", "/tickets/bulk/take", R"({"ids":[")" + id + "\"]}");
  EXPECT_THAT(all(many, "key"), ElementsAre("ticket.owned"));
  EXPECT_THAT(many.body, HasSubstr("Anna Bianchi"));
  EXPECT_EQ(ask("POST", "/tickets/" + id + "/take", R"({"from":")" + luca_ + "\"}").status, 409);
  EXPECT_EQ(ask("POST", "/tickets/" + id + "/take", R"({"from":")" + anna_ + "\"}").status, 200);
  EXPECT_THAT(ask("GET", "/tickets/" + id).body, HasSubstr("Luca Verdi"));
}

TEST_P(DeskRoutes, EveryStepOnAVersionThatIsGoneIsRefusedWithTheTicketAsItIs) {
  const std::string id = open("a");
  const std::string path = "/tickets/" + id;
  const Fields old{{"If-Match", "\"1\""}};
  edit(id, R"({"priority":"urgent"})");
  const auto stale = [&](const char* step, const std::string& body) {
    const Response answer = ask("POST", path + step, body, old);
    EXPECT_EQ(answer.status, 412) << step << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("\"current\":{")) << step;
    EXPECT_THAT(answer.body, HasSubstr("urgent")) << step;
  };
  stale("/take", "{}");
  stale("/escalate", R"({"level":"2","reason":"x"})");
  stale("/solve", R"({"solution":"x"})");
  stale("/articles", R"({"kind":"note","body":"x"})");
  stale("/procedures", R"({"text":"x","outcome":"worked"})");
  EXPECT_EQ(ask("POST", path + "/solve", R"({"solution":"x"})", {{"If-Match", "\"2\""}}).status,
            200);
  stale("/reopen", R"({"reason":"x"})");
  stale("/close", "");
  EXPECT_EQ(ask("POST", path + "/close", "", {{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(ask("POST", path + "/reopen", R"({"reason":"x"})").status, 200)
      << "who names no version means the ticket as it is";
}

// RFC 9110 §13.1.1: "*" fits whatever there is, and nothing where there is nothing.
TEST_P(DeskRoutes, AStarFitsEveryVersionOfWhatThereIs) {
  const Fields any{{"If-Match", "*"}};
  const std::string ticket = open("a");
  edit(ticket, R"({"priority":"urgent"})");
  EXPECT_EQ(ask("PATCH", "/tickets/" + ticket, R"({"subject":"b"})", any).status, 200);
  EXPECT_EQ(ask("PATCH", "/tickets/77", R"({"subject":"b"})", any).status, 404);
  const std::string body = R"({"name":"Maria"})";
  for (const std::string kind : {"/customers", "/organisations"}) {
    const std::string path = kind + '/' + add(kind, body);
    EXPECT_EQ(ask("PATCH", path, R"({"name":"Mario"})", any).status, 200) << kind;
    EXPECT_EQ(ask("PATCH", path, body, any).status, 200) << kind;
    EXPECT_EQ(ask("PATCH", path, body, {{"If-Match", "mine"}}).status, 412) << kind;
  }
}

TEST_P(DeskRoutes, AnAnswerIsNeverShownToWhoAsksForIt) {
  log_in(1, Role::admin);
  make("identity-questions",
       R"({"text":{"it":"Codice?","fr":"Code ?","en":"Code?"},"field":"code",)"
       R"("active":true})");
  make("identity-questions", R"({"text":{"it":"Nato?","fr":"Ne ?","en":"Born?"},)"
                             R"("field":"birth_date","active":true})");
  log_in(1, Role::supervisor);
  const std::string id = add("/customers", R"({"name":"Elena Conti","code":"C-4711",)"
                                           R"("birth_date":"1980-02-29","secret":"tulipano"})");
  const std::string path = "/customers/" + id;
  const Response kept = ask("GET", path);
  EXPECT_EQ(member(kept, "code"), "C-4711") << "who keeps the answers sees them";
  EXPECT_EQ(member(kept, "birth_date"), "1980-02-29");
  EXPECT_THAT(kept.body, HasSubstr(R"("identity_set":["code","birth_date","secret"])"));
  EXPECT_THAT(kept.body, Not(HasSubstr("tulipano"))) << "a secret is only set";
  const std::string etag = member(kept, "etag");

  work_as(anna_, 901);
  const auto hidden = [&](const Response& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("Elena Conti"));
    for (const char* word : {"C-4711", "1980", "tulipano"}) {
      EXPECT_THAT(answer.body, Not(HasSubstr(word)));
    }
  };
  hidden(ask("GET", path));
  hidden(ask("GET", "/customers"));
  hidden(ask("GET", "/customers", "", {}, {{"q", "C-4711"}}));  // found by it all the same
  hidden(ask("GET", "/search", "", {}, {{"q", "C-4711"}}));
  const Fields seen{{"If-Match", '"' + etag + '"'}};
  EXPECT_EQ(ask("PATCH", path, R"({"code":"C-4712"})", seen).status, 403) << "nor guessed";
  hidden(ask("PATCH", path, R"({"note":"x"})", seen));

  Response check = ask("POST", "/identity-checks", R"({"customer_id":")" + id + "\"}");
  ASSERT_EQ(check.status, 201) << check.body;
  const std::string answers = "/identity-checks/" + member(check, "id") + "/answers";
  for (const std::string& question : all(check, "id")) {
    if (question == member(check, "id")) continue;
    check = ask("POST", answers, R"({"question_id":")" + question + R"(","verdict":"right"})");
  }
  ASSERT_EQ(member(check, "result"), "passed") << check.body;
  EXPECT_EQ(member(ask("GET", path), "code"), "C-4711") << "the caller has proved who he is";
  EXPECT_EQ(member(ask("GET", path), "birth_date"), "");
  hidden(ask("GET", "/customers"));
  work_as(luca_, 902);
  hidden(ask("GET", path));
}

TEST_P(DeskRoutes, ACodeThatNoQuestionAsksForIsShown) {
  const std::string id = add("/customers", R"({"name":"Elena Conti","code":"C-4711"})");
  EXPECT_EQ(member(ask("GET", "/customers/" + id), "code"), "C-4711");
  EXPECT_EQ(member(ask("GET", "/customers"), "code"), "C-4711");
}

TEST_P(DeskRoutes, WhoMayNotSayWhoIsCallingIsRefused) {
  desk_.caller_number = [](const Actor& actor, CallId, DeskContext::Number done) {
    if (may_supervise(actor)) return done(std::string{"+390551234567"});
    done(Error{Errc::forbidden, "another agent's call", {}, "call.not_yours"});
  };
  const Response refused = ask("POST", "/calls/77/customer", R"({"name":"Rubato"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("call.not_yours"));
  EXPECT_THAT(ask("GET", "/customers").body, Not(HasSubstr("Rubato")));
  log_in(1, Role::supervisor);
  EXPECT_EQ(ask("POST", "/calls/77/customer", R"({"name":"Elena Conti"})").status, 200);
}

TEST_P(DeskRoutes, ACallIsAboutTheTicketThatItsAgentSays) {
  bool his = true;
  TicketId told;
  desk_.caller_number = [&](const Actor&, CallId, DeskContext::Number done) {
    if (his) return done(std::string{"+390551234567"});
    done(Error{Errc::forbidden, "another agent's call", {}, "call.not_yours"});
  };
  desk_.call_attached = [&](TenantId, CallId, TicketId ticket) { told = ticket; };
  const std::string old = open("Modem"), fresh = open("Support: faults", R"(,"call_id":"77")");
  const std::string wish = R"({"ticket_id":")" + old + "\"}";
  his = false;
  EXPECT_EQ(ask("POST", "/calls/77/ticket", wish).status, 403);
  his = true;
  const Response done = ask("POST", "/calls/77/ticket", wish);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(member(done, "id"), old);
  EXPECT_EQ(told.str(), old) << "the live call is told";
  const Response merged = ask("GET", "/tickets/" + fresh);
  EXPECT_EQ(member(merged, "status"), "closed");
  EXPECT_EQ(member(merged, "merged_into"), old);
  EXPECT_EQ(ask("POST", "/tickets/" + fresh + "/reopen", R"({"reason":"x"})").status, 409);
  EXPECT_EQ(ask("POST", "/calls/77/ticket", R"({"ticket_id":"9999"})").status, 404);
}

TEST_P(DeskRoutes, TheHistoryOfATicketNamesPeopleAndTeams) {
  const std::string id = open("a");
  edit(id, R"({"owner_id":")" + anna_ + "\"}");
  edit(id, R"({"owner_id":")" + luca_ + R"(","team_id":")" + lines_ + "\"}");
  const Response history = ask("GET", "/tickets/" + id + "/history");
  EXPECT_THAT(history.body, HasSubstr(R"("from_name":"","to_name":"Anna Bianchi")"));
  EXPECT_THAT(history.body, HasSubstr(R"("from_name":"Anna Bianchi","to_name":"Luca Verdi")"));
  EXPECT_THAT(history.body, HasSubstr(R"("from_name":"","to_name":"Lines")"));
}

TEST_P(DeskRoutes, AnOrganisationShowsItsCustomersTicketsAndTimeLine) {
  const std::string bakery = add("/organisations", R"({"name":"Forno Rossi"})");
  const auto customer = [&](const char* name) {
    return add("/customers",
               R"({"name":")" + std::string{name} + R"(","organisation_id":")" + bakery + "\"}");
  };
  const std::string maria = customer("Maria"), ugo = customer("Ugo");
  const std::string alone = add("/customers", R"({"name":"Elena"})");
  open("oven", R"(,"customer_id":")" + maria + '"');
  open("till", R"(,"customer_id":")" + ugo + '"');
  open("other", R"(,"customer_id":")" + alone + '"');
  EXPECT_EQ(ask("POST", "/customers/" + ugo + "/notes", R"({"body":"Closed on Mondays"})").status,
            201);

  for (const std::string limit : {"1", "50"}) {
    EXPECT_THAT(subjects({{"organisation_id", bakery}}, limit), ElementsAre("till", "oven"));
  }
  EXPECT_THAT(ask("GET", "/organisations").body, HasSubstr(R"("customers":2,"open_tickets":2)"));
  const std::string path = "/organisations/" + bakery;
  EXPECT_THAT(ask("GET", path).body, HasSubstr(R"("customers":2,"open_tickets":2)"));
  const Response line = ask("GET", path + "/timeline");
  EXPECT_THAT(all(line, "kind"), ElementsAre("note", "ticket", "ticket")) << line.body;
  EXPECT_THAT(line.body, HasSubstr("\"name\":\"Ugo\""));
  EXPECT_THAT(line.body, Not(HasSubstr("other")));
  EXPECT_THAT(all(ask("GET", path + "/timeline", "", {}, {{"kind", "note"}}), "kind"),
              ElementsAre("note"));
  EXPECT_EQ(ask("GET", "/organisations/77/timeline").status, 404);

  const auto found = [&](const char* word) {
    return all(ask("GET", "/customers", "", {}, {{"q", word}}), "name");
  };
  EXPECT_THAT(found("forno"), ElementsAre("Ugo", "Forno Rossi", "Maria", "Forno Rossi"));
  const Response renamed =
      ask("PATCH", path, R"({"name":"Panificio Rossi"})", {{"If-Match", "\"1\""}});
  EXPECT_EQ(renamed.status, 200) << renamed.body;
  EXPECT_TRUE(found("forno").empty());
  EXPECT_EQ(found("panificio").size(), 4u) << "its customers are found by its new name";
}

TEST_P(DeskRoutes, TheTimeLineOfACustomerShowsOneKindWhenAsked) {
  const std::string maria = add("/customers", R"({"name":"Maria"})");
  const std::string id = open("Modem", R"(,"customer_id":")" + maria + '"');
  ask("POST", "/tickets/" + id + "/procedures", R"({"text":"Restarted","outcome":"worked"})");
  ask("POST", "/customers/" + maria + "/notes", R"({"body":"Prefers mornings"})");
  const auto kinds = [&](Fields query) {
    return all(ask("GET", "/customers/" + maria + "/timeline", "", {}, std::move(query)), "kind");
  };
  EXPECT_THAT(kinds({}), ElementsAre("note", "procedure", "ticket"));
  EXPECT_THAT(kinds({{"kind", "procedure"}}), ElementsAre("procedure"));
  EXPECT_THAT(kinds({{"kind", "ticket,note"}}), ElementsAre("note", "ticket"));
  EXPECT_EQ(ask("GET", "/customers/" + maria + "/timeline", "", {}, {{"kind", "rumour"}}).status,
            422);
}

TEST_P(DeskRoutes, ACustomerIsFoundByAnyOfHisNumbersInAnyNotation) {
  add("/customers",
      R"({"name":"Maria","numbers":[{"e164":"055 123456"},{"e164":"333 1234567","label":"cell"}]})");
  for (const char* typed : {"+39 333 123 45 67", "0039-333-1234567", "333.123.4567",
                            "(333) 1234567", "055/123456", "+39055123456", "3331"}) {
    EXPECT_THAT(all(ask("GET", "/customers", "", {}, {{"q", typed}}), "name"), ElementsAre("Maria"))
        << typed;
    EXPECT_THAT(all(ask("GET", "/search", "", {}, {{"q", typed}}), "name"), ElementsAre("Maria"))
        << typed;
  }
  EXPECT_TRUE(all(ask("GET", "/customers", "", {}, {{"q", "333 7654321"}}), "name").empty());
}

FILO_ON_EACH_ENGINE(DeskRoutes);

}  // namespace
}  // namespace filo::http
