#pragma once
// Use cases: the caller proves who he is. Every check and every answer is recorded with who asked.
// Req: IDENT.

#include <string>
#include <string_view>

#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

struct StartIdentityCheck {
  CustomerId customer;
  CallId call = {};
  std::string language = "it";  ///< Of the questions' words.
  std::uint64_t seed = 0;       ///< Varies which questions are asked.
};

/// Errors: not_found, conflict (identity.locked, identity.nothing_to_ask).
Result<IdentityCheck> start_identity_check(Records& records,
                                           const Actor& actor,
                                           const StartIdentityCheck& wish,
                                           Stamp now);
/// What the caller said. Errors: not_found, conflict (ended, answered, locked), invalid (/answer).
Result<IdentityCheck> answer_identity_question(Records& records,
                                               const Actor& actor,
                                               IdentityCheckId check,
                                               IdentityQuestionId question,
                                               std::string_view answer,
                                               Stamp now);
/// The agent's own verdict. The same errors.
Result<IdentityCheck> judge_identity_question(Records& records,
                                              const Actor& actor,
                                              IdentityCheckId check,
                                              IdentityQuestionId question,
                                              bool right,
                                              Stamp now);

}  // namespace filo::app
