// The demo document is sound as a whole, flows included, and comes out as it went in.

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "adapters/centre_json/flow_check.h"
#include "adapters/centre_json/json_value.h"
#include "app/centre/document.h"
#include "app/centre/tests/fake_centre.h"
#include "app/centre/value_of.h"

namespace filo::centre_json {
namespace {

namespace centre = app::centre;

std::string demo_text() {
  // From the folder of this file: the tests may run anywhere.
  std::string here = __FILE__;
  here.resize(here.find("src/adapters"));
  std::ifstream file(here + "examples/demo-centre.json");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(DemoCentre, LoadsOnceAndGivesEveryoneAPassword) {
  auto document = parse_json(demo_text());
  ASSERT_TRUE(document) << document.error().detail;
  centre::FakeCentre store;
  const auto tools = with_json(centre::fake_tools());
  auto made = centre::load_demo(store, *document, tools);
  ASSERT_TRUE(made) << made.error().field << ": " << made.error().detail;
  EXPECT_EQ(made->size(), 8U);  // 6 users, 2 phones that register
  EXPECT_EQ(store.centre.tenant_name, "Rete Azzurra S.p.A.");
  EXPECT_EQ(store.centre.numbers.size(), 3U);
  EXPECT_EQ(store.passwords.size(), 6U);
  for (const auto& flow : store.centre.flows) {
    EXPECT_TRUE(flow_of(flow.document, store.centre)) << flow.name;
  }
  auto again = centre::load_demo(store, *document, tools);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->empty());
}

TEST(DemoCentre, ComesOutAsItWentIn) {
  auto document = parse_json(demo_text());
  ASSERT_TRUE(document);
  const auto tools = with_json(centre::fake_tools());
  centre::FakeCentre first, second;
  ASSERT_TRUE(centre::load_demo(first, *document, tools));
  auto out = centre::document_of(first.centre, tools);
  ASSERT_TRUE(out);
  auto printed = parse_json(centre::json_text(*out, 2));
  ASSERT_TRUE(printed);
  auto loaded = centre::load_demo(second, *printed, tools);
  ASSERT_TRUE(loaded) << loaded.error().field << ": " << loaded.error().detail;
  EXPECT_EQ(centre::json_text(*out),
            centre::json_text(centre::document_of(second.centre, tools).value()));
}

TEST(FlowCheck, NamesTheFaultAndItsPlace) {
  centre::Centre empty;
  const auto tools = with_json(centre::fake_tools());
  auto faults =
      tools.check_flow(R"({"start":"a","nodes":{"a":{"type":"queue","queue":"nowhere"}}})", empty);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].pointer, "/nodes/a/queue");
  EXPECT_EQ(tools.check_flow("{", empty).at(0).key, "json.syntax");
}

TEST(FlowCheck, ARecordedPromptMustBeThereWhenItIsSaved) {
  const centre::Centre empty;
  centre::Tools tools = centre::fake_tools();
  tools.has_prompt = [](const std::string& file) { return file == "welcome.wav"; };
  tools = with_json(std::move(tools));
  const auto flow = [](const std::string& file) {
    return R"({"start":"a","nodes":{"a":{"type":"hang_up","prompt":{"file":")" + file + R"("}}}})";
  };
  EXPECT_TRUE(tools.check_flow(flow("welcome.wav"), empty).empty());
  const auto faults = tools.check_flow(flow("nope.wav"), empty);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].pointer, "/nodes/a/prompt/file");
  EXPECT_EQ(faults[0].key, "flow.no_such_file");
  EXPECT_TRUE(flow_of(flow("nope.wav"), empty)) << "one that was saved goes on";
}

}  // namespace
}  // namespace filo::centre_json
