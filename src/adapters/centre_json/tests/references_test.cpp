// Flows call queues and calendars by name: no rename and no removal may leave callers without a
// flow.

#include <gmock/gmock.h>

#include "adapters/centre_json/flow_check.h"
#include "app/centre/references.h"
#include "app/centre/save.h"
#include "app/centre/tests/fake_centre.h"

namespace filo::centre_json {
namespace {

namespace centre = app::centre;
using centre::AnyRow;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class References : public ::testing::Test {
 protected:
  References() {
    store.centre.tenant = TenantId{1};
    queue = save(centre::Queue{.name = "guasti"});
    other = save(centre::Queue{.name = "vendite"});
    calendar =
        save(centre::Calendar{.name = "ufficio", .weekly = {{centre::Day::mon, "09:00", "18:00"}}});
    flow = save(centre::FlowVersion{.name = "assistenza", .document = kDocument});
  }
  template <class T>
  T save(T row) {
    auto saved = centre::save_row(store, admin, AnyRow(row), tools);
    EXPECT_TRUE(saved) << saved.error().field << " " << saved.error().detail;
    return std::get<T>(*saved);
  }
  const std::string& document() const { return store.centre.flows.front().document; }
  /// Of a flow that begins with a queue.
  QueueId queue_called() const {
    const auto read = tools.read_flow(document(), store.centre);
    EXPECT_TRUE(read);
    return read ? std::get<ivr::QueueNode>(read->nodes.front().kind).queue : QueueId{};
  }
  bool is_sound() const { return tools.check_flow(document(), store.centre).empty(); }

  static constexpr const char* kDocument =
      R"({"language":"it","start":"when","nodes":{)"
      R"("when":{"type":"hours","calendar":"ufficio","open":"menu","closed":"bye"},)"
      R"("menu":{"type":"menu","prompt":"guasti","options":{"1":"wait","2":"sell"},"otherwise":"wait"},)"
      R"("wait":{"type":"queue","queue":"guasti"},"sell":{"type":"queue","queue":"vendite"},)"
      R"("bye":{"type":"hang_up"}}})";

  centre::FakeCentre store;
  centre::Tools tools = with_json(centre::fake_tools());
  Actor admin{TenantId{1}, UserId{9}, {}, Role::admin};
  centre::Queue queue, other;
  centre::Calendar calendar;
  centre::FlowVersion flow;
};

TEST_F(References, ARenamedQueueTakesItsFlowsAlong) {
  queue.name = "guasti tecnici";
  save(queue);
  EXPECT_TRUE(is_sound());
  EXPECT_THAT(document(), HasSubstr(R"("queue":"guasti tecnici")"));
  EXPECT_THAT(document(), HasSubstr(R"("prompt":"guasti")")) << "only names of queues change";
  EXPECT_THAT(document(), HasSubstr(R"("queue":"vendite")"));
  EXPECT_EQ(store.centre.flows.front().etag, flow.etag + 1) << "a version of its own";
}

TEST_F(References, ARenamedCalendarTakesItsFlowsAlong) {
  calendar.name = "orario";
  save(calendar);
  EXPECT_TRUE(is_sound());
  EXPECT_THAT(document(), HasSubstr(R"("calendar":"orario")"));
}

TEST_F(References, OtherChangesLeaveFlowsAlone) {
  queue.priority = 3;
  save(queue);
  EXPECT_EQ(document(), kDocument);
  EXPECT_EQ(store.centre.flows.front().etag, flow.etag);
}

TEST_F(References, AFlowThatNamesAnIdNeedsNoRewriting) {
  flow.document =
      R"({"start":"a","nodes":{"a":{"type":"queue","queue":")" + queue.id.str() + R"("}}})";
  flow = save(flow);
  queue.name = "altro";
  save(queue);
  EXPECT_TRUE(is_sound());
  EXPECT_EQ(document(), flow.document);
}

TEST_F(References, AnIdMeansItsRowWhateverOthersAreCalled) {
  flow.document =
      R"({"start":"a","nodes":{"a":{"type":"queue","queue":")" + queue.id.str() + R"("}}})";
  flow = save(flow);
  other.name = queue.id.str();
  other = save(other);
  EXPECT_EQ(queue_called(), queue.id);
  EXPECT_TRUE(centre::users_of(store.centre, AnyRow(other), tools).empty());
  other.name = "vendite";
  save(other);
  EXPECT_EQ(document(), flow.document) << "it never meant the other one";
  EXPECT_TRUE(centre::remove_row(store, admin, AnyRow(other), tools));
  EXPECT_EQ(queue_called(), queue.id);
}

TEST_F(References, ANameMayBeANumberThatIsNoId) {
  other.name = "123";
  other = save(other);
  flow.document = R"({"start":"a","nodes":{"a":{"type":"queue","queue":"123"}}})";
  flow = save(flow);
  EXPECT_EQ(queue_called(), other.id);
  other.name = "456";
  save(other);
  EXPECT_THAT(document(), HasSubstr(R"("queue":"456")"));
  EXPECT_EQ(queue_called(), other.id);
}

TEST_F(References, WhatAFlowUsesIsNotRemoved) {
  for (const AnyRow& row : {AnyRow(queue), AnyRow(calendar)}) {
    const Status gone = centre::remove_row(store, admin, row, tools);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, Errc::conflict);
    EXPECT_EQ(gone.error().key, "store.referenced");
    EXPECT_EQ(gone.error().detail, "assistenza") << "says where to look";
  }
  EXPECT_TRUE(is_sound());
}

TEST_F(References, WhatAFlowCallsByIdIsNotRemovedEither) {
  flow.document =
      R"({"start":"a","nodes":{"a":{"type":"queue","queue":")" + queue.id.str() + R"("}}})";
  save(flow);
  EXPECT_EQ(centre::remove_row(store, admin, AnyRow(queue), tools).error().key, "store.referenced");
  EXPECT_TRUE(centre::remove_row(store, admin, AnyRow(other), tools));
}

TEST_F(References, EverybodyWhoUsesARowIsNamed) {
  const auto skill = save(centre::Skill{.name = "tecnico"});
  save(centre::Agent{
      .name = "Anna", .extension = "101", .skills = {{skill.id, 2}}, .queue_ids = {other.id}});
  other.skills = {{skill.id, 1}};
  save(other);
  EXPECT_EQ(centre::remove_row(store, admin, AnyRow(skill), tools).error().detail, "vendite, 101");
  queue.overflow = {centre::OverflowKind::queue, other.id.str()};
  save(queue);
  EXPECT_EQ(centre::remove_row(store, admin, AnyRow(other), tools).error().detail,
            "guasti, 101, assistenza");
}

TEST_F(References, WhatNobodyUsesGoes) {
  const auto spare = save(centre::Queue{.name = "di riserva"});
  EXPECT_TRUE(centre::remove_row(store, admin, AnyRow(spare), tools));
  EXPECT_EQ(centre::find(store.centre, spare.id), nullptr);
}

}  // namespace
}  // namespace filo::centre_json
