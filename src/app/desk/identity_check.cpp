#include "app/desk/identity_check.h"

#include "app/desk/common.h"

namespace filo::app {

namespace {

Status note(Records& records,
            const Actor& actor,
            const IdentityCheck& check,
            std::string_view what) {
  return records.audit(actor,
                       {.action = what, .entity = "identity_check", .entity_id = check.id.raw()});
}

// The end of a check stands in the dossier; which question went wrong does not.
Status tell_dossier(Records& records, const Actor& actor, const IdentityCheck& check, Stamp now) {
  return records.customers().add_timeline(actor.tenant, {.id = records.new_id<TimelineId>(),
                                                         .customer = check.customer,
                                                         .at = now.utc,
                                                         .kind = TimelineKind::identity,
                                                         .title = {},
                                                         .detail = {},
                                                         .outcome = to_string(check.result),
                                                         .ticket = {},
                                                         .call = check.call,
                                                         .author = actor.user,
                                                         .author_name = {},
                                                         .duration = std::nullopt});
}

Result<IdentityCheck> store_step(Records& records,
                                 const Actor& actor,
                                 const IdentityStep& step,
                                 Stamp now) {
  const IdentityCheck& check = step.check;
  if (Status s = records.identity().update(actor.tenant, check); !s) return s.error();
  Status counted = records.customers().set_identity_state(actor.tenant, check.customer,
                                                          step.identity_wrong, step.locked_until);
  if (!counted) return counted.error();
  if (Status s = note(records, actor, check, "answer"); !s) return s.error();
  if (check.result == IdentityResult::open) return check;
  if (Status s = tell_dossier(records, actor, check, now); !s) return s.error();
  Status told = customer_changed(records, actor, check.customer, to_string(check.result));
  if (!told) return told.error();
  return check;
}

template <class Rule>
Result<IdentityCheck> step(
    Records& records, const Actor& actor, IdentityCheckId id, Stamp now, const Rule& rule) {
  auto check = records.identity().find_for_update(actor.tenant, id);
  if (!check) return check.error();
  auto customer = records.customers().find_for_update(actor.tenant, check->customer);
  if (!customer) return customer.error();
  Result<IdentityStep> done = rule(*check, *customer);
  if (!done) return done.error();
  return store_step(records, actor, *done, now);
}

}  // namespace

Result<IdentityCheck> start_identity_check(Records& records,
                                           const Actor& actor,
                                           const StartIdentityCheck& wish,
                                           Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "identity.check"};
  auto customer = records.customers().find(actor.tenant, wish.customer);
  if (!customer) return customer.error();
  auto questions = records.identity().questions(actor.tenant, wish.language);
  if (!questions) return questions.error();
  auto check = filo::start_identity_check(customer->customer, *questions, records.policy().identity,
                                          wish.seed, now.utc);
  if (!check) return check.error();
  check->id = records.new_id<IdentityCheckId>();
  check->call = wish.call;
  check->asked_by = actor.user;
  if (Status s = records.identity().insert(actor.tenant, *check); !s) return s.error();
  if (Status s = note(records, actor, *check, "start"); !s) return s.error();
  return check;
}

Result<IdentityCheck> answer_identity_question(Records& records,
                                               const Actor& actor,
                                               IdentityCheckId id,
                                               IdentityQuestionId question,
                                               std::string_view answer,
                                               Stamp now) {
  return step(records, actor, id, now, [&](const IdentityCheck& check, const Customer& customer) {
    return answer_question(check, customer, question, answer, records.policy().identity, now.utc);
  });
}

Result<IdentityCheck> judge_identity_question(Records& records,
                                              const Actor& actor,
                                              IdentityCheckId id,
                                              IdentityQuestionId question,
                                              bool right,
                                              Stamp now) {
  return step(records, actor, id, now, [&](const IdentityCheck& check, const Customer& customer) {
    return judge_question(check, customer, question, right, records.policy().identity, now.utc);
  });
}

}  // namespace filo::app
