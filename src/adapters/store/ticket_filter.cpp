#include "adapters/store/ticket_filter.h"

#include <algorithm>

#include "adapters/store/ticket_rows.h"

namespace filo::store {

namespace {

using app::TicketFilter;
using app::TicketSort;
using By = TicketCondition::By;

constexpr std::size_t kPriorityCount = 4;

template <class T>
std::vector<T> all_when_empty(const std::vector<T>& chosen, std::size_t count) {
  if (!chosen.empty()) return chosen;
  std::vector<T> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(static_cast<T>(i));
  return all;
}

void add_entities(const TicketFilter& filter, std::vector<TicketCondition>& out) {
  const auto one = [&](By by, std::string_view column, std::int64_t id) {
    if (id != 0) out.push_back({.by = by, .column = column, .values = {id}});
  };
  one(By::ids, "customer_id", filter.customer.raw());
  one(By::ids, "owner_id", filter.owner.raw());
  one(By::organisation, "customer_id", filter.organisation.raw());
  one(By::ids, "queue_id", filter.queue.raw());
  one(By::ids, "category_id", filter.category.raw());
  one(By::ids, "team_id", filter.team.raw());
  if (!filter.teams.empty()) {
    TicketCondition teams{.column = "team_id"};
    const std::size_t count = std::min(filter.teams.size(), app::kTeamsPerAgent);
    for (std::size_t i = 0; i < count; ++i) teams.values.push_back(filter.teams[i].raw());
    out.push_back(std::move(teams));
  }
  if (filter.unassigned) out.push_back({.by = By::nobody, .column = "owner_id"});
}

void add_list(SqlText& sql, const std::vector<std::int64_t>& values) {
  sql << " IN (";
  for (std::size_t i = 0; i < values.size(); ++i) {
    sql << (i == 0 ? "" : ", ") << sql.bind(values[i]);
  }
  sql << ")";
}

}  // namespace

bool is_ranked(TicketSort sort) {
  return sort == TicketSort::priority || sort == TicketSort::status || sort == TicketSort::level;
}

std::int64_t ticket_rank(TicketSort sort, std::int64_t bucket) {
  if (sort == TicketSort::status) return bucket / 16;
  if (sort == TicketSort::level) return bucket / 4 % 4;
  return sort == TicketSort::priority ? bucket % 4 : 0;
}

std::string ticket_rank_sql(TicketSort sort) {
  if (sort == TicketSort::status) return "t.bucket / 16";
  return sort == TicketSort::level ? "t.bucket / 4 % 4" : "t.bucket % 4";
}

std::vector<std::int64_t> ticket_buckets(const TicketFilter& filter) {
  std::vector<std::int64_t> out;
  if (filter.statuses.empty() && filter.levels.empty() && filter.priorities.empty()) return out;
  for (TicketStatus status : all_when_empty(filter.statuses, kTicketStatuses)) {
    for (Level level : all_when_empty(filter.levels, kLevels)) {
      for (Priority priority : all_when_empty(filter.priorities, kPriorityCount)) {
        out.push_back(bucket_of(status, level, priority));
      }
    }
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

std::vector<TicketCondition> ticket_conditions(const TicketFilter& filter) {
  std::vector<TicketCondition> out;
  add_entities(filter, out);
  if (auto buckets = ticket_buckets(filter); !buckets.empty()) {
    out.push_back({.by = By::buckets, .column = "bucket", .values = std::move(buckets)});
  }
  for (WordRange& word : word_ranges(filter.words)) {
    out.push_back({.by = By::word, .word = std::move(word)});
  }
  return out;
}

void add_condition(
    SqlText& sql, Engine engine, const std::string& tenant, const TicketCondition& c, bool drives) {
  if (c.by == By::word) {
    const char* find = engine == Engine::sqlite ? "instr" : "strpos";
    sql << " AND " << find << "(t.search_text, " << sql.bind(" " + c.word.typed) << ") > 0";
    return;
  }
  // A unary plus keeps the planner from choosing another index than the one meant.
  sql << " AND " << (drives ? "" : "+") << "t." << c.column;
  switch (c.by) {
    case By::nobody:
      sql << " IS NULL";
      return;
    case By::organisation:
      sql << " IN (SELECT id FROM customer WHERE tenant_id = " << tenant
          << " AND organisation_id = " << sql.bind(c.values.front()) << ")";
      return;
    default:
      if (c.values.size() > 1) return add_list(sql, c.values);
      sql << " = " << sql.bind(c.values.front());
  }
}

}  // namespace filo::store
