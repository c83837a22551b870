// Trying a flow through the real Api over a real store: nothing is kept, faults are those of
// saving.

#include <gmock/gmock.h>

#include "adapters/http/routes/tests/api_client.h"

namespace filo::http {
namespace {

using testing::HasSubstr;
using testing::Not;

class FlowTrialRoute : public ApiOverStore {
 protected:
  void SetUp() override {
    ApiOverStore::SetUp();
    if (IsSkipped()) return;
    log_in(1, Role::admin);
    make("queues", R"({"name":"Guasti","overflow":{"kind":"hang_up"}})");
    make("calendars",
         R"({"name":"Week","zone":"Europe/Rome","weekly":[{"day":"mon","open":"09:00",)"
         R"("close":"18:00"}],"holidays":[{"date":"2026-12-28","name":"Ponte"}]})");
  }
  /// `more`: further members of the request.
  Response try_it(const std::string& more, const std::string& document = kDocument) {
    return ask("POST", "/admin/flows/test", R"({"document":)" + document + more + "}");
  }

  static constexpr const char* kDocument =
      R"({"start":"when","language":"it","nodes":{)"
      R"("when":{"type":"hours","calendar":"Week","open":"menu","closed":"shut"},)"
      R"("menu":{"type":"menu","prompt":{"text":{"it":"Premi 1","en":"Press 1"}},)"
      R"("options":{"1":"wait"},"timeout_ms":3000,"otherwise":"shut"},)"
      R"("wait":{"type":"queue","queue":"Guasti","prompt":"Chiama da {ani}"},)"
      R"("shut":{"type":"hang_up","prompt":{"file":"closed.wav"}}}})";
  static constexpr const char* kMonday = R"(,"at":"2026-11-23T10:00:00Z")";
};

TEST_P(FlowTrialRoute, TellsWhatIsHeardAndWhatIsAwaited) {
  const Response first = try_it(std::string(kMonday) + R"(,"language":"en")");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_THAT(first.body,
              HasSubstr(R"({"node":"when","kind":"hours","text":"","file":"","language":"",)"
                        R"("detail":"open"})"));
  EXPECT_THAT(first.body, HasSubstr(R"({"node":"menu","kind":"menu","text":"Press 1","file":"",)"
                                    R"("language":"en","detail":""}])"));
  EXPECT_THAT(first.body, HasSubstr(R"("awaits":"digits","node":"menu","language":"en",)"
                                    R"("timeout_ms":3000)"));

  const Response second =
      try_it(std::string(kMonday) + R"(,"ani":"+39055","inputs":[{"kind":"digits","digits":"1"}])");
  EXPECT_THAT(second.body,
              HasSubstr(R"({"node":"wait","kind":"queue","text":"Chiama da +39055","file":"",)"
                        R"("language":"it","detail":"Guasti"}])"));
  EXPECT_THAT(second.body, HasSubstr(R"("awaits":"nothing")"));
}

TEST_P(FlowTrialRoute, TheMomentDecidesTheHours) {
  const Response night = try_it(R"(,"at":"2026-11-23T22:00:00Z")");
  EXPECT_THAT(night.body, HasSubstr(R"("detail":"closed")"));
  EXPECT_THAT(night.body, HasSubstr(R"("file":"closed.wav")"));
  EXPECT_THAT(night.body, HasSubstr(R"("awaits":"ended")"));
  EXPECT_THAT(try_it(R"(,"at":"2026-12-28T10:00:00Z")").body, HasSubstr(R"("detail":"holiday")"));
}

TEST_P(FlowTrialRoute, SilenceAndHangingUpAreTriedAsWell) {
  const Response silent = try_it(std::string(kMonday) +
                                 R"(,"inputs":[{"kind":"wait"},{"kind":"wait"},{"kind":"wait"}])");
  EXPECT_THAT(silent.body, HasSubstr(R"("file":"closed.wav")")) << "two more tries, then otherwise";
  const Response gone = try_it(std::string(kMonday) + R"(,"inputs":[{"kind":"hang_up"}])");
  EXPECT_THAT(gone.body, HasSubstr(R"("kind":"hang_up","text":"","file":"","language":"",)"
                                   R"("detail":"caller")"));
}

TEST_P(FlowTrialRoute, FaultsOfTheDocumentAreThoseOfSaving) {
  const std::string broken =
      R"({"start":"a","nodes":{"a":{"type":"say","prompt":"x","next":"gone"},)"
      R"("b":{"type":"queue","queue":"Gausti"}}})";
  const Response tried = try_it("", broken);
  const Response saved = ask("POST", "/admin/flows", R"({"name":"F","document":)" + broken + "}");
  EXPECT_EQ(tried.status, 422);
  EXPECT_THAT(tried.body, HasSubstr(R"("pointer":"/document/nodes/a/next")"));
  EXPECT_THAT(tried.body, HasSubstr(R"("pointer":"/document/nodes/b/queue")"));
  const auto errors = [](const Response& r) { return r.body.substr(r.body.find("\"errors\"")); };
  EXPECT_EQ(errors(tried), errors(saved));
}

TEST_P(FlowTrialRoute, WhatIsTooMuchOrMissingIsRefusedInItsPlace) {
  const Response missing = try_it(R"(,"inputs":[{"kind":"wait"},{"kind":"digits"}])");
  EXPECT_EQ(missing.status, 422);
  EXPECT_THAT(missing.body, HasSubstr(R"("pointer":"/inputs/1/digits")"));
  EXPECT_EQ(try_it(R"(,"inputs":[{"kind":"digits","digits":"1x"}])").status, 422);
  std::string many;
  for (int n = 0; n <= 200; ++n) many += std::string(n ? "," : "") + R"({"kind":"wait"})";
  EXPECT_EQ(try_it(",\"inputs\":[" + many + "]").status, 422);
  EXPECT_EQ(try_it(R"(,"language":"de")").status, 422);
}

TEST_P(FlowTrialRoute, KeepsNothingAndIsForAdministratorsOfTheirOwnCentre) {
  EXPECT_EQ(try_it(kMonday).status, 200);
  EXPECT_THAT(ask("GET", "/admin/flows").body, HasSubstr(R"("items":[])"));
  log_in(1, Role::supervisor);
  EXPECT_EQ(try_it(kMonday).status, 403);
  log_in(2, Role::admin);
  const Response other = try_it(kMonday);
  EXPECT_EQ(other.status, 422) << "another tenant's queue is none";
  EXPECT_THAT(other.body, HasSubstr("flow.unknown_queue"));
}

FILO_ON_EACH_ENGINE(FlowTrialRoute);

}  // namespace
}  // namespace filo::http
