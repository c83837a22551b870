#include "app/desk/customers.h"

#include <algorithm>

#include "app/desk/common.h"
#include "base/limits.h"
#include "base/phone.h"

namespace filo::app {

namespace {

Result<Customer> edited(Records& records,
                        const Actor& actor,
                        Customer customer,
                        const CustomerEdit& wish) {
  if (wish.identity && !may_change_identity_data(actor)) {
    return Error{Errc::forbidden, "identity data", "/identity", "customer.identity.forbidden"};
  }
  if (wish.name) customer.name = *wish.name;
  if (wish.code) customer.code = *wish.code;
  if (wish.language) customer.language = *wish.language;
  if (wish.email) customer.email = *wish.email;
  if (wish.organisation) customer.organisation = *wish.organisation;
  if (wish.numbers) customer.numbers = *wish.numbers;
  if (wish.note) customer.note = *wish.note;
  if (wish.vip) customer.vip = *wish.vip;
  if (wish.identity) customer.identity = *wish.identity;
  if (customer.organisation) {
    auto known = records.references().exists(actor.tenant, customer.organisation);
    if (!known) return known.error();
    if (!*known) {
      return Error{Errc::invalid, "no organisation", "/organisation_id", "organisation.unknown"};
    }
  }
  auto country = country_of(records, actor);
  if (!country) return country.error();
  return checked(std::move(customer), *country);
}

Result<CustomerRow> store_update(Records& records,
                                 const Actor& actor,
                                 Customer customer,
                                 Stamp now) {
  ++customer.version;
  customer.updated_at = std::max(now.utc, customer.updated_at);
  if (Status s = records.customers().update(actor.tenant, customer); !s) return s.error();
  if (Status s = customer_changed(records, actor, customer.id, "update"); !s) return s.error();
  return records.customers().find(actor.tenant, customer.id);
}

}  // namespace

Result<bool> code_is_asked(Records& records, TenantId tenant) {
  auto questions = records.identity().questions(tenant, "en");
  if (!questions) return questions.error();
  return std::ranges::find(*questions, IdentityField::code, &IdentityQuestion::field) !=
         questions->end();
}

Result<bool> may_see_code(Records& records, const Actor& actor, CustomerId customer, Instant now) {
  if (may_change_identity_data(actor)) return true;
  auto asked = code_is_asked(records, actor.tenant);
  if (!asked) return asked.error();
  if (!*asked) return true;
  return records.identity().passed(actor.tenant, customer, actor.user, now - kIdentityHolds);
}

Result<CustomerRow> create_customer(Records& records,
                                    const Actor& actor,
                                    const CustomerEdit& wish,
                                    Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "customer.create"};
  auto made = edited(records, actor, Customer{}, wish);
  if (!made) return made.error();
  Customer& customer = *made;
  customer.id = records.new_id<CustomerId>();
  customer.created_at = customer.updated_at = now.utc;
  if (Status s = records.customers().insert(actor.tenant, customer); !s) return s.error();
  if (Status s = customer_changed(records, actor, customer.id, "create"); !s) return s.error();
  return records.customers().find(actor.tenant, customer.id);
}

Result<CustomerRow> change_customer(Records& records,
                                    const Actor& actor,
                                    CustomerId id,
                                    Seen seen,
                                    const CustomerEdit& wish,
                                    Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "customer.change"};
  auto stored = records.customers().find_for_update(actor.tenant, id);
  if (!stored) return stored.error();
  if (Status same = check_seen("customer", seen, stored->version); !same) return same.error();
  if (wish.code && !stored->code.empty()) {
    auto seen_code = may_see_code(records, actor, id, now.utc);
    if (!seen_code) return seen_code.error();
    // What he cannot see he would overwrite blindly, or find by trying.
    if (!*seen_code) return Error{Errc::forbidden, "code", "/code", "customer.code.hidden"};
  }
  auto changed = edited(records, actor, std::move(stored).value(), wish);
  if (!changed) return changed.error();
  return store_update(records, actor, std::move(changed).value(), now);
}

Result<CustomerRow> attach_number(
    Records& records, const Actor& actor, CustomerId id, const std::string& number, Stamp now) {
  auto country = country_of(records, actor);
  if (!country) return country.error();
  const auto e164 = to_e164(number, *country);
  if (!e164) return Error{Errc::invalid, "not a number", "/number", "customer.number.invalid"};
  auto customer = records.customers().find_for_update(actor.tenant, id);
  if (!customer) return customer.error();
  auto& numbers = customer->numbers;
  if (std::ranges::find(numbers, *e164, &CustomerNumber::e164) != numbers.end()) {
    return records.customers().find(actor.tenant, id);
  }
  if (numbers.size() >= limits::kNumbersPerCustomer) {
    return Error{Errc::limit, "too many numbers", "/number", "customer.numbers.too_many"};
  }
  numbers.push_back({.e164 = *e164, .label = {}});
  return store_update(records, actor, std::move(customer).value(), now);
}

Result<TimelineItem> add_customer_note(
    Records& records, const Actor& actor, CustomerId id, const std::string& body, Stamp now) {
  auto known = records.references().exists(actor.tenant, id);
  if (!known) return known.error();
  if (!*known) return Error{Errc::not_found, "no customer " + id.str()};
  auto text = text_of(body, "body", limits::kArticleChars);
  if (!text) return text.error();
  auto name = records.references().user_name(actor.tenant, actor.user);
  if (!name) return name.error();
  TimelineItem item{.id = records.new_id<TimelineId>(),
                    .customer = id,
                    .at = now.utc,
                    .kind = TimelineKind::note,
                    .title = {},
                    .detail = std::move(text).value(),
                    .outcome = {},
                    .ticket = {},
                    .call = {},
                    .author = actor.user,
                    .author_name = *name,
                    .duration = std::nullopt};
  if (Status s = records.customers().add_timeline(actor.tenant, item); !s) return s.error();
  if (Status s = customer_changed(records, actor, id, "note"); !s) return s.error();
  return item;
}

Result<std::vector<CustomerRow>> find_customers_by_number(Records& records,
                                                          TenantId tenant,
                                                          const std::string& number) {
  auto country = records.references().country(tenant);
  if (!country) return country.error();
  const auto e164 = to_e164(number, *country);
  if (!e164) return std::vector<CustomerRow>{};
  return records.customers().find_by_number(tenant, *e164);
}

namespace {

// Typed by somebody who means a telephone number: no letters, and enough digits for one.
bool may_be_number(std::string_view text) {
  constexpr std::ptrdiff_t kDigitsMin = 6;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto fits = [&](char c) {
    return is_digit(c) || std::string_view{" +-./()"}.find(c) != std::string_view::npos;
  };
  return std::ranges::all_of(text, fits) && std::ranges::count_if(text, is_digit) >= kDigitsMin;
}

}  // namespace

Result<Slice<CustomerRow>> search_customers(Records& records,
                                            const Actor& actor,
                                            const CustomerFilter& filter,
                                            const PageRequest& page) {
  if (page.after.empty() && may_be_number(filter.words)) {
    auto owners = find_customers_by_number(records, actor.tenant, filter.words);
    if (!owners) return owners.error();
    if (owners->size() > page.limit) owners->resize(page.limit);
    if (!owners->empty()) return Slice<CustomerRow>{.items = std::move(*owners), .next = {}};
  }
  return records.customers().list(actor.tenant, filter, page);
}

}  // namespace filo::app
