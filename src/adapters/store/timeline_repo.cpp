// The dossier's time line.

#include "adapters/store/customer_repo.h"
#include "adapters/store/records_sql.h"
#include "base/text.h"

namespace filo::store {

namespace {

struct ItemRecord {
  TimelineId id;
  CustomerId customer_id;
  Instant at;
  std::string kind;
  TicketId ticket_id;
  CallId call_id;
  UserId author_id;
  std::optional<Duration> duration;
  std::string outcome, title, detail;
  std::optional<std::string> author;
  std::string customer;
  std::optional<std::int64_t> ticket_number;
};
BOOST_DESCRIBE_STRUCT(ItemRecord,
                      (),
                      (id,
                       customer_id,
                       at,
                       kind,
                       ticket_id,
                       call_id,
                       author_id,
                       duration,
                       outcome,
                       title,
                       detail,
                       author,
                       customer,
                       ticket_number))

Result<app::TimelineItem> item_of(ItemRecord record) {
  const auto kind = app::parse_timeline_kind(record.kind);
  if (!kind) return Error{Errc::internal, "timeline holds an unknown word"};
  return app::TimelineItem{.id = record.id,
                           .customer = record.customer_id,
                           .at = record.at,
                           .kind = *kind,
                           .title = std::move(record.title),
                           .detail = std::move(record.detail),
                           .outcome = std::move(record.outcome),
                           .ticket = record.ticket_id,
                           .call = record.call_id,
                           .author = record.author_id,
                           .author_name = record.author.value_or(""),
                           .duration = record.duration,
                           .customer_name = std::move(record.customer),
                           .ticket_number = record.ticket_number.value_or(0)};
}

constexpr std::string_view kSelect =
    "SELECT x.id, x.customer_id, x.at, x.kind, x.ticket_id, x.call_id, x.author_id, x.duration, "
    "x.outcome, x.title, x.detail, u.name AS author, c.name AS customer, "
    "t.number AS ticket_number FROM timeline x "
    "JOIN customer c ON c.tenant_id = x.tenant_id AND c.id = x.customer_id "
    "LEFT JOIN app_user u ON u.tenant_id = x.tenant_id AND u.id = x.author_id "
    "LEFT JOIN ticket t ON t.tenant_id = x.tenant_id AND t.id = x.ticket_id ";

struct Before {
  std::int64_t at = INT64_MAX, id = INT64_MAX;
};

Result<Before> before_of(const app::PageKey& key) {
  if (key.empty()) return Before{};
  if (key.size() == 2) {
    const auto at = parse_int<std::int64_t>(key[0]);
    const auto id = parse_int<std::int64_t>(key[1]);
    if (at && id) return Before{.at = *at, .id = *id};
  }
  return Error{Errc::invalid, "not a key of a time line", "/after", "page.after"};
}

}  // namespace

Status SqlCustomerRepo::add_timeline(TenantId tenant, const app::TimelineItem& item) {
  auto added = tx_.run(
      "INSERT INTO timeline (tenant_id, customer_id, at, id, kind, ticket_id, call_id, author_id, "
      "duration, outcome, title, detail) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
      tenant, item.customer, item.at, item.id, to_string(item.kind), item.ticket, item.call,
      item.author, item.duration, item.outcome, item.title, item.detail);
  return added ? Status{} : Status{added.error()};
}

Result<app::Slice<app::TimelineItem>> SqlCustomerRepo::timeline(TenantId tenant,
                                                                const app::TimelineFilter& filter,
                                                                const app::PageRequest& page) {
  auto before = before_of(page.after);
  if (!before) return before.error();
  SqlText sql;
  sql << kSelect << "WHERE x.tenant_id = " << sql.bind(tenant);
  if (filter.organisation) {
    sql << " AND c.organisation_id = " << sql.bind(filter.organisation);
  } else {
    sql << " AND x.customer_id = " << sql.bind(filter.customer);
  }
  sql << " AND (x.at, x.id) < (" << sql.bind(before->at) << ", " << sql.bind(before->id) << ")";
  for (const app::TimelineKind& kind : filter.kinds) {
    sql << (&kind == &filter.kinds.front() ? " AND x.kind IN (" : ", ")
        << sql.bind(std::string_view{to_string(kind)});
  }
  sql << (filter.kinds.empty() ? "" : ")") << " ORDER BY x.at DESC, x.id DESC LIMIT "
      << std::to_string(page.limit + 1);
  auto found = sql.rows<ItemRecord>(tx_);
  if (!found) return found.error();
  app::Slice<app::TimelineItem> slice;
  for (ItemRecord& record : *found) {
    if (slice.items.size() == page.limit) {
      const app::TimelineItem& last = slice.items.back();
      slice.next = {std::to_string(to_micros(last.at)), last.id.str()};
      break;
    }
    auto item = item_of(std::move(record));
    if (!item) return item.error();
    slice.items.push_back(std::move(item).value());
  }
  return slice;
}

}  // namespace filo::store
