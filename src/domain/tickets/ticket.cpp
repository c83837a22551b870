#include "domain/tickets/ticket.h"

#include "base/words.h"

namespace filo {

namespace {

constexpr Words<TicketStatus, kTicketStatuses> kStatuses{
    {"new", "open", "pending", "solved", "closed"}};
constexpr Words<Level, kLevels> kLevelWords{{"1", "2", "3", "vendor"}};
constexpr Words<Priority, 4> kPriorities{{"low", "normal", "high", "urgent"}};
constexpr Words<TicketChannel, 2> kChannels{{"phone", "desk"}};
constexpr Words<EscalationCause, 4> kCauses{{"none", "by_hand", "reopened", "recurrence"}};
constexpr Words<ArticleKind, 2> kArticleKinds{{"public", "note"}};
constexpr Words<ProcedureOutcome, 3> kOutcomes{{"worked", "failed", "partly"}};

}  // namespace

const char* to_string(TicketStatus status) {
  return kStatuses.word(status);
}
const char* to_string(Level level) {
  return kLevelWords.word(level);
}
const char* to_string(Priority priority) {
  return kPriorities.word(priority);
}
const char* to_string(TicketChannel channel) {
  return kChannels.word(channel);
}
const char* to_string(EscalationCause cause) {
  return kCauses.word(cause);
}
const char* to_string(ArticleKind kind) {
  return kArticleKinds.word(kind);
}
const char* to_string(ProcedureOutcome outcome) {
  return kOutcomes.word(outcome);
}

std::optional<TicketStatus> parse_status(std::string_view word) {
  return kStatuses.parse(word);
}
std::optional<Level> parse_level(std::string_view word) {
  return kLevelWords.parse(word);
}
std::optional<Priority> parse_priority(std::string_view word) {
  return kPriorities.parse(word);
}
std::optional<TicketChannel> parse_channel(std::string_view word) {
  return kChannels.parse(word);
}
std::optional<EscalationCause> parse_escalation_cause(std::string_view word) {
  return kCauses.parse(word);
}
std::optional<ArticleKind> parse_article_kind(std::string_view word) {
  return kArticleKinds.parse(word);
}
std::optional<ProcedureOutcome> parse_procedure_outcome(std::string_view word) {
  return kOutcomes.parse(word);
}

}  // namespace filo
