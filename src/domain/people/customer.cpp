#include "domain/people/customer.h"

#include <algorithm>

#include "base/limits.h"
#include "base/phone.h"
#include "base/text.h"

namespace filo {

namespace {

Error invalid(std::string field, std::string key) {
  return {.code = Errc::invalid, .detail = key, .field = std::move(field), .key = std::move(key)};
}

Status tidy(std::string& text, const char* field, std::size_t max) {
  text = std::string{trim(text)};
  if (!is_utf8(text)) return invalid(std::string{"/"} + field, "text.not_utf8");
  if (utf8_length(text) > max) return invalid(std::string{"/"} + field, "text.too_long");
  return {};
}

Status tidy_texts(Customer& c) {
  struct Text {
    std::string* text;
    const char* field;
    std::size_t max;
  };
  const Text texts[] = {{&c.name, "name", limits::kNameChars},
                        {&c.code, "code", limits::kNameChars},
                        {&c.email, "email", limits::kNameChars},
                        {&c.note, "note", limits::kReasonChars},
                        {&c.identity.birth_date, "birth_date", limits::kNameChars},
                        {&c.identity.tax_code, "tax_code", limits::kNameChars},
                        {&c.identity.address, "address", limits::kReasonChars},
                        {&c.identity.last_invoice, "last_invoice", limits::kNameChars},
                        {&c.identity.secret, "secret", limits::kNameChars}};
  for (const Text& t : texts) {
    if (Status ok = tidy(*t.text, t.field, t.max); !ok) return ok;
  }
  return {};
}

bool looks_like_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find(' ') != std::string_view::npos) {
    return false;
  }
  return text.find('@', at + 1) == std::string_view::npos && at + 1 < text.size();
}

bool is_date(std::string_view text) {
  return text.size() == 10 && parse_rfc3339(std::string{text} + "T00:00:00Z").has_value();
}

Status check_fields(const Customer& c) {
  if (c.name.empty()) return invalid("/name", "customer.name.required");
  if (!c.email.empty() && !looks_like_email(c.email)) {
    return invalid("/email", "customer.email.invalid");
  }
  if (!c.identity.birth_date.empty() && !is_date(c.identity.birth_date)) {
    return invalid("/birth_date", "customer.birth_date.invalid");
  }
  const bool known =
      c.language.empty() || c.language == "it" || c.language == "fr" || c.language == "en";
  return known ? Status{} : invalid("/language", "customer.language.unknown");
}

// The numbers in E.164, each once; a number that cannot be read is the writer's to correct.
Status read_numbers(Customer& c, std::string_view country) {
  if (c.numbers.size() > limits::kNumbersPerCustomer) {
    return invalid("/numbers", "customer.numbers.too_many");
  }
  std::vector<CustomerNumber> read;
  for (std::size_t i = 0; i < c.numbers.size(); ++i) {
    const std::string field = "numbers/" + std::to_string(i);
    const auto e164 = to_e164(c.numbers[i].e164, country);
    if (!e164) return invalid("/" + field + "/e164", "customer.number.invalid");
    std::string label = c.numbers[i].label;
    if (Status ok = tidy(label, (field + "/label").c_str(), 50); !ok) return ok;
    const bool known = std::ranges::find(read, *e164, &CustomerNumber::e164) != read.end();
    if (!known) read.push_back({.e164 = *e164, .label = std::move(label)});
  }
  c.numbers = std::move(read);
  return {};
}

}  // namespace

Result<Customer> checked(Customer customer, std::string_view country) {
  if (Status ok = tidy_texts(customer); !ok) return ok.error();
  if (Status ok = check_fields(customer); !ok) return ok.error();
  if (Status ok = read_numbers(customer, country); !ok) return ok.error();
  return customer;
}

Result<Organisation> checked(Organisation organisation) {
  for (auto [text, field, max] : {std::tuple{&organisation.name, "name", limits::kNameChars},
                                  std::tuple{&organisation.code, "code", limits::kNameChars},
                                  std::tuple{&organisation.note, "note", limits::kReasonChars}}) {
    if (Status ok = tidy(*text, field, max); !ok) return ok.error();
  }
  if (organisation.name.empty()) return invalid("/name", "organisation.name.required");
  return organisation;
}

std::string search_text_of(const Customer& customer, std::string_view organisation_name) {
  std::string text = customer.name + " " + customer.code + " " + customer.email + " ";
  text += organisation_name;
  for (const CustomerNumber& number : customer.numbers) {
    const DialPlan* plan = plan_of(number.e164);
    const std::string_view digits = std::string_view{number.e164}.substr(1);
    text += " " + std::string{digits};
    if (plan == nullptr) continue;
    text += " " + std::string{plan->trunk_prefix} + std::string{digits.substr(plan->code.size())};
  }
  return text;
}

}  // namespace filo
