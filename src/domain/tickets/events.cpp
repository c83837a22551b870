#include "domain/tickets/events.h"

#include "base/words.h"

namespace filo {

namespace {

constexpr Words<TicketEventKind, 21> kKinds{
    {"opened",           "recurrence_found", "taken",
     "owner_changed",    "team_changed",     "customer_changed",
     "category_changed", "subject_changed",  "priority_changed",
     "status_changed",   "escalated",        "handed_back",
     "work_around_set",  "solved",           "reopened",
     "closed",           "article_added",    "note_added",
     "procedure_added",  "merged",           "call_attached"}};

}  // namespace

const char* to_string(TicketEventKind kind) {
  return kKinds.word(kind);
}

std::optional<TicketEventKind> parse_ticket_event(std::string_view word) {
  return kKinds.parse(word);
}

}  // namespace filo
