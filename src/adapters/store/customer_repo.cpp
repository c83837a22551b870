#include "adapters/store/customer_repo.h"

#include <algorithm>

#include "adapters/store/records_sql.h"
#include "adapters/store/records_words.h"
#include "base/text.h"
#include "domain/people/fold.h"

namespace filo::store {

namespace {

using app::CustomerRow;

struct CustomerRecord {
  CustomerId id;
  std::int64_t version = 0;
  std::string name, code, language, email;
  OrganisationId organisation_id;
  bool vip = false;
  std::int64_t open_tickets = 0, identity_wrong = 0;
  std::optional<Instant> identity_locked_until;
  std::string birth_date, tax_code, last_invoice, secret, address;
  Instant created_at, updated_at;
  std::string note;
  std::optional<std::string> organisation;
};
BOOST_DESCRIBE_STRUCT(CustomerRecord,
                      (),
                      (id,
                       version,
                       name,
                       code,
                       language,
                       email,
                       organisation_id,
                       vip,
                       open_tickets,
                       identity_wrong,
                       identity_locked_until,
                       birth_date,
                       tax_code,
                       last_invoice,
                       secret,
                       address,
                       created_at,
                       updated_at,
                       note,
                       organisation))

const std::string kColumns =
    "c.id, c.version, c.name, c.code, c.language, c.email, c.organisation_id, c.vip, "
    "c.open_tickets, c.identity_wrong, c.identity_locked_until, c.birth_date, c.tax_code, "
    "c.last_invoice, c.secret, c.address, c.created_at, c.updated_at, c.note";
const std::string kSelect = "SELECT " + kColumns +
                            ", o.name AS organisation FROM customer c LEFT JOIN organisation o "
                            "ON o.tenant_id = c.tenant_id AND o.id = c.organisation_id ";

CustomerRow row_of(CustomerRecord r) {
  CustomerRow row;
  Customer& c = row.customer;
  c.id = r.id;
  c.version = r.version;
  c.name = std::move(r.name);
  c.code = std::move(r.code);
  c.language = std::move(r.language);
  c.email = std::move(r.email);
  c.organisation = r.organisation_id;
  c.vip = r.vip;
  c.open_tickets = r.open_tickets;
  c.identity_wrong = r.identity_wrong;
  c.identity_locked_until = r.identity_locked_until;
  c.identity = {.birth_date = std::move(r.birth_date),
                .tax_code = std::move(r.tax_code),
                .address = std::move(r.address),
                .last_invoice = std::move(r.last_invoice),
                .secret = std::move(r.secret)};
  c.created_at = r.created_at;
  c.updated_at = r.updated_at;
  c.note = std::move(r.note);
  row.organisation = r.organisation.value_or("");
  return row;
}

std::vector<CustomerRow> rows_of(std::vector<CustomerRecord> records) {
  std::vector<CustomerRow> rows;
  for (CustomerRecord& record : records) rows.push_back(row_of(std::move(record)));
  return rows;
}

Error no_customer(CustomerId id) {
  return {Errc::not_found, "no customer " + id.str()};
}

}  // namespace

Result<CustomerRow> SqlCustomerRepo::find(TenantId tenant, CustomerId id) {
  auto found =
      tx_.exec<CustomerRecord>(kSelect + "WHERE c.tenant_id = $1 AND c.id = $2", tenant, id);
  if (!found) return found.error();
  if (found->empty()) return no_customer(id);
  auto rows = rows_of(std::move(*found));
  if (Status read = read_numbers(tenant, rows); !read) return read.error();
  return std::move(rows.front());
}

Result<Customer> SqlCustomerRepo::find_for_update(TenantId tenant, CustomerId id) {
  auto found = tx_.exec_for_update<CustomerRecord>(
      "SELECT " + kColumns + " FROM customer c WHERE c.tenant_id = $1 AND c.id = $2", tenant, id);
  if (!found) return found.error();
  if (found->empty()) return no_customer(id);
  auto rows = rows_of(std::move(*found));
  if (Status read = read_numbers(tenant, rows); !read) return read.error();
  return std::move(rows.front().customer);
}

Status SqlCustomerRepo::read_numbers(TenantId tenant, std::vector<CustomerRow>& rows) {
  if (rows.empty()) return {};
  SqlText sql;
  sql << "SELECT customer_id, e164, label FROM customer_number WHERE tenant_id = "
      << sql.bind(tenant) << " AND customer_id IN (";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    sql << (i == 0 ? "" : ", ") << sql.bind(rows[i].customer.id);
  }
  sql << ") ORDER BY customer_id, place";
  auto found = sql.rows<std::tuple<CustomerId, std::string, std::string>>(tx_);
  if (!found) return found.error();
  for (auto& [id, e164, label] : *found) {
    auto same = [id = id](const CustomerRow& row) { return row.customer.id == id; };
    auto& numbers = std::ranges::find_if(rows, same)->customer.numbers;
    numbers.push_back({.e164 = std::move(e164), .label = std::move(label)});
  }
  return {};
}

Result<std::vector<CustomerRow>> SqlCustomerRepo::find_by_number(TenantId tenant,
                                                                 std::string_view e164) {
  auto found = tx_.exec<CustomerRecord>(
      kSelect +
          "JOIN customer_number n ON n.tenant_id = c.tenant_id AND n.customer_id = c.id "
          "WHERE n.tenant_id = $1 AND n.e164 = $2 ORDER BY c.vip DESC, c.updated_at DESC, c.id "
          "LIMIT 10",
      tenant, e164);
  if (!found) return found.error();
  auto rows = rows_of(std::move(*found));
  if (Status read = read_numbers(tenant, rows); !read) return read.error();
  return rows;
}

Status SqlCustomerRepo::check_code(TenantId tenant, const Customer& customer) {
  if (customer.code.empty()) return {};
  auto other = tx_.maybe<CustomerId>(
      "SELECT id FROM customer WHERE tenant_id = $1 AND code = $2 AND code <> '' AND id <> $3",
      tenant, customer.code, customer.id);
  if (!other) return other.error();
  if (!*other) return {};
  return Error{Errc::conflict, "code in use", "/code", "customer.code.in_use"};
}

Result<std::string> SqlCustomerRepo::search_text(TenantId tenant, const Customer& customer) {
  std::string organisation;
  if (customer.organisation) {
    auto name =
        tx_.maybe<std::string>("SELECT name FROM organisation WHERE tenant_id = $1 AND id = $2",
                               tenant, customer.organisation);
    if (!name) return name.error();
    organisation = name->value_or("");
  }
  return searchable(search_text_of(customer, organisation));
}

Status SqlCustomerRepo::insert(TenantId tenant, const Customer& c) {
  if (Status free = check_code(tenant, c); !free) return free;
  auto words = search_text(tenant, c);
  if (!words) return words.error();
  auto added = tx_.run(
      "INSERT INTO customer (tenant_id, id, version, name, name_folded, code, language, email, "
      "organisation_id, vip, birth_date, tax_code, last_invoice, secret, address, created_at, "
      "updated_at, search_text, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
      "$13, $14, $15, $16, $17, $18, $19)",
      tenant, c.id, c.version, c.name, fold(c.name), c.code, c.language, c.email, c.organisation,
      c.vip, c.identity.birth_date, c.identity.tax_code, c.identity.last_invoice, c.identity.secret,
      c.identity.address, c.created_at, c.updated_at, *words, c.note);
  if (!added) return added.error();
  if (Status done = write_numbers(tenant, c); !done) return done;
  return write_words(tx_, "customer_word", tenant, c.id.raw(), "", *words);
}

Status SqlCustomerRepo::update(TenantId tenant, const Customer& c) {
  if (Status free = check_code(tenant, c); !free) return free;
  auto words = search_text(tenant, c);
  if (!words) return words.error();
  auto before = tx_.one<std::string>(
      "SELECT search_text FROM customer WHERE tenant_id = $1 AND id = $2", tenant, c.id);
  if (!before) return before.error();
  auto changed = tx_.run(
      "UPDATE customer SET version = $3, name = $4, name_folded = $5, code = $6, language = $7, "
      "email = $8, organisation_id = $9, vip = $10, birth_date = $11, tax_code = $12, "
      "last_invoice = $13, secret = $14, address = $15, updated_at = $16, search_text = $17, "
      "note = $18 WHERE tenant_id = $1 AND id = $2 AND version = $3 - 1",
      tenant, c.id, c.version, c.name, fold(c.name), c.code, c.language, c.email, c.organisation,
      c.vip, c.identity.birth_date, c.identity.tax_code, c.identity.last_invoice, c.identity.secret,
      c.identity.address, c.updated_at, *words, c.note);
  if (Status one = one_changed(changed); !one) return one;
  if (Status done = write_numbers(tenant, c); !done) return done;
  return write_words(tx_, "customer_word", tenant, c.id.raw(), *before, *words);
}

Status SqlCustomerRepo::reindex_customers_of(TenantId tenant, OrganisationId organisation) {
  auto found = tx_.exec<CustomerRecord>(
      kSelect + "WHERE c.tenant_id = $1 AND c.organisation_id = $2", tenant, organisation);
  if (!found) return found.error();
  auto rows = rows_of(std::move(*found));
  if (Status read = read_numbers(tenant, rows); !read) return read;
  for (const CustomerRow& row : rows) {
    const Customer& c = row.customer;
    const std::string words = searchable(search_text_of(c, row.organisation));
    auto before = tx_.one<std::string>(
        "SELECT search_text FROM customer WHERE tenant_id = $1 AND id = $2", tenant, c.id);
    if (!before) return before.error();
    auto changed = tx_.run("UPDATE customer SET search_text = $3 WHERE tenant_id = $1 AND id = $2",
                           tenant, c.id, words);
    if (!changed) return changed.error();
    Status done = write_words(tx_, "customer_word", tenant, c.id.raw(), *before, words);
    if (!done) return done;
  }
  return {};
}

Status SqlCustomerRepo::write_numbers(TenantId tenant, const Customer& c) {
  auto gone = tx_.run("DELETE FROM customer_number WHERE tenant_id = $1 AND customer_id = $2",
                      tenant, c.id);
  if (!gone) return gone.error();
  std::int64_t place = 0;
  for (const CustomerNumber& number : c.numbers) {
    auto added = tx_.run(
        "INSERT INTO customer_number (tenant_id, customer_id, e164, label, place) "
        "VALUES ($1, $2, $3, $4, $5)",
        tenant, c.id, number.e164, number.label, place++);
    if (!added) return added.error();
  }
  return {};
}

Status SqlCustomerRepo::set_identity_state(TenantId tenant,
                                           CustomerId id,
                                           std::int64_t wrong,
                                           std::optional<Instant> locked_until) {
  return one_changed(
      tx_.run("UPDATE customer SET identity_wrong = $3, identity_locked_until = $4 "
              "WHERE tenant_id = $1 AND id = $2",
              tenant, id, wrong, locked_until));
}

Status SqlCustomerRepo::add_open_tickets(TenantId tenant, CustomerId id, std::int64_t by) {
  return one_changed(
      tx_.run("UPDATE customer SET open_tickets = open_tickets + $3 WHERE tenant_id = $1 AND "
              "id = $2",
              tenant, id, by));
}

namespace {

// The keys of the two orders: by name, or newest first when words are searched.
Status add_customer_page(SqlText& sql, const app::CustomerFilter& filter, const app::PageKey& key) {
  if (key.empty()) return {};
  const Error foreign{Errc::invalid, "not a key of the customer list", "/after", "page.after"};
  if (key.size() != 2) return foreign;
  const auto id = CustomerId::parse(key[1]);
  if (!id) return foreign;
  if (filter.words.empty()) {
    sql << " AND (c.name_folded, c.id) > (" << sql.bind(key[0]) << ", " << sql.bind(*id) << ")";
  } else {
    sql << " AND c.id < " << sql.bind(*id);
  }
  return {};
}

void add_words(SqlText& sql, const WordQuery& query, TenantId tenant) {
  sql << " AND c.id IN (SELECT id FROM customer_word WHERE tenant_id = " << sql.bind(tenant);
  add_word_range(sql, query);
  sql << ")";
  for (const std::string& other : query.others) {
    sql << " AND c.search_text LIKE " << sql.bind(other);
  }
}

}  // namespace

Result<app::Slice<CustomerRow>> SqlCustomerRepo::list(TenantId tenant,
                                                      const app::CustomerFilter& filter,
                                                      const app::PageRequest& page) {
  app::Slice<CustomerRow> slice;
  SqlText sql;
  sql << kSelect << "WHERE c.tenant_id = " << sql.bind(tenant);
  if (!filter.e164.empty()) {
    sql << " AND c.id IN (SELECT customer_id FROM customer_number WHERE tenant_id = "
        << sql.bind(tenant) << " AND e164 = " << sql.bind(filter.e164) << ")";
  }
  if (filter.organisation) sql << " AND c.organisation_id = " << sql.bind(filter.organisation);
  if (!filter.words.empty()) {
    const auto query = word_query(filter.words);
    if (!query) return slice;
    add_words(sql, *query, tenant);
  }
  if (Status paged = add_customer_page(sql, filter, page.after); !paged) return paged.error();
  sql << " ORDER BY " << (filter.words.empty() ? "c.name_folded, c.id" : "c.id DESC") << " LIMIT "
      << std::to_string(page.limit + 1);
  auto found = sql.rows<CustomerRecord>(tx_);
  if (!found) return found.error();
  const bool more = found->size() > page.limit;
  if (more) found->resize(page.limit);
  slice.items = rows_of(std::move(*found));
  if (Status read = read_numbers(tenant, slice.items); !read) return read.error();
  if (more) {
    const Customer& last = slice.items.back().customer;
    slice.next = {fold(last.name), last.id.str()};
  }
  return slice;
}

}  // namespace filo::store
