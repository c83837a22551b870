#include "phone/reporter.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/result.h"
#include "base/text.h"

namespace filo::phone {
namespace {

std::string number(double value) {
  return fmt::format("{:.1f}", value);
}

std::string as_json(const Value& value) {
  return std::visit(overloaded{[](const std::string& text) { return json_string(text); },
                               [](std::int64_t n) { return std::to_string(n); },
                               [](double n) { return number(n); }},
                    value);
}

std::string as_words(const Value& value) {
  return std::visit(overloaded{[](const std::string& text) { return log_safe(text); },
                               [](std::int64_t n) { return std::to_string(n); },
                               [](double n) { return number(n); }},
                    value);
}

}  // namespace

std::string json_string(std::string_view text) {
  const bool utf8 = is_utf8(text);
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += byte >= 0x80 && !utf8 ? '?' : c;
    }
  }
  return out + '"';
}

void Reporter::event(std::string_view name, Fields fields) {
  const std::string at = to_rfc3339(clock_.now());
  std::string line;
  if (json_) {
    line = fmt::format("{{\"at\":\"{}\",\"event\":{}", at, json_string(name));
    for (const Field& field : fields) {
      line += fmt::format(",{}:{}", json_string(field.name), as_json(field.value));
    }
    line += '}';
  } else {
    line = fmt::format("{} {}", at.substr(11, 8), name);
    for (const Field& field : fields) {
      line += fmt::format(" {}={}", field.name, as_words(field.value));
    }
  }
  out_ << line << '\n' << std::flush;
}

}  // namespace filo::phone
