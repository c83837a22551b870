#include "app/desk/add_to_ticket.h"

#include "app/desk/common.h"
#include "base/limits.h"

namespace filo::app {

Result<ArticleRow> add_article(Records& records,
                               const Actor& actor,
                               TicketId id,
                               ArticleKind kind,
                               const std::string& body,
                               Stamp now) {
  auto ticket = records.tickets().find_for_update(actor.tenant, id);
  if (!ticket) return ticket.error();
  auto text = text_of(body, "body", limits::kArticleChars);
  if (!text) return text.error();
  const Article article{.id = records.new_id<ArticleId>(),
                        .ticket = id,
                        .kind = kind,
                        .author = actor.user,
                        .body = std::move(text).value(),
                        .created_at = now.utc};
  if (Status s = records.tickets().add_article(actor.tenant, article); !s) return s.error();
  if (Status s = tell_dossier(records, actor.tenant, *ticket, article); !s) return s.error();
  const TicketEvent event{.kind = kind == ArticleKind::note ? TicketEventKind::note_added
                                                            : TicketEventKind::article_added};
  if (Status s = store_ticket_event(records, actor, *ticket, event, now); !s) return s.error();
  auto name = records.references().user_name(actor.tenant, actor.user);
  if (!name) return name.error();
  return ArticleRow{.article = article, .author = *name};
}

Result<ProcedureRow> add_procedure(Records& records,
                                   const Actor& actor,
                                   TicketId id,
                                   const std::string& done,
                                   ProcedureOutcome outcome,
                                   Stamp now) {
  auto ticket = records.tickets().find_for_update(actor.tenant, id);
  if (!ticket) return ticket.error();
  auto text = text_of(done, "text", limits::kReasonChars);
  if (!text) return text.error();
  const Procedure procedure{.id = records.new_id<ProcedureId>(),
                            .ticket = id,
                            .text = std::move(text).value(),
                            .outcome = outcome,
                            .author = actor.user,
                            .created_at = now.utc};
  if (Status s = records.tickets().add_procedure(actor.tenant, procedure); !s) return s.error();
  const TicketEvent event{.kind = TicketEventKind::procedure_added, .to = to_string(outcome)};
  if (Status s = store_ticket_event(records, actor, *ticket, event, now); !s) return s.error();
  if (Status s = tell_dossier(records, actor.tenant, *ticket, procedure); !s) return s.error();
  auto name = records.references().user_name(actor.tenant, actor.user);
  if (!name) return name.error();
  return ProcedureRow{.procedure = procedure, .author = *name};
}

}  // namespace filo::app
