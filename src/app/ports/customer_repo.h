#pragma once
// Customers, organisations and the dossier's time line in the store. Within one transaction; every
// method sees rows of `tenant` only. Errors besides those named: unavailable, timeout, internal.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports/names.h"
#include "app/ports/page.h"
#include "base/result.h"
#include "domain/people/customer.h"

namespace filo::app {

struct CustomerRow {
  Customer customer;
  std::string organisation;
};

struct CustomerFilter {
  std::string words = {};  ///< Beginnings of words of name, code, e-mail, number, organisation.
  std::string e164 = {};
  OrganisationId organisation = {};
};

/// Something in a customer's dossier. `title` and `detail` are people's own words (a subject, a
/// note), never a sentence of ours: the desk translates by `kind` and `outcome`.
enum class TimelineKind : std::uint8_t { call, ticket, note, procedure, identity };
const char* to_string(TimelineKind kind);
std::optional<TimelineKind> parse_timeline_kind(std::string_view word);

struct TimelineItem {
  TimelineId id;
  CustomerId customer;
  Instant at{};
  TimelineKind kind = TimelineKind::note;
  std::string title;
  std::string detail;
  /// opened, solved, passed, worked, answered ...; of what was written in a ticket: public, note.
  std::string outcome;
  TicketId ticket;
  CallId call;
  UserId author;
  std::string author_name;  ///< Filled on reading.
  std::optional<Duration> duration;
  std::string customer_name = {};  ///< Filled on reading.
  std::int64_t ticket_number = 0;  ///< Filled on reading; 0: no ticket.
};

/// Whose time line: one customer's, or that of all customers of an organisation.
struct TimelineFilter {
  CustomerId customer = {};
  OrganisationId organisation = {};
  std::vector<TimelineKind> kinds = {};  ///< Empty: all.
};

/// An organisation as lists show it.
struct OrganisationRow {
  Organisation organisation;
  std::int64_t customers = 0;
  std::int64_t open_tickets = 0;
};

class CustomerRepo {
 public:
  virtual ~CustomerRepo() = default;

  /// not_found.
  virtual Result<CustomerRow> find(TenantId tenant, CustomerId id) = 0;
  /// not_found. Locked until the end of the transaction where the engine has row locks.
  virtual Result<Customer> find_for_update(TenantId tenant, CustomerId id) = 0;
  /// Who has this number; VIPs first, then the one changed last. At most 10.
  virtual Result<std::vector<CustomerRow>> find_by_number(TenantId tenant,
                                                          std::string_view e164) = 0;
  /// By name; with words the newest first.
  virtual Result<Slice<CustomerRow>> list(TenantId tenant,
                                          const CustomerFilter& filter,
                                          const PageRequest& page) = 0;
  /// Conflict with field /code when another customer has the code.
  virtual Status insert(TenantId tenant, const Customer& customer) = 0;
  /// Writes the whole customer. Conflict unless the stored version is one less, or as insert.
  virtual Status update(TenantId tenant, const Customer& customer) = 0;
  /// Only what an identity check changes; does not touch the version that editors compare.
  virtual Status set_identity_state(TenantId tenant,
                                    CustomerId id,
                                    std::int64_t wrong,
                                    std::optional<Instant> locked_until) = 0;
  /// The counter of running tickets.
  virtual Status add_open_tickets(TenantId tenant, CustomerId id, std::int64_t by) = 0;

  /// An item of the same customer, moment and id is there already: it stays.
  virtual Status add_timeline(TenantId tenant, const TimelineItem& item) = 0;
  /// Newest first.
  virtual Result<Slice<TimelineItem>> timeline(TenantId tenant,
                                               const TimelineFilter& filter,
                                               const PageRequest& page) = 0;
  /// The words by which customers of `organisation` are found, after it got another name.
  virtual Status reindex_customers_of(TenantId tenant, OrganisationId organisation) = 0;
};

class OrganisationRepo {
 public:
  virtual ~OrganisationRepo() = default;
  /// not_found.
  virtual Result<Organisation> find(TenantId tenant, OrganisationId id) = 0;
  /// With how many customers and open tickets it has. not_found.
  virtual Result<OrganisationRow> find_row(TenantId tenant, OrganisationId id) = 0;
  /// By name, those whose words begin with `words`.
  virtual Result<Slice<OrganisationRow>> list(TenantId tenant,
                                              std::string_view words,
                                              const PageRequest& page) = 0;
  virtual Status insert(TenantId tenant, const Organisation& organisation) = 0;
  /// Conflict unless the stored version is one less.
  virtual Status update(TenantId tenant, const Organisation& organisation) = 0;
};

}  // namespace filo::app
