#include "adapters/store/ticket_finder.h"

#include <algorithm>
#include <iterator>

#include "adapters/store/ticket_rows.h"
#include "base/text.h"

namespace filo::store {

namespace {

using app::TicketFilter;
using app::TicketSort;
using By = TicketCondition::By;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

std::int64_t ranks(TicketSort sort) {
  return sort == TicketSort::status ? static_cast<std::int64_t>(kTicketStatuses) : 4;
}

std::size_t narrowest(const std::vector<std::size_t>& sizes) {
  return static_cast<std::size_t>(std::ranges::min_element(sizes) - sizes.begin());
}

// What both hold; both ascending.
std::vector<std::int64_t> common(const std::vector<std::int64_t>& a,
                                 const std::vector<std::int64_t>& b) {
  std::vector<std::int64_t> out;
  std::ranges::set_intersection(a, b, std::back_inserter(out));
  return out;
}

struct Parted {
  std::vector<TicketCondition> words, rest;
};
Parted parted(const std::vector<TicketCondition>& conditions) {
  Parted out;
  for (const TicketCondition& c : conditions) {
    (c.by == By::word ? out.words : out.rest).push_back(c);
  }
  return out;
}

void sort_unique(std::vector<std::int64_t>& ids) {
  if (!std::ranges::is_sorted(ids)) std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
}

// Tens of thousands of rows: read without the detour of other rows.
Result<std::vector<std::int64_t>> read_ids(Tx& tx, const SqlText& sql) {
  std::vector<std::int64_t> ids;
  Status done = sql.each(tx, [&](const RowView& row) -> Status {
    if (!row.integer(0, ids.emplace_back())) return Error{Errc::internal, "an id is no number"};
    return {};
  });
  if (!done) return done.error();
  sort_unique(ids);
  return ids;
}

}  // namespace

// --- the key of a page -------------------------------------------------------------------------

Result<std::optional<TicketFinder::Key>> TicketFinder::read_key(const app::PageKey& after) {
  if (after.empty()) return std::optional<Key>{};
  Key key;
  std::int64_t* const parts[] = {&key.rank, &key.updated, &key.id};
  bool ours = after.size() == 3;
  for (std::size_t i = 0; ours && i < 3; ++i) {
    const auto value = parse_int<std::int64_t>(after[i]);
    ours = value.has_value();
    if (ours) *parts[i] = *value;
  }
  if (!ours) return Error{Errc::invalid, "not a key of the ticket list", "/after", "page.after"};
  return std::optional<Key>{key};
}

app::PageKey TicketFinder::key_after(const TicketFilter& filter, const Ticket& last) {
  const std::int64_t bucket = bucket_of(last.status, last.level, last.priority);
  return {std::to_string(ticket_rank(filter.sort, bucket)),
          std::to_string(to_micros(last.updated_at)), last.id.str()};
}

// --- the plan ----------------------------------------------------------------------------------

// A search by words shows the newest ticket first, whatever the order of the list.
bool TicketFinder::by_id() const {
  return filter_.sort == TicketSort::created || !filter_.words.empty();
}

bool TicketFinder::by_rank() const {
  return !by_id() && is_ranked(filter_.sort);
}

Result<TicketFinder::Ids> TicketFinder::find(const app::PageRequest& page) {
  auto key = read_key(page.after);
  if (!key) return key.error();
  const bool wordless =
      std::ranges::none_of(conditions_, [](const auto& c) { return c.by == By::word; });
  if (!filter_.words.empty() && wordless) return Ids{};  // Nothing but signs was typed.
  if (Status ready = keep_to_indexes(); !ready) return ready.error();
  return find_in({conditions_, *key, page.limit + 1, by_rank()});
}

// PostgreSQL guesses that hardly anything passes several conditions and would read and sort the
// whole table where the page is full after some hundred entries. Holds for this transaction.
Status TicketFinder::keep_to_indexes() {
  if (tx_.engine() == Engine::sqlite) return {};
  return status_of(
      tx_.run("SELECT set_config('enable_seqscan', 'off', true), "
              "set_config('enable_bitmapscan', 'off', true), "
              "set_config('max_parallel_workers_per_gather', '0', true)"));
}

Result<TicketFinder::Ids> TicketFinder::find_in(const Stretch& stretch) {
  auto sizes = count(stretch.conditions, borders_.few);
  if (!sizes) return sizes.error();
  if (!sizes->empty()) {
    const std::size_t driver = narrowest(*sizes);
    const bool is_few = (*sizes)[driver] < borders_.few;
    if (is_few && !filter_.words.empty()) return search_few(stretch, driver);
    if (is_few) return read_all(stretch, driver);
  }
  if (stretch.by_rank) return find_by_ranks(stretch.key, stretch.limit);
  if (sizes->empty()) return walk(stretch, std::nullopt);
  auto floor = window_end(stretch);
  if (!floor) return floor.error();
  auto found = walk(stretch, *floor);
  if (!found || !*floor || found->size() == stretch.limit) return found;
  return read_many(stretch);
}

Result<TicketFinder::Ids> TicketFinder::find_by_ranks(const std::optional<Key>& key,
                                                      std::size_t limit) {
  Ids out;
  const std::int64_t last = ranks(filter_.sort) - 1;
  for (std::int64_t i = 0; i <= last && out.size() < limit; ++i) {
    const std::int64_t rank = filter_.ascending ? i : last - i;
    const bool is_past = key && (filter_.ascending ? rank < key->rank : rank > key->rank);
    Conditions conditions = conditions_of_rank(rank);
    if (is_past || conditions.empty()) continue;
    const bool goes_on = key && key->rank == rank;
    auto found = find_in({std::move(conditions), goes_on ? key : std::nullopt, limit - out.size()});
    if (!found) return found.error();
    out.insert(out.end(), found->begin(), found->end());
  }
  return out;
}

// Those of the filter with the buckets of one rank only; empty when none of them is asked for.
TicketFinder::Conditions TicketFinder::conditions_of_rank(std::int64_t rank) const {
  Conditions out;
  std::vector<std::int64_t> wanted = ticket_buckets(filter_);
  for (const TicketCondition& c : conditions_) {
    if (c.by != By::buckets) out.push_back(c);
  }
  const std::int64_t end = bucket_of(TicketStatus::closed, Level::vendor, Priority::urgent) + 1;
  if (wanted.empty()) {
    for (std::int64_t bucket = 0; bucket < end; ++bucket) wanted.push_back(bucket);
  }
  std::erase_if(wanted, [&](std::int64_t b) { return ticket_rank(filter_.sort, b) != rank; });
  if (wanted.empty()) return {};
  out.push_back({.by = By::buckets, .column = "bucket", .values = std::move(wanted)});
  return out;
}

// Too many for each condition alone, too few for all together.
Result<TicketFinder::Ids> TicketFinder::read_many(const Stretch& stretch) {
  if (!filter_.words.empty()) return intersect(stretch);
  auto sizes = count(stretch.conditions, borders_.many);
  if (!sizes) return sizes.error();
  return read_all(stretch, narrowest(*sizes));
}

// --- SQL ---------------------------------------------------------------------------------------

std::string TicketFinder::order(bool by_rank, bool ordered) const {
  const std::string direction = filter_.ascending ? " ASC" : " DESC";
  // An index that merely has the order would be read to its end where matches are few.
  const std::string plus = ordered ? "" : "+";
  if (by_id()) return " ORDER BY " + plus + "t.id" + direction;
  const std::string rank = by_rank ? ticket_rank_sql(filter_.sort) + direction + ", " : "";
  return " ORDER BY " + rank + plus + "t.updated_at" + direction + ", t.id" + direction;
}

void TicketFinder::add_key(SqlText& sql,
                           const std::optional<Key>& key,
                           bool by_rank,
                           bool ordered) const {
  if (!key) return;
  const std::string plus = ordered ? "" : "+";
  if (by_id()) {
    sql << " AND " << plus << "t.id" << beyond() << sql.bind(key->id);
    return;
  }
  const std::string rank = by_rank ? ticket_rank_sql(filter_.sort) + ", " : "";
  sql << " AND (" << rank << plus << "t.updated_at, t.id)" << beyond() << "("
      << (by_rank ? sql.bind(key->rank) + ", " : "") << sql.bind(key->updated) << ", "
      << sql.bind(key->id) << ")";
}

void TicketFinder::add_checks(SqlText& sql,
                              const std::string& tenant,
                              const Conditions& conditions,
                              std::size_t driver) const {
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    if (i != driver) add_condition(sql, tx_.engine(), tenant, conditions[i], false);
  }
}

// How many rows each condition alone lets pass, counted up to `most`.
Result<std::vector<std::size_t>> TicketFinder::count(const Conditions& conditions,
                                                     std::size_t most) {
  std::vector<std::size_t> sizes;
  if (conditions.empty()) return sizes;
  SqlText sql;
  const std::string tenant = sql.bind(tenant_);
  for (const TicketCondition& c : conditions) {
    sql << (&c == &conditions.front() ? "SELECT " : ", ") << "(SELECT count(*) FROM (SELECT 1 ";
    if (c.by == By::word) {
      sql << "FROM ticket_word WHERE tenant_id = " << tenant;
      add_word_range(sql, c.word);
    } else {
      sql << "FROM ticket t WHERE t.tenant_id = " << tenant;
      add_condition(sql, tx_.engine(), tenant, c, true);
    }
    sql << " LIMIT " << std::to_string(most) << ") AS p)";
  }
  Status done = sql.each(tx_, [&](const RowView& row) -> Status {
    for (int i = 0; i < row.columns(); ++i) {
      std::int64_t size = 0;
      if (!row.integer(i, size)) return Error{Errc::internal, "a count is no number"};
      sizes.push_back(static_cast<std::size_t>(size));
    }
    return {};
  });
  if (!done) return done.error();
  return sizes;
}

// --- a walk in order ---------------------------------------------------------------------------

// The row that stands a window beyond the key; none when the list ends before.
Result<std::optional<TicketFinder::Key>> TicketFinder::window_end(const Stretch& stretch) {
  SqlText sql;
  sql << "SELECT " << (by_id() ? "0" : "t.updated_at")
      << ", t.id FROM ticket t WHERE t.tenant_id = " << sql.bind(tenant_);
  add_key(sql, stretch.key, false, true);
  sql << order(false, true) << " LIMIT 1 OFFSET " << std::to_string(borders_.window);
  auto rows = sql.rows<std::tuple<std::int64_t, std::int64_t>>(tx_);
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<Key>{};
  const auto [updated, id] = rows->front();
  return std::optional<Key>{{.updated = updated, .id = id}};
}

// In order from the key, as far as `floor`.
Result<TicketFinder::Ids> TicketFinder::walk(const Stretch& stretch,
                                             const std::optional<Key>& floor) {
  SqlText sql;
  sql << "SELECT t.id FROM ticket t WHERE t.tenant_id = ";
  const std::string tenant = sql.bind(tenant_);
  sql << tenant;
  add_key(sql, stretch.key, false, true);
  if (floor) {
    const std::string until = filter_.ascending ? " < " : " > ";
    if (by_id()) {
      sql << " AND t.id" << until << sql.bind(floor->id);
    } else {
      sql << " AND (t.updated_at, t.id)" << until << "(" << sql.bind(floor->updated) << ", "
          << sql.bind(floor->id) << ")";
    }
  }
  add_checks(sql, tenant, stretch.conditions, kNone);
  sql << order(false, true) << " LIMIT " << std::to_string(stretch.limit);
  return sql.rows<TicketId>(tx_);
}

// --- from one condition ------------------------------------------------------------------------

// `driver` is no word: in order, all other conditions checked in the index of the driver.
Result<TicketFinder::Ids> TicketFinder::read_all(const Stretch& stretch, std::size_t driver) {
  SqlText sql;
  sql << "SELECT t.id FROM ticket t WHERE t.tenant_id = ";
  const std::string tenant = sql.bind(tenant_);
  sql << tenant;
  add_condition(sql, tx_.engine(), tenant, stretch.conditions[driver], true);
  add_checks(sql, tenant, stretch.conditions, driver);
  add_key(sql, stretch.key, stretch.by_rank, false);
  sql << order(stretch.by_rank, false) << " LIMIT " << std::to_string(stretch.limit);
  return sql.rows<TicketId>(tx_);
}

// --- with words: lists of ids ------------------------------------------------------------------

Result<TicketFinder::List> TicketFinder::ids_of_word(const WordRange& word,
                                                     const std::optional<Key>& key) {
  SqlText sql;
  sql << "SELECT id FROM ticket_word WHERE tenant_id = " << sql.bind(tenant_);
  add_word_range(sql, word);
  if (key) sql << " AND id" << beyond() << sql.bind(key->id);
  return read_ids(tx_, sql);
}

// What conditions without words let pass, read by the index of `driver`.
Result<TicketFinder::List> TicketFinder::ids_of(const Conditions& conditions,
                                                std::size_t driver,
                                                const std::optional<Key>& key) {
  SqlText sql;
  sql << "SELECT t.id FROM ticket t WHERE t.tenant_id = ";
  const std::string tenant = sql.bind(tenant_);
  sql << tenant;
  add_condition(sql, tx_.engine(), tenant, conditions[driver], true);
  add_checks(sql, tenant, conditions, driver);
  add_key(sql, key, false, false);
  return read_ids(tx_, sql);
}

// A page of those among `ids` that meet `conditions`; the list is read as far as it takes.
Result<TicketFinder::Ids> TicketFinder::check(List ids,
                                              const Conditions& conditions,
                                              std::size_t limit) {
  if (!filter_.ascending) std::ranges::reverse(ids);
  Ids out;
  for (std::size_t at = 0; at < ids.size() && out.size() < limit; at += borders_.chunk) {
    SqlText sql;
    sql << "SELECT t.id FROM ticket t WHERE t.tenant_id = ";
    const std::string tenant = sql.bind(tenant_);
    sql << tenant << " AND t.id IN (";
    for (std::size_t i = at; i < at + borders_.chunk;
         ++i) {  // Full, so that all chunks share a statement.
      sql << (i == at ? "" : ", ") << sql.bind(i < ids.size() ? ids[i] : 0);
    }
    sql << ")";
    add_checks(sql, tenant, conditions, kNone);
    sql << order(false, false) << " LIMIT " << std::to_string(limit - out.size());
    auto found = sql.rows<TicketId>(tx_);
    if (!found) return found.error();
    out.insert(out.end(), found->begin(), found->end());
  }
  return out;
}

Result<TicketFinder::Ids> TicketFinder::search_few(const Stretch& stretch, std::size_t driver) {
  const auto [words, rest] = parted(stretch.conditions);
  if (stretch.conditions[driver].by == By::word) {
    auto ids = ids_of_word(stretch.conditions[driver].word, stretch.key);
    if (!ids) return ids.error();
    Conditions others = stretch.conditions;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(driver));
    return check(std::move(*ids), others, stretch.limit);
  }
  auto ids = ids_of(rest, driver, stretch.key);  // Words stand last: the place is the same.
  if (!ids) return ids.error();
  return check(std::move(*ids), words, stretch.limit);
}

// Begins with what is no word; as soon as few are left, the other words are read in their texts.
Result<TicketFinder::Ids> TicketFinder::intersect(const Stretch& stretch) {
  auto [words, rest] = parted(stretch.conditions);
  List ids;
  bool is_first = rest.empty();
  if (!rest.empty()) {
    auto sizes = count(rest, borders_.many);
    if (!sizes) return sizes.error();
    auto found = ids_of(rest, narrowest(*sizes), stretch.key);
    if (!found) return found.error();
    ids = std::move(*found);
  }
  while (!words.empty() && (is_first || ids.size() > borders_.few_checks)) {
    auto found = ids_of_word(words.front().word, stretch.key);
    if (!found) return found.error();
    ids = is_first ? std::move(*found) : common(ids, *found);
    is_first = false;
    words.erase(words.begin());
  }
  return check(std::move(ids), words, stretch.limit);
}

}  // namespace filo::store
