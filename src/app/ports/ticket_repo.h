#pragma once
// Tickets, their articles, procedures and history in the store. Within one transaction; every
// method sees rows of `tenant` only. Errors besides those named: unavailable, timeout, internal.

#include <optional>
#include <string>
#include <vector>

#include "app/ports/names.h"
#include "app/ports/page.h"
#include "base/result.h"
#include "domain/people/actor.h"
#include "domain/tickets/events.h"
#include "domain/tickets/rules.h"
#include "domain/tickets/ticket.h"

namespace filo::app {

/// A ticket with the names that every list shows.
struct TicketRow {
  Ticket ticket;
  std::string category;
  std::string customer;
  std::string organisation;
  std::string owner;
  std::string team;
};

/// By what a list is ordered, the greatest first unless it ascends. Within one priority, status or
/// level the last change decides.
enum class TicketSort : std::uint8_t { updated, created, priority, status, level };

inline constexpr std::size_t kTeamsPerAgent = 50;

/// Every filter may be combined with every other; empty lists and ids of 0 let all pass.
struct TicketFilter {
  std::vector<TicketStatus> statuses = {};
  std::vector<Level> levels = {};
  std::vector<Priority> priorities = {};
  CategoryId category = {};
  AgentId owner = {};
  TeamId team = {};
  CustomerId customer = {};
  QueueId queue = {};
  std::string words = {};  ///< Beginnings of words of the subject, or the ticket's number.
  TicketSort sort = TicketSort::updated;
  bool ascending = false;
  std::vector<TeamId> teams = {};    ///< Of any of these; at most kTeamsPerAgent count.
  bool unassigned = false;           ///< Nobody owns it.
  OrganisationId organisation = {};  ///< Of its customer.
};

struct ArticleRow {
  Article article;
  std::string author;
};

struct ProcedureRow {
  Procedure procedure;
  std::string author;
};

struct HistoryRow {
  std::int64_t id = 0;
  Instant at{};
  UserId actor;  ///< None: the product itself.
  std::string actor_name;
  TicketEvent event;
  /// Names of what `event.from` and `event.to` refer to where they are ids; empty when it is gone.
  std::string from_name = {};
  std::string to_name = {};
};

/// One solution as figures count it. What happens to the ticket later changes nothing of it but
/// the answer to "did it last?".
struct TicketSolve {
  TicketId ticket;
  Instant at{};
  AgentId by;  ///< None: somebody without a desk.
  QueueId queue;
  Duration time_to_resolve{0};
  bool first_contact = false;  ///< is_first_contact() at that moment ...
  Duration must_last{0};       ///< ... and it stays one when nobody comes back so long.
};

class TicketRepo {
 public:
  virtual ~TicketRepo() = default;

  /// not_found. Locked until the end of the transaction where the engine has row locks.
  virtual Result<Ticket> find_for_update(TenantId tenant, TicketId id) = 0;
  /// not_found.
  virtual Result<TicketRow> find(TenantId tenant, TicketId id) = 0;
  /// The ticket that a call has opened, or into which that one was merged.
  virtual Result<std::optional<TicketId>> find_by_call(TenantId tenant, CallId call) = 0;
  /// The latest ticket of this problem that was solved and stayed so.
  virtual Result<std::optional<EarlierTicket>> latest_solved(TenantId tenant,
                                                             const Problem& problem) = 0;
  /// 1, 2, 3 ... without gaps within the tenant.
  virtual Result<std::int64_t> next_number(TenantId tenant) = 0;

  /// A new ticket, perhaps taken already, neither solved nor closed. Conflict: the call already has
  /// a ticket.
  virtual Status insert(TenantId tenant, const Ticket& ticket) = 0;
  /// Writes the whole ticket. Conflict unless the stored version is one less.
  virtual Status update(TenantId tenant, const Ticket& ticket) = 0;
  virtual Result<Slice<TicketRow>> list(TenantId tenant,
                                        const TicketFilter& filter,
                                        const PageRequest& page) = 0;

  virtual Status add_solve(TenantId tenant, const TicketSolve& solve) = 0;
  /// The problem came back: re-opened, or opened again as a recurrence. The first time counts.
  virtual Status came_back(TenantId tenant, TicketId ticket, Instant at) = 0;
  /// How many calls are about it, the one that opened it included.
  virtual Result<std::int64_t> contacts(TenantId tenant, const Ticket& ticket) = 0;

  virtual Status add_article(TenantId tenant, const Article& article) = 0;
  /// Oldest first.
  virtual Result<std::vector<ArticleRow>> articles(TenantId tenant, TicketId ticket) = 0;
  virtual Status add_procedure(TenantId tenant, const Procedure& procedure) = 0;
  virtual Result<std::vector<ProcedureRow>> procedures(TenantId tenant, TicketId ticket) = 0;

  virtual Status add_history(TenantId tenant,
                             TicketId ticket,
                             const Actor& actor,
                             const std::vector<TicketEvent>& events,
                             Instant now) = 0;
  /// Oldest first.
  virtual Result<Slice<HistoryRow>> history(TenantId tenant,
                                            TicketId ticket,
                                            const PageRequest& page) = 0;
};

}  // namespace filo::app
