#include "adapters/flow_json/flow_json.h"

#include <gtest/gtest.h>

namespace filo::flow_json {
namespace {

class OneQueue final : public ivr::Lookup {
 public:
  QueueId queue(std::string_view name) const override { return QueueId{name == "desk" ? 4 : 0}; }
  CalendarId calendar(std::string_view) const override { return {}; }
  std::vector<std::string> queue_names() const override { return {"desk"}; }
  std::vector<std::string> calendar_names() const override { return {}; }
};

TEST(FlowJson, ReadsADocument) {
  auto flow = flow_json::read_flow(R"({
    "start": "hello", "language": "it",
    "nodes": {
      "hello": {"type": "menu", "prompt": {"text": {"it": "Premi uno", "en": "Press one"}},
                "options": {"1": "desk"}, "timeout_ms": 3000},
      "desk": {"type": "queue", "queue": "desk", "priority": 2}}})",
                                   OneQueue{});
  ASSERT_TRUE(flow);
  ASSERT_EQ(flow->nodes.size(), 2u);
  EXPECT_EQ(std::get<ivr::MenuNode>(flow->nodes[0].kind).timeout, std::chrono::seconds{3});
  EXPECT_EQ(std::get<ivr::QueueNode>(flow->nodes[1].kind).queue, QueueId{4});
}

TEST(FlowJson, FaultsKeepTheirPointers) {
  auto flow = flow_json::read_flow(R"({"start":"a","nodes":{"a":{"type":"queue","queue":"dsk"}}})",
                                   OneQueue{});
  ASSERT_FALSE(flow);
  EXPECT_EQ(flow.error().at(0).pointer, "/nodes/a/queue");
}

TEST(FlowJson, TextThatIsNoJsonOrTooDeepOrTooLargeIsOneFault) {
  for (const std::string& bad : {std::string("{"), std::string(), std::string(1'000, '['),
                                 std::string(kFlowBytesMax + 1, ' ')}) {
    auto flow = flow_json::read_flow(bad, OneQueue{});
    ASSERT_FALSE(flow);
    ASSERT_EQ(flow.error().size(), 1u);
    EXPECT_EQ(flow.error()[0].key, "flow.not_json");
  }
}

}  // namespace
}  // namespace filo::flow_json
