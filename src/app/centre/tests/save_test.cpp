// What an administrator may save, and what he is told otherwise.

#include <gmock/gmock.h>

#include "app/centre/document.h"
#include "app/centre/save.h"
#include "app/centre/tests/fake_centre.h"
#include "app/centre/value_of.h"

namespace filo::app::centre {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

class Save : public ::testing::Test {
 protected:
  Save() {
    fake.centre.tenant = TenantId{1};
    skill = add(Skill{.name = "tecnico"}).id;
    queue = add(Queue{.name = "guasti"}).id;
  }
  template <class T>
  T add(T row) {
    auto saved = save_row(fake, admin, AnyRow(row), tools, &faults);
    EXPECT_TRUE(saved) << saved.error().field << " " << saved.error().detail;
    return std::get<T>(*saved);
  }
  template <class T>
  std::vector<std::string> refused(T row) {
    auto saved = save_row(fake, admin, AnyRow(row), tools, &faults);
    EXPECT_FALSE(saved);
    std::vector<std::string> list;
    for (const auto& fault : faults) list.push_back(fault.pointer + " " + fault.key);
    return list;
  }

  FakeCentre fake;
  Tools tools = fake_tools();
  Actor admin{TenantId{1}, UserId{9}, {}, Role::admin};
  std::vector<Fault> faults;
  SkillId skill;
  QueueId queue;
};

Agent anna(const char* extension = "101") {
  Agent agent;
  agent.name = "Anna";
  agent.extension = extension;
  return agent;
}

TEST_F(Save, OnlyAdministratorsChangeTheCentre) {
  const Actor supervisor{TenantId{1}, UserId{8}, {}, Role::supervisor};
  auto saved = save_row(fake, supervisor, AnyRow(Skill{.name = "x"}), tools);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, Errc::forbidden);
  EXPECT_EQ(remove_row(fake, supervisor, AnyRow(Skill{skill}), tools).error().code,
            Errc::forbidden);
}

TEST_F(Save, AnExtensionBelongsToOneAgent) {
  const Agent first = add(anna());
  EXPECT_THAT(refused(anna()), ElementsAre("/extension centre.taken"));
  Agent renamed = first;
  renamed.name = "Anna Rossi";
  EXPECT_EQ(add(renamed).etag, 2) << "an agent may keep his own extension";
}

TEST_F(Save, AnExtensionIsNoEmergencyNumberOfAnySite) {
  add(anna("118"));
  add(Site{.name = "Roma", .country = "IT"});
  Agent bea = anna("115");
  EXPECT_THAT(refused(bea), ElementsAre("/extension centre.extension_emergency"));
  bea.extension = "17";
  EXPECT_EQ(add(bea).calls_out, CallsOut::none) << "nobody calls outside by himself";
  add(Site{.name = "Paris", .country = "FR", .zone = "Europe/Paris"});
  bea.extension = "15";
  EXPECT_THAT(refused(bea), ElementsAre("/extension centre.extension_emergency"));
}

TEST_F(Save, AllFaultsAreToldAtOnceWithTheirPlaces) {
  Agent agent = anna("1x");
  agent.name = "";
  agent.user_id = UserId{77};
  agent.phone.kind = AgentPhone::sip;
  agent.skills = {{skill, 6}, {skill, 1}, {SkillId{5}, 3}};
  agent.queue_ids = {queue, QueueId{5}};
  EXPECT_THAT(refused(agent),
              ElementsAre("/name centre.missing", "/extension centre.extension",
                          "/user_id centre.unknown", "/phone/sip_user centre.phone",
                          "/skills/0/level centre.range", "/skills/1/skill_id centre.doubled",
                          "/skills/2/skill_id centre.unknown", "/queue_ids/1 centre.unknown"));
}

TEST_F(Save, ASipUserAndAUserAreTakenOnce) {
  const UserId user = add(User{.login = "anna", .name = "Anna"}).id;
  Agent first = anna();
  first.user_id = user;
  first.phone = {AgentPhone::sip, "101", ""};
  add(first);
  Agent second = first;
  second.extension = "102";
  EXPECT_THAT(refused(second),
              ElementsAre("/user_id centre.user_taken", "/phone/sip_user centre.taken"));
}

TEST_F(Save, NumbersAreE164) {
  for (const char* good : {"+39800100200", "+33140200200", "+12025550123"}) {
    EXPECT_TRUE(is_e164(good)) << good;
  }
  for (const char* bad :
       {"", "800100200", "+0800100200", "+39 800", "+1234567890123456", "+39a00"}) {
    EXPECT_FALSE(is_e164(bad)) << bad;
  }
}

TEST_F(Save, QueuesMayNotOverflowInARing) {
  Queue second{.name = "seconda"};
  second.overflow = {OverflowKind::queue, queue.str()};
  second = add(second);
  Queue first = *find(fake.centre, queue);
  first.overflow = {OverflowKind::queue, second.id.str()};
  EXPECT_THAT(refused(first), ElementsAre("/overflow/target centre.overflow_loop"));
  first.overflow = {OverflowKind::queue, queue.str()};
  EXPECT_THAT(refused(first), ElementsAre("/overflow/target centre.overflow_loop"));
}

TEST_F(Save, AnUnknownOverflowNamesTheNearestQueue) {
  Queue second{.name = "seconda"};
  second.overflow = {OverflowKind::queue, "gausti"};
  EXPECT_THAT(refused(second), ElementsAre("/overflow/target centre.unknown"));
  EXPECT_THAT(faults[0].detail, ::testing::HasSubstr("guasti"));
}

TEST_F(Save, QueueTimesHaveTheirRanges) {
  Queue wild{.name = "x"};
  wild.ring_timeout_ms = 10;
  wild.wrap_up_ms = -1;
  wild.waiting_max = 0;
  wild.service_level_ms = 0;
  EXPECT_EQ(refused(wild).size(), 4U);
}

TEST_F(Save, CategoriesHaveNoLoops) {
  Category parent = add(Category{.name = "a"});
  Category child = add(Category{.name = "b", .parent_id = parent.id});
  parent.parent_id = child.id;
  EXPECT_THAT(refused(parent), ElementsAre("/parent_id centre.category_loop"));
}

TEST_F(Save, HoursAndDatesMustExist) {
  Calendar calendar{.name = "c"};
  calendar.weekly = {
      {Day::mon, "09:00", "24:00"}, {Day::tue, "9:00", "24:01"}, {Day::wed, "12:00", "11:59"}};
  calendar.holidays = {{"2028-02-29", "ok"}, {"2027-02-29", "none"}};
  EXPECT_THAT(refused(calendar),
              ElementsAre("/weekly/1/open centre.time", "/weekly/1/close centre.time",
                          "/weekly/2/close centre.time_order", "/holidays/1/date centre.date"));
}

TEST_F(Save, ACalendarThatTheServerCouldNotUseIsRefused) {
  Calendar calendar{.name = "c", .weekly = {{Day::mon, "09:00", "13:00"}}};
  add(calendar);
  calendar.name = "d";
  calendar.weekly.push_back({Day::mon, "12:00", "18:00"});
  calendar.holidays = {{"2026-12-25", "Natale"}, {"2026-12-25", "ancora"}};
  EXPECT_THAT(refused(calendar),
              ElementsAre("/weekly/1 calendar.overlap", "/holidays/1/date calendar.doubled"));
  EXPECT_THAT(refused(Calendar{.name = "e"}), ElementsAre("/weekly calendar.never_open"));
  calendar = {.name = "f"};
  calendar.holidays = {{"2026-12-20", "aperti", "09:00", "12:00"}};
  EXPECT_EQ(add(calendar).name, "f") << "open on one day of the year";
}

TEST_F(Save, SitesStandInACountryAndAZoneThatExist) {
  EXPECT_THAT(refused(Site{.name = "s", .country = "ZZ", .zone = "Europe/Rom"}),
              ElementsAre("/country centre.country", "/zone centre.zone"));
  EXPECT_THAT(refused(Site{.name = "s", .country = "it", .zone = ""}),
              ElementsAre("/country centre.country", "/zone centre.zone"));
  add(Site{.name = "Lyon", .country = "FR", .zone = "Europe/Paris"});
}

TEST_F(Save, MusicIsAFileThatIsThere) {
  tools.has_music = [](const std::string& file) { return file == "pazienza.wav"; };
  Queue row{.name = "q"};
  row.music = "nope.wav";
  EXPECT_THAT(refused(row), ElementsAre("/music centre.no_such_file"));
  row.music = "../secrets";
  EXPECT_THAT(refused(row), ElementsAre("/music centre.file"));
  row.music = "pazienza.wav";
  EXPECT_EQ(add(row).music, "pazienza.wav");
}

TEST_F(Save, AFaultOfAFlowKeepsItsPlace) {
  tools.check_flow = [](const std::string&, const Centre&) {
    return std::vector<Fault>{{"/nodes/menu/next", "flow.unknown_node", "?"}};
  };
  EXPECT_THAT(refused(FlowVersion{.name = "f", .document = "{}"}),
              ElementsAre("/document/nodes/menu/next flow.unknown_node"));
}

TEST_F(Save, WhatIsOverflowOfAnotherStays) {
  Queue second{.name = "seconda"};
  second.overflow = {OverflowKind::queue, queue.str()};
  add(second);
  Status gone = remove_row(fake, admin, AnyRow(*find(fake.centre, queue)), tools);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().key, "store.referenced");
}

TEST_F(Save, NobodyRemovesHimself) {
  Status gone = remove_row(fake, admin, AnyRow(User{.id = admin.user}), tools);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().key, "centre.own_user");
}

TEST_F(Save, ShortPasswordsAreRefused) {
  EXPECT_EQ(set_user_password(fake, admin, UserId{1}, "short", tools).error().field, "/password");
  EXPECT_TRUE(set_user_password(fake, admin, UserId{1}, "long enough", tools));
  EXPECT_EQ(fake.passwords[UserId{1}], "hash of long enough");
}

TEST_F(Save, AStoreThatIsAwayIsSaid) {
  fake.refusal = Error{Errc::unavailable, "away"};
  auto saved = save_row(fake, admin, AnyRow(Skill{.name = "new"}), tools);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, Errc::unavailable);
}

// --- documents
// ------------------------------------------------------------------------------------

ivr::Value list(std::initializer_list<ivr::Value> values) {
  return ivr::Value(ivr::List(values));
}

TEST_F(Save, ADocumentRefersByNameInAnyOrder) {
  const auto document = ivr::object(
      {{"queues",
        list({ivr::object(
                  {{"name", "b"}, {"overflow", ivr::object({{"kind", "queue"}, {"target", "c"}})}}),
              ivr::object({{"name", "c"},
                           {"skills",
                            list({ivr::object({{"skill_id", "tecnico"}, {"level_min", 2}})})}})})},
       {"categories", list({ivr::object({{"name", "child"}, {"parent_id", "parent"}}),
                            ivr::object({{"name", "parent"}})})}});
  auto done = import_document(fake, admin, document, tools, &faults);
  ASSERT_TRUE(done) << done.error().field << done.error().detail;
  EXPECT_EQ(done->added, 4);
  const Queue* b = find_named<Queue>(fake.centre, "b");
  const Queue* c = find_named<Queue>(fake.centre, "c");
  EXPECT_EQ(b->overflow.target, c->id.str());
  EXPECT_EQ(c->skills.at(0).skill_id, skill);
  EXPECT_EQ(fake.centre.categories.at(0).name, "parent");

  auto again = import_document(fake, admin, document, tools);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->same, 4);
  EXPECT_EQ(again->added + again->changed, 0);
}

TEST_F(Save, ADocumentTellsItsFaultsAndChangesNothing) {
  const auto document = ivr::object(
      {{"queus", list({})},
       {"queues",
        list({ivr::object({{"name", "b"}, {"stratgy", "longest_idle"}, {"strategy", "longest"}}),
              ivr::object({{"name", 7}})})},
       {"agents",
        list({ivr::object({{"extension", "101"}, {"queue_ids", list({ivr::Value("gausti")})}})})}});
  auto done = import_document(fake, admin, document, tools, &faults);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::invalid);
  std::vector<std::string> places;
  for (const auto& fault : faults) places.push_back(fault.pointer + ": " + fault.detail);
  EXPECT_THAT(
      places,
      ElementsAre("/queus: is not known, did you mean queues?",
                  "/queues/0/stratgy: is not known, did you mean strategy?",
                  "/queues/0/strategy: longest is not known", "/queues/1/name: expected a text",
                  "/agents/0/queue_ids/0: gausti is not in queues, did you mean guasti?"));
  EXPECT_EQ(fake.centre.queues.size(), 1U);
}

TEST_F(Save, PasswordsOfADocumentAreHashedAndNeverComeOut) {
  const auto document = ivr::object(
      {{"users",
        list({ivr::object({{"login", "anna"}, {"name", "Anna"}, {"password", "very secret"}}),
              ivr::object({{"login", "luca"}, {"name", "Luca"}})})},
       {"agents",
        list({ivr::object({{"name", "Anna"},
                           {"extension", "101"},
                           {"user_id", "anna"},
                           {"phone", ivr::object({{"kind", "sip"},
                                                  {"sip_user", "101"},
                                                  {"sip_password", "phone secret"}})}})})}});
  auto done = import_document(fake, admin, document, tools);
  ASSERT_TRUE(done) << done.error().field << done.error().detail;
  EXPECT_THAT(done->without_password, ElementsAre("luca"));
  EXPECT_EQ(fake.passwords[find_named<User>(fake.centre, "anna")->id], "hash of very secret");
  EXPECT_EQ(fake.centre.phone_secrets.at(0).ha1_md5, "md5 phone secret");
  const std::string out = json_text(document_of(fake.centre, tools).value());
  EXPECT_THAT(out, Not(::testing::HasSubstr("secret")));
  EXPECT_THAT(out, ::testing::HasSubstr(R"("user_id":"anna")"));
}

TEST_F(Save, ATrunkHasAnAddressOfItsOwn) {
  add(Trunk{.name = "one", .host = "192.0.2.60", .port = 5060});
  add(Trunk{.name = "same host, other port", .host = "192.0.2.60", .port = 5062});
  EXPECT_THAT(refused(Trunk{.name = "two", .host = "192.0.2.60", .port = 5060}),
              ElementsAre("/host centre.taken"));
  EXPECT_THAT(refused(Trunk{.name = "three", .host = "sip.example.org"}),
              ElementsAre("/host centre.host"));
}

}  // namespace
}  // namespace filo::app::centre
