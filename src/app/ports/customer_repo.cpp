#include "app/ports/customer_repo.h"
#include "base/words.h"

namespace filo::app {

namespace {

constexpr Words<TimelineKind, 5> kTimelineKinds{
    {"call", "ticket", "note", "procedure", "identity"}};

}  // namespace

const char* to_string(TimelineKind kind) {
  return kTimelineKinds.word(kind);
}

std::optional<TimelineKind> parse_timeline_kind(std::string_view word) {
  return kTimelineKinds.parse(word);
}

}  // namespace filo::app
