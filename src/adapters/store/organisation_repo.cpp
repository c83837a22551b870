#include "adapters/store/customer_repo.h"
#include "adapters/store/records_sql.h"
#include "adapters/store/records_words.h"
#include "base/text.h"
#include "domain/people/fold.h"

namespace filo::store {

namespace {

using Row = std::
    tuple<OrganisationId, std::int64_t, std::string, std::string, std::string, Instant, Instant>;
const std::string kSelect =
    "SELECT id, version, name, code, note, created_at, updated_at FROM organisation ";

// With what its customers add up to: a range of their index for each row shown.
using CountedRow = std::tuple<OrganisationId,
                              std::int64_t,
                              std::string,
                              std::string,
                              std::string,
                              Instant,
                              Instant,
                              std::int64_t,
                              std::int64_t>;
const std::string kSelectCounted =
    "SELECT o.id, o.version, o.name, o.code, o.note, o.created_at, o.updated_at, "
    "(SELECT count(*) FROM customer c WHERE c.tenant_id = o.tenant_id AND "
    "c.organisation_id = o.id) AS customers, "
    "(SELECT CAST(COALESCE(SUM(c.open_tickets), 0) AS BIGINT) FROM customer c "
    "WHERE c.tenant_id = o.tenant_id AND c.organisation_id = o.id) AS open_tickets "
    "FROM organisation o ";

Organisation organisation_of(Row row) {
  auto& [id, version, name, code, note, created_at, updated_at] = row;
  return {.id = id,
          .name = std::move(name),
          .code = std::move(code),
          .note = std::move(note),
          .created_at = created_at,
          .updated_at = updated_at,
          .version = version};
}

app::OrganisationRow row_of(CountedRow row) {
  auto& [id, version, name, code, note, created_at, updated_at, customers, open_tickets] = row;
  return {.organisation = organisation_of({id, version, std::move(name), std::move(code),
                                           std::move(note), created_at, updated_at}),
          .customers = customers,
          .open_tickets = open_tickets};
}

}  // namespace

Result<Organisation> SqlOrganisationRepo::find(TenantId tenant, OrganisationId id) {
  auto found = tx_.maybe<Row>(kSelect + "WHERE tenant_id = $1 AND id = $2", tenant, id);
  if (!found) return found.error();
  if (!*found) return Error{Errc::not_found, "no organisation " + id.str()};
  return organisation_of(std::move(**found));
}

Result<app::OrganisationRow> SqlOrganisationRepo::find_row(TenantId tenant, OrganisationId id) {
  auto found =
      tx_.maybe<CountedRow>(kSelectCounted + "WHERE o.tenant_id = $1 AND o.id = $2", tenant, id);
  if (!found) return found.error();
  if (!*found) return Error{Errc::not_found, "no organisation " + id.str()};
  return row_of(std::move(**found));
}

// Organisations are few beside their customers: their words are checked along the order by name.
Result<app::Slice<app::OrganisationRow>> SqlOrganisationRepo::list(TenantId tenant,
                                                                   std::string_view words,
                                                                   const app::PageRequest& page) {
  SqlText sql;
  sql << kSelectCounted << "WHERE o.tenant_id = " << sql.bind(tenant);
  for (const std::string& word : search_words(words, 8)) {
    sql << " AND o.search_text LIKE " << sql.bind("% " + word + "%");
  }
  if (page.after.size() == 2) {
    const auto id = OrganisationId::parse(page.after[1]);
    if (!id) return Error{Errc::invalid, "not a key of organisations", "/after", "page.after"};
    sql << " AND (o.name_folded, o.id) > (" << sql.bind(page.after[0]) << ", " << sql.bind(*id)
        << ")";
  }
  sql << " ORDER BY o.name_folded, o.id LIMIT " << std::to_string(page.limit + 1);
  auto found = sql.rows<CountedRow>(tx_);
  if (!found) return found.error();
  app::Slice<app::OrganisationRow> slice;
  for (CountedRow& row : *found) {
    if (slice.items.size() == page.limit) {
      const Organisation& last = slice.items.back().organisation;
      slice.next = {fold(last.name), last.id.str()};
      break;
    }
    slice.items.push_back(row_of(std::move(row)));
  }
  return slice;
}

Status SqlOrganisationRepo::insert(TenantId tenant, const Organisation& o) {
  auto added = tx_.run(
      "INSERT INTO organisation (tenant_id, id, version, name, name_folded, code, note, "
      "search_text, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      tenant, o.id, o.version, o.name, fold(o.name), o.code, o.note,
      searchable(o.name + " " + o.code), o.created_at, o.updated_at);
  return added ? Status{} : Status{added.error()};
}

Status SqlOrganisationRepo::update(TenantId tenant, const Organisation& o) {
  return one_changed(
      tx_.run("UPDATE organisation SET version = $3, name = $4, name_folded = $5, code = $6, "
              "note = $7, search_text = $8, updated_at = $9 "
              "WHERE tenant_id = $1 AND id = $2 AND version = $3 - 1",
              tenant, o.id, o.version, o.name, fold(o.name), o.code, o.note,
              searchable(o.name + " " + o.code), o.updated_at));
}

}  // namespace filo::store
