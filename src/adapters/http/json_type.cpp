#include "adapters/http/json_type.h"

#include "base/check.h"

namespace filo::http::detail {

std::string wire_name(std::string_view cpp_name) {
  if (cpp_name.size() > 1 && cpp_name.ends_with('_')) cpp_name.remove_suffix(1);
  return std::string(cpp_name);
}

/// GCC: "... [with T = filo::x::Ticket; ...]", Clang: "... [T = filo::x::Ticket]". Template
/// arguments are glued on: Page<filo::TicketRow> is PageTicketRow.
std::string short_type_name(std::string_view pretty_function) {
  const auto begin = pretty_function.find("T = ");
  FILO_CHECK(begin != std::string_view::npos);
  std::string_view name = pretty_function.substr(begin + 4);
  name = name.substr(0, name.find_first_of(";]"));
  std::string out, word;
  for (char c : name) {
    if (c == ':') {
      word.clear();
    } else if (c == '<' || c == '>' || c == ',' || c == ' ') {
      out += word;
      word.clear();
    } else if (c != '(' && c != ')') {
      word += c;
    }
  }
  return out + word;
}

void apply_rules(TypeInfo& info, std::span<const Rule> all) {
  for (const Rule& rule : all) {
    bool known = false;
    for (FieldInfo& field : info.fields) {
      if (field.name != rule.field) continue;
      field.has_rule = true;
      field.min = rule.min;
      field.max = rule.max;
      field.format = rule.format;
      known = true;
    }
    FILO_CHECK(known);  // a rule for a field that does not exist
  }
}

}  // namespace filo::http::detail
