#pragma once
// What happened to a ticket: facts in the past tense. They make its history and tell the rest of
// the product (outbox) what to follow.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/tickets/ticket.h"

namespace filo {

enum class TicketEventKind : std::uint8_t {
  opened,
  recurrence_found,  ///< from: the earlier ticket's number; to: the level.
  taken,             ///< The first owner; to: agent id.
  owner_changed,     ///< from, to: agent ids, empty for nobody.
  team_changed,
  customer_changed,
  category_changed,
  subject_changed,
  priority_changed,
  status_changed,
  escalated,    ///< from, to: levels; reason.
  handed_back,  ///< from, to: levels; reason.
  work_around_set,
  solved,    ///< reason: the solution.
  reopened,  ///< from, to: levels; reason.
  closed,
  article_added,
  note_added,
  procedure_added,  ///< to: the outcome.
  merged,           ///< It was about another ticket; to: that one's number.
  call_attached,    ///< A call is about it; from: the number of the call's own ticket; to: call id.
};

const char* to_string(TicketEventKind kind);
std::optional<TicketEventKind> parse_ticket_event(std::string_view word);

/// Words only, so that a history stays readable when its ticket's rules have changed.
struct TicketEvent {
  TicketEventKind kind = TicketEventKind::opened;
  std::string from = {};
  std::string to = {};
  std::string reason = {};
  friend bool operator==(const TicketEvent&, const TicketEvent&) = default;
};

/// A ticket after a rule was applied, and what happened. No events: nothing changed.
struct TicketChange {
  Ticket ticket;
  std::vector<TicketEvent> events;
};

}  // namespace filo
