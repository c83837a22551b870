// Whatever is asked in whatever order, a page holds what a plain reading of all tickets gives, by
// every way in which it may be found. Random desks, both engines.

#include "adapters/store/ticket_finder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "adapters/store/records.h"
#include "adapters/store/tests/test_databases.h"
#include "app/ports/records.h"
#include "base/prng.h"
#include "base/text.h"
#include "domain/people/fold.h"

namespace filo::store {
namespace {

using app::TicketFilter;
using app::TicketSort;

constexpr TenantId kTenant{1};
constexpr std::int64_t kTickets = 160, kCustomers = 12, kOrganisations = 3;
constexpr const char* kWords[] = {"modem", "Modulo", "linea", "L\xC3\xACne", "a", "fattura", "x1"};

class TicketFinderTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    fill(db(), Prng{11});
  }

  void fill(Database& database, Prng random) {
    Status done = write_and_wait(database, [&](Tx& tx) -> Status {
      tickets_.clear();
      auto records = make_records(tx);
      auto tenant = tx.run("INSERT INTO tenant (id, name, created_at) VALUES (1, 'B', 0)");
      if (!tenant) return tenant.error();
      for (std::int64_t i = 1; i <= kOrganisations; ++i) {
        Organisation o;
        o.id = OrganisationId{i};
        o.name = "O" + std::to_string(i);
        if (Status added = records->organisations().insert(kTenant, o); !added) return added;
      }
      for (std::int64_t i = 1; i <= kCustomers; ++i) {
        Customer c;
        c.id = CustomerId{i};
        c.name = "C" + std::to_string(i);
        c.organisation = OrganisationId{1 + i % kOrganisations};
        if (Status added = records->customers().insert(kTenant, c); !added) return added;
      }
      for (std::int64_t i = 1; i <= kTickets; ++i) {
        tickets_.push_back(ticket(i, random));
        if (Status added = records->tickets().insert(kTenant, tickets_.back()); !added)
          return added;
      }
      return {};
    });
    ASSERT_TRUE(done) << done.error().detail;
  }

  static std::int64_t some(Prng& random, std::uint64_t below) {
    return static_cast<std::int64_t>(random.below(below));
  }

  static Ticket ticket(std::int64_t i, Prng& random) {
    Ticket t;
    t.id = TicketId{1'000 + i};
    t.number = i;
    for (std::int64_t w = some(random, 4); w >= 0; --w) {
      t.subject += std::string{kWords[random.below(std::size(kWords))]} + " ";
    }
    t.status = random.chance(0.6) ? TicketStatus::closed : TicketStatus(random.below(5));
    t.level = random.chance(0.6) ? Level::first : Level(random.below(4));
    t.priority = Priority(random.below(4));
    t.customer = CustomerId{some(random, kCustomers + 1)};
    t.category = CategoryId{some(random, 4)};
    t.owner = AgentId{random.chance(0.3) ? 0 : some(random, 4)};
    t.team = TeamId{random.chance(0.5) ? 1 : some(random, 4)};
    t.queue = QueueId{some(random, 3)};
    t.created_at = from_micros(1'700'000'000'000'000 + i);
    t.updated_at = t.created_at + std::chrono::seconds(random.below(60));  // Many at one moment.
    t.stopwatch = start_stopwatch(t.status, t.level, ticks_from_micros(i));
    return t;
  }

  static TicketFilter filter(Prng& random) {
    TicketFilter f;
    if (random.chance(0.3)) f.statuses = {TicketStatus(random.below(5)), TicketStatus::closed};
    if (random.chance(0.2)) f.levels = {Level(random.below(4))};
    if (random.chance(0.2)) f.priorities = {Priority(random.below(4)), Priority(random.below(4))};
    if (random.chance(0.2)) f.category = CategoryId{1 + some(random, 3)};
    if (random.chance(0.2)) f.owner = AgentId{1 + some(random, 3)};
    if (random.chance(0.2)) f.team = TeamId{1 + some(random, 3)};
    if (random.chance(0.1)) f.customer = CustomerId{1 + some(random, kCustomers)};
    if (random.chance(0.2)) f.queue = QueueId{1 + some(random, 2)};
    if (random.chance(0.1)) f.teams = {TeamId{1}, TeamId{2}};
    if (random.chance(0.1)) f.unassigned = true;
    if (random.chance(0.1)) f.organisation = OrganisationId{1 + some(random, kOrganisations)};
    constexpr const char* kTyped[] = {"mod", "modem linea", "m",          "lin FATT",
                                      "a",   "1",           "mod lin fa", "zzz",
                                      "x",   "mo 1",        "\xC3\x80 m"};
    if (random.chance(0.4)) f.words = kTyped[random.below(std::size(kTyped))];
    f.sort = TicketSort(random.below(5));
    f.ascending = random.chance(0.3);
    return f;
  }

  static bool has_words(const Ticket& t, const std::string& typed) {
    const auto text = search_words(std::to_string(t.number) + " " + t.subject, 48);
    const auto wanted = search_words(typed, 8);
    return !wanted.empty() && std::ranges::all_of(wanted, [&](const std::string& word) {
      return std::ranges::any_of(text, [&](const auto& one) { return one.starts_with(word); });
    });
  }
  template <class T>
  static bool among(const T& value, const std::vector<T>& chosen) {
    return chosen.empty() || std::ranges::find(chosen, value) != chosen.end();
  }
  static bool passes(const Ticket& t, const TicketFilter& f) {
    const bool of_organisation =
        !f.organisation ||
        (t.customer && OrganisationId{1 + t.customer.raw() % kOrganisations} == f.organisation);
    return among(t.status, f.statuses) && among(t.level, f.levels) &&
           among(t.priority, f.priorities) && among(t.team, f.teams) &&
           (!f.category || t.category == f.category) && (!f.owner || t.owner == f.owner) &&
           (!f.team || t.team == f.team) && (!f.customer || t.customer == f.customer) &&
           (!f.queue || t.queue == f.queue) && (!f.unassigned || !t.owner) && of_organisation &&
           (f.words.empty() || has_words(t, f.words));
  }
  // What decides the order, the greatest first.
  static std::array<std::int64_t, 3> place(const Ticket& t, const TicketFilter& f) {
    if (f.sort == TicketSort::created || !f.words.empty()) return {0, 0, t.id.raw()};
    const std::int64_t rank = f.sort == TicketSort::priority ? std::int64_t(t.priority)
                              : f.sort == TicketSort::status ? std::int64_t(t.status)
                              : f.sort == TicketSort::level  ? std::int64_t(t.level)
                                                             : 0;
    return {rank, to_micros(t.updated_at), t.id.raw()};
  }
  std::vector<TicketId> expected(const TicketFilter& f) const {
    std::vector<Ticket> all;
    std::ranges::copy_if(tickets_, std::back_inserter(all),
                         [&](const Ticket& t) { return passes(t, f); });
    std::ranges::sort(all, [&](const Ticket& a, const Ticket& b) {
      return f.ascending ? place(a, f) < place(b, f) : place(a, f) > place(b, f);
    });
    std::vector<TicketId> ids;
    for (const Ticket& t : all) ids.push_back(t.id);
    return ids;
  }

  std::vector<TicketId> found(const TicketFilter& f,
                              std::size_t limit,
                              const TicketFinder::Borders& borders) {
    std::vector<TicketId> out;
    app::PageRequest page{.limit = limit};
    Status done = db().read([&](Tx& tx) -> Status {
      for (bool more = true; more;) {
        auto ids = TicketFinder(tx, kTenant, f, borders).find(page);
        if (!ids) return ids.error();
        more = ids->size() > limit;
        if (more) ids->resize(limit);
        out.insert(out.end(), ids->begin(), ids->end());
        if (more)
          page.after = TicketFinder::key_after(f, tickets_[std::size_t(out.back().raw() - 1'001)]);
      }
      return {};
    });
    EXPECT_TRUE(done) << done.error().detail;
    return out;
  }

  std::vector<Ticket> tickets_;
};

FILO_ON_EACH_ENGINE(TicketFinderTest);

TEST_P(TicketFinderTest, EveryWayOfReadingGivesTheSamePages) {
  const std::pair<const char*, TicketFinder::Borders> ways[] = {
      {"as it is", {}},
      {"walk", {.few = 1, .window = 100'000}},
      {"windows, then the narrowest",
       {.few = 4, .window = 9, .many = 50, .few_checks = 5, .chunk = 7}},
      {"lists of all", {.few = 1, .window = 1, .many = 500, .few_checks = 0, .chunk = 3}}};
  Prng random{42};
  std::size_t not_empty = 0;
  for (int i = 0; i < 40; ++i) {
    const TicketFilter f = filter(random);
    const auto all = expected(f);
    not_empty += all.empty() ? 0 : 1;
    for (const auto& [name, borders] : ways) {
      for (std::size_t limit : {3U, 50U}) {
        ASSERT_EQ(found(f, limit, borders), all)
            << "filter " << i << ", by " << name << ", words \"" << f.words << "\", order "
            << int(f.sort) << (f.ascending ? " ascending" : "") << ", pages of " << limit;
      }
    }
  }
  EXPECT_GT(not_empty, 20U) << "the random filters should find something";
}

TEST_P(TicketFinderTest, AnotherListsKeyIsRefused) {
  Status done = db().read([&](Tx& tx) -> Status {
    for (const app::PageKey& key : {app::PageKey{"1"}, app::PageKey{"a", "b", "c"}}) {
      auto ids = TicketFinder(tx, kTenant, {}).find({.limit = 3, .after = key});
      EXPECT_FALSE(ids);
      EXPECT_EQ(ids ? "" : ids.error().key, std::string{"page.after"});
    }
    return {};
  });
  EXPECT_TRUE(done);
}

TEST_P(TicketFinderTest, OneLetterFindsTheWordsThatBeginWithIt) {
  const auto ids = found({.words = "f"}, 50, {});
  EXPECT_EQ(ids, expected({.words = "fattura"}));
  EXPECT_FALSE(ids.empty());
}

}  // namespace
}  // namespace filo::store
