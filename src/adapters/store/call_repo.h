#pragma once
// app::CallRepo and app::AgentLogRepo in SQL.

#include "adapters/store/tx.h"
#include "app/ports/call_repo.h"

namespace filo::store {

class SqlCallRepo final : public app::CallRepo {
 public:
  explicit SqlCallRepo(Tx& tx) : tx_(tx) {}

  Status save(const calls::CallRecord& record) override;
  Status bind(TenantId tenant, CallId call, CustomerId customer, TicketId ticket) override;
  Result<app::CallRow> find(TenantId tenant, CallId call) override;
  Result<app::Slice<app::CallRow>> list(TenantId tenant,
                                        const app::CallFilter& filter,
                                        const app::PageRequest& page) override;
  Status for_each(Instant from,
                  Instant to,
                  const std::function<void(const calls::CallRecord&)>& use) override;
  Result<std::int64_t> close_interrupted_calls(Instant last_alive) override;
  Status beat(Instant now) override;
  Result<std::optional<Instant>> last_alive() override;

 private:
  Result<TicketId> ticket_of(const calls::CallRecord& record, TicketId before);
  Status write_call(const calls::CallRecord& record, CustomerId customer, TicketId ticket);
  Status write_segments(const calls::CallRecord& record);
  Status write_timeline(const calls::CallRecord& record,
                        CustomerId before,
                        CustomerId customer,
                        TicketId ticket);

  Tx& tx_;
};

class SqlAgentLogRepo final : public app::AgentLogRepo {
 public:
  explicit SqlAgentLogRepo(Tx& tx) : tx_(tx) {}

  Status presence_changed(TenantId tenant,
                          AgentId agent,
                          const std::string& presence,
                          PauseReasonId reason,
                          Instant at) override;
  Result<std::vector<app::AgentInterval>> intervals(TenantId tenant,
                                                    AgentId agent,
                                                    Instant from,
                                                    Instant to) override;

 private:
  Tx& tx_;
};

}  // namespace filo::store
