#pragma once
// app::TicketRepo in SQL.

#include "adapters/store/tx.h"
#include "app/ports/ticket_repo.h"

namespace filo::store {

class SqlTicketRepo final : public app::TicketRepo {
 public:
  explicit SqlTicketRepo(Tx& tx) : tx_(tx) {}

  Result<Ticket> find_for_update(TenantId tenant, TicketId id) override;
  Result<app::TicketRow> find(TenantId tenant, TicketId id) override;
  Result<std::optional<TicketId>> find_by_call(TenantId tenant, CallId call) override;
  Result<std::optional<EarlierTicket>> latest_solved(TenantId tenant,
                                                     const Problem& problem) override;
  Result<std::int64_t> next_number(TenantId tenant) override;
  Status insert(TenantId tenant, const Ticket& ticket) override;
  Status update(TenantId tenant, const Ticket& ticket) override;
  Result<app::Slice<app::TicketRow>> list(TenantId tenant,
                                          const app::TicketFilter& filter,
                                          const app::PageRequest& page) override;
  Status add_solve(TenantId tenant, const app::TicketSolve& solve) override;
  Status came_back(TenantId tenant, TicketId ticket, Instant at) override;
  Result<std::int64_t> contacts(TenantId tenant, const Ticket& ticket) override;
  Status add_article(TenantId tenant, const Article& article) override;
  Result<std::vector<app::ArticleRow>> articles(TenantId tenant, TicketId ticket) override;
  Status add_procedure(TenantId tenant, const Procedure& procedure) override;
  Result<std::vector<app::ProcedureRow>> procedures(TenantId tenant, TicketId ticket) override;
  Status add_history(TenantId tenant,
                     TicketId ticket,
                     const Actor& actor,
                     const std::vector<TicketEvent>& events,
                     Instant now) override;
  Result<app::Slice<app::HistoryRow>> history(TenantId tenant,
                                              TicketId ticket,
                                              const app::PageRequest& page) override;

 private:
  Result<std::vector<app::TicketRow>> rows_by_id(TenantId tenant,
                                                 const std::vector<TicketId>& ids,
                                                 std::size_t places);
  Tx& tx_;
};

}  // namespace filo::store
