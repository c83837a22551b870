#include "adapters/store/ticket_list.h"

#include <algorithm>
#include <optional>

#include "adapters/store/records_words.h"
#include "adapters/store/ticket_rows.h"
#include "base/text.h"

namespace filo::store {

namespace {

using app::TicketFilter;
using app::TicketSort;

constexpr std::int64_t kPriorities = 4;

// The sort values of the last row of the page before; `priority` counts for that order only.
struct Key {
  std::int64_t priority = 0, updated = 0, id = 0;
};

// What all shapes share.
struct Build {
  SqlText& sql;
  const TicketFilter& filter;
  std::optional<Key> key;
  std::string tenant;
  std::string limit;
  bool by_id = false;  ///< Ordered by id alone: by creation, and every search by words.
};

bool is_by_id(const TicketFilter& filter) {
  return filter.sort == TicketSort::created || !filter.words.empty();
}

Result<std::optional<Key>> read_key(const app::PageRequest& page) {
  if (page.after.empty()) return std::optional<Key>{};
  Key key;
  std::int64_t* const parts[] = {&key.priority, &key.updated, &key.id};
  bool ours = page.after.size() == 3;
  for (std::size_t i = 0; ours && i < 3; ++i) {
    const auto value = parse_int<std::int64_t>(page.after[i]);
    ours = value.has_value();
    if (ours) *parts[i] = *value;
  }
  if (!ours) return Error{Errc::invalid, "not a key of the ticket list", "/after", "page.after"};
  return std::optional<Key>{key};
}

template <class T>
std::vector<T> all_when_empty(const std::vector<T>& chosen, std::size_t count) {
  if (!chosen.empty()) return chosen;
  std::vector<T> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(static_cast<T>(i));
  return all;
}

// The combinations of state, level and priority asked for; empty: no such filter.
std::vector<std::int64_t> buckets(const TicketFilter& filter) {
  std::vector<std::int64_t> out;
  if (filter.statuses.empty() && filter.levels.empty() && filter.priorities.empty()) return out;
  for (TicketStatus status : all_when_empty(filter.statuses, kTicketStatuses)) {
    for (Level level : all_when_empty(filter.levels, kLevels)) {
      for (Priority priority : all_when_empty(filter.priorities, std::size_t{kPriorities})) {
        out.push_back(bucket_of(status, level, priority));
      }
    }
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

constexpr std::string_view kCustomerColumn = "customer_id";  // Its index has another order.

struct Entity {
  std::string_view column;
  std::int64_t id;
};

// The filters by somebody's id, narrowest first: that one chooses the index.
std::vector<Entity> entities(const TicketFilter& filter) {
  std::vector<Entity> out;
  for (const Entity& entity :
       {Entity{kCustomerColumn, filter.customer.raw()}, Entity{"owner_id", filter.owner.raw()},
        Entity{"queue_id", filter.queue.raw()}, Entity{"category_id", filter.category.raw()},
        Entity{"team_id", filter.team.raw()}}) {
    if (entity.id != 0) out.push_back(entity);
  }
  return out;
}

// A unary plus keeps the planner from choosing another index than the one meant.
void add_rest(Build& b, const std::vector<Entity>& rest) {
  for (const Entity& entity : rest) {
    b.sql << " AND +t." << entity.column << " = " << b.sql.bind(entity.id);
  }
  const auto wanted = buckets(b.filter);
  if (wanted.empty()) return;
  b.sql << " AND +t.bucket IN (";
  for (std::int64_t bucket : wanted) {
    b.sql << (bucket == wanted.front() ? "" : ", ") << std::to_string(bucket);
  }
  b.sql << ")";
}

// `plus`: "+" where another index than the one of this order is meant.
void add_key(Build& b, std::string_view plus) {
  if (!b.key) return;
  const std::string id = b.sql.bind(b.key->id);
  if (b.by_id) {
    b.sql << " AND " << plus << "t.id < " << id;
    return;
  }
  const std::string updated = b.sql.bind(b.key->updated);
  if (b.filter.sort == TicketSort::updated) {
    b.sql << " AND (" << plus << "t.updated_at, t.id) < (" << updated << ", " << id << ")";
  } else {
    b.sql << " AND (t.bucket % 4, t.updated_at, t.id) < (" << b.sql.bind(b.key->priority) << ", "
          << updated << ", " << id << ")";
  }
}

constexpr std::string_view kSelect = "SELECT t.id, t.updated_at, t.bucket FROM ticket t ";

void by_entity(Build& b, const std::vector<Entity>& wanted) {
  b.sql << kSelect << "WHERE t.tenant_id = " << b.tenant << " AND t." << wanted.front().column
        << " = " << b.sql.bind(wanted.front().id);
  add_rest(b, {wanted.begin() + 1, wanted.end()});
  // An index that merely has the order would be read to its end when matches are rare.
  const bool ordered = !b.by_id && wanted.front().column != kCustomerColumn;
  const std::string_view plus = ordered ? "" : "+";
  add_key(b, plus);
  b.sql << " ORDER BY " << plus << ticket_order(b.filter, "t") << " LIMIT " << b.limit;
}

void unfiltered(Build& b) {
  b.sql << kSelect << "WHERE t.tenant_id = " << b.tenant;
  add_key(b, "");
  b.sql << " ORDER BY " << ticket_order(b.filter, "t") << " LIMIT " << b.limit;
}

// One bucket's rows. In the order by priority a bucket lies wholly before, at or after the key.
bool is_before_key(const Build& b, std::int64_t bucket) {
  return b.key && b.filter.sort == TicketSort::priority && bucket % kPriorities > b.key->priority;
}
bool is_after_key(const Build& b, std::int64_t bucket) {
  return !b.key ||
         (b.filter.sort == TicketSort::priority && bucket % kPriorities < b.key->priority);
}

void by_buckets(Build& b, const std::vector<std::int64_t>& wanted) {
  std::string id, updated;
  if (b.key) {
    id = b.sql.bind(b.key->id);
    updated = b.by_id ? "" : b.sql.bind(b.key->updated);
  }
  const std::string range =
      b.by_id ? " AND t.id < " + id : " AND (t.updated_at, t.id) < (" + updated + ", " + id + ")";
  const std::string order = b.by_id ? "t.id DESC" : "t.updated_at DESC, t.id DESC";
  b.sql << "SELECT id, updated_at, bucket FROM (";
  bool first = true;
  for (std::int64_t bucket : wanted) {
    if (is_before_key(b, bucket)) continue;
    b.sql << (first ? "" : " UNION ALL ") << "SELECT * FROM (" << kSelect
          << "WHERE t.tenant_id = " << b.tenant << " AND t.bucket = " << std::to_string(bucket)
          << (is_after_key(b, bucket) ? "" : range) << " ORDER BY " << order << " LIMIT " << b.limit
          << ") AS b" << std::to_string(bucket);
    first = false;
  }
  b.sql << ") AS m ORDER BY " << ticket_order(b.filter, "m") << " LIMIT " << b.limit;
}

void by_words(Build& b, const WordQuery& words) {
  b.sql << kSelect << "JOIN (SELECT DISTINCT id FROM ticket_word WHERE tenant_id = " << b.tenant;
  add_word_range(b.sql, words);
  if (b.key) b.sql << " AND id < " << b.sql.bind(b.key->id);
  const auto rest = entities(b.filter);
  const bool alone = rest.empty() && words.others.empty() && buckets(b.filter).empty();
  if (alone) b.sql << " ORDER BY id DESC LIMIT " << b.limit;
  b.sql << ") AS w ON t.id = w.id WHERE t.tenant_id = " << b.tenant;
  add_rest(b, rest);
  for (const std::string& other : words.others) {
    b.sql << " AND t.search_text LIKE " << b.sql.bind(other);
  }
  b.sql << " ORDER BY t.id DESC LIMIT " << b.limit;
}

// Every bucket there is: how the order by priority is read without a filter.
std::vector<std::int64_t> all_buckets() {
  std::vector<std::int64_t> out;
  for (std::int64_t b = 0; b < bucket_of(TicketStatus::closed, Level::vendor, Priority::urgent) + 1;
       ++b) {
    out.push_back(b);
  }
  return out;
}

}  // namespace

std::string ticket_order(const TicketFilter& filter, const std::string& alias) {
  const std::string id = alias + ".id DESC";
  if (is_by_id(filter)) return id;
  const std::string updated = alias + ".updated_at DESC, " + id;
  if (filter.sort == TicketSort::updated) return updated;
  return alias + ".bucket % 4 DESC, " + updated;
}

app::PageKey ticket_page_key(const TicketFilter&, const Ticket& last) {
  return {std::to_string(static_cast<int>(last.priority)),
          std::to_string(to_micros(last.updated_at)), last.id.str()};
}

Result<bool> select_ticket_ids(SqlText& sql,
                               TenantId tenant,
                               const TicketFilter& filter,
                               const app::PageRequest& page) {
  auto key = read_key(page);
  if (!key) return key.error();
  Build b{.sql = sql,
          .filter = filter,
          .key = *key,
          .tenant = sql.bind(tenant),
          .limit = std::to_string(page.limit + 1),
          .by_id = is_by_id(filter)};
  if (!filter.words.empty()) {
    const auto words = word_query(filter.words);
    if (!words) return false;
    by_words(b, *words);
    return true;
  }
  auto wanted = buckets(filter);
  if (const auto by = entities(filter); !by.empty()) {
    by_entity(b, by);
  } else if (!wanted.empty()) {
    by_buckets(b, wanted);
  } else if (filter.sort == TicketSort::priority) {
    by_buckets(b, all_buckets());
  } else {
    unfiltered(b);
  }
  return true;
}

}  // namespace filo::store
