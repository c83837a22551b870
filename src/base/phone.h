#pragma once
// Telephone numbers: any notation in, E.164 out. Pure; tables only, no network, no locale.
//
//   read_phone("02 1234 5678", "IT").e164 == "+390212345678"     // Italy keeps the zero
//   read_phone("01.23.45.67.89", "FR").e164 == "+33123456789"    // France drops it
//   show_phone("+33123456789", "FR") == "01 23 45 67 89"
//
// The country is that of the site where the number was written or dialled, ISO 3166-1 alpha-2.
// Source: ITU-T E.164 §6 (structure), its annex of assigned country codes, RFC 3966 (tel URIs).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace filo {

enum class PhoneKind : std::uint8_t {
  global,        ///< `e164` holds it.
  short_number,  ///< Service or extension: valid only here; `digits` as dialled.
  emergency,     ///< `digits` as dialled; never blocked, never changed.
  anonymous,     ///< The caller withheld it, or there is none.
  invalid,       ///< Not a telephone number.
};

struct PhoneNumber {
  PhoneKind kind = PhoneKind::invalid;
  std::string e164;    ///< "+" and at most 15 digits; empty unless global.
  std::string digits;  ///< What was dialled, digits only; empty when anonymous or invalid.
};

/// How a country's people dial. `trunk_prefix` is dropped from national numbers.
struct DialPlan {
  std::string_view country;       ///< ISO 3166-1 alpha-2.
  std::string_view code;          ///< Country calling code without "+".
  std::string_view trunk_prefix;  ///< "0", "1", "8" ... or empty: nothing is dropped.
  std::string_view exit_prefix;   ///< Dialled before a country code: "00", "011" ...
  std::uint8_t shortest;          ///< Digits of a national number without trunk prefix.
  std::uint8_t longest;
};

/// All countries, ordered by `country`.
std::span<const DialPlan> dial_plans();
/// nullptr for a country that we do not know.
const DialPlan* dial_plan(std::string_view country);

/// Reads a number in any notation: spaces, dots, dashes, slashes, brackets, "(0)", "+", "00",
/// "tel:" and "sip:" URIs with parameters, extensions after "ext" or "x", full-width digits. An
/// unknown country leaves only international notations readable. Input past 128 bytes is invalid.
PhoneNumber read_phone(std::string_view text, std::string_view country);

/// The E.164 form, or nullopt when `text` is not a global number.
std::optional<std::string> to_e164(std::string_view text, std::string_view country);

/// "+" and 6 to 15 digits that start with an assigned country code?
bool is_e164(std::string_view text);

/// The country whose plan serves this E.164 number (the largest one where several share a code);
/// nullptr when the code is not assigned.
const DialPlan* plan_of(std::string_view e164);

/// For the eyes of people in `country`: national notation at home, international abroad. What is
/// not E.164 comes back unchanged.
std::string show_phone(std::string_view e164, std::string_view country);

}  // namespace filo
