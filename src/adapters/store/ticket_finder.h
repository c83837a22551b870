#pragma once
// How a page of the ticket list is found: any filter in any order at the price of some thousand
// index entries. Lives within one transaction.
//
//   few match some condition    those are read by its index, the rest is checked on them
//   many match every condition  the list is walked in its order until the page is full
//   yet they seldom meet        the lists of all conditions are read and intersected
//
// "Few" is found out by counting some thousand entries, which costs less than a wrong guess. An
// order by priority, status or level is walked rank by rank, each by the last change. Every query
// reads covering indexes (schema/0006_ticket_lists.sql) and no ticket.

#include <optional>
#include <vector>

#include "adapters/store/ticket_filter.h"
#include "app/ports/page.h"
#include "base/result.h"

namespace filo::store {

class TicketFinder {
 public:
  /// Where one way of reading ends and the next begins; tests make them small.
  struct Borders {
    std::size_t few = 4'000;         ///< Rows of one condition that are read as a whole.
    std::size_t window = 8'000;      ///< Rows walked in order before giving that up.
    std::size_t many = 32'000;       ///< Counting stops here, whatever is narrower.
    std::size_t few_checks = 2'000;  ///< Texts read instead of the list of another word.
    std::size_t chunk = 250;         ///< Texts read by one statement.
  };

  TicketFinder(Tx& tx, TenantId tenant, const app::TicketFilter& filter)
      : TicketFinder(tx, tenant, filter, Borders{}) {}
  TicketFinder(Tx& tx, TenantId tenant, const app::TicketFilter& filter, const Borders& borders)
      : tx_(tx),
        tenant_(tenant),
        filter_(filter),
        borders_(borders),
        conditions_(ticket_conditions(filter)) {}

  /// The ids of one row more than a page, in order. `invalid` for a page key that is not ours.
  Result<std::vector<TicketId>> find(const app::PageRequest& page);
  /// Where a page that ends with `last` goes on.
  static app::PageKey key_after(const app::TicketFilter& filter, const Ticket& last);

 private:
  // The sort values of the last row of the page before; `rank` counts in ranked orders only.
  struct Key {
    std::int64_t rank = 0, updated = 0, id = 0;
  };
  using Conditions = std::vector<TicketCondition>;
  using Ids = std::vector<TicketId>;       // In the order of the list.
  using List = std::vector<std::int64_t>;  // Ascending.
  // One stretch of the list, ordered by id, by (updated_at, id), or by rank first.
  struct Stretch {
    Conditions conditions;
    std::optional<Key> key;
    std::size_t limit;
    bool by_rank = false;
  };

  static Result<std::optional<Key>> read_key(const app::PageKey& after);
  bool by_id() const;
  bool by_rank() const;

  Status keep_to_indexes();
  Result<Ids> find_in(const Stretch& stretch);
  Result<Ids> find_by_ranks(const std::optional<Key>& key, std::size_t limit);
  Conditions conditions_of_rank(std::int64_t rank) const;
  Result<std::vector<std::size_t>> count(const Conditions& conditions, std::size_t most);
  Result<Ids> walk(const Stretch& stretch, const std::optional<Key>& floor);
  Result<std::optional<Key>> window_end(const Stretch& stretch);
  Result<Ids> read_all(const Stretch& stretch, std::size_t driver);
  Result<Ids> read_many(const Stretch& stretch);
  Result<Ids> search_few(const Stretch& stretch, std::size_t driver);
  Result<Ids> intersect(const Stretch& stretch);
  Result<Ids> check(List ids, const Conditions& conditions, std::size_t limit);
  Result<List> ids_of_word(const WordRange& word, const std::optional<Key>& key);
  Result<List> ids_of(const Conditions& conditions,
                      std::size_t driver,
                      const std::optional<Key>& key);

  void add_checks(SqlText& sql,
                  const std::string& tenant,
                  const Conditions& conditions,
                  std::size_t driver) const;
  void add_key(SqlText& sql, const std::optional<Key>& key, bool by_rank, bool ordered) const;
  std::string order(bool by_rank, bool ordered) const;
  std::string beyond() const { return filter_.ascending ? " > " : " < "; }

  Tx& tx_;
  TenantId tenant_;
  const app::TicketFilter& filter_;
  const Borders borders_;
  Conditions conditions_;
};

}  // namespace filo::store
