// Grouping of digits for the eye. Only the countries of our first users have their own rules; the
// others get groups of three, which everybody can read.

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/phone.h"

namespace filo {

namespace {

// Cuts `digits` into groups of the given lengths, the last one taking what remains.
std::string grouped(std::string_view digits, std::initializer_list<std::size_t> lengths) {
  std::string out;
  for (std::size_t length : lengths) {
    if (digits.empty()) break;
    if (!out.empty()) out += ' ';
    out += digits.substr(0, length);
    digits.remove_prefix(std::min(length, digits.size()));
  }
  if (digits.empty()) return out;
  return out + (out.empty() ? "" : " ") + std::string{digits};
}

std::string by_threes(std::string_view digits) {
  std::string out;
  while (digits.size() > 4) {
    out += std::string{digits.substr(0, 3)} + " ";
    digits.remove_prefix(3);
  }
  return out + std::string{digits};
}

// Rome and Milan have two digits, the other large districts three, the rest four.
std::size_t italian_area(std::string_view n) {
  if (n.starts_with("02") || n.starts_with("06")) return 2;
  constexpr std::string_view kThree =
      "010 011 015 019 030 031 035 039 040 041 045 049 050 051 055 059 070 071 075 079 080 081 085 "
      "089 090 091 095 099";
  return kThree.find(n.substr(0, 3)) != std::string_view::npos ? 3 : 4;
}

std::string italian(std::string_view n) {
  if (!n.starts_with('0')) return grouped(n, {3, 3});
  const std::size_t area = italian_area(n);
  const std::size_t rest = n.size() - area;
  return grouped(n, {area, rest > 4 ? rest - 4 : rest});
}

std::string british(std::string_view n) {
  if (n.starts_with('2')) return grouped(n, {2, 4});
  const bool city = n.size() == 10 && n[0] == '1' && (n[1] == '1' || n[2] == '1');
  return city ? grouped(n, {3, 3}) : grouped(n, {4});
}

std::string german(std::string_view n) {
  const bool big =
      n.starts_with("30") || n.starts_with("40") || n.starts_with("69") || n.starts_with("89");
  return grouped(n, {big ? 2U : 3U});
}

std::string irish(std::string_view n) {
  return n.starts_with('1') ? grouped(n, {1, 3}) : grouped(n, {2, 3});
}

// The national significant number in its own country's groups.
std::string in_groups(const DialPlan& plan, std::string_view n) {
  if (plan.code == "39") return italian(n);
  if (plan.code == "33") return grouped(n, {1, 2, 2, 2});
  if (plan.code == "44") return british(n);
  if (plan.code == "49") return german(n);
  if (plan.code == "353") return irish(n);
  if (plan.code == "41") return grouped(n, {2, 3, 2});
  if (plan.code == "1") return grouped(n, {3, 3});
  return by_threes(n);
}

}  // namespace

std::string show_phone(std::string_view e164, std::string_view country) {
  if (!is_e164(e164)) return std::string{e164};
  const DialPlan* plan = plan_of(e164);
  const std::string_view national = e164.substr(1 + plan->code.size());
  const std::string groups = in_groups(*plan, national);
  const DialPlan* home = dial_plan(country);
  if (home == nullptr || home->code != plan->code)
    return "+" + std::string{plan->code} + " " + groups;
  // North Americans write the ten digits without the trunk "1".
  return plan->code == "1" ? groups : std::string{plan->trunk_prefix} + groups;
}

}  // namespace filo
