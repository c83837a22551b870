#pragma once
// app::CustomerRepo and app::OrganisationRepo in SQL.

#include "adapters/store/tx.h"
#include "app/ports/customer_repo.h"

namespace filo::store {

class SqlCustomerRepo final : public app::CustomerRepo {
 public:
  explicit SqlCustomerRepo(Tx& tx) : tx_(tx) {}

  Result<app::CustomerRow> find(TenantId tenant, CustomerId id) override;
  Result<Customer> find_for_update(TenantId tenant, CustomerId id) override;
  Result<std::vector<app::CustomerRow>> find_by_number(TenantId tenant,
                                                       std::string_view e164) override;
  Result<app::Slice<app::CustomerRow>> list(TenantId tenant,
                                            const app::CustomerFilter& filter,
                                            const app::PageRequest& page) override;
  Status insert(TenantId tenant, const Customer& customer) override;
  Status update(TenantId tenant, const Customer& customer) override;
  Status set_identity_state(TenantId tenant,
                            CustomerId id,
                            std::int64_t wrong,
                            std::optional<Instant> locked_until) override;
  Status add_open_tickets(TenantId tenant, CustomerId id, std::int64_t by) override;
  Status add_timeline(TenantId tenant, const app::TimelineItem& item) override;
  Result<app::Slice<app::TimelineItem>> timeline(TenantId tenant,
                                                 const app::TimelineFilter& filter,
                                                 const app::PageRequest& page) override;
  Status reindex_customers_of(TenantId tenant, OrganisationId organisation) override;

 private:
  Result<std::string> search_text(TenantId tenant, const Customer& customer);
  Status check_code(TenantId tenant, const Customer& customer);
  Status write_numbers(TenantId tenant, const Customer& customer);
  Status read_numbers(TenantId tenant, std::vector<app::CustomerRow>& rows);

  Tx& tx_;
};

class SqlOrganisationRepo final : public app::OrganisationRepo {
 public:
  explicit SqlOrganisationRepo(Tx& tx) : tx_(tx) {}

  Result<Organisation> find(TenantId tenant, OrganisationId id) override;
  Result<app::OrganisationRow> find_row(TenantId tenant, OrganisationId id) override;
  Result<app::Slice<app::OrganisationRow>> list(TenantId tenant,
                                                std::string_view words,
                                                const app::PageRequest& page) override;
  Status insert(TenantId tenant, const Organisation& organisation) override;
  Status update(TenantId tenant, const Organisation& organisation) override;

 private:
  Tx& tx_;
};

}  // namespace filo::store
