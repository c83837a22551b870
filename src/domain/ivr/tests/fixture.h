#pragma once
// A centre with two queues and one calendar for flows to refer to, and a caller to walk them.

#include <gtest/gtest.h>

#include "domain/ivr/flow_reader.h"
#include "domain/ivr/session.h"

namespace filo::ivr {

using namespace std::chrono_literals;

class TestLookup final : public Lookup {
 public:
  QueueId queue(std::string_view name) const override {
    if (name == "billing") return QueueId{1};
    return QueueId{name == "support" ? 2 : 0};
  }
  CalendarId calendar(std::string_view name) const override {
    return CalendarId{name == "office" ? 7 : 0};
  }
  std::vector<std::string> queue_names() const override { return {"billing", "support"}; }
  std::vector<std::string> calendar_names() const override { return {"office"}; }
};

inline Value flow_of(Members nodes, const char* start = "start") {
  return object({{"start", start}, {"language", "it"}, {"nodes", Value(std::move(nodes))}});
}

/// A caller in a flow: carries out nothing, writes everything down.
class Caller {
 public:
  explicit Caller(const Value& document, CallFacts facts = {})
      : session(flow(document), std::move(facts)) {
    hear(session.start(now));
  }
  Caller& press(const std::string& digits) {
    for (char d : digits) hear(session.step(Digit{d}, now));
    return *this;
  }
  /// The prompt that plays comes to its end.
  Caller& listen() {
    hear(session.step(PromptEnded{played.id}, now));
    return *this;
  }
  Caller& be_silent() {
    EXPECT_TRUE(session.deadline());
    now = session.deadline().value_or(now);
    hear(session.step(Timeout{}, now));
    return *this;
  }
  Caller& hours(Hours h) {
    hear(session.step(HoursAnswer{h}, now));
    return *this;
  }
  template <class A>
  const A* last() const {
    return actions.empty() ? nullptr : std::get_if<A>(&actions.back());
  }

  MonoTime now{1h};
  Session session;
  std::vector<Action> actions;
  Play played;
  std::string heard;  // texts and files, one a line

 private:
  static std::shared_ptr<const Flow> flow(const Value& document) {
    auto read = read_flow(document, TestLookup{});
    if (!read) {
      for (const Fault& f : read.error()) ADD_FAILURE() << f.pointer << " " << f.detail;
      FILO_CHECK(false);
    }
    return std::make_shared<const Flow>(std::move(read).value());
  }
  void hear(std::vector<Action> more) {
    for (Action& a : more) {
      if (const auto* play = std::get_if<Play>(&a)) {
        played = *play;
        heard += play->language + ":" + play->text + play->file + "\n";
      }
      actions.push_back(std::move(a));
    }
  }
};

}  // namespace filo::ivr
