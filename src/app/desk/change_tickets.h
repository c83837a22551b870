#pragma once
// Use cases: one step for many tickets at once. Each ticket is a part of its own: what is refused
// for one changes nothing of it and nothing of the others. Req: TICKET, ESC.

#include <string>
#include <variant>
#include <vector>

#include "app/desk/common.h"
#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

struct BulkEdit {
  TicketEdit edit;
};
/// Those of colleagues are refused: taking over is asked for ticket by ticket.
struct BulkTake {};
struct BulkEscalate {
  Level level = Level::second;
  std::string reason;
};

/// What shall happen to one ticket.
struct BulkChange {
  TicketId id;
  std::variant<BulkEdit, BulkTake, BulkEscalate> step;
  /// The version on which the wish stands. Undoing names it, so that nobody else's change in
  /// between is lost.
  Seen seen = std::nullopt;
};

/// What became of one ticket: the row before and after, or why not. Equal versions: it was so
/// already.
struct BulkOutcome {
  TicketId id;
  TicketRow before, after;
  Error error = {};
  bool refused = false;
};

/// One outcome per change, in the same order. Errors are only those that concern all: forbidden,
/// limit, and the store's (nothing at all is changed then).
Result<std::vector<BulkOutcome>> change_tickets(Records& records,
                                                const Actor& actor,
                                                const std::vector<BulkChange>& changes,
                                                Stamp now);

}  // namespace filo::app
