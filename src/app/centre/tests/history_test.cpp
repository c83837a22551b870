// What an audited change tells: fields, names, lists by what came and went, never a secret.

#include "app/centre/history.h"

#include <gtest/gtest.h>

#include "app/centre/value_of.h"

namespace filo::app::centre {
namespace {

using ivr::List;
using ivr::object;
using ivr::Value;

std::string name_of(std::string_view kind, std::int64_t id) {
  if (kind == "skills" && id == 7) return "Fibra";
  if (kind == "skills" && id == 8) return "Francese";
  if (kind == "queues" && id == 9) return "Guasti";
  return "";
}

std::vector<std::string> told(const Value& before, const Value& after) {
  std::vector<std::string> out;
  for (const FieldChange& change : changes_between(before, after, name_of)) {
    out.push_back(change.field + ": " + json_text(change.from) + " > " + json_text(change.to));
  }
  return out;
}
using Told = std::vector<std::string>;

TEST(CentreHistory, TellsOnlyTheFieldsThatChanged) {
  const Value before = object({{"etag", 1}, {"name", "Guasti"}, {"ring_timeout_ms", 20000}});
  const Value after = object({{"etag", 2}, {"name", "Guasti"}, {"ring_timeout_ms", 15000}});
  EXPECT_EQ(told(before, after), Told{"/ring_timeout_ms: 20000 > 15000"});
}

TEST(CentreHistory, NamesWhatIdsReferToAndSaysWhenNobodyKnows) {
  const Value before = object({{"overflow", object({{"kind", "hang_up"}, {"target", ""}})}});
  const Value after = object({{"overflow", object({{"kind", "queue"}, {"target", "9"}})}});
  EXPECT_EQ(told(before, after), (Told{"/overflow/kind: \"hang_up\" > \"queue\"",
                                       "/overflow/target: \"\" > \"Guasti\""}));
  EXPECT_EQ(told(object({{"flow_id", "1"}}), object({{"flow_id", Value()}})),
            Told{"/flow_id: \"?\" > null"});
}

TEST(CentreHistory, OfAListTellsWhatLeftAndWhatCame) {
  const auto skill = [](const char* id, int level) {
    return object({{"skill_id", id}, {"level", level}});
  };
  const Value before = object({{"skills", List{skill("7", 2), skill("8", 1)}}});
  const Value after = object({{"skills", List{skill("7", 3), skill("8", 1)}}});
  EXPECT_EQ(told(before, after), Told{"/skills: [{\"skill_id\":\"Fibra\",\"level\":2}] > "
                                      "[{\"skill_id\":\"Fibra\",\"level\":3}]"});
  const Value turned = object({{"skills", List{skill("8", 1), skill("7", 2)}}});
  EXPECT_EQ(told(before, turned).size(), 1u);
}

TEST(CentreHistory, ANewRowTellsWhatItHoldsAndAFlowItsNodes) {
  const Value made = object({{"id", "5"}, {"name", "Sera"}, {"music", ""}, {"skills", List{}}});
  EXPECT_EQ(told(Value(), made), Told{"/name: null > \"Sera\""});
  EXPECT_EQ(told(made, Value()), Told{"/name: \"Sera\" > null"});
  const auto flow = [](const char* next) {
    return object({{"document", object({{"nodes", object({{"a/b", object({{"next", next}})}})}})}});
  };
  EXPECT_EQ(told(flow("x"), flow("y")), Told{"/document/nodes/a~1b/next: \"x\" > \"y\""});
}

TEST(CentreHistory, NeverTellsASecretAndKeepsWithinBounds) {
  const Value secret = object({{"password", "one"}, {"phone", object({{"ha1_md5", "two"}})}});
  EXPECT_TRUE(told(Value(), secret).empty());

  ivr::Members many;
  for (std::size_t i = 0; i < kAuditChanges + 5; ++i) {
    many.emplace_back("f" + std::to_string(i), std::string(3 * kAuditValueBytes, 'x'));
  }
  bool more = false;
  const auto changes = changes_between(Value(), many, name_of, &more);
  EXPECT_EQ(changes.size(), kAuditChanges);
  EXPECT_TRUE(more);
  EXPECT_LT(changes.front().to.as_string()->size(), kAuditValueBytes + 10);
}

TEST(CentreHistory, KnowsWhatPeopleCallARow) {
  Centre centre;
  centre.users = {{.id = UserId{3}, .login = "anna", .name = "Anna Rossi"}};
  centre.numbers = {{.id = NumberId{4}, .e164 = "+390551234"}};
  centre.identity_questions = {
      {.id = IdentityQuestionId{5}, .text = {.it = "Nato?", .fr = "Né ?", .en = "Born?"}}};
  EXPECT_EQ(called(find_value(centre, "users", 3), "it"), "Anna Rossi");
  EXPECT_EQ(called(find_value(centre, "numbers", 4), "it"), "+390551234");
  EXPECT_EQ(called(find_value(centre, "identity-questions", 5), "fr"), "Né ?");
  EXPECT_TRUE(find_value(centre, "queues", 3).is_null());
  EXPECT_TRUE(is_kind("pause-reasons"));
  EXPECT_FALSE(is_kind("tickets"));
}

}  // namespace
}  // namespace filo::app::centre
