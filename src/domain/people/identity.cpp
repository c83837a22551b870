#include "domain/people/identity.h"

#include <algorithm>
#include <array>

#include "base/prng.h"
#include "base/text.h"
#include "base/words.h"
#include "domain/people/fold.h"

namespace filo {

namespace {

constexpr Words<IdentityField, 7> kFields{
    {"code", "birth_date", "tax_code", "address", "last_invoice", "secret", "by_ear"}};
constexpr Words<IdentityAnswer, 3> kAnswers{{"none", "right", "wrong"}};
constexpr Words<IdentityResult, 4> kResults{{"open", "passed", "failed", "locked"}};

Error conflict(std::string key) {
  return {.code = Errc::conflict, .detail = key, .field = {}, .key = std::move(key)};
}

const std::string& stored_answer(const Customer& customer, IdentityField field) {
  static const std::string kNothing;
  switch (field) {
    case IdentityField::code:
      return customer.code;
    case IdentityField::birth_date:
      return customer.identity.birth_date;
    case IdentityField::tax_code:
      return customer.identity.tax_code;
    case IdentityField::address:
      return customer.identity.address;
    case IdentityField::last_invoice:
      return customer.identity.last_invoice;
    case IdentityField::secret:
      return customer.identity.secret;
    case IdentityField::by_ear:
      return kNothing;
  }
  return kNothing;
}

bool can_ask(const Customer& customer, IdentityField field) {
  return field == IdentityField::by_ear || !fold_tight(stored_answer(customer, field)).empty();
}

// "1.4.1980", "01/04/80", "1980-04-01" -> {1980, 4, 1}; day before month, as in it, fr and en-GB.
std::optional<std::array<int, 3>> date_of(std::string_view text) {
  std::array<int, 3> parts{};
  std::array<std::size_t, 3> digits{};
  std::size_t part = 0;
  for (char c : text) {
    if (c >= '0' && c <= '9') {
      if (part > 2 || ++digits[part] > 4) return std::nullopt;
      parts[part] = parts[part] * 10 + (c - '0');
    } else if (part < 3 && digits[part] > 0) {
      ++part;
    }
  }
  if (digits[2] == 0) return std::nullopt;
  if (digits[0] == 4) return std::array{parts[0], parts[1], parts[2]};
  return std::array{parts[2], parts[1], parts[0]};
}

// Two given digits of a year agree with the stored century.
bool same_date(std::string_view stored, std::string_view given) {
  const auto a = date_of(stored);
  const auto b = date_of(given);
  if (!a || !b) return false;
  const bool year = (*a)[0] == (*b)[0] || ((*b)[0] < 100 && (*a)[0] % 100 == (*b)[0]);
  return year && (*a)[1] == (*b)[1] && (*a)[2] == (*b)[2];
}

// Street and number as spoken: every word that the caller said must be known, two at least.
bool same_address(std::string_view stored, std::string_view given) {
  const auto known = search_words(stored, 40);
  const auto said = search_words(given, 40);
  return said.size() >= std::min<std::size_t>(2, known.size()) &&
         std::ranges::all_of(said, [&](const std::string& word) {
           return std::ranges::find(known, word) != known.end();
         });
}

Result<AskedQuestion*> question_to_answer(IdentityCheck& check,
                                          const Customer& customer,
                                          IdentityQuestionId id,
                                          Instant now) {
  if (check.result != IdentityResult::open) return conflict("identity.ended");
  if (is_identity_locked(customer, now)) return conflict("identity.locked");
  for (AskedQuestion& asked : check.questions) {
    if (asked.question.id != id) continue;
    if (asked.answered != IdentityAnswer::none) return conflict("identity.already_answered");
    return &asked;
  }
  return Error{Errc::not_found, "no such question", "/question_id", "identity.no_such_question"};
}

std::int64_t count(const IdentityCheck& check, IdentityAnswer answer) {
  return std::ranges::count(check.questions, answer, &AskedQuestion::answered);
}

void end(IdentityCheck& check, IdentityResult result, Instant now) {
  check.result = result;
  check.ended_at = now;
}

IdentityStep step_of(IdentityCheck check,
                     const Customer& customer,
                     bool right,
                     const IdentityPolicy& policy,
                     Instant now) {
  IdentityStep step;
  step.identity_wrong = right ? customer.identity_wrong : customer.identity_wrong + 1;
  if (!right) ++check.wrong;
  const auto asked = static_cast<std::int64_t>(check.questions.size());
  const auto rights = count(check, IdentityAnswer::right);
  const auto unanswered = count(check, IdentityAnswer::none);
  const auto needed = std::min(policy.right, asked);
  if (step.identity_wrong >= policy.wrong) {
    end(check, IdentityResult::locked, now);
    step.locked_until = now + policy.lock;
    step.identity_wrong = 0;
  } else if (rights >= needed) {
    end(check, IdentityResult::passed, now);
    step.identity_wrong = 0;
  } else if (rights + unanswered < needed) {
    end(check, IdentityResult::failed, now);
  }
  step.check = std::move(check);
  return step;
}

}  // namespace

const char* to_string(IdentityField field) {
  return kFields.word(field);
}
std::optional<IdentityField> parse_identity_field(std::string_view word) {
  return kFields.parse(word);
}
const char* to_string(IdentityAnswer answer) {
  return kAnswers.word(answer);
}
const char* to_string(IdentityResult result) {
  return kResults.word(result);
}
std::optional<IdentityAnswer> parse_identity_answer(std::string_view word) {
  return kAnswers.parse(word);
}
std::optional<IdentityResult> parse_identity_result(std::string_view word) {
  return kResults.parse(word);
}

bool is_identity_locked(const Customer& customer, Instant now) {
  return customer.identity_locked_until && now < *customer.identity_locked_until;
}

bool same_answer(IdentityField field, std::string_view stored, std::string_view given) {
  if (fold_tight(stored).empty() || fold_tight(given).empty()) return false;
  if (field == IdentityField::birth_date) return same_date(stored, given);
  if (field == IdentityField::address) return same_address(stored, given);
  return fold_tight(stored) == fold_tight(given);
}

Result<IdentityCheck> start_identity_check(const Customer& customer,
                                           const std::vector<IdentityQuestion>& configured,
                                           const IdentityPolicy& policy,
                                           std::uint64_t seed,
                                           Instant now) {
  if (is_identity_locked(customer, now)) return conflict("identity.locked");
  std::vector<IdentityQuestion> askable;
  for (const IdentityQuestion& question : configured) {
    if (can_ask(customer, question.field)) askable.push_back(question);
  }
  if (askable.empty()) return conflict("identity.nothing_to_ask");
  Prng random{seed};
  for (std::size_t i = askable.size(); i > 1; --i) {
    std::swap(askable[i - 1], askable[random.below(i)]);
  }
  if (askable.size() > policy.questions) askable.resize(policy.questions);
  IdentityCheck check;
  check.customer = customer.id;
  check.started_at = now;
  for (IdentityQuestion& question : askable) check.questions.push_back({std::move(question)});
  return check;
}

Result<IdentityStep> answer_question(const IdentityCheck& check,
                                     const Customer& customer,
                                     IdentityQuestionId question,
                                     std::string_view answer,
                                     const IdentityPolicy& policy,
                                     Instant now) {
  IdentityCheck next = check;
  auto asked = question_to_answer(next, customer, question, now);
  if (!asked) return asked.error();
  if (fold_tight(answer).empty()) {
    return Error{Errc::invalid, "empty answer", "/answer", "identity.answer.required"};
  }
  const IdentityField field = (*asked)->question.field;
  if (field == IdentityField::by_ear) {
    return Error{Errc::invalid, "by ear", "/verdict", "identity.verdict.required"};
  }
  const bool right = same_answer(field, stored_answer(customer, field), answer);
  (*asked)->answered = right ? IdentityAnswer::right : IdentityAnswer::wrong;
  return step_of(std::move(next), customer, right, policy, now);
}

Result<IdentityStep> judge_question(const IdentityCheck& check,
                                    const Customer& customer,
                                    IdentityQuestionId question,
                                    bool right,
                                    const IdentityPolicy& policy,
                                    Instant now) {
  IdentityCheck next = check;
  auto asked = question_to_answer(next, customer, question, now);
  if (!asked) return asked.error();
  (*asked)->answered = right ? IdentityAnswer::right : IdentityAnswer::wrong;
  return step_of(std::move(next), customer, right, policy, now);
}

}  // namespace filo
