#include "adapters/store/desk_repo.h"
#include "adapters/store/records_sql.h"

namespace filo::store {

namespace {

Error unknown_word() {
  return {Errc::internal, "identity_check holds an unknown word"};
}

}  // namespace

Result<std::vector<IdentityQuestion>> SqlIdentityRepo::questions(TenantId tenant,
                                                                 std::string_view language) {
  const char* column = language == "fr" ? "text_fr" : language == "en" ? "text_en" : "text_it";
  using Row = std::tuple<IdentityQuestionId, std::string, std::string>;
  auto found = tx_.exec<Row>("SELECT id, field, " + std::string{column} +
                                 " FROM identity_question WHERE tenant_id = $1 AND active = TRUE "
                                 "ORDER BY id",
                             tenant);
  if (!found) return found.error();
  std::vector<IdentityQuestion> out;
  for (auto& [id, word, text] : *found) {
    // A field that this program does not know cannot be compared: the agent judges by ear.
    const auto field = parse_identity_field(word).value_or(IdentityField::by_ear);
    out.push_back({.id = id, .text = std::move(text), .field = field});
  }
  return out;
}

Status SqlIdentityRepo::insert(TenantId tenant, const IdentityCheck& check) {
  auto added = tx_.run(
      "INSERT INTO identity_check (tenant_id, id, customer_id, call_id, asked_by, result, wrong, "
      "started_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      tenant, check.id, check.customer, check.call, check.asked_by, to_string(check.result),
      check.wrong, check.started_at, check.ended_at);
  if (!added) return added.error();
  std::int64_t place = 0;
  for (const AskedQuestion& asked : check.questions) {
    auto question = tx_.run(
        "INSERT INTO identity_check_question (tenant_id, check_id, place, question_id, field, "
        "text, "
        "answered) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tenant, check.id, place++, asked.question.id, to_string(asked.question.field),
        asked.question.text, to_string(asked.answered));
    if (!question) return question.error();
  }
  return {};
}

Result<IdentityCheck> SqlIdentityRepo::find_for_update(TenantId tenant, IdentityCheckId id) {
  using CheckRow = std::tuple<CustomerId, CallId, UserId, std::string, std::int64_t, Instant,
                              std::optional<Instant>>;
  auto rows = tx_.exec_for_update<CheckRow>(
      "SELECT customer_id, call_id, asked_by, result, wrong, started_at, ended_at "
      "FROM identity_check WHERE tenant_id = $1 AND id = $2",
      tenant, id);
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Errc::not_found, "no identity check " + id.str()};
  const auto& [customer, call, asked_by, word, wrong, started_at, ended_at] = rows->front();
  const auto result = parse_identity_result(word);
  if (!result) return unknown_word();
  IdentityCheck check{.id = id,
                      .customer = customer,
                      .call = call,
                      .asked_by = asked_by,
                      .questions = {},
                      .result = *result,
                      .wrong = wrong,
                      .started_at = started_at,
                      .ended_at = ended_at};
  using QuestionRow = std::tuple<IdentityQuestionId, std::string, std::string, std::string>;
  auto questions = tx_.exec<QuestionRow>(
      "SELECT question_id, field, text, answered FROM identity_check_question "
      "WHERE tenant_id = $1 AND check_id = $2 ORDER BY place",
      tenant, id);
  if (!questions) return questions.error();
  for (auto& [question, field_word, text, answered_word] : *questions) {
    const auto field = parse_identity_field(field_word);
    const auto answered = parse_identity_answer(answered_word);
    if (!field || !answered) return unknown_word();
    check.questions.push_back(
        {.question = {.id = question, .text = std::move(text), .field = *field},
         .answered = *answered});
  }
  return check;
}

Status SqlIdentityRepo::update(TenantId tenant, const IdentityCheck& check) {
  Status changed =
      one_changed(tx_.run("UPDATE identity_check SET result = $3, wrong = $4, ended_at = $5 "
                          "WHERE tenant_id = $1 AND id = $2",
                          tenant, check.id, to_string(check.result), check.wrong, check.ended_at));
  if (!changed) return changed;
  for (const AskedQuestion& asked : check.questions) {
    auto written = tx_.run(
        "UPDATE identity_check_question SET answered = $4 "
        "WHERE tenant_id = $1 AND check_id = $2 AND question_id = $3",
        tenant, check.id, asked.question.id, to_string(asked.answered));
    if (!written) return written.error();
  }
  return {};
}

Result<bool> SqlIdentityRepo::passed(TenantId tenant,
                                     CustomerId customer,
                                     UserId asked_by,
                                     Instant since) {
  auto found = tx_.maybe<IdentityCheckId>(
      "SELECT id FROM identity_check WHERE tenant_id = $1 AND customer_id = $2 AND asked_by = $3 "
      "AND result = 'passed' AND ended_at >= $4 LIMIT 1",
      tenant, customer, asked_by, since);
  if (!found) return found.error();
  return found->has_value();
}

}  // namespace filo::store
