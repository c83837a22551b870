#pragma once
// Customers, their numbers and organisations. Plain values and the rules for what may be stored.
//
// A customer has any number of telephone numbers in E.164; the same number may belong to several
// customers (a family, a switchboard): the caller is then one of several candidates. Req: DOSSIER.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "domain/people/ids.h"

namespace filo {

struct CustomerNumber {
  std::string e164;
  std::string label;  ///< "mobile", "office" ...: free words.
  friend bool operator==(const CustomerNumber&, const CustomerNumber&) = default;
};

/// What identity questions are compared with. Leaves the server only towards those who keep it
/// (may_change_identity_data()); the secret never does.
struct IdentityData {
  std::string birth_date = {};  ///< YYYY-MM-DD.
  std::string tax_code = {};
  std::string address = {};
  std::string last_invoice = {};
  std::string secret = {};
  friend bool operator==(const IdentityData&, const IdentityData&) = default;
};

struct Customer {
  CustomerId id;
  std::string name;
  std::string code;      ///< The company's own customer code; unique when not empty.
  std::string language;  ///< it, fr, en or empty.
  std::string email;
  OrganisationId organisation;
  std::vector<CustomerNumber> numbers;
  std::string note;
  bool vip = false;
  IdentityData identity;
  std::int64_t identity_wrong = 0;  ///< Wrong answers since the last right one.
  std::optional<Instant> identity_locked_until;
  std::int64_t open_tickets = 0;
  Instant created_at{};
  Instant updated_at{};
  std::int64_t version = 1;
};

struct Organisation {
  OrganisationId id;
  std::string name;
  std::string code;
  std::string note;
  Instant created_at{};
  Instant updated_at{};
  std::int64_t version = 1;
};

/// The customer as it may be stored: texts trimmed and bounded, numbers read by the site's
/// `country`, doubles dropped. `invalid` names the field.
Result<Customer> checked(Customer customer, std::string_view country);
Result<Organisation> checked(Organisation organisation);

/// By what a customer is found: name, code, e-mail and its parts, organisation, numbers with and
/// without country code.
std::string search_text_of(const Customer& customer, std::string_view organisation_name);

}  // namespace filo
