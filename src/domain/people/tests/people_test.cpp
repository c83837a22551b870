#include <gtest/gtest.h>

#include <set>

#include "domain/people/actor.h"
#include "domain/people/customer.h"
#include "domain/people/fold.h"
#include "domain/people/identity.h"

namespace filo {
namespace {

using namespace std::chrono_literals;

const Instant kNow{1'790'000'000s};

TEST(Folding, ForgetsCaseAccentsAndSpacing) {
  EXPECT_EQ(fold("  Niccol\xC3\xB2   D'ANGI\xC3\x92\t"), "niccolo d'angio");
  EXPECT_EQ(fold("STRASSE"), fold("Stra\xC3\x9F"
                                  "e"));
  EXPECT_EQ(fold("\xC5\x92uvre"), fold("\xC5\x93uvre"));
  EXPECT_EQ(fold("e\xCC\x81t\xC3\xA9"), "ete");
  EXPECT_EQ(fold(""), "");
}

TEST(Folding, FindsTheWords) {
  EXPECT_EQ(search_words("Rossi, S.p.A. (Milano) rossi", 10),
            (std::vector<std::string>{"rossi", "s", "p", "a", "milano"}));
  EXPECT_EQ(search_words("one two three", 2), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(search_words(std::string(500, 'x'), 5).front().size(), 40U);
  EXPECT_TRUE(search_words("--- !!", 5).empty());
}

TEST(Folding, SurvivesBytesThatAreNoText) {
  EXPECT_FALSE(fold("\xFF\xFE"
                    "a")
                   .empty());
  EXPECT_NO_FATAL_FAILURE(search_words("\xC3", 5));
}

TEST(Actors, EachRoleIncludesTheOneBefore) {
  const Actor agent{.tenant = TenantId{1}, .user = UserId{2}, .agent = {}, .role = Role::agent};
  const Actor supervisor{TenantId{1}, UserId{3}, {}, Role::supervisor};
  EXPECT_TRUE(may_work_at_desk(agent));
  EXPECT_FALSE(may_supervise(agent));
  EXPECT_FALSE(may_change_identity_data(agent));
  EXPECT_TRUE(may_supervise(supervisor));
  EXPECT_FALSE(may_administer(supervisor));
  EXPECT_TRUE(may_administer(system_actor(TenantId{1})));
  EXPECT_FALSE(may_work_at_desk(Actor{}));
  EXPECT_EQ(parse_role("system"), std::nullopt);
  EXPECT_EQ(parse_role("admin"), Role::admin);
}

Customer rossi() {
  Customer c;
  c.id = CustomerId{1};
  c.name = "Mario Rossi";
  c.code = "C-1001";
  c.identity = {.birth_date = "1980-04-01",
                .tax_code = "RSSMRA80D01F205X",
                .address = "Via Giuseppe Verdi 12, 20121 Milano",
                .last_invoice = "2026/0457",
                .secret = "Pap\xC3\xA0 Castoro"};
  return c;
}

TEST(Customers, NumbersBecomeE164AndDoublesGo) {
  Customer c = rossi();
  c.numbers = {{"02 1234567", "office"}, {"+39 02 1234567", ""}, {"347 1234567", " mobile "}};
  const auto read = checked(c, "IT");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->numbers,
            (std::vector<CustomerNumber>{{"+39021234567", "office"}, {"+393471234567", "mobile"}}));
}

TEST(Customers, AWrongFieldIsNamed) {
  auto field_of = [](auto change) {
    Customer c = rossi();
    change(c);
    const auto read = checked(c, "IT");
    return read ? std::string{"fine"} : read.error().field;
  };
  EXPECT_EQ(field_of([](Customer&) {}), "fine");
  EXPECT_EQ(field_of([](Customer& c) { c.name = "  "; }), "/name");
  EXPECT_EQ(field_of([](Customer& c) { c.name = std::string(201, 'x'); }), "/name");
  EXPECT_EQ(field_of([](Customer& c) { c.email = "nobody"; }), "/email");
  EXPECT_EQ(field_of([](Customer& c) { c.language = "de"; }), "/language");
  EXPECT_EQ(field_of([](Customer& c) { c.identity.birth_date = "1980-02-31"; }), "/birth_date");
  EXPECT_EQ(field_of([](Customer& c) { c.numbers = {{"abc", ""}}; }), "/numbers/0/e164");
  EXPECT_EQ(field_of([](Customer& c) { c.numbers.resize(21); }), "/numbers");
}

TEST(Customers, AreFoundByTheNationalFormOfTheirNumbers) {
  Customer c = rossi();
  c.numbers = {{"+33123456789", ""}};
  const std::string text = search_text_of(c, "ACME");
  EXPECT_NE(text.find(" 33123456789 0123456789"), std::string::npos);
  EXPECT_NE(text.find("ACME"), std::string::npos);
}

// --- identity ----------------------------------------------------------------------------------

std::vector<IdentityQuestion> questions() {
  return {{IdentityQuestionId{1}, "Your customer code?", IdentityField::code},
          {IdentityQuestionId{2}, "Your birth date?", IdentityField::birth_date},
          {IdentityQuestionId{3}, "Your tax code?", IdentityField::tax_code},
          {IdentityQuestionId{4}, "Your address?", IdentityField::address}};
}
IdentityCheck started(const Customer& customer, std::uint64_t seed = 1) {
  auto check = start_identity_check(customer, questions(), {}, seed, kNow);
  EXPECT_TRUE(check.has_value());
  return check ? *check : IdentityCheck{};
}
// Judges the next open question of `check`, keeping the customer's counters.
IdentityCheck judged(const IdentityCheck& check, Customer& customer, bool right) {
  for (const AskedQuestion& asked : check.questions) {
    if (asked.answered != IdentityAnswer::none) continue;
    auto step = judge_question(check, customer, asked.question.id, right, {}, kNow);
    EXPECT_TRUE(step.has_value());
    customer.identity_wrong = step->identity_wrong;
    customer.identity_locked_until = step->locked_until;
    return step->check;
  }
  ADD_FAILURE() << "no question left";
  return check;
}

TEST(IdentityCheck, AsksOnlyWhatTheRecordCanAnswerAndVaries) {
  Customer customer = rossi();
  EXPECT_EQ(started(customer).questions.size(), 3U);
  std::set<std::int64_t> first;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    first.insert(started(customer, seed).questions.front().question.id.raw());
  }
  EXPECT_GT(first.size(), 2U);
  customer.identity = {};
  EXPECT_EQ(started(customer).questions.size(), 1U) << "only the code is known";
  customer.code.clear();
  EXPECT_EQ(start_identity_check(customer, questions(), {}, 1, kNow).error().key,
            "identity.nothing_to_ask");
}

TEST(IdentityCheck, TwoRightAnswersPass) {
  Customer customer = rossi();
  IdentityCheck check = judged(started(customer), customer, true);
  EXPECT_EQ(check.result, IdentityResult::open);
  check = judged(check, customer, true);
  EXPECT_EQ(check.result, IdentityResult::passed);
  EXPECT_EQ(check.ended_at, kNow);
  EXPECT_EQ(
      judge_question(check, customer, check.questions[2].question.id, true, {}, kNow).error().key,
      "identity.ended");
}

TEST(IdentityCheck, ThreeWrongAnswersLockForAWhileAlsoOverTwoChecks) {
  Customer customer = rossi();
  IdentityCheck check = judged(judged(started(customer), customer, false), customer, false);
  EXPECT_EQ(check.result, IdentityResult::failed) << "two of three can no longer be right";
  EXPECT_EQ(customer.identity_wrong, 2);
  check = judged(started(customer, 2), customer, false);
  EXPECT_EQ(check.result, IdentityResult::locked);
  EXPECT_EQ(customer.identity_locked_until, kNow + 15min);
  EXPECT_EQ(start_identity_check(customer, questions(), {}, 3, kNow + 14min).error().key,
            "identity.locked");
  EXPECT_TRUE(start_identity_check(customer, questions(), {}, 3, kNow + 15min).has_value());
}

TEST(IdentityCheck, PassingForgetsEarlierWrongAnswers) {
  Customer customer = rossi();
  customer.identity_wrong = 2;
  judged(judged(started(customer), customer, true), customer, true);
  EXPECT_EQ(customer.identity_wrong, 0);
}

TEST(IdentityCheck, AQuestionIsAnsweredOnceAndOnlyWhenAsked) {
  Customer customer = rossi();
  const IdentityCheck check = judged(started(customer), customer, true);
  const auto id = check.questions.front().question.id;
  EXPECT_EQ(judge_question(check, customer, id, true, {}, kNow).error().key,
            "identity.already_answered");
  EXPECT_EQ(answer_question(check, customer, IdentityQuestionId{99}, "x", {}, kNow).error().code,
            Errc::not_found);
  const auto open = check.questions[1].question.id;
  EXPECT_EQ(answer_question(check, customer, open, " ", {}, kNow).error().field, "/answer");
}

TEST(IdentityAnswers, AreComparedAsPeopleSpeak) {
  auto same = [](IdentityField field, const char* stored, const char* given) {
    return same_answer(field, stored, given);
  };
  EXPECT_TRUE(same(IdentityField::code, "C-1001", "c 1001"));
  EXPECT_TRUE(same(IdentityField::tax_code, "RSSMRA80D01F205X", "rss mra 80d01 f205x"));
  EXPECT_TRUE(same(IdentityField::secret, "Pap\xC3\xA0 Castoro", "PAPA CASTORO"));
  EXPECT_TRUE(same(IdentityField::last_invoice, "2026/0457", "2026 0457"));
  for (const char* date : {"1980-04-01", "1.4.1980", "01/04/1980", "1-4-80", "01 04 80"}) {
    EXPECT_TRUE(same(IdentityField::birth_date, "1980-04-01", date)) << date;
  }
  EXPECT_FALSE(same(IdentityField::birth_date, "1980-04-01", "4.1.1980"));
  EXPECT_FALSE(same(IdentityField::birth_date, "1980-04-01", "1980"));
  EXPECT_TRUE(same(IdentityField::address, "Via Giuseppe Verdi 12, Milano", "verdi 12"));
  EXPECT_FALSE(same(IdentityField::address, "Via Giuseppe Verdi 12, Milano", "verdi 13"));
  EXPECT_FALSE(same(IdentityField::address, "Via Giuseppe Verdi 12, Milano", "via"));
  EXPECT_FALSE(same(IdentityField::code, "", ""));
  EXPECT_FALSE(same(IdentityField::code, "C-1001", "--"));
}

TEST(IdentityAnswers, AreCheckedByTheServer) {
  const Customer customer = rossi();
  IdentityCheck check;
  check.questions = {{questions()[1]}, {questions()[0]}};
  auto step = answer_question(check, customer, IdentityQuestionId{2}, "1.4.80", {}, kNow);
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->check.questions[0].answered, IdentityAnswer::right);
  step = answer_question(step->check, customer, IdentityQuestionId{1}, "C-1002", {}, kNow);
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->check.questions[1].answered, IdentityAnswer::wrong);
  EXPECT_EQ(step->identity_wrong, 1);
  EXPECT_EQ(step->check.result, IdentityResult::failed);
}

}  // namespace
}  // namespace filo
