// Any document must be refused or walked: bytes make a tree of values that looks like a flow, and
// when it is accepted the rest of the bytes are a caller who presses, waits and hangs on.

#include <cstddef>
#include <cstdint>

#include "domain/ivr/flow_reader.h"
#include "domain/ivr/session.h"

namespace {

using namespace filo;
using namespace filo::ivr;

class AnyLookup final : public Lookup {
 public:
  QueueId queue(std::string_view name) const override { return QueueId{name == "q" ? 1 : 0}; }
  CalendarId calendar(std::string_view name) const override {
    return CalendarId{name == "c" ? 1 : 0};
  }
  std::vector<std::string> queue_names() const override { return {"q"}; }
  std::vector<std::string> calendar_names() const override { return {"c"}; }
};

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  unsigned next() { return at_ < size_ ? data_[at_++] : 0; }
  bool empty() const { return at_ >= size_; }

 private:
  const std::uint8_t* data_;
  std::size_t size_, at_ = 0;
};

const char* const kWords[] = {
    "answer",     "late",       "say",     "menu",     "collect",    "hours",     "set",
    "queue",      "transfer",   "hang_up", "type",     "prompt",     "next",      "options",
    "timeout_ms", "retries",    "invalid", "text",     "file",       "it",        "variable",
    "digits_min", "digits_max", "secret",  "open",     "closed",     "calendar",  "c",
    "q",          "number",     "+39",     "{ani}",    "terminator", "otherwise", "a",
    "b",          "d",          "1",       "2",        "#",          "language",  "start",
    "nodes",      "priority",   "value",   "announce", "every_ms",   "holiday"};

const char* word(Bytes& in) {
  return kWords[in.next() % std::size(kWords)];
}

Value any_value(Bytes& in, int depth) {
  switch (in.next() % (depth > 4 ? 4u : 7u)) {
    case 0:
      return Value(std::int64_t{in.next()} * 100 - 200);
    case 1:
      return Value(in.next() % 2 == 0);
    case 2:
      return Value(word(in));
    case 3:
      return Value();
    case 4:
      return Value(List{any_value(in, depth + 1)});
    default: {
      Members members;
      for (unsigned n = in.next() % 6; n > 0 && !in.empty(); --n) {
        const char* name = word(in);
        members.emplace_back(name, any_value(in, depth + 1));
      }
      return Value(std::move(members));
    }
  }
}

/// A node that is often right, so that many documents pass.
Value likely_node(Bytes& in) {
  static const char* const names[] = {"a", "b", "d"};
  const auto ref = [&] { return Value(names[in.next() % 3]); };
  switch (in.next() % 9) {
    case 0:
      return object({{"type", "say"}, {"prompt", "hi {ani}"}, {"next", ref()}});
    case 1:
      return object({{"type", "menu"},
                     {"prompt", "press"},
                     {"retries", static_cast<int>(in.next() % 4)},
                     {"options", object({{"1", ref()}, {"2", ref()}})},
                     {"otherwise", ref()}});
    case 2:
      return object({{"type", "collect"},
                     {"prompt", "code"},
                     {"digits_max", static_cast<int>(in.next() % 9 + 1)},
                     {"variable", "v"},
                     {"secret", in.next() % 2 == 0},
                     {"next", ref()}});
    case 3:
      return object({{"type", "hours"}, {"calendar", "c"}, {"open", ref()}, {"closed", ref()}});
    case 4:
      return object({{"type", "set"}, {"variable", "w"}, {"value", "{v}{{"}, {"next", ref()}});
    case 5:
      return object({{"type", "queue"}, {"queue", "q"}});
    case 6:
      return object({{"type", "hang_up"}, {"prompt", "bye"}});
    case 7:
      return object({{"type", "transfer"}, {"number", "12"}});
    default:
      return any_value(in, 1);
  }
}

void walk(const Flow& flow, Bytes& in) {
  Session session(std::make_shared<const Flow>(flow), {.language = "it"});
  MonoTime now{std::chrono::hours{1}};
  std::uint32_t last_play = 0;
  const auto look = [&](const std::vector<Action>& actions) {
    for (const Action& a : actions)
      if (const auto* play = std::get_if<Play>(&a)) last_play = play->id;
    if (!session.done() && actions.size() > 4 * static_cast<std::size_t>(kStepBudget))
      __builtin_trap();
  };
  look(session.start(now));
  while (!in.empty() && !session.done()) {
    const unsigned what = in.next();
    switch (what % 4) {
      case 0:
        look(session.step(PromptEnded{last_play}, now));
        break;
      case 1:
        look(session.step(Digit{"0123456789*#AB!"[what / 4 % 15]}, now));
        break;
      case 2:
        if (session.deadline()) now = *session.deadline();
        look(session.step(Timeout{}, now));
        break;
      case 3:
        look(session.step(HoursAnswer{static_cast<Hours>(what / 4 % 3)}, now));
        break;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes in(data, size);
  const AnyLookup lookup;
  Value document = in.next() % 4 == 0 ? any_value(in, 0)
                                      : object({{"start", "a"},
                                                {"nodes", object({{"a", likely_node(in)},
                                                                  {"b", likely_node(in)},
                                                                  {"d", likely_node(in)}})}});
  auto flow = read_flow(document, lookup);
  if (flow)
    walk(flow.value(), in);
  else if (flow.error().empty() || flow.error().size() > kFaultsMax)
    __builtin_trap();
  return 0;
}
