#include "base/phone.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace filo {

namespace {

constexpr std::size_t kInputBytes = 128;
constexpr std::size_t kE164Digits = 15;   // ITU-T E.164 §6.1.
constexpr std::size_t kE164Shortest = 6;  // Austria's: its code and four digits.
constexpr std::size_t kShortDigits = 6;   // Longer ones are complete numbers in every plan.

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

// What remains of the input: digits, a leading plus, and whether it had a sense at all.
struct Dialled {
  bool plus = false;
  bool valid = true;
  std::string digits;
};

// "tel:", "sip:+39..@host;user=phone" -> the number's own part. A tel URI's phone-context that
// starts with "+" goes before a local number. Source: RFC 3966 §5.1.5.
std::string without_uri(std::string_view text) {
  const bool tel = iequals(text.substr(0, 4), "tel:");
  const bool sip = iequals(text.substr(0, 4), "sip:") || iequals(text.substr(0, 5), "sips:");
  if (!tel && !sip) return std::string{text};
  text.remove_prefix(text.find(':') + 1);
  if (sip) return std::string{text.substr(0, text.find_first_of("@;"))};
  const auto parts = split(text, ';');
  std::string number{parts[0]};
  if (number.starts_with('+')) return number;
  for (std::string_view part : parts) {
    if (iequals(part.substr(0, 15), "phone-context=+"))
      return std::string{part.substr(14)} + number;
  }
  return number;
}

std::string_view without_extension(std::string_view text) {
  const std::string lower = to_lower(text);
  for (std::string_view mark : {";", "ext", "int", "poste", "x", "#"}) {
    const auto at = lower.find(mark);
    if (at != std::string::npos && at > 0) text = text.substr(0, std::min(at, text.size()));
  }
  return text;
}

// One UTF-8 sequence at `at`: a full-width digit or plus, or a blank or dash to skip. Returns its
// ASCII meaning, ' ' for what is skipped, or 0 for anything else.
char from_wide(std::string_view text, std::size_t& at) {
  auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  if (byte(0) == 0xC2 && byte(1) == 0xA0) {  // no-break space
    at += 2;
    return ' ';
  }
  const unsigned last = byte(2);
  if (byte(0) == 0xEF && byte(1) == 0xBC && last >= 0x90 && last <= 0x99) {
    at += 3;
    return static_cast<char>('0' + (last - 0x90));
  }
  if (byte(0) == 0xEF && byte(1) == 0xBC && last == 0x8B) {
    at += 3;
    return '+';
  }
  if (byte(0) == 0xE2 && byte(1) == 0x80 && last >= 0x80 &&
      last <= 0xAF) {  // blanks, dashes, marks
    at += 3;
    return ' ';
  }
  return 0;
}

void take(Dialled& dialled, char c) {
  constexpr std::string_view kSkipped = " .-/()[]~\t";
  if (is_digit(c)) {
    dialled.digits += c;
  } else if (c == '+') {
    dialled.valid = dialled.valid && !dialled.plus && dialled.digits.empty();
    dialled.plus = true;
  } else if (kSkipped.find(c) == std::string_view::npos) {
    dialled.valid = false;
  }
}

Dialled digits_of(std::string_view text) {
  Dialled dialled;
  for (std::size_t at = 0; at < text.size();) {
    char c = text[at];
    if (static_cast<unsigned char>(c) >= 0x80) {
      c = from_wide(text, at);
    } else {
      ++at;
    }
    take(dialled, c);
    if (!dialled.valid) return dialled;
  }
  return dialled;
}

bool is_withheld(std::string_view text) {
  constexpr std::array<std::string_view, 12> kWords = {
      "",        "anonymous", "restricted",  "private", "unknown", "unavailable",
      "anonimo", "privato",   "sconosciuto", "anonyme", "masqué",  "inconnu"};
  const std::string lower = to_lower(text.substr(0, text.find('@')));
  return std::ranges::find(kWords, lower) != kWords.end();
}

bool is_emergency(std::string_view digits, std::string_view country) {
  struct Numbers {
    std::string_view country;
    std::string_view list;
  };
  // The European 112 and the NANP's 911 are understood everywhere by mobile networks.
  constexpr std::array<Numbers, 9> kLists = {{{"IT", "113 114 115 116117 118 1522 1530"},
                                              {"FR", "15 17 18 114 115 119 196"},
                                              {"GB", "999 111"},
                                              {"IE", "999"},
                                              {"DE", "110 116117"},
                                              {"ES", "061 062 080 085 091 092"},
                                              {"CH", "117 118 144 145 1414"},
                                              {"AT", "122 133 144"},
                                              {"AU", "000"}}};
  if (digits == "112" || digits == "911") return true;
  const auto it = std::ranges::find(kLists, country, &Numbers::country);
  if (it == kLists.end()) return false;
  const auto words = split(it->list, ' ');
  return std::ranges::find(words, digits) != words.end();
}

PhoneNumber invalid(std::string digits) {
  return {.kind = PhoneKind::invalid, .e164 = {}, .digits = std::move(digits)};
}

// Where 0 is the trunk prefix no number begins with it: one that is left over would be dropped at
// the next reading, and the same caller have two numbers.
bool has_trunk_zero(std::string_view national, const DialPlan& plan) {
  return plan.trunk_prefix.starts_with('0') && national.starts_with(plan.trunk_prefix);
}

// `digits` start with a country code. A trunk zero that people leave in ("+44 (0)20") goes.
PhoneNumber international(std::string digits) {
  std::string e164 = "+" + digits;
  const DialPlan* plan = plan_of(e164);
  if (plan == nullptr) return invalid(std::move(digits));
  std::string_view national = std::string_view{e164}.substr(1 + plan->code.size());
  if (has_trunk_zero(national, *plan)) national.remove_prefix(plan->trunk_prefix.size());
  const bool fits = national.size() >= plan->shortest && national.size() <= plan->longest;
  if (!fits || has_trunk_zero(national, *plan)) return invalid(std::move(digits));
  std::string clean = "+" + std::string{plan->code} + std::string{national};
  if (clean.size() > 1 + kE164Digits) return invalid(std::move(digits));
  return {.kind = PhoneKind::global, .e164 = std::move(clean), .digits = std::move(digits)};
}

// "8" or "1" before a number is a trunk prefix only when the rest is then a whole number.
std::string_view without_trunk(std::string_view digits, const DialPlan& plan) {
  if (plan.trunk_prefix.empty() || !digits.starts_with(plan.trunk_prefix)) return digits;
  const std::string_view rest = digits.substr(plan.trunk_prefix.size());
  const bool zero = plan.trunk_prefix.front() == '0';
  return zero || rest.size() >= plan.shortest ? rest : digits;
}

// Italian numbers of eleven digits begin with 0; those of mobile phones and services have ten at
// most, so "39 055 123456" without its plus is no national number.
bool is_too_long(std::string_view national, const DialPlan& plan) {
  const bool italian = plan.code == "39" && !national.starts_with('0');
  return national.size() > (italian ? 10U : plan.longest);
}

PhoneNumber national(std::string digits, const DialPlan& plan) {
  const std::string_view rest = without_trunk(digits, plan);
  const bool fits = rest.size() >= plan.shortest && !is_too_long(rest, plan);
  if (fits && !has_trunk_zero(rest, plan)) {
    std::string e164 = "+" + std::string{plan.code} + std::string{rest};
    return {.kind = PhoneKind::global, .e164 = std::move(e164), .digits = std::move(digits)};
  }
  // Trunks often leave the plus out: too long for a number of here, and our own code in front.
  if (is_too_long(rest, plan)) return international(std::move(digits));
  if (digits.size() > kShortDigits) return invalid(std::move(digits));
  return {.kind = PhoneKind::short_number, .e164 = {}, .digits = std::move(digits)};
}

}  // namespace

PhoneNumber read_phone(std::string_view text, std::string_view country) {
  if (text.size() > kInputBytes) return invalid({});
  const std::string number = without_uri(trim(text));
  if (is_withheld(number)) {
    return {.kind = PhoneKind::anonymous, .e164 = {}, .digits = {}};
  }
  Dialled dialled = digits_of(without_extension(number));
  if (!dialled.valid || dialled.digits.empty()) return invalid({});
  if (dialled.plus) return international(std::move(dialled.digits));
  if (is_emergency(dialled.digits, country)) {
    return {.kind = PhoneKind::emergency, .e164 = {}, .digits = std::move(dialled.digits)};
  }
  const DialPlan* plan = dial_plan(country);
  const std::string_view exit = plan != nullptr ? plan->exit_prefix : std::string_view{"00"};
  if (dialled.digits.starts_with(exit) && dialled.digits.size() > exit.size() + 6) {
    return international(dialled.digits.substr(exit.size()));
  }
  if (plan == nullptr) return invalid(std::move(dialled.digits));
  return national(std::move(dialled.digits), *plan);
}

std::optional<std::string> to_e164(std::string_view text, std::string_view country) {
  PhoneNumber number = read_phone(text, country);
  if (number.kind != PhoneKind::global) return std::nullopt;
  return std::move(number.e164);
}

bool is_e164(std::string_view text) {
  if (text.size() < 1 + kE164Shortest || text.size() > 1 + kE164Digits || text.front() != '+')
    return false;
  return all_digits(text.substr(1)) && plan_of(text) != nullptr;
}

}  // namespace filo
