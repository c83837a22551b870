// Texts of strangers that the base reads: numbers, times, addresses, Base64, UTF-8, names. What is
// read is written so that reading gives the same again.

#include <string_view>

#include "base/check.h"
#include "base/clean_words.h"
#include "base/endpoint.h"
#include "base/id.h"
#include "base/phone.h"
#include "base/text.h"
#include "base/time.h"

namespace filo {
namespace {

constexpr const char* kCountries[] = {"IT", "FR", "US", "GB", "DE", "CH", "SM", "ZZ"};

void check_phone(std::string_view text, std::string_view country) {
  const PhoneNumber number = read_phone(text, country);
  FILO_CHECK((number.kind == PhoneKind::global) == !number.e164.empty());
  FILO_CHECK(number.digits.find_first_not_of("0123456789*#") == std::string::npos);
  if (number.kind != PhoneKind::global) return;
  FILO_CHECK(is_e164(number.e164));
  FILO_CHECK(plan_of(number.e164) != nullptr);
  FILO_CHECK(to_e164(number.e164, country) == number.e164);
  // The eyes of people abroad read it as it was.
  FILO_CHECK(to_e164(show_phone(number.e164, "ZZ"), "ZZ") == number.e164);
  (void)show_phone(number.e164, country);
}

void check_time(std::string_view text) {
  const auto read = parse_rfc3339(text);
  if (!read) return;
  const std::string written = to_rfc3339(*read);
  FILO_CHECK(parse_rfc3339(written) == read);
}

void check_codes(std::string_view text) {
  FILO_CHECK(from_base64(base64(text)) == text);
  FILO_CHECK(from_base64url(base64url(text)) == text);
  if (const auto bytes = from_base64(text)) FILO_CHECK(bytes->size() <= text.size());
  FILO_CHECK(utf8_length(text) <= text.size());
  (void)is_utf8(text);
  FILO_CHECK(edit_distance(text, text) == 0);
  FILO_CHECK(hex(text).size() == 2 * text.size());
  const auto id = Id<struct AnyTag>::parse(text);
  FILO_CHECK(!id || id->raw() > 0);
}

void check_words(std::string_view text) {
  for (const std::size_t max : {text.size(), text.size() / 2, std::size_t{1}}) {
    const std::string clean = clean_words(text, max);
    FILO_CHECK(clean.size() <= max && is_utf8(clean));
    FILO_CHECK(clean_words(clean, max) == clean);
    FILO_CHECK(clean.find_first_of(std::string_view("\0\r\n\x7f", 4)) == std::string::npos);
  }
}

}  // namespace
}  // namespace filo

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  using namespace filo;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_phone(text, kCountries[data[0] % std::size(kCountries)]);
  check_time(text);
  check_codes(text);
  check_words(text);
  if (const auto endpoint = Endpoint::parse(text, 7))
    FILO_CHECK(Endpoint::parse(endpoint->ip_str(), 7) == endpoint);
  return 0;
}
