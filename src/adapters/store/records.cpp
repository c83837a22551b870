#include "adapters/store/records.h"

#include "adapters/store/call_repo.h"
#include "adapters/store/customer_repo.h"
#include "adapters/store/desk_repo.h"
#include "adapters/store/idempotency_repo.h"
#include "adapters/store/kpi_repo.h"
#include "adapters/store/ticket_repo.h"
#include "adapters/store/view_repo.h"
#include "app/ports/records.h"

namespace filo::store {

namespace {

class SqlRecords final : public app::Records {
 public:
  SqlRecords(Tx& tx, const app::DeskPolicy& policy)
      : tx_(tx),
        policy_(policy),
        tickets_(tx),
        customers_(tx),
        organisations_(tx),
        identity_(tx),
        drafts_(tx),
        views_(tx),
        references_(tx),
        calls_(tx),
        agent_log_(tx),
        figures_(tx),
        idempotency_(tx) {}

  app::TicketRepo& tickets() override { return tickets_; }
  app::CustomerRepo& customers() override { return customers_; }
  app::OrganisationRepo& organisations() override { return organisations_; }
  app::IdentityRepo& identity() override { return identity_; }
  app::DraftRepo& drafts() override { return drafts_; }
  app::ViewRepo& views() override { return views_; }
  app::ReferenceRepo& references() override { return references_; }
  app::CallRepo& calls() override { return calls_; }
  app::AgentLogRepo& agent_log() override { return agent_log_; }
  app::KpiRepo& figures() override { return figures_; }
  app::IdempotencyRepo& idempotency() override { return idempotency_; }

  const app::DeskPolicy& policy() const override { return policy_; }

  std::int64_t new_raw_id() override { return tx_.new_id<Id<struct AnyTag>>().raw(); }

  Status nested(const std::function<Status()>& part) override {
    return tx_.nested([&part](Tx&) { return part(); });
  }
  Status audit(const Actor& actor, const app::AuditNote& note) override {
    return tx_.audit({.tenant_id = actor.tenant.raw(),
                      .actor_id = actor.user.raw(),
                      .action = std::string{note.action},
                      .entity = std::string{note.entity},
                      .entity_id = note.entity_id,
                      .before = {},
                      .after = note.after,
                      .address = {}});
  }
  Status publish(TenantId tenant, std::string_view topic, std::string_view payload) override {
    return tx_.emit(tenant, topic, payload);
  }

 private:
  Tx& tx_;
  const app::DeskPolicy& policy_;
  SqlTicketRepo tickets_;
  SqlCustomerRepo customers_;
  SqlOrganisationRepo organisations_;
  SqlIdentityRepo identity_;
  SqlDraftRepo drafts_;
  SqlViewRepo views_;
  SqlReferenceRepo references_;
  SqlCallRepo calls_;
  SqlAgentLogRepo agent_log_;
  SqlKpiRepo figures_;
  SqlIdempotencyRepo idempotency_;
};

}  // namespace

std::unique_ptr<app::Records> make_records(Tx& tx, const app::DeskPolicy& policy) {
  return std::make_unique<SqlRecords>(tx, policy);
}

}  // namespace filo::store
