#pragma once
// Use cases: articles, notes and procedures are added to a ticket. They never collide with an
// editor of the ticket: its version stays. Each stands in the customer's dossier too. Req: TICKET,
// DOSSIER.

#include <string>

#include "app/ports/records.h"
#include "base/timeline.h"

namespace filo::app {

/// Errors: not_found, invalid (/body).
Result<ArticleRow> add_article(Records& records,
                               const Actor& actor,
                               TicketId ticket,
                               ArticleKind kind,
                               const std::string& body,
                               Stamp now);

/// What was done and whether it helped. Errors: not_found, invalid (/text).
Result<ProcedureRow> add_procedure(Records& records,
                                   const Actor& actor,
                                   TicketId ticket,
                                   const std::string& text,
                                   ProcedureOutcome outcome,
                                   Stamp now);

}  // namespace filo::app
