// From the records of an administrator to what live calls use.

#include "server/centre_source.h"

#include <gtest/gtest.h>

#include "app/centre/kinds.h"

namespace filo::server {
namespace {

namespace centre = app::centre;

const std::string kSound = R"({"start":"a","nodes":{"a":{"type":"queue","queue":"guasti"}}})";
const std::string kBroken = R"({"start":"a","nodes":{"a":{"type":"queue","queue":"gone"}}})";

/// One number with one flow.
centre::Centre a_centre(const std::string& document) {
  centre::Centre made;
  made.tenant = TenantId{1};
  made.queues.push_back({.id = QueueId{5}, .name = "guasti"});
  made.flows.push_back({.id = FlowId{7}, .name = "assistenza", .document = document});
  made.numbers.push_back({.id = NumberId{8}, .e164 = "+39800100200", .flow_id = FlowId{7}});
  return made;
}

TEST(CentreSource, AFlowThatNoLongerWorksKeepsItsLastGoodVersion) {
  const auto before = build_live({a_centre(kSound)}, "/nowhere");
  ASSERT_NE(before->centre.numbers.at(0).flow, nullptr);
  const auto after = build_live({a_centre(kBroken)}, "/nowhere", before.get());
  EXPECT_EQ(after->centre.numbers.at(0).flow, before->centre.numbers.at(0).flow);
  const auto later = build_live({a_centre(kBroken)}, "/nowhere", after.get());
  EXPECT_EQ(later->centre.numbers.at(0).flow, before->centre.numbers.at(0).flow);
}

TEST(CentreSource, ASoundFlowTakesThePlaceOfTheOneBefore) {
  const auto before = build_live({a_centre(kSound)}, "/nowhere");
  const auto after = build_live({a_centre(kSound)}, "/nowhere", before.get());
  EXPECT_NE(after->centre.numbers.at(0).flow, before->centre.numbers.at(0).flow);
}

TEST(CentreSource, AFlowThatNeverWorkedIsLeftOut) {
  EXPECT_EQ(build_live({a_centre(kBroken)}, "/nowhere")->centre.numbers.at(0).flow, nullptr);
}

TEST(CentreSource, ACalendarThatCannotBeUsedCountsAsClosed) {
  centre::Centre faulty = a_centre(kSound);
  using centre::Day;
  faulty.calendars.push_back({.id = CalendarId{3}, .name = "always"});
  for (const Day day : {Day::mon, Day::tue, Day::wed, Day::thu, Day::fri, Day::sat, Day::sun})
    faulty.calendars[0].weekly.push_back({day, "00:00", "24:00"});
  const Instant noon = *parse_rfc3339("2026-11-23T12:00:00Z");
  EXPECT_EQ(build_live({faulty}, "/nowhere")->hours(CalendarId{3}, noon), ivr::Hours::open);
  faulty.calendars[0].weekly.push_back({Day::mon, "09:00", "13:00"});
  const auto live = build_live({faulty}, "/nowhere");
  EXPECT_EQ(live->hours(CalendarId{3}, noon), ivr::Hours::closed) << "its stretches overlap";
  EXPECT_EQ(live->hours(CalendarId{4}, noon), ivr::Hours::closed) << "there is none";
}

TEST(CentreSource, ATrunkReadsNumbersAsItsSiteWritesThem) {
  centre::Centre made = a_centre(kSound);
  made.sites = {{.id = SiteId{1}, .name = "Milano", .country = "IT"},
                {.id = SiteId{2}, .name = "Lyon", .country = "FR"}};
  made.trunks = {{.id = TrunkId{1}, .name = "old", .host = "192.0.2.1"},
                 {.id = TrunkId{2}, .name = "new", .host = "192.0.2.2", .site_id = SiteId{2}}};
  const auto live = build_live({made}, "/nowhere");
  EXPECT_EQ(live->centre.trunk(TrunkId{1}.str())->country, "IT") << "the first site's";
  EXPECT_EQ(live->centre.trunk(TrunkId{2}.str())->country, "FR");
}

}  // namespace
}  // namespace filo::server
