#include "adapters/http/rules.h"

#include <algorithm>

#include "base/text.h"

namespace filo::http {
namespace {

bool only(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHostChars =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

bool is_host(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) {
    return only(text.substr(1, text.size() - 2), "0123456789abcdefABCDEF:.");
  }
  return !text.empty() && text.size() <= 253 && only(text, kHostChars) && text.front() != '-' &&
         text.front() != '.' && text.find("..") == std::string_view::npos;
}

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || text.size() > 254) return false;
  const std::string_view local = text.substr(0, at);
  const bool clean = std::none_of(local.begin(), local.end(), [](char c) {
    return is_control(c) || c == ' ' || c == '@' || c == '<' || c == '>' || c == ',' || c == ';';
  });
  return clean && local.size() <= 64 && is_host(text.substr(at + 1)) &&
         text.find('.', at) != std::string_view::npos;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = parse_int<int>(text.substr(0, 4));
  const auto month = parse_int<unsigned>(text.substr(5, 2));
  const auto day = parse_int<unsigned>(text.substr(8, 2));
  if (!year || !month || !day || *year < 0) return false;
  return std::chrono::year_month_day{std::chrono::year{*year}, std::chrono::month{*month},
                                     std::chrono::day{*day}}
      .ok();
}

bool is_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':' || !only(text.substr(0, 2), kDigits)) return false;
  const auto hours = parse_int<unsigned>(text.substr(0, 2));
  const auto minutes = parse_int<unsigned>(text.substr(3, 2));
  return hours && minutes && *hours * 60 + *minutes <= 24 * 60 && *minutes < 60;
}

}  // namespace

bool fits(Format format, std::string_view text) {
  switch (format) {
    case Format::any:
      return true;
    case Format::line:
      return std::none_of(text.begin(), text.end(), is_control);
    case Format::digits:
      return only(text, "0123456789*#");
    case Format::phone:
      return only(text, "+0123456789 ().-/") &&
             text.find_first_of(kDigits) != std::string_view::npos;
    case Format::login:
      return only(text, "abcdefghijklmnopqrstuvwxyz0123456789._@-");
    case Format::host:
      return is_host(text);
    case Format::email:
      return is_email(text);
    case Format::date:
      return is_date(text);
    case Format::time:
      return is_time(text);
  }
  return false;
}

std::string_view schema_pattern(Format format) {
  switch (format) {
    case Format::any:
      return {};
    case Format::line:
      return "^[^\\u0000-\\u001f\\u007f]*$";
    case Format::digits:
      return "^[0-9*#]*$";
    case Format::phone:
      return "^[-+0-9 ()./]*[0-9][-+0-9 ()./]*$";
    case Format::login:
      return "^[a-z0-9._@-]*$";
    case Format::host:
      return "^([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])$";
    case Format::email:
      return "^[^@\\s<>,;]+@[^@\\s]+\\.[^@\\s]+$";
    case Format::date:
      return "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    case Format::time:
      return "^[0-9]{2}:[0-9]{2}$";
  }
  return {};
}

}  // namespace filo::http
