#pragma once
// Is the caller who he says he is? A few questions whose right answers stand in the customer's
// record. The agent hears the answer and types it; it is compared here, and the right one is never
// shown. Three wrong answers lock the customer for a while. Pure. Req: IDENT.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/people/customer.h"

namespace filo {

/// What a question asks for. `by_ear` has no field: the agent judges the answer himself.
enum class IdentityField : std::uint8_t {
  code,
  birth_date,
  tax_code,
  address,
  last_invoice,
  secret,
  by_ear,
};
const char* to_string(IdentityField field);
std::optional<IdentityField> parse_identity_field(std::string_view word);

/// As configured; `text` in the language of the one who asks.
struct IdentityQuestion {
  IdentityQuestionId id;
  std::string text;
  IdentityField field = IdentityField::code;
};

enum class IdentityAnswer : std::uint8_t { none, right, wrong };
enum class IdentityResult : std::uint8_t { open, passed, failed, locked };
const char* to_string(IdentityAnswer answer);
const char* to_string(IdentityResult result);
std::optional<IdentityAnswer> parse_identity_answer(std::string_view word);
std::optional<IdentityResult> parse_identity_result(std::string_view word);

struct AskedQuestion {
  IdentityQuestion question;
  IdentityAnswer answered = IdentityAnswer::none;
};

struct IdentityCheck {
  IdentityCheckId id;
  CustomerId customer;
  CallId call;
  UserId asked_by;
  std::vector<AskedQuestion> questions;
  IdentityResult result = IdentityResult::open;
  std::int64_t wrong = 0;
  Instant started_at{};
  std::optional<Instant> ended_at;
};

struct IdentityPolicy {
  std::size_t questions = 3;  ///< Proposed, fewer when the record knows less.
  std::int64_t right = 2;     ///< Needed to pass, or all of them when there are fewer.
  std::int64_t wrong = 3;     ///< In a row, also over several checks, that lock.
  Duration lock = std::chrono::minutes{15};
};

/// Chooses the questions that this customer's record can answer; `seed` varies which ones, so that
/// a listener does not learn them. Conflict: no question can be asked, or locked at `now`.
Result<IdentityCheck> start_identity_check(const Customer& customer,
                                           const std::vector<IdentityQuestion>& configured,
                                           const IdentityPolicy& policy,
                                           std::uint64_t seed,
                                           Instant now);

/// The check and the customer after an answer.
struct IdentityStep {
  IdentityCheck check;
  std::int64_t identity_wrong = 0;
  std::optional<Instant> locked_until;
};

/// A given answer, compared folded and without punctuation, dates in any usual notation.
/// Errors: not_found (no such question), conflict (answered, ended or locked), invalid (empty).
Result<IdentityStep> answer_question(const IdentityCheck& check,
                                     const Customer& customer,
                                     IdentityQuestionId question,
                                     std::string_view answer,
                                     const IdentityPolicy& policy,
                                     Instant now);
/// The agent's own verdict instead of a typed answer. The same errors.
Result<IdentityStep> judge_question(const IdentityCheck& check,
                                    const Customer& customer,
                                    IdentityQuestionId question,
                                    bool right,
                                    const IdentityPolicy& policy,
                                    Instant now);

bool is_identity_locked(const Customer& customer, Instant now);
/// Does a spoken answer match what is stored? Both not empty.
bool same_answer(IdentityField field, std::string_view stored, std::string_view given);

}  // namespace filo
