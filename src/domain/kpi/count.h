#pragma once
// From records to figures: what one call and one ticket count for. Live figures and reports both
// use these functions, so they cannot differ.

#include <map>

#include "domain/calls/types.h"
#include "domain/kpi/figures.h"

namespace filo::kpi {

/// Figures in total and taken apart. `total` counts a call once however many queues it saw (by its
/// last stay; the waits of all stays add up), `queues` count stays, `agents` count what was offered
/// to and handled by each (offered: rings that he could have answered; waits: of the callers whom
/// he answered, in the queue that gave them, or while it rang for calls to himself).
struct Table {
  Figures total;
  std::map<QueueId, Figures> queues;
  std::map<AgentId, Figures> agents;
  Table& operator+=(const Table& other);
  Table& operator-=(const Table& other);
};

/// In time is what was answered within the time that stands in the record: what queues promise
/// today changes no figure of yesterday.
Table count_call(const calls::CallRecord& call);

/// What a ticket contributes; the caller knows which parts fall into the period.
struct TicketCount {
  QueueId queue;
  AgentId agent;                             ///< Who took it first, or who solved it.
  std::optional<Duration> take_charge = {};  ///< Taken in the period.
  std::optional<Duration> resolve = {};      ///< Resolved in the period.
  bool first_contact = false;  ///< See docs/reference/kpi.md#first-contact-resolution.
};
Table count_ticket(const TicketCount& ticket);

}  // namespace filo::kpi
